"""How a tier can be earned: rules a room counts by, of which a steward chooses one for a tier.

A later room registers what it can count from its AppConfig.ready; this room counts what members
did for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Counter = Callable[[datetime, datetime], Mapping[UUID, int]]
"""Who did how much of it from an instant to another."""


@dataclass(frozen=True)
class EarningRule:
    """`label` for the steward's choice; `words(count)` is a sentence for everybody."""

    name: str
    label: str | StrPromise
    words: Callable[[int], str]
    count: Counter


_rules: dict[str, EarningRule] = {}


def register(rule: EarningRule) -> None:
    """Add a rule; the same name again replaces it."""
    _rules[rule.name] = rule


def rules() -> list[EarningRule]:
    """Every rule of this place, by name."""
    return [_rules[name] for name in sorted(_rules)]


def rule(name: str) -> EarningRule | None:
    """One rule; None for a name no room registered."""
    return _rules.get(name)


def label_of(name: str) -> str:
    """What a rule counts, in the reader's language; '' for a name no room registered."""
    found = _rules.get(name)
    return str(found.label) if found else ""


def words_of(name: str, count: int) -> str:
    """How it is earned, in the reader's language; '' where it cannot be."""
    found = _rules.get(name)
    return found.words(count) if found else ""

"""What later rooms know of a campaign: how many were sold, and what a voucher's code takes off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Wanted:
    """What is counted: a thing, from an instant up to before another."""

    target_kind: str
    target: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Voucher:
    """A voucher as the shop says it in words, and whether it holds now."""

    words: str
    holds: bool


Counter = Callable[[Wanted], "int | None"]
"""How many, or None where this kind of thing is not counted by it. Few SQL queries."""
Describe = Callable[[str, datetime], "Voucher | None"]

_counters: dict[str, Counter] = {}
_vouchers: dict[str, Describe] = {}


def count_by(kind: str, counter: Counter) -> None:
    """Let a later room count goals of a kind (`orders`, `pre_orders`). Called from its wiring."""
    _counters[kind] = counter


def describe_vouchers_by(name: str, describe: Describe) -> None:
    """Let a later room say what a code takes off. Called from its wiring."""
    _vouchers[name] = describe


def counted(kind: str, wanted: Wanted) -> int | None:
    """What a later room counts, None where none does."""
    counter = _counters.get(kind)
    return counter(wanted) if counter else None


def voucher(code: str, at: datetime) -> Voucher | None:
    """What a code takes off; None for no code, and where nobody knows it."""
    if not code:
        return None
    said = (describe(code, at) for describe in _vouchers.values())
    return next((each for each in said if each is not None), None)

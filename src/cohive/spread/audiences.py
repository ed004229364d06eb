"""Parts of a list one may write to: later rooms say which, and who is in them.

An issue always goes to people who asked for its list. It may go to a part of them only: those whom
a later room counts to one of its audiences. That room registers itself here with one line in its
wiring: `audiences.register("segment", offered, reach)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.words.sentences import Sentence

PEOPLE_MIN = 10
"""Fewer are never written to as a part of a list: each could be guessed."""


@dataclass(frozen=True)
class AudienceChoice:
    """An audience as it is offered: its kind, id and name."""

    kind: str
    id: UUID
    name: str


@dataclass(frozen=True)
class AudienceReach:
    """Who is in an audience, and why they are: the same reasons hold for all of them."""

    name: str
    reasons: tuple[Sentence, ...]
    members: frozenset[UUID]
    addresses: frozenset[str]


Offer = Callable[[datetime], Sequence[AudienceChoice]]
Reach = Callable[[UUID, datetime], AudienceReach | None]
_kinds: dict[str, tuple[Offer, Reach]] = {}


def register(kind: str, offer: Offer, reach: Reach) -> None:
    """Let issues go to a later room's audiences; called from its wiring.

    `offer` names those that may be chosen; `reach` says who is in one, None when it is gone or too
    small to be written to.
    """
    _kinds[kind] = (offer, reach)


def offered(*, at: datetime) -> list[AudienceChoice]:
    """Every audience an issue may be for, in the order of their rooms."""
    return [choice for offer, _reach in _kinds.values() for choice in offer(at)]


def reached(kind: str, audience: UUID, *, at: datetime) -> AudienceReach | None:
    """Who is in an audience now; None when it may not be written to."""
    known = _kinds.get(kind)
    return known[1](audience, at) if known else None

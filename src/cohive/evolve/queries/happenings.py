"""What happened when: the few acts that change how a place lives, to stand beside a trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cohive.journal import queries as journal

HAPPENINGS: Final = (
    "bond.circle.created",
    "create.challenge.opened",
    "create.product.on_sale",
    "create.terms.published",
    "evolve.change.done",
    "evolve.rule.applied",
)
"""A circle, a challenge, a product, new terms; a split or merging, a changed rule."""
HAPPENINGS_MAX = 40


@dataclass(frozen=True)
class Happening:
    """One of `HAPPENINGS`, on its day; without names, so that closed circles stay closed."""

    kind: str
    at: datetime


def happenings(*, since: datetime, until: datetime) -> list[Happening]:
    """What happened from `since` until before `until`, the oldest first, the newest forty.

    One SQL query.
    """
    found = journal.instants_of_kinds(HAPPENINGS, since=since, until=until, limit=HAPPENINGS_MAX)
    return [Happening(kind, at) for kind, at in found]

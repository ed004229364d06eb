"""Who answered others lately: people whom the place may thank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cohive.journal import queries as journal

__all__ = ["Answerer", "answerers"]

NEW_FOR = timedelta(days=30)
PEOPLE_MIN = 3
REPLIED, JOINED = "bond.post.replied", "bond.member.joined"


@dataclass(frozen=True)
class Answerer:
    """A member, how many different people she answered, and how many of them are new here."""

    who: UUID
    people: int
    newcomers: int


def answerers(
    *, since: datetime, until: datetime, without: Collection[UUID] = (), limit: int = 3
) -> list[Answerer]:
    """Who answered three different people or more; newcomers count first. Two SQL queries.

    `without` are those who are paid for it. Nothing of what was said is read.
    """
    answered: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for act in journal.acts_of_kinds((REPLIED,), since=since):
        if act.at <= until and act.target not in (None, act.actor) and act.actor not in without:
            answered[act.actor].add(act.target)
    new = {act.actor for act in journal.acts_of_kinds((JOINED,), since=since - NEW_FOR)}
    found = [
        Answerer(who, len(people), len(people & new))
        for who, people in answered.items()
        if len(people) >= PEOPLE_MIN
    ]
    return sorted(found, key=lambda one: (-one.newcomers, -one.people, one.who))[:limit]

"""What each side of a split takes with it: works by their makers, hours by their keepers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from cohive.create import queries as create
from cohive.create.queries import WorkCard
from cohive.engine.culture.hours import WEEKS, StandingHour, standing_hours
from cohive.evolve.models.changes import ChangeMember
from cohive.journal import queries as journal

__all__ = ["Carried", "CarriedHour", "carried", "side_of"]

WORKS_MAX = 500
TALK = ("bond.thread.started", "bond.post.replied")


@dataclass(frozen=True)
class CarriedHour:
    """An hour of the week that is kept, and by which side: first, second, both, or "" by none."""

    hour: StandingHour
    side: str


@dataclass(frozen=True)
class Carried:
    """Works and hours by side; `crossing` works of one side grew from works of the other."""

    works: Mapping[str, tuple[WorkCard, ...]]
    hours: tuple[CarriedHour, ...]
    crossing: int


def carried(change: UUID, circle: UUID, *, at: datetime) -> Carried:
    """What goes with whom, by where each would be at this moment.

    A work goes with its makers; where they part, or one of them is in both, it is kept by both. Of
    the newest five hundred works. Five SQL queries.
    """
    sides = dict(ChangeMember.objects.filter(change=change).values_list("member", "side"))
    works = create.works_of_makers(sides, limit=WORKS_MAX)
    by_work = {one.id: side_of((agent for agent, _ in one.makers), sides) for one in works}
    links = create.parent_links(by_work)
    talk = journal.moments_in_circle(circle, TALK, since=at - timedelta(weeks=WEEKS))
    hours = standing_hours(((localtime(when), str(who)) for when, who in talk), at=at)
    return Carried(
        works={
            side: tuple(one for one in works if by_work[one.id] == side)
            for side in ("first", "second", "both")
        },
        hours=tuple(CarriedHour(one, side_of(map(UUID, one.keepers), sides)) for one in hours),
        crossing=len({child for child, parent in links if _cross(by_work[child], by_work[parent])}),
    )


def side_of(agents: Iterable[UUID], sides: Mapping[UUID, str]) -> str:
    """The side on which all of them are that are on any; "both" where they part."""
    found: Collection[str] = {sides[agent] for agent in agents if agent in sides}
    if len(found) > 1:
        return "both"
    return next(iter(found), "")


def _cross(one: str, two: str) -> bool:
    return {one, two} == {"first", "second"}

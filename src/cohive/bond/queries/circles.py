"""Circles: lists, one by its address, who belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from cohive.bond.models import Circle, Membership, Thread
from cohive.look.formats import CHINESE

LIMIT_CIRCLES = 100
LIMIT_MEMBERS = 30


@dataclass(frozen=True)
class CircleView:
    """A circle; `agent` is its id everywhere."""

    agent: UUID
    name: str
    name_alt: str
    slug: str
    purpose: str
    purpose_alt: str
    created_by: UUID
    created_at: datetime
    members: int
    waiting: int
    url: str
    lets_machines: bool = False

    def purpose_in(self, language_tag: str) -> str:
        """The purpose in the reader's script when it was written in both."""
        if not self.purpose_alt:
            return self.purpose
        wants_chinese = language_tag.startswith("zh")
        texts = (self.purpose, self.purpose_alt)
        fits = (text for text in texts if bool(CHINESE.search(text)) == wants_chinese)
        return next(fits, self.purpose)


@dataclass(frozen=True)
class BelongingView:
    """A member of a circle."""

    agent: UUID
    keeps: bool
    joined_at: datetime
    votes_since: datetime | None = None


def _counted() -> QuerySet[Circle]:
    members = (
        Membership.objects.filter(circle=OuterRef("agent"))
        .order_by()
        .values("circle")
        .annotate(count=Count("id"))
        .values("count")
    )
    waiting = (
        Thread.objects.filter(circle=OuterRef("agent"), waits=True, is_news=False, post_count__gt=0)
        .order_by()
        .values("circle")
        .annotate(count=Count("id"))
        .values("count")
    )
    nothing = Value(0)
    return Circle.objects.annotate(
        members=Coalesce(Subquery(members), nothing), waiting=Coalesce(Subquery(waiting), nothing)
    )


def _views(rows: QuerySet[Circle]) -> list[CircleView]:
    found = cast(Iterable[dict[str, Any]], rows.values())
    return [
        CircleView(
            agent=row["agent_id"],
            name=row["name"],
            name_alt=row["name_other"],
            slug=row["slug"],
            purpose=row["purpose"],
            purpose_alt=row["purpose_other"],
            created_by=row["created_by_id"],
            created_at=row["created_at"],
            members=row["members"],
            waiting=row["waiting"],
            url=reverse("bond:circle", kwargs={"slug": row["slug"]}),
            lets_machines=row["lets_machines"],
        )
        for row in found
    ]


def circles(*, limit: int = LIMIT_CIRCLES) -> list[CircleView]:
    """All circles, the oldest first: they are few. One SQL query."""
    return _views(_counted().order_by("agent")[:limit])


def circle_by_slug(slug: str) -> CircleView | None:
    """One circle by its address. One SQL query."""
    return next(iter(_views(_counted().filter(slug=slug))), None)


def circle(agent: UUID) -> CircleView | None:
    """One circle by its agent. One SQL query."""
    return next(iter(_views(_counted().filter(agent=agent))), None)


def circles_by_agent(agents: Iterable[UUID]) -> dict[UUID, CircleView]:
    """These circles; one that is not there is missing in the answer. One SQL query."""
    return {circle.agent: circle for circle in _views(_counted().filter(agent__in=set(agents)))}


def circles_of(member: UUID) -> list[CircleView]:
    """The circles a member belongs to. One SQL query."""
    return _views(_counted().filter(memberships__member=member).order_by("agent"))


def is_member(agent: UUID, circle: UUID, *, since: datetime | None = None) -> bool:
    """Whether an agent belongs to a circle (and did at an instant before). One SQL query."""
    rows = Membership.objects.filter(circle=circle, member=agent)
    return (rows.filter(joined_at__lte=since) if since else rows).exists()


def has_vote(agent: UUID, circle: UUID, *, since: datetime) -> bool:
    """Whether an agent votes in a circle, and did at an instant before. One SQL query.

    Who came in while the circle was for a tier does not: coming in could be bought.
    """
    rows = Membership.objects.filter(circle=circle, member=agent)
    return rows.filter(joined_at__lte=since, votes_since__lte=since).exists()


def members_of_circles(circles: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who belongs to each of some circles; those without anybody are left out. One SQL query."""
    found: dict[UUID, set[UUID]] = {}
    rows = Membership.objects.filter(circle__in=list(circles)).values_list("circle_id", "member_id")
    for circle, member in rows.iterator(chunk_size=10_000):
        found.setdefault(circle, set()).add(member)
    return {circle: frozenset(members) for circle, members in found.items()}


def circle_members(circle: UUID, *, limit: int | None = LIMIT_MEMBERS) -> list[BelongingView]:
    """Who belongs, keepers first, then the newest. One SQL query."""
    rows = Membership.objects.filter(circle=circle).order_by("-keeps", "-id")
    return [_belonging(row) for row in rows[:limit]]


def circle_voters(circle: UUID) -> list[BelongingView]:
    """Who belongs and has a vote, keepers first, then the newest. One SQL query."""
    rows = Membership.objects.filter(circle=circle, votes_since__isnull=False)
    return [_belonging(row) for row in rows.order_by("-keeps", "-id")]


def belonging(agent: UUID, circle: UUID) -> BelongingView | None:
    """How one agent belongs to a circle; None: not at all. One SQL query."""
    row = Membership.objects.filter(circle=circle, member=agent).first()
    return _belonging(row) if row else None


def _belonging(row: Membership) -> BelongingView:
    return BelongingView(
        agent=row.member_id,
        keeps=row.keeps,
        joined_at=row.joined_at,
        votes_since=row.votes_since,
    )

"""Gatherings: what is ahead, one of them, who comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from cohive.bond import keyset
from cohive.bond.models import Attendance, Gathering

LIMIT_GATHERINGS = 20
LIMIT_COMING = 200


@dataclass(frozen=True)
class GatheringView:
    """A gathering; `how_to_come` is only for who said that she comes."""

    id: UUID
    circle: UUID | None
    circle_name: str
    title: str
    text: str
    lang: str
    starts_at: datetime
    ends_at: datetime
    where: str
    how_to_come: str
    places: int | None
    by: UUID
    revision: int
    state: str
    why: str
    coming: int
    url: str

    @property
    def is_full(self) -> bool:
        """Whether all places are taken."""
        return self.places is not None and self.coming >= self.places


def gatherings_ahead(
    *, now: datetime, circle: UUID | None = None, cursor: str = "", limit: int = LIMIT_GATHERINGS
) -> tuple[list[GatheringView], str]:
    """What is not over yet, the next one first, and the cursor of what follows. One SQL query.

    Those called off stay until their hour has passed: who wanted to come should see it.
    """
    rows = Gathering.objects.filter(ends_at__gt=now)
    if circle:
        rows = rows.filter(circle=circle)
    if mark := keyset.read(cursor):
        rows = rows.filter(ends_at__gte=mark.at).exclude(ends_at=mark.at, id__lte=mark.id)
    found = _views(rows.order_by("ends_at", "id")[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], keyset.Mark(last.ends_at, last.id).cursor()


def gathering(gathering_id: UUID) -> GatheringView | None:
    """One gathering, over or not. One SQL query."""
    return next(iter(_views(Gathering.objects.filter(id=gathering_id))), None)


def coming_to(gathering_id: UUID, *, limit: int = LIMIT_COMING) -> list[UUID]:
    """Who comes, in the order they said so. One SQL query."""
    rows = Attendance.objects.filter(gathering=gathering_id).order_by("id")
    return list(rows.values_list("member_id", flat=True)[:limit])


def is_coming(member: UUID, gathering_id: UUID) -> bool:
    """Whether she said that she comes. One SQL query."""
    return Attendance.objects.filter(member=member, gathering=gathering_id).exists()


def attendances_of(member: UUID) -> list[dict[str, Any]]:
    """Where she comes or came to, for what she takes with her. One SQL query."""
    rows = Attendance.objects.filter(member=member).order_by("id")
    return [dict(row) for row in rows.values("gathering__title", "gathering__starts_at", "at")]


def gatherings_by(member: UUID) -> list[dict[str, Any]]:
    """What she planned, for what she takes with her. One SQL query."""
    return [dict(row) for row in Gathering.objects.filter(by=member).order_by("id").values()]


def _views(rows: QuerySet[Gathering]) -> list[GatheringView]:
    coming = (
        Attendance.objects.filter(gathering=OuterRef("id"))
        .order_by()
        .values("gathering")
        .annotate(count=Count("id"))
        .values("count")
    )
    counted = rows.annotate(coming=Coalesce(Subquery(coming), Value(0)))
    found = cast(Iterable[dict[str, Any]], counted.values(*_COLUMNS))
    return [
        GatheringView(
            id=row["id"],
            circle=row["circle_id"],
            circle_name=row["circle__name"] or "",
            title=row["title"],
            text=row["text"],
            lang=row["language"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            where=row["where"],
            how_to_come=row["how_to_come"],
            places=row["places"],
            by=row["by_id"],
            revision=row["revision"],
            state=row["state"],
            why=row["why"],
            coming=row["coming"],
            url=reverse("bond:gathering", kwargs={"gathering_id": row["id"]}),
        )
        for row in found
    ]


_COLUMNS = (
    "id", "circle_id", "circle__name", "title", "text", "language", "starts_at", "ends_at",
    "where", "how_to_come", "places", "by_id", "revision", "state", "why", "coming",
)  # fmt: skip

"""Reading what the nightly look says of circles: how a split went, which two are one by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from cohive.evolve.models.changes import ChangeCourse, MergeFinding

__all__ = ["CourseView", "MergingView", "course_of", "mergings"]

MERGINGS_MAX = 30


@dataclass(frozen=True)
class CourseView:
    """How a split went until an instant; `data` as `operations.course` found it, maybe empty."""

    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class MergingView:
    """Two circles that are one by now, the larger first; `said` is a written sentence."""

    circle: UUID
    other: UUID
    at: datetime
    said: Mapping[str, Any]


def course_of(change: UUID) -> CourseView | None:
    """How a split went; None of what is not founded. One SQL query."""
    row = ChangeCourse.objects.filter(change=change).first()
    return CourseView(row.at, row.data) if row else None


def mergings(*, of: tuple[UUID, UUID] | None = None) -> list[MergingView]:
    """All pairs of circles that the rule says are one, or these two if they are. One SQL query."""
    rows = MergeFinding.objects.order_by("circle", "other")
    if of is not None:
        rows = rows.filter(Q(circle=of[0], other=of[1]) | Q(circle=of[1], other=of[0]))
    return [
        MergingView(row.circle_id, row.other_id, row.at, row.said) for row in rows[:MERGINGS_MAX]
    ]

"""What waits for a person's decision here: borders found by night, waves that may be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from cohive.evolve.models.changes import (
    ASKED_AGAIN_AFTER,
    OPEN_STATES,
    CircleChange,
    SplitFinding,
)
from cohive.evolve.models.surveys import Wave
from cohive.evolve.wording import Wording

__all__ = ["BorderView", "WaveToClose", "borders", "waves_to_close"]

SEEN_LATELY = timedelta(days=3)
"""A circle that is not looked at any more keeps its last finding, which says nothing of today."""
AFTER_REMINDER = timedelta(days=5)
OPEN_LONG = timedelta(days=30)
LISTED_MAX = 20


@dataclass(frozen=True)
class BorderView:
    """A circle whose talk parts in two, as it was found at the last look."""

    circle: UUID
    at: datetime


@dataclass(frozen=True)
class WaveToClose:
    """A wave of which little more is to be expected; `reminded`: everybody was, days ago."""

    survey: UUID
    title: Wording
    number: int
    opened_at: datetime
    responses: int
    reminded: bool


def borders(*, at: datetime) -> list[BorderView]:
    """Circles whose talk has a border and that may be asked about it now. Two SQL queries.

    A circle for which something is proposed, which declined a split or undid one within 90 days,
    or which was split since the look, is left in peace.
    """
    found = SplitFinding.objects.filter(is_proposed=True, at__gte=at - SEEN_LATELY)
    rows = list(found.order_by("circle").values_list("circle_id", "at")[:LISTED_MAX])
    if not rows:
        return []
    lately = at - ASKED_AGAIN_AFTER
    changes = CircleChange.objects.filter(
        Q(state__in=OPEN_STATES)
        | Q(kind="split", state="declined", ended_at__gt=lately)
        | Q(kind="split", state="undone", undone_at__gt=lately)
        | Q(kind="split", state="done", done_at__gt=at - SEEN_LATELY)
    )
    pairs = changes.values_list("circle_id", "other_id")
    asked = {circle for pair in pairs for circle in pair}
    return [BorderView(circle, seen) for circle, seen in rows if circle not in asked]


def waves_to_close(*, at: datetime) -> list[WaveToClose]:
    """Open waves whose reminder went out five days ago, or that are open for a month.

    When answers came is not known, on purpose. The longest open first. One SQL query.
    """
    reminded = (at - AFTER_REMINDER).date()
    rows = (
        Wave.objects.filter(closed_at__isnull=True)
        .filter(Q(reminded_on__lte=reminded) | Q(opened_at__lte=at - OPEN_LONG))
        .exclude(survey__state="dropped")
        .select_related("survey")
        .annotate(n=Count("responses"))
        .order_by("opened_at", "id")
    )
    return [
        WaveToClose(
            survey=row.survey_id,
            title=Wording(row.survey.title_en, row.survey.title_zh),
            number=row.number,
            opened_at=row.opened_at,
            responses=row.n,
            reminded=row.reminded_on is not None and row.reminded_on <= reminded,
        )
        for row in rows[:LISTED_MAX]
    ]

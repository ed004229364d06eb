"""Opening hours, and how soon people were answered in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from cohive.bond.queries import place
from cohive.care.models import Conversation, OpeningHours, Satisfaction
from cohive.care.opening import Hours, is_open, open_seconds

LATELY = 200
HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Figures:
    """Of the last 200 conversations that were answered: seconds of opening hours.

    `median_seconds` None: none was answered yet. `well` of `rated` said that an answer was good.
    """

    answered: int
    median_seconds: int | None
    in_time: int
    promise_hours: int
    rated: int
    well: int

    @property
    def in_time_percent(self) -> int:
        """The share that was answered within what is promised; 0 with none."""
        return round(100 * self.in_time / self.answered) if self.answered else 0


def opening_hours() -> Hours:
    """The hours of each day that has some. One SQL query."""
    rows = OpeningHours.objects.order_by("weekday").values_list(
        "weekday", "opens_minute", "closes_minute"
    )
    return {day: (opens, closes) for day, opens, closes in rows}


def zone_here() -> ZoneInfo:
    """The place's own time zone, else UTC."""
    here = place()
    return ZoneInfo(here.time_zone if here and here.time_zone else "UTC")


def opening_seconds(since: datetime, until: datetime) -> int:
    """Seconds of opening hours between two instants. One SQL query."""
    return open_seconds(since, until, opening_hours(), zone_here())


def is_open_at(at: datetime) -> bool:
    """Whether somebody answers at this instant. One SQL query."""
    return is_open(at, opening_hours(), zone_here())


def figures(promise_hours: int) -> Figures:
    """How soon and how well people were answered of late. Two SQL queries."""
    taken = list(
        Conversation.objects.filter(first_answer_at__isnull=False)
        .order_by("-first_answer_at")
        .values_list("first_answer_seconds", flat=True)[:LATELY]
    )
    seconds = [value for value in taken if value is not None]
    scores = list(Satisfaction.objects.order_by("-at").values_list("score", flat=True)[:LATELY])
    return Figures(
        answered=len(seconds),
        median_seconds=int(median(seconds)) if seconds else None,
        in_time=sum(1 for value in seconds if value <= promise_hours * HOUR_SECONDS),
        promise_hours=promise_hours,
        rated=len(scores),
        well=sum(1 for score in scores if score == 3),
    )

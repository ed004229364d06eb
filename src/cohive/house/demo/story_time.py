"""The story's dates, moved so that its Sunday, 22 November 2026, is the day of seeding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROTTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 22)
MORNING = time(9, 14)
"""When the story is told: everything on its last day happened between midnight and then."""


@dataclass(frozen=True)
class StoryTime:
    """Maps a moment of the story to a moment around the seeding.

    Whole days are moved and the clock of Rotterdam is kept, so that what happened on one day of
    the story still happens on one day. What the story tells of its last morning is fitted between
    the last midnight and the seeding, in the same order.
    """

    seeded_at: datetime

    def on(self, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
        """That day of the story at that hour of Rotterdam."""
        told = date(2026, month, day)
        clock = time(hour, minute)
        seeded = self.seeded_at.astimezone(ROTTERDAM)
        moved = seeded.date() + (told - TODAY)
        if told == TODAY and clock <= MORNING:
            midnight = datetime.combine(moved, time(), ROTTERDAM)
            part = (hour * 60 + minute) / (MORNING.hour * 60 + MORNING.minute)
            return (midnight + (seeded - midnight) * part).astimezone(UTC)
        return datetime.combine(moved, clock, ROTTERDAM).astimezone(UTC)

    def before(self, **span: float) -> datetime:
        """So long before the seeding: before(hours=3)."""
        return self.seeded_at - timedelta(**span)

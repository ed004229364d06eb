"""The story's dates, moved so that its Sunday morning, 22 November 2026, is the day of seeding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ROTTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = datetime(2026, 11, 22, 9, 14, tzinfo=ROTTERDAM)


@dataclass(frozen=True)
class StoryTime:
    """Maps a moment of the story to a moment before the seeding."""

    seeded_at: datetime

    def on(self, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
        """That day of the story at that hour of Rotterdam, as long ago as the story says."""
        told = datetime(2026, month, day, hour, minute, tzinfo=ROTTERDAM)
        return (self.seeded_at - (TODAY - told)).astimezone(UTC)

    def before(self, **span: float) -> datetime:
        """So long before the seeding: before(hours=3)."""
        return self.seeded_at - timedelta(**span)

    def after(self, **span: float) -> datetime:
        """So long after the seeding: after(days=4)."""
        return self.seeded_at + timedelta(**span)

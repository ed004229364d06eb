"""Reading what the circles are meant to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cohive.evolve.models.intentions import CircleSize, Ritual

LIMIT_RITUALS = 50
DAY = timedelta(days=1)


@dataclass(frozen=True)
class RitualView:
    """What a circle does every week, in the place's time zone; `weekday` 0 is Monday."""

    id: UUID
    circle: UUID
    name: str
    weekday: int
    begins_at: time
    begins_on: date
    ended_on: date | None


def circle_sizes() -> dict[UUID, int]:
    """For how many people at most each circle is meant, where it was said. One SQL query."""
    return dict(CircleSize.objects.values_list("circle_id", "people_max"))


def rituals(*, limit: int = LIMIT_RITUALS) -> list[RitualView]:
    """The rituals that are watched, then those that ended, the newest first. One SQL query."""
    rows = Ritual.objects.order_by("ended_on", "-id")
    living = [row for row in rows if row.ended_on is None]
    ended = [row for row in reversed(rows) if row.ended_on is not None]
    return [
        RitualView(
            row.id, row.circle_id, row.name, row.weekday, row.begins_at, row.begins_on, row.ended_on
        )
        for row in [*living, *ended][:limit]
    ]


def due_instants(ritual: RitualView, *, zone: ZoneInfo, until: datetime) -> tuple[datetime, ...]:
    """Every time it was due whose following day has passed, rising, in UTC. No query."""
    day = ritual.begins_on + timedelta(days=(ritual.weekday - ritual.begins_on.weekday()) % 7)
    last = min(ritual.ended_on or until.date(), until.date())
    found = []
    while day <= last:
        at = datetime.combine(day, ritual.begins_at, tzinfo=zone).astimezone(UTC)
        if at + DAY <= until:
            found.append(at)
        day += timedelta(days=7)
    return tuple(found)

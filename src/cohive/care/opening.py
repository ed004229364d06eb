"""How long somebody waited, counted in the hours in which the place answers.

A message of Friday evening that is answered on Monday at nine has waited one minute, not three
days. Without any hours the place is always open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["ALWAYS", "Hours", "is_open", "open_seconds"]

Hours = Mapping[int, tuple[int, int]]
"""Day of the week (0 is Monday) to the minutes of its opening and closing, 0 … 1440."""
ALWAYS: Hours = {}
DAYS_MAX = 3660
"""Ten years: nobody waits longer."""


def open_seconds(since: datetime, until: datetime, hours: Hours, zone: ZoneInfo) -> int:
    """Whole seconds between two instants that lie in opening hours; 0 when `until` is earlier."""
    if until <= since:
        return 0
    if not hours:
        return int((until - since).total_seconds())
    seconds = 0.0
    day = since.astimezone(zone).date()
    last = until.astimezone(zone).date()
    for _ in range(DAYS_MAX):
        if day > last:
            break
        if day.weekday() in hours:
            opens, closes = hours[day.weekday()]
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            begin = max(since, _at(midnight, opens))
            end = min(until, _at(midnight, closes))
            seconds += max(0.0, (end - begin).total_seconds())
        day += timedelta(days=1)
    return int(seconds)


def is_open(at: datetime, hours: Hours, zone: ZoneInfo) -> bool:
    """Whether somebody answers at this instant."""
    if not hours:
        return True
    here = at.astimezone(zone)
    minute = here.hour * 60 + here.minute
    opens, closes = hours.get(here.weekday(), (0, 0))
    return opens <= minute < closes


def _at(midnight: datetime, minute: int) -> datetime:
    """The wall clock's minute of a day; the hour that a change of clocks skips counts as it is."""
    return (midnight + timedelta(minutes=minute)).astimezone(ZoneInfo("UTC"))

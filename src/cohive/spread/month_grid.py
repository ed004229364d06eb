"""Days as a calendar shows them: whole weeks from Monday, each day with its moments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cohive.spread.moments import Moment

DAYS_A_WEEK = 7
WEEKS_MAX = 6


@dataclass(frozen=True)
class Day:
    """One day; `is_outside` when it belongs to another month or time than is shown."""

    date: date
    moments: tuple[Moment, ...]
    is_today: bool
    is_outside: bool


def begin_of(day: date) -> datetime:
    """The first instant of a day in the viewer's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def weeks_around(first: date, last: date) -> tuple[date, date]:
    """Whole weeks that hold these days, at most six: the first Monday, the day after the end."""
    begin = monday_of(first)
    end = monday_of(last) + timedelta(days=DAYS_A_WEEK)
    return begin, min(end, begin + timedelta(days=DAYS_A_WEEK * WEEKS_MAX))


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def days_of(
    begin: date, end: date, moments: Iterable[Moment], *, inside: tuple[date, date], today: date
) -> list[Day]:
    """The days from `begin` up to before `end`; those beyond `inside` (both included) outside."""
    by_day: dict[date, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_day[timezone.localdate(moment.at)].append(moment)
    return [
        Day(
            date=day,
            moments=tuple(by_day[day]),
            is_today=day == today,
            is_outside=not inside[0] <= day <= inside[1],
        )
        for day in (begin + timedelta(days=number) for number in range((end - begin).days))
    ]

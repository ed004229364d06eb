"""Which stretch of the books a page or a file is of: a month, a year, or all of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from cohive.bond.queries import place
from cohive.ledger.months import month_of, month_span, months_between
from cohive.ledger.queries import first_entry_at
from cohive.look import formats
from cohive.words.refusals import Missing, Refused

ALL = "all"


@dataclass(frozen=True)
class Stretch:
    """From `since` (None: the beginning) until before `until`; `choices` are what else there is."""

    key: str
    name: str
    since: datetime | None
    until: datetime
    choices: list[tuple[str, str]]


def place_zone() -> tzinfo:
    """The zone in which the place's months begin and end."""
    here = place()
    return ZoneInfo((here.time_zone if here else "") or settings.TIME_ZONE)


def month_name(month: str, zone: tzinfo) -> str:
    """'October 2026'."""
    return formats.month_of_year(month_span(month, zone).start.date())


def chosen_stretch(text: str, *, at: datetime, zone: tzinfo) -> Stretch:
    """The stretch of an address's `period`: '2026-10', '2026', 'all'; '' is the current month.

    Raises Missing for anything else, and for a year or month without books.
    """
    now = month_of(at, zone)
    first = first_entry_at()
    months = list(months_between(min(month_of(first, zone), now) if first else now, now, zone))
    months.reverse()
    years = sorted({month[:4] for month in months}, reverse=True)
    names = {month: month_name(month, zone) for month in months}
    names |= {year: year for year in years} | {ALL: _("From the beginning")}
    key = text or now
    if key not in names:
        raise Missing("There is no such period in the books.")
    choices = [(ALL, names[ALL])] + [(each, names[each]) for each in (*years, *months)]
    if key == ALL:
        return Stretch(key, names[key], None, at, choices)
    span = month_span(key if "-" in key else f"{key}-01", zone)
    end = span.end if "-" in key else month_span(f"{key}-12", zone).end
    return Stretch(key, names[key], span.start, end, choices)


def months_over(*, at: datetime, zone: tzinfo, closed: Collection[str]) -> list[tuple[str, str]]:
    """The months that are over, have books and are open, the newest first, with their names."""
    first = first_entry_at()
    if first is None:
        return []
    now = month_of(at, zone)
    months = months_between(month_of(first, zone), now, zone)
    return [
        (month, month_name(month, zone))
        for month in reversed(list(months))
        if month != now and month not in closed
    ]


def parsed_day(text: str, zone: tzinfo, *, field: str) -> datetime:
    """The first instant of a day written 2026-10-31. Raises Refused at the field."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise Refused("Write a day like 2026-10-31.", field=field) from None

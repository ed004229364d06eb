"""Calendar months as spans of time: '2026-10' in a place's time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from cohive.words.periods import Period
from cohive.words.refusals import Refused

_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])", re.ASCII)


def month_of(at: datetime, zone: tzinfo) -> str:
    """The month an instant lies in, such as '2026-10'."""
    return f"{at.astimezone(zone):%Y-%m}"


def month_span(month: str, zone: tzinfo) -> Period:
    """From the month's first instant to the next month's. Raises Refused at month."""
    found = _MONTH.fullmatch(month.strip())
    if found is None:
        raise Refused("Write a month like 2026-10.", field="month")
    year, number = int(found["year"]), int(found["month"])
    return Period(
        datetime(year, number, 1, tzinfo=zone),
        datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone),
    )


def months_between(first: str, last: str, zone: tzinfo) -> Iterator[str]:
    """Every month from the first to the last, both included."""
    month = first
    while month <= last:
        yield month
        month = month_of(month_span(month, zone).end, zone)

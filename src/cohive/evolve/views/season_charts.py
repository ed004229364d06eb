"""The pictures of a season's report; the page and the paper draw the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cohive.look import formats
from cohive.look.charts import Bar, Bars, Line, Lines
from cohive.words.money import Money

__all__ = ["flow", "money", "trend"]

Data = Mapping[str, Any]
MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)
MARKS_ACROSS_MAX = 5


def trend(points: Sequence[Data]) -> list[Lines]:
    """The main figure over the season, its range dashed; nothing for fewer than two times."""
    if len({one["at"] for one in points}) < 2:  # a night's look may be taken anew
        return []
    days = [datetime.fromisoformat(one["at"]) for one in points]
    span = (days[-1] - days[0]).total_seconds()
    places = [(day - days[0]).total_seconds() / span for day in days]
    step = -(-len(days) // MARKS_ACROSS_MAX)

    def curve(name: str) -> tuple[tuple[float, float], ...]:
        return tuple((place, one[name]) for place, one in zip(places, points, strict=True))

    return [
        Lines(
            lines=(
                Line(curve("low"), is_dashed=True),
                Line(curve("high"), is_dashed=True),
                Line(curve("index"), colour="make"),
            ),
            title=_("From fan club (0) to community (1), each time over thirty days; the dashed"
                    " lines are the range for 95 in 100"),
            across=_("thirty days to"),
            up=_("0 fan club, 1 community"),
            across_marks=tuple(
                (place, formats.day_short(day))
                for place, day in list(zip(places, days, strict=True))[::-1][::step][::-1]
            ),
            up_marks=tuple((mark, f"{mark:g}") for mark in MARKS),
        )
    ]  # fmt: skip


def money(lines: Sequence[Sequence[Any]], currency: str) -> list[Bars]:
    """Where the price of what was sold went."""
    names = {
        "tax": (_("Tax"), "rest"),
        "fees": (_("Fees of payment"), "rest"),
        "fixed": (_("Materials and costs"), "pack"),
        "house": (_("The house"), "sale"),
        "link": (_("Who passed it on"), "spread"),
        "pool": (_("Who made it"), "make"),
    }
    found = tuple(
        Bar(names[kind][0], max(0, minor), formats.money(Money(minor, currency)), names[kind][1])
        for kind, minor in lines
    )
    return [Bars(found, _("Where the money of the season's sales went"))] if found else []


def flow(data: Data) -> list[Bars]:
    """Who came and who stayed, against the season before; nothing where nobody was there then."""
    if not data["before"]:
        return []
    pairs = (
        (_("Stayed"), data["before"] - data["left"], "design"),
        (_("Came for the first time"), data["joined"], "make"),
        (_("Came back"), data["returned"], "spread"),
        (_("Fell quiet"), data["left"], "rest"),
    )
    found = tuple(Bar(name, count, formats.number(count), colour) for name, count, colour in pairs)
    return [Bars(found, _("Members active in this season and in the one before"))]

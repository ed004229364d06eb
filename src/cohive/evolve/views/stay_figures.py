"""Who stays: the curve of those still here, and the table by the quarter they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from cohive.look import formats
from cohive.look.charts import Chart, Heat, Line, Lines, heat, lines

Data = Mapping[str, Any]
PEOPLE_MIN: Final = 10
COHORT_MIN: Final = 20
COHORTS_MAX: Final = 8
MONTHS_SHOWN: Final = 8
TOLD_DAYS: Final = (30, 90, 180, 365, 730)
MARKS_DAYS: Final = (0, 30, 90, 180, 365, 730, 1_095, 1_825, 3_650)


def _told(data: Data) -> list[tuple[float, float, float, float, int]]:
    """Steps (day, part, low, high, watched) for as long as ten people or more are watched."""
    if data["n"] < PEOPLE_MIN:
        return []
    names = ("times", "part", "low", "high", "at_risk")
    steps = zip(*(data[name] for name in names), strict=True)
    return [step for step in steps if step[4] >= PEOPLE_MIN]


def after(data: Data, day: int) -> tuple[float, float, float] | None:
    """The part still here after so many days, with its range; None where it is not told."""
    steps = _told(data)
    before = [step for step in steps if step[0] <= day]
    return before[-1][1:4] if before and day <= steps[-1][0] else None


def curve(data: Data) -> Chart | None:
    """The part still here after so many days, as steps with their range; None of too few."""
    steps = _told(data)
    if not steps or steps[-1][0] <= 0:
        return None
    days = steps[-1][0] * 1.04

    def stairs(place: int) -> list[tuple[float, float]]:
        height, points = 1.0, [(0.0, 1.0)]
        for step in steps:
            points += [(step[0] / days, height), (step[0] / days, step[place])]
            height = step[place]
        return [*points, (1.0, height)]

    middle, low, high = (stairs(place) for place in (1, 2, 3))
    return lines(
        Lines(
            lines=(Line(tuple(middle), colour="make"),),
            title=_("The part of members still here after so many days, with its range as a band"),
            across=_("days since the first act"),
            up=_("still here"),
            across_marks=_marks(days),
            up_marks=tuple((at, formats.percent(at, 0)) for at in (0.0, 0.25, 0.5, 0.75, 1.0)),
            band=tuple((x, under, over) for (x, under), (_x, over) in zip(low, high, strict=True)),
        )
    )


def _marks(days: float) -> tuple[tuple[float, str], ...]:
    """Days to name below the line, as far as they do not run into each other."""
    found: list[tuple[float, str]] = []
    for day in MARKS_DAYS:
        across = day / days
        if across <= 1 and (not found or across - found[-1][0] > 1 / 8):
            found.append((across, formats.number(day)))
    return tuple(found)


def stays_table(data: Data) -> list[tuple[str, ...]]:
    """The same in numbers: what part is still here after a month, a season, half a year …"""
    steps = _told(data)
    rows: list[tuple[str, ...]] = []
    for day in TOLD_DAYS:
        before = [step for step in steps if step[0] <= day]
        if not before or day > steps[-1][0]:
            continue
        _day, part, low, high, watched = before[-1]
        rows.append(
            (
                formats.number(day),
                _("%(value)s, from %(low)s to %(high)s")
                % {
                    "value": formats.percent(part, 0),
                    "low": formats.percent(low, 0),
                    "high": formats.percent(high, 0),
                },
                formats.number(watched),
            )
        )
    return rows


def stays_definition() -> str:
    """How it is estimated who is still here."""
    return _(
        "From each member's first act to her last. Who did nothing for sixty days counts as gone"
        " with her last act (CHAOSS: Inactive Contributors); who acted since is still here, and is"
        " counted for as long as she was watched (Kaplan and Meier 1958). The range is Greenwood's"
        " on the log-log scale, for 95 in 100. The curve ends where fewer than ten are watched."
    )


def cohorts_definition() -> str:
    """How it is counted who stays."""
    return _(
        "People are put together by the quarter of their first act here. Shaded: the part of them"
        " who did something in month 0, 1, 2 … since their own first act. A month is shown when it"
        " has ended for all of them."
    )


def cohort_picture(data: Sequence[Data]) -> tuple[Chart | None, list[tuple[str, ...]]]:
    """Who stays, by the quarter they came: shaded, and as a table."""
    shown = [cohort for cohort in data if cohort["here"]][-COHORTS_MAX:]
    if not shown:
        return None, []
    rows = tuple(
        (
            _quarter(date.fromisoformat(cohort["start"])),
            tuple(here / cohort["n"] for here in cohort["here"][:MONTHS_SHOWN]),
        )
        for cohort in shown
    )
    width = max(len(values) for _label, values in rows)
    padded = tuple((label, (*values, *([0.0] * (width - len(values))))) for label, values in rows)
    picture = heat(
        Heat(
            padded,
            _("Who stays: the part of each quarter's newcomers active in month 0, 1, 2 … since"),
            tuple((number, str(number)) for number in range(width)),
        )
    )
    table: list[tuple[str, ...]] = [
        (
            formats.day(date.fromisoformat(cohort["start"])),
            formats.number(cohort["n"]) + ("" if cohort["n"] >= COHORT_MIN else " *"),
            ", ".join(formats.percent(value, 0) for value in values),
        )
        for (_label, values), cohort in zip(rows, shown, strict=True)
    ]
    return picture, table


def _quarter(start: date) -> str:
    """Short enough to stand before the cells on a phone: "Q4 26"."""
    return f"Q{(start.month + 2) // 3} {start:%y}"

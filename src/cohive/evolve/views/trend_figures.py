"""Member to member by month: the line with its range, and what happened when as signs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from cohive.evolve.queries import Happening
from cohive.evolve.views.season_report import happened
from cohive.look import formats
from cohive.look.charts import Chart, Line, Lines, lines

Data = Mapping[str, Any]
APART: Final = 1 / 18
"""Signs nearer than this would lie on each other on a phone: they share one."""


@dataclass(frozen=True)
class Marked:
    """What happened at one sign of the line; `across` is 0 to 1 along it."""

    sign: str
    across: float
    said: tuple[str, ...]


def marked(months: Sequence[Data], found: Sequence[Happening]) -> list[Marked]:
    """What happened since the line begins, the oldest first; what lies close together is one."""
    if not months:
        return []
    start, end = _ends(months)
    groups: list[tuple[float, list[Happening]]] = []
    for one in found:
        across = (one.at - start) / (end - start)
        if not 0 <= across <= 1:
            continue
        if groups and across - groups[-1][0] < APART:
            groups[-1][1].append(one)
        else:
            groups.append((across, [one]))
    return [
        Marked(str(number), across, tuple(happened(together)))
        for number, (across, together) in enumerate(groups, 1)
    ]


def begins(months: Sequence[Data]) -> datetime | None:
    """Where the line begins; None without months."""
    return _ends(months)[0] if months else None


def _ends(months: Sequence[Data]) -> tuple[datetime, datetime]:
    """The first instant of the first month and of the one after the last."""
    first, last = (date.fromisoformat(months[place]["start"]) for place in (0, -1))
    after = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (
        datetime(first.year, first.month, 1, tzinfo=UTC),
        datetime(after.year, after.month, 1, tzinfo=UTC),
    )


def trend(months: Sequence[Data], signs: Sequence[Marked]) -> Chart | None:
    """Member to member by month: each month's figure stands over its middle."""
    if sum(bool(month["part"]) for month in months) < 2:
        return None
    middles = _middles(months)
    told = [(x, month["part"]) for x, month in zip(middles, months, strict=True) if month["part"]]
    title = _("Member to member, month by month; the band is the range for 95 in 100")
    if signs:
        title += _("; numbers mark what happened, as listed below")
    return lines(
        Lines(
            lines=(Line(tuple((x, part["middle"]) for x, part in told), colour="make"),),
            title=title,
            across="",
            up=_("of all that is addressed"),
            across_marks=tuple(
                (x, _month(month["start"]))
                for place, (x, month) in enumerate(zip(middles, months, strict=True))
                if place % max(1, len(months) // 6) == 0
            ),
            up_marks=tuple((at, formats.percent(at, 0)) for at in (0.0, 0.25, 0.5, 0.75, 1.0)),
            band=tuple((x, part["low"], part["high"]) for x, part in told),
            moments=tuple((one.across, one.sign) for one in signs),
        )
    )


def _middles(months: Sequence[Data]) -> list[float]:
    start, end = _ends(months)
    begun = [
        *(datetime.fromisoformat(month["start"]).replace(tzinfo=UTC) for month in months),
        end,
    ]
    whole = end - start
    return [((one - start) / whole + (other - start) / whole) / 2 for one, other in pairwise(begun)]


def _month(text: str) -> str:
    return formats.month(date.fromisoformat(text))


def months_table(months: Sequence[Data]) -> list[tuple[str, str, str]]:
    """The same in numbers."""
    return [
        (
            _month(month["start"]),
            formats.number(round(month["acts"])),
            _("too few")
            if not month["part"]
            else _("%(value)s, from %(low)s to %(high)s")
            % {
                "value": formats.percent(month["part"]["middle"], 0),
                "low": formats.percent(month["part"]["low"], 0),
                "high": formats.percent(month["part"]["high"], 0),
            },
        )
        for month in months
    ]


def trend_definition() -> str:
    """How the line, its band and its signs are computed."""
    return _(
        "For each month: acts of members that address members ÷ all acts that address somebody,"
        " from twenty acts on. The band is the middle 95 in 100 of what comes out when the people"
        " of that month are drawn again with all their acts, and never narrower than Wilson's"
        " range. Numbers stand at the day of what happened; what lies within some days of each"
        " other shares one. They stand beside the line and are not its cause."
    )

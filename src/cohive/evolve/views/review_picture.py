"""A case as a picture: when each of a group acted on what, and how much more than was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.guard.queries import ReviewView
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Chart, Mark, Raster, bars, raster

__all__ = ["picture"]

Names = Mapping[str, str]
ROWS_MAX = 12
BARS_MAX = 8
MARKS = 6


def picture(review: ReviewView, names: Names) -> dict[str, Any]:
    """For the part `review_picture`, from what was frozen when the review opened."""
    shown, more = _raster(review, names)
    return {"raster": shown, "raster_more": more, "beside_chance": _bars(review, names)}


def _raster(review: ReviewView, names: Names) -> tuple[Chart | None, int]:
    """The acts by thing and time, and how many things found no row."""
    acts = [
        (one["who"], one["what"], datetime.fromisoformat(one["at"]))
        for one in review.evidence.get("timeline", [])
    ]
    if not acts:
        return None, 0
    most = Counter(what for _who, what, _at in acts).most_common()
    rows = [what for what, _count in most[:ROWS_MAX]]
    first: dict[str, datetime] = {}
    for _who, what, at in acts:
        first.setdefault(what, at)
    rows.sort(key=lambda what: first[what])
    people = sorted({who for who, _what, _at in acts})
    begin, end = min(at for *_, at in acts), max(at for *_, at in acts)
    span = max((end - begin).total_seconds(), 1.0)
    dots = tuple(
        Mark(
            rows.index(what),
            people.index(who) / max(len(people) - 1, 1),
            (at - begin).total_seconds() / span,
        )
        for who, what, at in acts
        if what in rows
    )
    title = ngettext(
        "When %(people)s accounts acted on %(num)s thing, from %(begin)s to %(end)s",
        "When %(people)s accounts acted on %(num)s things, from %(begin)s to %(end)s",
        len(rows),
    ) % {
        "people": formats.number(len(people)),
        "num": formats.number(len(rows)),
        "begin": formats.day_short(begin.date()),
        "end": formats.day_short(end.date()),
    }
    drawn = raster(
        Raster(tuple(names.get(what, _("a work")) for what in rows), dots, title, _days(begin, end))
    )
    return drawn, len(most) - len(rows)


def _days(begin: datetime, end: datetime) -> tuple[tuple[float, str], ...]:
    """At most six days along the time, by their midnights; both instants where there is none."""
    span = max((end - begin).total_seconds(), 1.0)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = max((end - midnight).days + 1, 0)
    if not days:
        return ((0.0, f"{begin:%H:%M}"), (1.0, f"{end:%H:%M}"))
    step = -(-days // MARKS)
    marks = (midnight + timedelta(days=number) for number in range(0, days, step))
    return tuple(
        ((at - begin).total_seconds() / span, formats.day_short(at.date())) for at in marks
    )


def _bars(review: ReviewView, names: Names) -> Chart | None:
    """Of each thing how many acts of the group were seen, and how many were to be expected."""
    counted = [
        one["values"]
        for one in review.evidence.get("group", [])
        if "%(target)s" in one["english"] and "%(crowd)s" in one["english"]
    ]
    counted.sort(key=lambda one: one["expected"] - one["seen"])
    found: list[Bar] = []
    for one in counted[:BARS_MAX]:
        expected = one["expected"]
        found.append(
            Bar(names.get(one["target"], _("a work")), one["seen"], formats.number(one["seen"]),
                "make")
        )  # fmt: skip
        found.append(Bar(_("expected by chance"), expected, f"{expected:.2f}", "rest"))
    if not found:
        return None
    return bars(
        Bars(tuple(found), _("Acts of the group on each thing, beside what was to be expected"))
    )

"""Who stays: the curve of those still here, cohorts by quarter, and what becomes of newcomers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.intervals import wilson
from cohive.engine.vitality import Cohort, Newcomers, Survival
from cohive.house.study.figure import FEWEST
from cohive.house.study.figures_life import THIRD, last_told
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table, part_said, quarter, ranged
from cohive.look import formats
from cohive.look.charts import Chart, Heat, Line, Lines, heat, lines

__all__ = ["cohorts", "staying"]

COHORTS_SHOWN: Final = 10
MONTHS_SHOWN: Final = 12
TOLD_DAYS: Final = (30, 90, 180, 365, 730, 1_825)
MARKS_DAYS: Final = (0, 30, 90, 180, 365, 730, 1_095, 1_825, 3_650, 7_300)


def staying(findings: Findings) -> Section | None:
    """The part still here after so many days; None without a calendar."""
    seen = findings.lives
    if seen is None or not seen.stays.n:
        return None
    stays, last = seen.stays, last_told(seen.stays)
    sentences = []
    if last is None:
        sentences.append(_few(stays))
    else:
        sentences.append(_median(stays, last))
    sentences += _newcomers(seen.newcomers)
    return Section(
        "staying",
        _("Who stays"),
        tuple(sentences),
        _curve(stays, last) if last else None,
        same=_table(stays, last) if last else None,
        unknown=(
            _("Why somebody left, and who only reads now: that leaves no act."),
            _("Of the last sixty days: who is quiet since then may come back."),
        ),
    )


def _few(stays: Survival) -> str:
    if not stays.left:
        return _("Nobody was seen to leave: it takes sixty days of silence to say so.")
    return _("Of %(n)s members it cannot be told how long one stays: it takes ten.") % {
        "n": formats.number(stays.n)
    }


def _median(stays: Survival, last: float) -> str:
    if stays.median is None or stays.median > last:
        return _("More than half were still here as far as it can be told (%(days)s days).") % {
            "days": formats.number(round(last))
        }
    if stays.median < 1:
        return _("Half of all members were here for less than a day.")
    return _(
        "Half of all members stay longer than %(days)s days (from first act to last; gone means"
        " nothing for 60 days)."
    ) % {"days": formats.number(round(stays.median))}


def _newcomers(new: Newcomers) -> list[str]:
    said = []
    if new.answered_of >= FEWEST:
        part = new.answered_part
        said.append(
            _("Of %(of)s newcomers who spoke up, %(part)s were addressed within a day.")
            % {
                "of": formats.number(new.answered_of),
                "part": ranged(part_said(part.middle), part_said(part.low), part_said(part.high)),
            }
        )
    if new.tied_of >= FEWEST:
        part = new.tied_part
        said.append(
            _("Of %(of)s watched for a month, %(part)s had ties both ways with three people.")
            % {
                "of": formats.number(new.tied_of),
                "part": ranged(part_said(part.middle), part_said(part.low), part_said(part.high)),
            }
        )
    return said


def _curve(stays: Survival, last: float) -> Chart | None:
    """The curve as steps with its range, for as long as ten people are watched."""
    if last <= 0:
        return None
    days = last * 1.04

    def stairs(heights: Sequence[float]) -> list[tuple[float, float]]:
        height, points = 1.0, [(0.0, 1.0)]
        for day, next_height in zip(stays.times, heights, strict=True):
            if day > last:
                break
            points += [(day / days, height), (day / days, next_height)]
            height = next_height
        return [*points, (1.0, height)]

    middle, low, high = (stairs(one) for one in (stays.part, stays.low, stays.high))
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


def _table(stays: Survival, last: float) -> Table:
    rows = []
    for day in (one for one in TOLD_DAYS if one <= last):
        steps = [place for place, time in enumerate(stays.times) if time <= day]
        place = steps[-1] if steps else None
        part, low, high, watched = (
            (1.0, 1.0, 1.0, stays.n)
            if place is None
            else (stays.part[place], stays.low[place], stays.high[place], stays.at_risk[place])
        )
        rows.append(
            (
                formats.number(day),
                ranged(part_said(part), part_said(low), part_said(high)),
                formats.number(watched),
            )
        )
    return Table(
        (
            {"title": _("After days")},
            {"title": _("Still here"), "n": True, "key": True},
            {"title": _("Watched"), "n": True},
        ),
        tuple(rows),
        _("Who stays"),
    )


def cohorts(findings: Findings) -> Section | None:
    """Who of each quarter's newcomers acted in later months; None without a calendar."""
    seen = findings.lives
    if seen is None:
        return None
    known = [one for one in seen.cohorts if one.here]
    told = [one for one in known if one.n >= FEWEST]
    shown = told[-COHORTS_SHOWN:]
    small = sum(one.n < FEWEST for one in known)
    if not known:
        return None
    sentences = []
    if shown:
        sentences.append(_best(told))
    if small:
        sentences.append(
            ngettext(
                "%(num)s quarter with fewer than ten newcomers is not told.",
                "%(num)s quarters with fewer than ten newcomers are not told.",
                small,
            )
            % {"num": formats.number(small)}
        )
    return Section(
        "cohorts",
        _("Each quarter's newcomers"),
        tuple(sentences),
        _picture(shown) if shown else None,
        same=_cohort_table(shown) if shown else None,
        unknown=(
            _("Whether a quarter's newcomers differ, or what they met here did."),
            _("Months that have not ended for all of them; they are not drawn."),
        ),
    )


def _best(known: Sequence[Cohort]) -> str:
    """How many of them acted in their third month, over all quarters that far."""
    far = [one for one in known if len(one.here) > THIRD]
    if not far:
        return _("No quarter's newcomers have been here for three months yet.")
    n = sum(one.n for one in far)
    found = wilson(sum(one.here[THIRD] for one in far), n)
    return _("Of %(n)s newcomers, %(part)s acted in the third month after their first act.") % {
        "n": formats.number(n),
        "part": ranged(*map(part_said, (found.middle, found.low, found.high))),
    }


def _picture(shown: Sequence[Cohort]) -> Chart:
    width = min(MONTHS_SHOWN, max(len(one.here) for one in shown))
    return heat(
        Heat(
            tuple(
                (
                    _short_quarter(one),
                    tuple(
                        one.here[number] / one.n if number < len(one.here) else 0.0
                        for number in range(width)
                    ),
                )
                for one in shown
            ),
            _("The part of each quarter's newcomers active in month 0, 1, 2 … since"),
            tuple((number, str(number)) for number in range(width)),
        )
    )


def _short_quarter(one: Cohort) -> str:
    """Short enough to stand before the cells: "Q4 26"."""
    return f"Q{(one.start.month + 2) // 3} {one.start:%y}"


def _cohort_table(shown: Sequence[Cohort]) -> Table:
    return Table(
        (
            {"title": _("Came in")},
            {"title": _("People"), "n": True, "key": True},
            {"title": _("Active in month 0, 1, 2 …")},
        ),
        tuple(
            (
                quarter(one.start),
                formats.number(one.n),
                ", ".join(part_said(here / one.n) for here in one.here[:MONTHS_SHOWN]),
            )
            for one in shown
        ),
        _("Each quarter's newcomers"),
    )

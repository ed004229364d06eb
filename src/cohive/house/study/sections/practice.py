"""How people bond, and what they pass on."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from cohive.engine.insight_practice import Rate
from cohive.engine.intervals import Interval as Range
from cohive.house.study.figure import FEWEST
from cohive.house.study.figures_practice import RATE_NAMES
from cohive.house.study.findings import Findings
from cohive.house.study.practised import Practised
from cohive.house.study.sections.parts import Section, ranged
from cohive.look import formats
from cohive.look.charts import Chart, Interval, Intervals, interval
from cohive.look.refusals import told

__all__ = ["practice"]

COUNTED = ("hours", "recognition")
"""Rates that are no part of one."""
SPREADS = "passed_by_members"


def practice(findings: Findings) -> Section | None:
    """Each rate with its range; None where nobody addressed anybody."""
    found = findings.practice
    if findings.addressing is None or found is None or not found.rates:
        return None
    title = _("Bonding and spreading")
    if found.people < FEWEST:
        said = _("Rates of %(n)s members would be about single people.") % {
            "n": formats.number(found.people)
        }
        return Section("practice", title, (said,), unknown=_unknown(found))
    return Section(
        "practice",
        title,
        tuple(_sentences(found)),
        _picture(found),
        unknown=_unknown(found),
    )


def _sentences(found: Practised) -> list[str]:
    said = []
    hours, recognition = (_value(found, name) for name in COUNTED)
    answered = _value(found, "answered")
    if answered:
        said.append(
            _("Of %(n)s things told, another person answered %(part)s.")
            % {"n": formats.number(found.rates["answered"].n or 0), "part": _parts(answered)}
        )
    if hours:
        middle, low, high = (
            formats.duration(timedelta(hours=one)) for one in (hours.middle, hours.low, hours.high)
        )
        said.append(
            _("Half of the first answers came within %(hours)s.")
            % {"hours": ranged(middle, low, high)}
        )
    if recognition:
        middle, low, high = (
            formats.number(round(one, 1))
            for one in (recognition.middle, recognition.low, recognition.high)
        )
        said.append(
            _("Likes, acceptances and credits by others for each member: %(times)s.")
            % {"times": ranged(middle, low, high)}
        )
    few = [told(RATE_NAMES[rate.name]) for rate in found.rates.values() if rate.value is None]
    said += [_("Too few to tell: %(what)s.") % {"what": name} for name in few]
    return said or [_("Nothing here can be told of so few.")]


def _value(found: Practised, name: str) -> Range | None:
    rate = found.rates.get(name)
    return rate.value if rate else None


def _parts(value: Range) -> str:
    return ranged(*(formats.percent(one, 0) for one in (value.middle, value.low, value.high)))


def _picture(found: Practised) -> Chart | None:
    rows = tuple(
        _row(rate, rate.value)
        for rate in found.rates.values()
        if rate.value and rate.name not in COUNTED
    )
    if not rows:
        return None
    return interval(
        Intervals(
            rows,
            _("How often one is answered and by whom, with the range of each"),
            0.0,
            1.0,
            tuple((at, formats.percent(at, 0)) for at in (0.0, 0.5, 1.0)),
        )
    )


def _row(rate: Rate, value: Range) -> Interval:
    colour = "spread" if rate.name == SPREADS else "make"
    name = told(RATE_NAMES[rate.name])
    return Interval(name, value.low, value.middle, value.high, _parts(value), colour)


def _unknown(found: Practised) -> tuple[str, ...]:
    said = []
    if not found.recognises:
        said.append(_("Recognition: this source holds no likes, acceptances or credits."))
    if not found.has_staff:
        said.append(
            _("What the brand answers and who passes on for it: nobody is marked as its own.")
        )
    elif SPREADS not in found.rates:
        said.append(_("Who passes things on: nothing was passed on here."))
    said.append(_("How much was passed on of what was seen: no history counts who only looked."))
    return tuple(said)

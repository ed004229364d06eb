"""Who took part, and when."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.intervals import wilson
from cohive.engine.participation import Participation
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import (
    Section,
    Table,
    if_any,
    in_between,
    month,
    name_of,
    part_said,
    quarter,
    ranged,
    steps,
    week_of,
    year,
)
from cohive.look import formats
from cohive.look.charts import Column, Columns, Heat, columns, heat

__all__ = ["busiest", "rhythm", "when"]

PEOPLE_SHOWN = 10
MARKS_MAX = 7
LONG = frozenset({"year", "decade", "century"})
"""Stretches that are called by the year in which they begin."""
FEWEST_TO_JUDGE = 10
FEWEST_ACTS = 50
MONDAY = date(2026, 3, 2)


def when(findings: Findings) -> Section | None:
    """People of each period, and who of them was new."""
    part = findings.participation
    if len(part.periods) < 2:
        return None
    if not findings.source.has_calendar:
        return None
    most = max(part.periods, key=lambda period: (period.people, period.start))
    said = {
        "week": _("People of each week"),
        "month": _("People of each month"),
        "quarter": _("People of each quarter"),
        "year": _("People of each year"),
        "decade": _("People of each ten years"),
        "century": _("People of each hundred years"),
    }[part.unit]
    start = {"week": week_of, "month": month, "quarter": quarter}.get(part.unit, year)
    picture = columns(
        Columns(
            tuple(Column(period.people, period.newcomers) for period in part.periods),
            _("%(what)s, at most %(most)s, in %(when)s")
            % {"what": said, "most": formats.number(most.people), "when": start(most.start)},
            tuple(
                (number, start(part.periods[number].start))
                for number in in_between(part.periods, MARKS_MAX)
            ),
            steps(most.people),
        )
    )
    sentences = []
    if sum(1 for period in part.periods if period.people == most.people) == 1:
        sentences.append(
            ngettext(
                "The busiest time was %(when)s, with %(num)s person.",
                "The busiest time was %(when)s, with %(num)s people.",
                most.people,
            )
            % {"when": start(most.start), "num": formats.number(most.people)}
        )
    quiet = sum(1 for period in part.periods if not period.people)
    if quiet:
        sentences.append(
            _("In %(quiet)s of %(all)s periods nothing happened.")
            % {"quiet": formats.number(quiet), "all": formats.number(len(part.periods))}
        )
    sentences.append(_returning(findings))
    return Section(
        "when",
        _("Who took part, and when"),
        tuple(sentences),
        picture,
        (("design", _("new that time")), ("pale", _("had been here before"))),
        same=_periods(part, said),
    )


def _periods(part: Participation, said: str) -> Table:
    return Table(
        (
            {"title": _("Beginning")},
            {"title": _("People"), "n": True, "key": True},
            {"title": _("new that time"), "n": True},
            {"title": _("Acts"), "n": True},
        ),
        tuple(
            (
                _beginning(period.start, part.unit),
                formats.number(period.people),
                formats.number(period.newcomers),
                formats.number(period.acts),
            )
            for period in part.periods
        ),
        said,
    )


def _beginning(day: date, unit: str) -> str:
    return year(day) if unit in LONG else formats.day(day)


def _returning(findings: Findings) -> str:
    back = findings.participation.returns
    if back.n < FEWEST_TO_JUDGE:
        return _("Too few people came early enough to say how many return.")
    found = wilson(back.returned, back.n)
    return _(
        "Of %(n)s people who could be watched for half a year, %(percent)s came back after the"
        " first month."
    ) % {
        "n": formats.number(back.n),
        "percent": ranged(*map(part_said, (found.middle, found.low, found.high))),
    }


def _busy(findings: Findings) -> Table:
    part = findings.participation
    is_dated = findings.source.has_calendar and part.first is not None
    names = [name_of(person.actor, findings.source.names) for person in part.named]
    dates = ({"title": _("First act"), "n": True}, {"title": _("Last act"), "n": True})
    rows = []
    for place, person in enumerate(part.named[:PEOPLE_SHOWN]):
        before = names[:place].count(names[place])
        row: tuple[str, ...] = (
            f"{names[place]} · {before + 1}" if before else names[place],
            formats.number(person.acts),
            part_said(person.acts / part.acts),
        )
        if is_dated:
            row += tuple(month(at) if at else "" for at in (person.first, person.last))
        rows.append(row)
    return Table(
        (
            {"title": _("Person")},
            {"title": _("Acts"), "n": True, "key": True},
            {"title": _("of all"), "n": True},
            *(dates if is_dated else ()),
        ),
        tuple(rows),
        _("The busiest people"),
    )


def busiest(findings: Findings) -> Section | None:
    """The busiest people, by what they are called."""
    part = findings.participation
    if not part.named:
        return None
    table = _busy(findings)
    sentence = ngettext("%(num)s person took part.", "%(num)s people took part.", part.people) % {
        "num": formats.number(part.people)
    }
    more = [sentence]
    more += if_any(
        part.bots,
        ngettext(
            "%(num)s program is left out; it did %(acts)s acts.",
            "%(num)s programs are left out; they did %(acts)s acts.",
            part.bots,
        ),
        acts=formats.number(part.bot_acts),
    )
    more += if_any(
        part.staff,
        ngettext(
            "%(num)s of them is of the brand's own staff.",
            "%(num)s of them are of the brand's own staff.",
            part.staff,
        ),
    )
    more += if_any(
        part.addressed_only,
        ngettext(
            "%(num)s more was only addressed and did nothing here.",
            "%(num)s more were only addressed and did nothing here.",
            part.addressed_only,
        ),
    )
    more += if_any(
        part.others_acts,
        _(
            "%(acts)s acts of nobody in particular (a firm, a collective, circles, guests) are"
            " left out."
        ),
        acts=formats.number(part.others_acts),
    )
    more.append(_("Being busy is not the same as mattering: this counts acts, not their worth."))
    return Section("busiest", _("The busiest"), tuple(more), table=table)


def rhythm(findings: Findings) -> Section | None:
    """When in the week, by weekday and hour."""
    part = findings.participation
    total = sum(map(sum, part.rhythm))
    hours = [sum(row[hour] for row in part.rhythm) for hour in range(24)]
    is_enough = total >= FEWEST_ACTS and findings.source.has_calendar
    if not is_enough or max(hours) == total:  # days without hours stand all at one hour
        return None
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    days = [sum(row) for row in part.rhythm]
    day = days.index(max(days))
    hour = hours.index(max(hours))
    weekend = (days[5] + days[6]) / total
    picture = heat(
        Heat(
            tuple(
                (name, tuple(map(float, row))) for name, row in zip(names, part.rhythm, strict=True)
            ),
            _("Acts by weekday and hour: most on %(day)s, and at %(hour)s o'clock")
            % {"day": names[day], "hour": hour},
            tuple((mark, str(mark)) for mark in (0, 6, 12, 18)),
        )
    )
    return Section(
        "rhythm",
        _("At which hours"),
        (
            _("Most happened on a %(day)s, and most at %(hour)s o'clock UTC.")
            % {"day": formats.weekday(MONDAY + timedelta(days=day)), "hour": hour},
            _("%(percent)s of all acts fell on a weekend (two days of seven are %(even)s).")
            % {"percent": part_said(weekend), "even": formats.percent(2 / 7)},
        ),
        picture,
        notes=(_("Hours are in UTC: where each one lives is not known."),),
    )

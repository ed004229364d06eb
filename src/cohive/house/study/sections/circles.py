"""The circles of a source, how each lives, and the groups that the ties make by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.fission import Communities
from cohive.engine.insight import CircleHealth
from cohive.house.study.figure import FEWEST
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table, first_rows, name_of
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Chart, bars

__all__ = ["circles"]

GROUPS_DRAWN = 10
CLEAR_Z = 2.0
"""Two standard deviations above chance: what random networks reach once in forty."""


def circles(findings: Findings) -> Section | None:
    """Circles as a table, groups as bars; None where there are neither."""
    seen = findings.addressing
    if seen is None:
        return None
    groups = findings.groups
    known = sorted(seen.circles, key=lambda one: (-one.people, one.circle))
    if not known and groups is None:
        return None
    sentences = _of_circles(known)
    if groups is not None:
        sentences += _of_groups(groups)
    return Section(
        "circles",
        _("The circles"),
        tuple(sentences),
        _picture(groups) if groups is not None else None,
        table=_table(findings, known) if known else None,
        notes=_meanings() if known else (),
        unknown=(
            _("Whether a quiet circle is content."),
            _("Who belongs to which group: that is each one's own to say."),
        ),
    )


def _of_circles(known: Sequence[CircleHealth]) -> list[str]:
    if not known:
        return [_("This source names no circles; what is below is of the ties alone.")]
    small = sum(one.people < FEWEST for one in known)
    said = [
        ngettext("%(num)s circle was active.", "%(num)s circles were active.", len(known))
        % {"num": formats.number(len(known))}
    ]
    if small:
        said.append(
            ngettext(
                "%(num)s of them has fewer than ten people, of whom nothing more is told.",
                "%(num)s of them have fewer than ten people, of whom nothing more is told.",
                small,
            )
            % {"num": formats.number(small)}
        )
    return said


def _of_groups(groups: Communities) -> list[str]:
    large = [one for one in groups.communities if len(one.members) >= FEWEST]
    if not large:
        return [_("By who is tied to whom alone, no group has ten people or more.")]
    rest = sum(len(one.members) for one in groups.communities if len(one.members) < FEWEST)
    said = [
        ngettext(
            "By who is tied to whom alone, people form %(num)s group of ten or more.",
            "By who is tied to whom alone, people form %(num)s groups of ten or more.",
            len(large),
        )
        % {"num": formats.number(len(large))}
    ]
    if rest:
        said.append(
            ngettext(
                "%(num)s more person is in a smaller one.",
                "%(num)s more people are in smaller ones.",
                rest,
            )
            % {"num": formats.number(rest)}
        )
    if groups.z is not None and groups.by_chance is not None:
        beyond = _(
            "Random networks fall into groups too (modularity %(chance)s), but less than this one"
            " (%(here)s, %(z)s standard deviations more)."
        )
        within = _(
            "Random networks fall into groups as well as this one (modularity %(chance)s, here"
            " %(here)s): read nothing into them."
        )
        said.append(
            (beyond if groups.z >= CLEAR_Z else within)
            % {
                "chance": f"{groups.by_chance:.2f}",
                "here": f"{groups.each_once:.2f}",
                "z": formats.number(round(groups.z, 1)),
            }
        )
    return said


def _picture(groups: Communities) -> Chart | None:
    large = [one for one in groups.communities if len(one.members) >= FEWEST][:GROUPS_DRAWN]
    if len(large) < 2:
        return None
    return bars(
        Bars(
            tuple(
                Bar(
                    _("group %(place)s") % {"place": place},
                    len(one.members),
                    _("%(people)s people, %(part)s of their ties lead out")
                    % {
                        "people": formats.number(len(one.members)),
                        "part": formats.percent(one.across / (2 * one.inside + one.across or 1), 0),
                    },
                    "design",
                )
                for place, one in enumerate(large, start=1)
            ),
            _("The largest groups that the ties make, without names"),
        )
    )


def _table(findings: Findings, known: Sequence[CircleHealth]) -> Table:
    return Table(
        (
            {"title": _("Circle")},
            {"title": _("Active"), "n": True, "key": True},
            {"title": _("Stays inside"), "n": True},
            {"title": _("Answered"), "n": True},
            {"title": _("Hours to the first answer"), "n": True},
        ),
        first_rows(known, lambda one: _row(findings, one)),
        _("The circles"),
    )


def _row(findings: Findings, one: CircleHealth) -> tuple[str, ...]:
    name = name_of(one.circle, findings.source.names)
    if one.people < FEWEST:
        return name, _("fewer than ten"), "–", "–", "–"
    ties, talk = one.ties, one.talk
    whole = ties.within + ties.across if ties else 0
    hours = talk.hours_to_first_response
    return (
        name,
        formats.number(one.people),
        formats.percent(ties.within / whole, 0) if ties and whole else "–",
        _("%(part)s of %(of)s")
        % {"part": formats.number(talk.answered), "of": formats.number(talk.asked)}
        if talk.asked >= FEWEST
        else "–",
        formats.number(round(hours, 1)) if hours is not None and talk.answered >= FEWEST else "–",
    )


def _meanings() -> tuple[str, ...]:
    return (
        _(
            "Active: members who did something in the circle. Stays inside: of all that people with"
            " three acts or more in it addressed to somebody, what went to one another. Answered:"
            " of what could be answered for a day or more, what another person answered; the hours"
            " are the middle of those. Each is told from ten on."
        ),
    )

"""Work that rests on one person, said without saying on whom."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.vitality import Vacancy
from cohive.house.study.figure import FEWEST
from cohive.house.study.findings import Findings
from cohive.house.study.kinds import act_words
from cohive.house.study.sections.parts import Section, Table, name_of, part_said
from cohive.look import formats

__all__ = ["succession"]

ROWS_SHOWN = 12


def succession(findings: Findings) -> Section | None:
    """Which work may fall vacant, and whether anybody has practised it; None without a calendar."""
    seen = findings.lives
    if seen is None:
        return None
    title = _("Work that rests on one person")
    unknown = (
        _("On whom: it is hers to say, and the busiest are above."),
        _("Whether somebody wants to take it over, and work that leaves no act."),
    )
    if seen.people < FEWEST:
        said = _("Of %(n)s members it would be said of single people.") % {
            "n": formats.number(seen.people)
        }
        return Section("succession", title, (said,), unknown=unknown[1:])
    found = seen.vacancies
    if not found:
        said = _(
            "In the last half year, no sort of work that was done ten times or more rested on one"
            " person."
        )
        return Section("succession", title, (said,), unknown=unknown[1:])
    return Section(
        "succession",
        title,
        tuple(_sentences(found)),
        table=Table(
            (
                {"title": _("Work")},
                {"title": _("By one person"), "n": True, "key": True},
                {"title": _("In the last 30 days")},
                {"title": _("Others who practised it")},
            ),
            tuple(_row(findings, one) for one in found[:ROWS_SHOWN]),
            title,
        ),
        notes=_more(found),
        unknown=unknown,
    )


def _sentences(found: tuple[Vacancy, ...]) -> list[str]:
    alone = sum(not one.heirs for one in found)
    falling = sum(one.is_falling for one in found)
    return [
        ngettext(
            "In the last half year, %(num)s sort of work rested on one person, who did half of it"
            " or more.",
            "In the last half year, %(num)s sorts of work rested on one person each, who did half"
            " of it or more.",
            len(found),
        )
        % {"num": formats.number(len(found))},
        ngettext(
            "%(num)s of them nobody else has practised three times.",
            "%(num)s of them nobody else has practised three times.",
            alone,
        )
        % {"num": formats.number(alone)},
        ngettext(
            "%(num)s of them is done less than half as often as before: ask now, not when it is"
            " vacant.",
            "%(num)s of them are done less than half as often as before: ask now, not when they are"
            " vacant.",
            falling,
        )
        % {"num": formats.number(falling)}
        if falling
        else _("None of them is done less than half as often as before."),
    ]


def _row(findings: Findings, one: Vacancy) -> tuple[str, ...]:
    work = act_words(one.verb, one.object_kind)
    if one.circle is not None:
        work = _("%(work)s, in %(circle)s") % {
            "work": work,
            "circle": name_of(one.circle, findings.source.names),
        }
    return (
        work,
        _("%(part)s of %(of)s")
        % {"part": part_said(one.acts / one.of), "of": formats.number(one.of)},
        _("%(lately)s, usually %(usual)s")
        % {
            "lately": formats.number(round(one.lately)),
            "usual": formats.number(round(one.usual, 1)),
        },
        _("nobody") if not one.heirs else formats.number(len(one.heirs)),
    )


def _more(found: tuple[Vacancy, ...]) -> tuple[str, ...]:
    left = len(found) - ROWS_SHOWN
    if left <= 0:
        return ()
    return (
        ngettext("%(num)s more is in study.json.", "%(num)s more are in study.json.", left)
        % {"num": formats.number(left)},
    )

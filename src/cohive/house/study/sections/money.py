"""What money moved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohive.engine.turnover import Turnover
from cohive.house.study.findings import Findings
from cohive.house.study.kinds import act_words
from cohive.house.study.sections.parts import Section, Table, first_rows
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Chart, bars
from cohive.words.money import Money

__all__ = ["money"]

DRAWN_MAX = 8


def money(findings: Findings) -> Section | None:
    """Sums by kind of act and currency; never added across kinds, which may tell the same money."""
    lines = findings.turnover
    if not lines:
        return None
    return Section(
        "money",
        _("What money moved"),
        (
            _("Each sum is of one kind of act in one currency."),
            _("Sums are not added up: one payment can be told by several kinds of act."),
        ),
        _picture(lines),
        table=Table(
            (
                {"title": _("Kind of act")},
                {"title": _("Sum"), "n": True, "key": True},
                {"title": _("Acts"), "n": True},
                {"title": _("by so many"), "n": True},
            ),
            first_rows(
                lines,
                lambda line: (
                    act_words(line.verb, line.object_kind),
                    _sum(line),
                    formats.number(line.acts),
                    formats.number(line.people),
                ),
            ),
            _("What money moved"),
        ),
    )


def _picture(lines: tuple[Turnover, ...]) -> Chart | None:
    """The currency with most acts; sums below zero cannot be drawn as lengths and are left out."""
    acts: dict[str, int] = {}
    for line in lines:
        acts[line.currency] = acts.get(line.currency, 0) + line.acts
    main = min(acts, key=lambda currency: (-acts[currency], currency))
    drawn = [line for line in lines if line.currency == main and line.amount_minor > 0][:DRAWN_MAX]
    if not drawn:
        return None
    return bars(
        Bars(
            tuple(
                Bar(act_words(line.verb, line.object_kind), line.amount_minor, _sum(line), "sale")
                for line in drawn
            ),
            _("Sums by kind of act, in %(currency)s") % {"currency": main},
        )
    )


def _sum(line: Turnover) -> str:
    return formats.money(Money(line.amount_minor, line.currency))

"""Who stands between others, without a name: where she stands is hers to say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.insight import Broker
from cohive.house.study.figure import FEWEST
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table, part_said
from cohive.look import formats

__all__ = ["between"]


def between(findings: Findings) -> Section | None:
    """The members through whom most passes, as numbers; None where nobody addressed anybody."""
    seen = findings.addressing
    if seen is None:
        return None
    title = _("Who stands between")
    n = seen.horizontality.n
    if n < FEWEST:
        return Section("between", title, (_("It takes ten people with ties."),))
    found = seen.brokers
    if not found:
        said = _("No member with three contacts or more stands between others.")
        return Section("between", title, (said,))
    most = found[0]
    return Section(
        "between",
        title,
        (
            _("The one through whom most passes stands on %(part)s of all shortest ways between two"
              " others, of %(n)s people.")
            % {"part": part_said(most.between), "n": formats.number(n)},
            _bridging(found),
        ),
        table=Table(
            (
                {"title": _("Member")},
                {"title": _("of shortest ways"), "n": True, "key": True},
                {"title": _("Contacts"), "n": True},
                {"title": _("Constraint"), "n": True},
            ),
            tuple(
                (
                    _("number %(place)s") % {"place": place},
                    part_said(one.between),
                    formats.number(one.contacts),
                    f"{one.constraint:.2f}",
                )
                for place, one in enumerate(found, start=1)
            ),
            _("Those most between, without their names"),
        ),
        unknown=(
            _("Who they are is not said: each may see her own place first, and choose."),
            _("How much they carry: a shortest way is one that words could take, not one they"
              " took."),
        ),
    )  # fmt: skip


def _bridging(found: tuple[Broker, ...]) -> str:
    """How many of them connect people who would not meet: below half the constraint of a pair."""
    open_ones = sum(one.constraint < 0.5 for one in found)
    return ngettext(
        "Of the %(all)s most between, %(num)s has contacts who are little tied to each other"
        " (constraint below 0.5): without her they would hardly meet.",
        "Of the %(all)s most between, %(num)s have contacts who are little tied to each other"
        " (constraint below 0.5): without them these would hardly meet.",
        open_ones,
    ) % {"all": formats.number(len(found)), "num": formats.number(open_ones)}

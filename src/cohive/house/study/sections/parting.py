"""Would two circles breathe better? The rule of a split, with every condition."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohive.engine.fission import Proposal
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table
from cohive.look import formats
from cohive.look.refusals import told

__all__ = ["parting"]


def parting(findings: Findings) -> Section | None:
    """The groups that might part, else the one that is nearest to it; None where ties say nothing.

    Nobody is named: which group somebody leans to is hers to say.
    """
    found = findings.parting
    if found is None or findings.addressing is None:
        return None
    splits = found.splits
    proposed = [one for one in splits.proposals if one.is_proposed]
    shown = proposed or splits.proposals[:1]
    sentences = [_verdict(one) for one in proposed]
    if not proposed:
        sentences.append(_("No group would rather be a circle of its own, by the rule."))
    if shown and not proposed:
        sentences.append(_("The one that is cut off most has the conditions below."))
    sentences += [told(one) for one in splits.cannot_tell]
    return Section(
        "parting",
        _("Would two circles breathe better?"),
        tuple(sentences),
        table=Table(
            ({"title": _("Condition")}, {"title": _("Holds")}),
            tuple(row for one in shown for row in _conditions(one)),
            _("What a split takes"),
        )
        if shown
        else None,
    )


def _verdict(one: Proposal) -> str:
    word = _("stable") if one.is_stable else _("worth discussing")
    return _("A group of %(size)s might part (%(word)s).") % {
        "size": formats.number(len(one.members)),
        "word": word,
    }


def _conditions(one: Proposal) -> list[tuple[str, str]]:
    words = {True: _("it holds"), False: _("it does not"), None: _("not looked at")}
    return [(told(each.said), words[each.holds]) for each in one.conditions]

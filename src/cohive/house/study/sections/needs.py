"""Signs of what people need, in what they did."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohive.engine.needs import NEEDS
from cohive.house.study.figures_practice import NEED_HOW, NEED_NAMES
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table
from cohive.look import formats
from cohive.look.refusals import told

__all__ = ["needs"]


def needs(findings: Findings) -> Section | None:
    """The middle member's signs of each need; None where nobody addressed anybody."""
    seen = findings.addressing
    if seen is None:
        return None
    signs = seen.needs
    unknown = tuple(told(one) for one in signs.cannot_tell)
    title = _("Signs of what people need")
    if not signs.middle:
        return Section("needs", title, (_("It takes ten people."),), unknown=unknown)
    traced = [need for need in NEEDS if signs.none[need] < 1]
    missing = [told(NEED_NAMES[need]) for need in NEEDS if need not in traced]
    return Section(
        "needs",
        title,
        (
            _("What the middle one of %(n)s members received and did, by what it may be a sign of.")
            % {"n": formats.number(signs.n)},
        ),
        table=Table(
            (
                {"title": _("Need")},
                {"title": _("The middle member"), "n": True, "key": True},
                {"title": _("Members without"), "n": True},
                {"title": _("What counts")},
            ),
            tuple(
                (
                    told(NEED_NAMES[need]),
                    formats.number(signs.middle[need]),
                    formats.percent(signs.none[need], 0),
                    told(NEED_HOW[need]),
                )
                for need in traced
            ),
            title,
        )
        if traced
        else None,
        unknown=(
            *(
                _("%(need)s: it leaves no trace in this source.") % {"need": name}
                for name in missing
            ),
            *unknown,
        ),
    )

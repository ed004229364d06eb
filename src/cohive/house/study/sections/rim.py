"""A core and its rim, beside what chance brings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohive.engine.ties import CoreAgainstChance
from cohive.house.study.figure import FEWEST
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section
from cohive.look import formats
from cohive.look.charts import Chart, Interval, Intervals, interval

__all__ = ["rim"]

ROOM = 0.1
"""So much of the scale at least, so that a narrow range does not fill the picture."""


def rim(findings: Findings) -> Section | None:
    """Whether there is more of a core than the number of everybody's ties brings by itself."""
    seen = findings.addressing
    if seen is None:
        return None
    core = seen.core
    if core is None or core.low is None or core.high is None:
        few = _("It takes ten people with ties.")
        fixed = _("All pairs are tied, or they could be tied in no other way: there is no chance to"
                  " compare with.")  # fmt: skip
        n = seen.horizontality.n
        return Section("core", _("A core and its rim"), (few if n < FEWEST else fixed,))
    return Section(
        "core",
        _("A core and its rim"),
        (_verdict(core, core.low, core.high),),
        _picture(core, core.low, core.high),
        unknown=(
            _("Some core is always found; only the comparison with chance says something."),
            _("Whether the core is welcome, and whether it holds others off or carries them."),
        ),
    )


def _verdict(core: CoreAgainstChance, low: float, high: float) -> str:
    numbers = {"people": formats.number(core.people), "n": formats.number(core.n)}
    if core.fit > high:
        said = _(
            "Nearly all ties touch a core of %(people)s of %(n)s people: fewer pass it by than the"
            " number of everybody's ties would bring by itself."
        )
    elif core.fit < low:
        said = _(
            "More ties pass the core by than the number of everybody's ties would bring by itself:"
            " the others are tied among themselves. The core would be %(people)s of %(n)s people."
        )
    else:
        said = _(
            "No more of a core than the number of everybody's ties brings by itself. The best one"
            " has %(people)s of %(n)s people."
        )
    return said % numbers


def _picture(core: CoreAgainstChance, low: float, high: float) -> Chart:
    start, end = min(core.fit, low), max(core.fit, high)
    spare = max(ROOM - (end - start), (end - start) * 0.4) / 2
    start, end = max(-1.0, start - spare), min(1.0, end + spare)
    middle = (low + high) / 2
    return interval(
        Intervals(
            (
                Interval(_("here"), core.fit, core.fit, core.fit, f"{core.fit:.3f}", "make"),
                Interval(
                    _("tied at random"),
                    low,
                    middle,
                    high,
                    _("%(low)s to %(high)s") % {"low": f"{low:.3f}", "high": f"{high:.3f}"},
                    "ink",
                ),
            ),
            _("How well a core and its rim fit the ties, here and in networks tied at random"),
            start,
            end,
            tuple((at, f"{at:.2f}") for at in (start, (start + end) / 2, end)),
        )
    )

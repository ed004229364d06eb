"""How far things travelled."""

from __future__ import annotations

from datetime import timedelta
from math import log10

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.cascades.branching import Branching
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table, if_any
from cohive.house.study.travel import Travel
from cohive.look import formats
from cohive.look.charts import Chart, Line, Lines, lines

__all__ = ["travelled"]

FEWEST_TO_DRAW = 5


def travelled(findings: Findings) -> Section | None:
    """Sizes of cascades, their shape, and what one passing on brings."""
    travel = findings.travel
    if travel is None:
        return None
    summary = travel.summary
    sentences = [
        ngettext(
            "%(num)s thing was passed on, %(times)s times in all.",
            "%(num)s things were passed on, %(times)s times in all.",
            summary.cascades,
        )
        % {
            "num": formats.number(summary.cascades),
            "times": formats.number(summary.passed_on),
        },
        _("At least %(people)s different people had a hand in it; who only saw it is unknown.")
        % {"people": formats.number(summary.reach_at_least)},
    ]
    if summary.size:
        sentences.append(
            _(
                "Half of them have %(median)s people or fewer, one in a hundred %(p99)s or more;"
                " the largest has %(largest)s."
            )
            % {
                "median": formats.number(round(summary.size.median)),
                "p99": formats.number(round(summary.size.p99)),
                "largest": formats.number(round(summary.size.largest)),
            }
        )
    sentences += _shape(travel)
    if travel.has_parents and summary.branching is not None:
        sentences += _branching(summary.branching)
    return Section(
        "travel",
        _("How it travelled"),
        tuple(sentences),
        _picture(travel),
        same=Table(
            (
                {"title": _("People, at least")},
                {"title": _("part of cascades at least so large"), "n": True, "key": True},
            ),
            tuple(
                (formats.number(size), formats.percent(part, 3))
                for size, part in travel.tail[:: max(1, len(travel.tail) // 20)]
            ),
            _("How it travelled"),
        ),
        notes=_notes(travel),
    )


def _shape(travel: Travel) -> list[str]:
    summary = travel.summary
    if not travel.has_parents:
        return [
            _("From whom each one had it is not in this source: depth and shape cannot be told."),
            _("With a file of who knows whom beside it, `cohive cascades` makes a guess."),
        ]
    if not summary.depth or not summary.structural_virality:
        return []
    return [
        _("The deepest went %(depth)s steps from where it began; half went %(median)s or fewer.")
        % {
            "depth": formats.number(round(summary.depth.largest)),
            "median": formats.number(round(summary.depth.median)),
        },
        _(
            "Structural virality is %(median)s in the middle: a broadcast to everybody stays below"
            " 2, and what is passed from hand to hand lies above."
        )
        % {"median": formats.number(round(summary.structural_virality.median, 2))},
    ]


def _branching(found: Branching) -> list[str]:
    if found.mean is None:
        return [_("Nothing was watched long enough to say what one passing on brings.")]
    values = {
        "mean": formats.number(round(found.mean, 3)),
        "low": formats.number(round(found.low, 3)) if found.low is not None else "",
        "high": formats.number(round(found.high, 3)) if found.high is not None else "",
        "n": formats.number(found.counted),
        "window": formats.duration(timedelta(seconds=found.window_seconds)),
    }
    if found.low is None:
        said = _("Each passing on brought %(mean)s more within %(window)s (n = %(n)s).")
    else:
        said = _(
            "Each passing on brought %(mean)s more (%(low)s to %(high)s) within %(window)s"
            " (n = %(n)s)."
        )
    return [said % values]


def _picture(travel: Travel) -> Chart | None:
    if len(travel.tail) < FEWEST_TO_DRAW:
        return None
    largest, rarest = travel.tail[-1][0], travel.tail[-1][1]
    across, down = log10(max(largest, 2)), -log10(min(rarest, 0.5))
    powers = range(int(across) + 1)
    tens = range(int(down) + 1)
    return lines(
        Lines(
            (
                Line(
                    tuple(
                        (log10(max(size, 1)) / across, 1 + log10(part) / down)
                        for size, part in travel.tail
                    ),
                    colour="spread",
                ),
            ),
            _("How many cascades are at least so large: most are small, a few are huge"),
            _("people, ten times more with each mark"),
            _("part of cascades at least so large"),
            tuple((power / across, formats.number(10**power)) for power in powers),
            tuple((1 - ten / down, formats.percent(10.0**-ten, 4)) for ten in tens),
        )
    )


def _notes(travel: Travel) -> tuple[str, ...]:
    return (
        *if_any(
            travel.orphans,
            ngettext(
                "%(num)s passing on points to something that is not in the source.",
                "%(num)s passings on point to something that is not in the source.",
                travel.orphans,
            ),
        ),
        *if_any(
            travel.repeats,
            ngettext(
                "%(num)s repeated passing on is counted once.",
                "%(num)s repeated passings on are counted once.",
                travel.repeats,
            ),
        ),
    )

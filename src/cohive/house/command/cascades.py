"""`cohive cascades`: how far things travelled, each cascade's shape and all of them together."""

from __future__ import annotations

import unicodedata
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from math import floor, isnan
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from cohive.engine.cascades.forest import Forest, selected
from cohive.engine.cascades.shape import Shapes, shapes_of
from cohive.engine.cascades.summary import (
    Spread,
    Summary,
    summary_of_adoptions,
    summary_of_forest,
)
from cohive.house.command import show
from cohive.house.computing.cascade_files import Travels, read_travels
from cohive.house.computing.cascade_sentences import explanation, undated_cascades
from cohive.house.computing.json_files import written
from cohive.house.histories.table import printable
from cohive.look import formats

__all__ = ["run"]

LARGEST_SHOWN = 5
NAME_COLUMNS = 24
FIGURE_COLUMNS = 19
LABELS_MAX = 100
"""Measured apart; where there are more, a label is a name and no sort of thing."""


@dataclass(frozen=True)
class Measured:
    """The figures of a file. shapes: None where nobody knows from whom each one had it. by_first:
    the trees inferred by the other rule. by_label: a summary for each label of the file.
    """

    travels: Travels
    shapes: Shapes | None
    summary: Summary
    by_first: Summary | None
    by_label: dict[str, Summary]


def run(arguments: Namespace) -> int:
    """Measure and print; exit status 0. Every refusal names the file."""
    found = measured(read_travels(Path(arguments.file)))
    if arguments.json:
        show(written(_document(found)))
        return 0
    for line in _page(found):
        show(line)
    return 0


def measured(travels: Travels) -> Measured:
    """All figures of a file; intervals are drawn with seed 0, so that they can be repeated."""
    forest = travels.forest
    if forest is None:
        assert travels.adoptions is not None  # noqa: S101 - a file holds one or the other
        return Measured(travels, None, summary_of_adoptions(travels.adoptions), None, {})
    shapes = shapes_of(forest)
    summary = summary_of_forest(forest, shapes)
    network = travels.network
    return Measured(
        travels,
        shapes,
        summary,
        summary_of_forest(network.first.forest, resamples=0) if network else None,
        _by_label(travels, forest, summary),
    )


def _by_label(travels: Travels, forest: Forest, whole: Summary) -> dict[str, Summary]:
    """Watched until the same time and for the same window as the whole, so that they compare.

    None of them where there are more than LABELS_MAX: each one walks through the whole file.
    """
    labels = [cascade.label for cascade in travels.file.cascades]
    known = _labels(travels)
    if len(known) > LABELS_MAX:
        return {}
    branching = whole.branching
    return {
        label: summary_of_forest(
            selected(forest, np.array([one == label for one in labels])),
            window_seconds=branching.window_seconds if branching else None,
            watched_until=branching.watched_until if branching else None,
        )
        for label in known
    }


def _labels(travels: Travels) -> list[str]:
    return sorted({c.label for c in travels.file.cascades if c.label is not None})


def _explanation(found: Measured) -> list[str]:
    """What the figures say, and that labels were left alone where there are too many."""
    sentences = explanation(found.travels, found.summary, found.by_first)
    labels = len(_labels(found.travels))
    if labels > LABELS_MAX:
        sentences.append(
            _(
                "The file has %(labels)s labels; no more than %(most)s are measured apart, so none"
                " of them is."
            )
            % {"labels": formats.number(labels), "most": formats.number(LABELS_MAX)}
        )
    return sentences


# -- for programs --------------------------------------------------------------------------------


def _document(found: Measured) -> dict[str, object]:
    return {"cascades": list(_cascades(found)), "summary": _summary(found)}


def _cascades(found: Measured) -> Iterator[dict[str, object]]:
    file, adoptions = found.travels.file, found.travels.adoptions
    if found.shapes is not None:
        shapes = found.shapes
        known = zip(
            shapes.sizes.tolist(),
            shapes.depths.tolist(),
            shapes.breadths.tolist(),
            shapes.structural_virality.tolist(),
            shapes.durations_seconds.tolist(),
            strict=True,
        )
    else:
        assert adoptions is not None  # noqa: S101 - a file holds one or the other
        sizes, durations = adoptions.sizes.tolist(), adoptions.durations_seconds.tolist()
        nothing = [None] * len(sizes)
        known = zip(sizes, nothing, nothing, nothing, durations, strict=True)
    has_labels = any(cascade.label is not None for cascade in file.cascades)
    for cascade, (size, depth, breadth, virality, duration) in zip(
        file.cascades, known, strict=True
    ):
        one = {
            "id": cascade.id,
            "size": size,
            "depth": depth,
            "breadth": breadth,
            "structural_virality": _number(virality),
            "duration_seconds": _number(duration),
        }
        yield one | {"label": cascade.label} if has_labels else one


def _number(value: float | None) -> float | None:
    return None if value is None or isnan(value) else value


def _summary(found: Measured) -> dict[str, object]:
    travels, file = found.travels, found.travels.file
    network = travels.network
    parents = "unknown" if travels.forest is None else "inferred" if network else "given"
    return {
        "form": file.form.value,
        "parents": parents,
        "size_counts_root": True,
        **asdict(found.summary),
        "counted": {
            "orphans": network.last.orphans if network else file.orphans,
            "cascades_without_time": undated_cascades(travels),
            "repeats": travels.adoptions.repeats if travels.adoptions else 0,
            "numbers_in_front": file.numbers_in_front,
            "records_cut_off": int(file.cut_off),
        },
        "inference": {
            "edges": network.name,
            "rule": network.last.rule.value,
            "attached": network.last.attached,
            "orphans": network.last.orphans,
            "other_rules": {network.first.rule.value: asdict(found.by_first)},
        }
        if network and found.by_first
        else None,
        "by_label": {label: asdict(summary) for label, summary in found.by_label.items()},
        "explanation": _explanation(found),
    }


# -- for people ----------------------------------------------------------------------------------


def _page(found: Measured) -> Iterator[str]:
    yield _("Cascades: %(cascades)s. Passings on: %(passed_on)s. Never passed on: %(single)s.") % {
        "cascades": formats.number(found.summary.cascades),
        "passed_on": formats.number(found.summary.passed_on),
        "single": _single(found.summary),
    }
    yield ""
    yield from _spreads(_("All cascades"), found.summary)
    for label, summary in found.by_label.items():
        yield ""
        title = _("%(label)s: %(cascades)s") % {
            "label": printable(label),
            "cascades": formats.number(summary.cascades),
        }
        yield from _spreads(title, summary)
    if found.shapes is not None:
        yield ""
        yield from _largest(found, found.shapes)
    yield ""
    for sentence in _explanation(found):
        yield f"  {sentence}"


def _single(summary: Summary) -> str:
    """How many went no further than where they began; a part so small that it reads 0 is left."""
    count = round(summary.fraction_single * summary.cascades)
    if not count:
        return _("none of them")
    part = formats.percent(summary.fraction_single)
    if count == summary.cascades:
        return _("all of them")
    if part == formats.percent(0):
        return formats.number(count)
    return _("%(count)s (%(part)s)") % {"count": formats.number(count), "part": part}


def _spreads(title: str, summary: Summary) -> Iterator[str]:
    yield _row(title, (_("median"), _("99th percentile"), _("largest")))
    for name, spread, digits in (
        (_("Size in nodes"), summary.size, 0),
        (_("Depth"), summary.depth, 0),
        (_("Breadth"), summary.breadth, 0),
        (_("Structural virality"), summary.structural_virality, 2),
    ):
        if spread is not None:
            yield _row(name, [_figure(value, digits) for value in _values(spread)])
    if summary.duration_seconds is not None:
        spans = [timedelta(seconds=value) for value in _values(summary.duration_seconds)]
        yield _row(_("Duration"), [formats.duration(span) for span in spans])
    if summary.branching is not None and summary.branching.mean is not None:
        yield _row(_("Branching"), [formats.number(round(summary.branching.mean, 3))])


def _figure(value: float, digits: int) -> str:
    """Counts as whole numbers, though a percentile may lie between two: there is no half a node."""
    return formats.number(round(value, digits) if digits else floor(value + 0.5))


def _values(spread: Spread) -> tuple[float, float, float]:
    return spread.median, spread.p99, spread.largest


def _largest(found: Measured, shapes: Shapes) -> Iterator[str]:
    yield _row(
        _("The largest"), (_("Size in nodes"), _("Depth"), _("Breadth"), _("Structural virality"))
    )
    order = np.argsort(-shapes.sizes, kind="stable")
    for place in order[:LARGEST_SHOWN].tolist():
        virality = _number(float(shapes.structural_virality[place]))
        figures = [
            formats.number(int(column[place]))
            for column in (shapes.sizes, shapes.depths, shapes.breadths)
        ]
        shown = "–" if virality is None else formats.number(round(virality, 2))
        yield _row(printable(found.travels.file.cascades[place].id), [*figures, shown])
    if shapes.sizes.size > LARGEST_SHOWN:
        more = shapes.sizes.size - LARGEST_SHOWN
        yield "  " + _("… and %(count)s more") % {"count": formats.number(more)}


def _row(name: str, figures: Sequence[str]) -> str:
    """A name to the left, figures to the right of their columns; Chinese signs take two."""
    line = f"  {_cut(name)}"
    for figure in figures:
        line += " " + " " * (FIGURE_COLUMNS - _columns(figure)) + figure
    return line


def _cut(name: str) -> str:
    kept = ""
    for sign in name:
        if _columns(kept + sign) > NAME_COLUMNS:
            break
        kept += sign
    return kept + " " * (NAME_COLUMNS - _columns(kept))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)

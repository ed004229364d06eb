"""How far things travelled, from the passings on of a frame."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cohive.engine.cascades.acts import Travelled, forest_of_acts
from cohive.engine.cascades.forest import UNKNOWN_PERSON, Forest
from cohive.engine.cascades.shape import shapes_of
from cohive.engine.cascades.summary import Summary, summary_of_forest
from cohive.engine.frames import Frame

__all__ = ["Travel", "travel"]

POINTS_MAX = 200
PUBLISHED = ("agreement", "decision", "product")
"""What the brand itself announces; nobody passed it on by that."""


@dataclass(frozen=True)
class Travel:
    """The cascades of a frame.

    has_parents: whether the source says from whom each one had it; without that depth and virality
    cannot be told. tail: (size, part of cascades at least so large), from the smallest size up.
    """

    summary: Summary
    has_parents: bool
    orphans: int
    repeats: int
    tail: tuple[tuple[int, float], ...]


def travel(frame: Frame, *, seed: int, not_people: Collection[str] = ()) -> Travel | None:
    """Measure the cascades of a frame; None where nothing was passed on."""
    acts = frame.acts.filter(
        (pl.col("verb") != "Announce") | ~pl.col("object_kind").is_in(PUBLISHED)
    )
    passings = acts.filter(pl.col("verb") == "Announce")
    if not passings.height:
        return None
    travelled = forest_of_acts(acts)
    forest = _without(travelled, not_people)
    shapes = shapes_of(forest)
    summary = summary_of_forest(forest, shapes, seed=seed)
    has_parents = passings["parent"].null_count() < passings.height
    if not has_parents:  # all stand under the first by convention: a shape of it would be ours
        summary = replace(
            summary,
            depth=None,
            breadth=None,
            structural_virality=None,
            branching=None,
            passed_on_further=None,
        )
    return Travel(
        summary=summary,
        has_parents=has_parents,
        orphans=travelled.orphans,
        repeats=travelled.repeats,
        tail=_tail(shapes.sizes),
    )


def _without(travelled: Travelled, not_people: Collection[str]) -> Forest:
    """The forest with nobody where somebody stands for no person."""
    nobody = [place for place, name in enumerate(travelled.people) if name in not_people]
    if not nobody:
        return travelled.forest
    people = travelled.forest.people
    return replace(
        travelled.forest, people=np.where(np.isin(people, nobody), UNKNOWN_PERSON, people)
    )


def _tail(sizes: np.typing.NDArray[np.int64]) -> tuple[tuple[int, float], ...]:
    """How many cascades reach each size, thinned evenly on the logarithm of the size."""
    values, counts = np.unique(sizes, return_counts=True)
    at_least = counts[::-1].cumsum()[::-1] / sizes.size
    if values.size > POINTS_MAX:
        wanted = np.geomspace(values[0], values[-1], POINTS_MAX)
        kept = np.unique(np.searchsorted(values, wanted).clip(max=values.size - 1))
        values, at_least = values[kept], at_least[kept]
    return tuple((int(size), float(part)) for size, part in zip(values, at_least, strict=True))

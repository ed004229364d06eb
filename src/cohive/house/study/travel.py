"""How far things travelled, from the passings on of a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from cohive.engine.cascades.acts import forest_of_acts
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


def travel(frame: Frame, *, seed: int) -> Travel | None:
    """Measure the cascades of a frame; None where nothing was passed on."""
    acts = frame.acts.filter(
        (pl.col("verb") != "Announce") | ~pl.col("object_kind").is_in(PUBLISHED)
    )
    passings = acts.filter(pl.col("verb") == "Announce")
    if not passings.height:
        return None
    travelled = forest_of_acts(acts)
    shapes = shapes_of(travelled.forest)
    return Travel(
        summary=summary_of_forest(travelled.forest, shapes, seed=seed),
        has_parents=passings["parent"].null_count() < passings.height,
        orphans=travelled.orphans,
        repeats=travelled.repeats,
        tail=_tail(shapes.sizes),
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

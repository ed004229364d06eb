"""All cascades of a source in one page of figures, each with what it was counted on.

Sizes of cascades are heavy-tailed: a mean says little, so every figure is a median, a 99th
percentile and the largest. Percentiles lie linearly between neighbours (Hyndman and Fan 1996,
type 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.engine.cascades.branching import Branching, branching_of, usual_window_seconds
from cohive.engine.cascades.forest import UNKNOWN_PERSON, Forest, Real, Whole
from cohive.engine.cascades.inference import Adoptions
from cohive.engine.cascades.shape import Shapes, shapes_of

__all__ = ["Spread", "Summary", "summary_of_adoptions", "summary_of_forest"]


@dataclass(frozen=True)
class Spread:
    """Median, 99th percentile and largest of `counted` values; values without a figure are out."""

    counted: int
    median: float
    p99: float
    largest: float


@dataclass(frozen=True)
class Summary:
    """What a set of cascades comes to.

    nodes: roots counted. passed_on: without them. passed_on_further: of these, by another passing
    on and not by the root itself. fraction_single: of cascades nobody passed on, 0 to 1.
    reach_at_least: different known people over all cascades; unknown_people: nodes whose person is
    not known. timeless: nodes with no known time; early: nodes said to be earlier than their root,
    before_parent: earlier than another parent of theirs. Spreads are None where nothing has the
    figure; depth, breadth, structural_virality, passed_on_further and branching are also None
    where parents are unknown.
    """

    cascades: int
    nodes: int
    passed_on: int
    fraction_single: float
    size: Spread | None
    duration_seconds: Spread | None
    reach_at_least: int
    unknown_people: int
    timeless: int = 0
    passed_on_further: int | None = None
    depth: Spread | None = None
    breadth: Spread | None = None
    structural_virality: Spread | None = None
    branching: Branching | None = None
    early: int = 0
    before_parent: int = 0


def spread_of(values: Real | Whole) -> Spread | None:
    """Of all values that are numbers; None when there are none."""
    numbers = values[~np.isnan(values)]
    if not numbers.size:
        return None
    median, p99, largest = np.quantile(numbers, (0.5, 0.99, 1.0)).tolist()
    return Spread(int(numbers.size), median, p99, largest)


def summary_of_forest(
    forest: Forest,
    shapes: Shapes | None = None,
    *,
    window_seconds: float | None = None,
    watched_until: float | None = None,
    seed: int = 0,
    resamples: int = 1_000,
) -> Summary:
    """Sum up a forest (measured anew without `shapes`).

    window_seconds: see `branching_of`; left out, what 90 % of the children came within. branching
    is None where no time is known on a clock that the cascades have in common, which is needed to
    tell how long each node was watched.
    """
    shapes = shapes if shapes is not None else shapes_of(forest)
    window = window_seconds if window_seconds is not None else usual_window_seconds(forest)
    is_dated = ~np.isnan(forest.began) if len(forest) else np.zeros(0, dtype=np.bool_)
    is_early, is_before_parent = _slips(forest)
    return Summary(
        cascades=len(forest),
        nodes=forest.nodes,
        passed_on=forest.nodes - len(forest),
        fraction_single=_fraction_single(shapes.sizes),
        size=spread_of(shapes.sizes),
        duration_seconds=spread_of(shapes.durations_seconds),
        reach_at_least=_distinct(forest.people),
        unknown_people=int(np.count_nonzero(forest.people == UNKNOWN_PERSON)),
        timeless=int(np.count_nonzero(np.isnan(forest.seconds))),
        passed_on_further=int(np.count_nonzero(forest.depths > 1)),
        depth=spread_of(shapes.depths),
        breadth=spread_of(shapes.breadths),
        structural_virality=spread_of(shapes.structural_virality),
        branching=branching_of(
            forest,
            window_seconds=window,
            watched_until=watched_until,
            seed=seed,
            resamples=resamples,
        )
        if window is not None and is_dated.any()
        else None,
        early=int(np.count_nonzero(is_early)),
        before_parent=int(np.count_nonzero(is_before_parent)),
    )


def summary_of_adoptions(adoptions: Adoptions) -> Summary:
    """Sum up who took what up when, where from whom is unknown: no depth, breadth or branching."""
    sizes = adoptions.sizes
    return Summary(
        cascades=len(adoptions.ids),
        nodes=int(sizes.sum()),
        passed_on=int(sizes.sum()) - len(adoptions.ids),
        fraction_single=_fraction_single(sizes),
        size=spread_of(sizes),
        duration_seconds=spread_of(adoptions.durations_seconds),
        reach_at_least=_distinct(adoptions.people),
        unknown_people=0,
    )


def _slips(forest: Forest) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which nodes are said to be earlier than their root, and than a parent that is no root."""
    is_deep = forest.depths > 1
    is_before_parent = is_deep & (forest.seconds < forest.seconds[forest.parents])
    roots = np.repeat(forest.seconds[forest.roots], forest.sizes)
    return forest.seconds < roots, is_before_parent


def _fraction_single(sizes: Whole) -> float:
    return float(np.mean(sizes == 1)) if sizes.size else 0.0


def _distinct(people: Whole) -> int:
    return int(np.unique(people[people != UNKNOWN_PERSON]).size)

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
    """Where the values of one figure lie; those without a figure are out.

    Attributes
    ----------
    counted : int
        How many values, from 1.
    median, p99, largest : float
        In the unit of the figure.
    """

    counted: int
    median: float
    p99: float
    largest: float


@dataclass(frozen=True)
class Summary:
    """What a set of cascades comes to.

    Spreads are None where nothing has the figure; depth, breadth, structural_virality,
    passed_on_further and branching are also None where parents are unknown.

    Attributes
    ----------
    cascades : int
        How many.
    nodes : int
        Roots counted.
    passed_on : int
        Nodes without the roots.
    fraction_single : float
        Of cascades that nobody passed on, 0 to 1.
    size, duration_seconds : Spread | None
        Nodes and seconds of a cascade.
    reach_at_least : int
        Different known people over all cascades.
    unknown_people : int
        Nodes whose person is not known.
    timeless : int, default 0
        Nodes with no known time.
    passed_on_further : int | None, default None
        Of those passed on, by another passing on and not by the root itself.
    depth, breadth : Spread | None, default None
        Steps and nodes.
    structural_virality : Spread | None, default None
        Mean distances of two nodes.
    branching : Branching | None, default None
        What one passing on brings.
    early : int, default 0
        Nodes said to be earlier than their root.
    before_parent : int, default 0
        Nodes said to be earlier than another parent of theirs.
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
    """Median, 99th percentile and largest of all values that are numbers.

    Parameters
    ----------
    values : ndarray, shape (k,)
        NaN is no value.

    Returns
    -------
    Spread | None
        None when there are none.

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages (type 7).
    """
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
    """Sum up a forest.

    Parameters
    ----------
    forest : Forest
        Its cascades.
    shapes : Shapes | None, default None
        As `shapes_of` gives them; measured anew when left out.
    window_seconds : float | None, default None
        See `branching_of`; left out, what 90 % of the children came within.
    watched_until : float | None, default None
        See `branching_of`.
    seed, resamples : int, default 0 and 1,000
        Of the interval of the branching number.

    Returns
    -------
    Summary
        Its branching is None where no time is known on a clock that the cascades have in common,
        which is needed to tell how long each node was watched.

    Raises
    ------
    Refused
        For a window that is not above 0.
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
    """Sum up who took what up when, where from whom is unknown.

    Parameters
    ----------
    adoptions : Adoptions
        Each person once for a thing.

    Returns
    -------
    Summary
        Without depth, breadth, structural virality or branching.
    """
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

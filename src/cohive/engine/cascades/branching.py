"""How many more each passing on brings, counted only where there was time enough to see it.

In a finished tree of n nodes the mean number of children is (n − 1) / n, whatever happened: each
node but the root is somebody's child. That mean says nothing. Two things make one that does:

- The root is left out. It has its own audience, and how many carry a thing on *after* that is the
  question; the mean number the roots bring stands beside it as the first generation.
- A node counts only when it was watched for a whole window after its own time, and only its
  children within that window count (right censoring: the young have had no time yet).

With a branching number R below 1 a passing on brings 1 / (1 − R) in all, itself included (the total
progeny of a Galton–Watson process; Harris 1963, The Theory of Branching Processes). The interval
is a percentile bootstrap over whole cascades (Efron and Tibshirani 1993), since nodes of one
cascade are not independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cohive.engine.cascades.forest import Forest, Real, Whole
from cohive.engine.intervals.bootstrap import bootstrap_of_counts
from cohive.words.refusals import Refused

__all__ = [
    "CASCADES_MIN",
    "Branching",
    "branching_of",
    "eventual_total",
    "usual_window_seconds",
]

CASCADES_MIN = 10
"""With fewer cascades an interval over cascades says nothing, and none is given."""

CLOCK_SECONDS = 1.0
"""The shortest window: clocks of the sources count in whole seconds."""

Number = TypeVar("Number", bound=float)


@dataclass(frozen=True)
class Branching:
    """What one passing on brings, and what it was counted on.

    Attributes
    ----------
    mean : float | None
        Children per counted node, from 0; None when no node could be counted.
    low, high : float | None
        The middle 95 % of resampled means; None with fewer than CASCADES_MIN cascades.
    total : float | None
        1 / (1 − mean); None when the mean is 1 or more (it goes on without end) or unknown.
    counted, children : int
        Nodes watched for the whole window, and theirs within it.
    young : int
        Nodes left out because the watch ended too early.
    timeless : int
        Nodes left out because a time is unknown.
    roots_mean : float | None
        The same mean over roots alone; None when none could be counted.
    window_seconds : float
        As used, above 0.
    watched_until : float
        As used, seconds on the clock of `Forest.began`.
    resamples : int
        As used.
    """

    mean: float | None
    low: float | None
    high: float | None
    total: float | None
    counted: int
    children: int
    young: int
    timeless: int
    roots_mean: float | None
    window_seconds: float
    watched_until: float
    resamples: int


def eventual_total(branching: Number) -> Number | None:
    """1 / (1 − R), the passings on that one brings in all, itself included.

    4 invitations of which 1 in 5 is taken up make R = 4/5, and 5 in all.

    Parameters
    ----------
    branching : Number
        R, from 0; an exact fraction gives an exact fraction.

    Returns
    -------
    Number | None
        From 1; None when R is 1 or more.

    Raises
    ------
    ValueError
        Below 0.

    References
    ----------
    Harris, T. E. (1963). The Theory of Branching Processes.
    """
    if branching < 0:
        raise ValueError("a branching number is 0 or more")
    return 1 / (1 - branching) if branching < 1 else None  # type: ignore[return-value]


def usual_window_seconds(forest: Forest, *, coverage: float = 0.9) -> float | None:
    """The time within which most children came after their parent.

    Children of roots and of others alike. It is itself short of what was never seen, so with a
    watch that ended early give a window of your own.

    Parameters
    ----------
    forest : Forest
        With times.
    coverage : float, default 0.9
        The fraction of children, 0 to 1.

    Returns
    -------
    float | None
        At least 1 second; None when no delay is known.
    """
    delays = _delays(forest)
    known = delays[~np.isnan(delays)]
    if not known.size:
        return None
    return max(float(np.quantile(known, coverage, method="inverted_cdf")), CLOCK_SECONDS)


def branching_of(
    forest: Forest,
    *,
    window_seconds: float,
    watched_until: float | None = None,
    with_roots: bool = False,
    seed: int = 0,
    resamples: int = 1_000,
) -> Branching:
    """Estimate the branching number of a forest.

    The order of cascades and nodes has no effect.

    Parameters
    ----------
    forest : Forest
        With times.
    window_seconds : float
        How long each node is watched, above 0.
    watched_until : float | None, default None
        Until when the forest was, on the clock of `Forest.began`; left out, its last time.
    with_roots : bool, default False
        Count roots like others, for invitations, where the first member has no audience of her own.
    seed : int, default 0
        Draws the bootstrap over cascades.
    resamples : int, default 1000
        How often; below 1 there is no interval.

    Returns
    -------
    Branching
        With its interval and what was left out.

    Raises
    ------
    Refused
        For a window that is not above 0.

    References
    ----------
    Harris, T. E. (1963). The Theory of Branching Processes.
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap.
    """
    if not window_seconds > 0:
        raise Refused("The window must be longer than 0 seconds.", field="window")
    times = np.repeat(forest.began, forest.sizes) + forest.seconds
    known_times = times[~np.isnan(times)]
    last = float(known_times.max()) if known_times.size else 0.0
    until = last if watched_until is None else watched_until
    is_root = forest.depths == 0
    is_timeless = np.isnan(times)
    is_old = times + window_seconds <= until  # a time that is unknown is not
    children = _children_within(forest, window_seconds)
    is_asked = np.ones_like(is_root) if with_roots else ~is_root
    is_counted = is_asked & is_old
    counted, born = _per_cascade(forest, is_counted, children)
    low, high = _interval(counted, born, seed=seed, resamples=resamples)
    mean = _ratio(born.sum(), counted.sum())
    return Branching(
        mean=mean,
        low=low,
        high=high,
        total=None if mean is None else eventual_total(mean),
        counted=int(counted.sum()),
        children=int(born.sum()),
        young=int(np.count_nonzero(is_asked & ~is_old & ~is_timeless)),
        timeless=int(np.count_nonzero(is_asked & is_timeless)),
        roots_mean=_ratio(children[is_root & is_old].sum(), (is_root & is_old).sum()),
        window_seconds=float(window_seconds),
        watched_until=until,
        resamples=resamples,
    )


def _delays(forest: Forest) -> Real:
    """n seconds after the parent; NaN for roots and where either time is unknown."""
    delays = forest.seconds - forest.seconds[forest.parents]
    delays[forest.depths == 0] = np.nan
    return delays


def _children_within(forest: Forest, window_seconds: float) -> Whole:
    """n counts of children that came within the window. One said to be earlier than its parent
    is a slip of a clock and counts.
    """
    is_within = _delays(forest) <= window_seconds
    return np.bincount(forest.parents[is_within], minlength=forest.nodes)


def _per_cascade(
    forest: Forest, is_counted: NDArray[np.bool_], children: Whole
) -> tuple[Whole, Whole]:
    if not len(forest):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    first = forest.starts[:-1]
    counted = np.add.reduceat(is_counted.astype(np.int64), first)
    return counted, np.add.reduceat(np.where(is_counted, children, 0), first)


def _interval(
    counted: Whole, born: Whole, *, seed: int, resamples: int
) -> tuple[float | None, float | None]:
    """Resample cascades with replacement.

    Cascades with the same two counts are alike here.
    """
    cascades = int(np.count_nonzero(counted))
    if cascades < CASCADES_MIN or resamples < 1:
        return None, None
    kinds, times = np.unique(np.stack((counted, born)), axis=1, return_counts=True)

    def means(drawn: Whole) -> Real:
        nodes, theirs = drawn @ kinds[0], drawn @ kinds[1]
        found = np.full(nodes.size, np.nan)
        np.divide(theirs, nodes, out=found, where=nodes > 0)
        return found

    found = bootstrap_of_counts(means, times, seed=seed, resamples=resamples)
    return found or (None, None)


def _ratio(part: np.int64, whole: np.int64) -> float | None:
    return float(part / whole) if whole else None

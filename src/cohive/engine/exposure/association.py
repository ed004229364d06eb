"""How two things go together over many entries, each number with its interval and its n.

Spearman's rank correlation, the area under the ROC curve and the median, with percentile bootstrap
intervals (Efron 1979). Entries are resampled, not votes: the interval says how far the number would
move with other entries of the same kind. Equal rows are counted once and resampled by their number,
which is the same bootstrap and many times faster; so the order of the rows changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohive.engine.intervals.bootstrap import bootstrap_of_counts

__all__ = ["FEWEST", "RESAMPLES", "Estimate", "auc", "median", "spearman"]

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

RESAMPLES = 1000
FEWEST = 10
"""Below so many entries nothing is said: an interval over so few would look surer than it is."""

CHOSEN_FEWEST = 5
"""Fewer chosen entries, or fewer others, resample to nearly themselves: nothing is said."""


@dataclass(frozen=True)
class Estimate:
    """A number over some entries with its 95 % interval, all in the same unit.

    Attributes
    ----------
    middle : float
        The number itself.
    low, high : float
        The ends of the interval.
    n : int
        Entries it rests on.
    """

    middle: float
    low: float
    high: float
    n: int


def spearman(
    first: npt.ArrayLike, second: npt.ArrayLike, *, seed: int, resamples: int = RESAMPLES
) -> Estimate | None:
    """Spearman's rank correlation of two rows of numbers; ties get middle ranks.

    Parameters
    ----------
    first, second : array_like of float, shape (n,)
        One pair for each entry; finite.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How many resamples.

    Returns
    -------
    Estimate | None
        −1 to 1; None below ten pairs, or when one row is all the same.

    Raises
    ------
    ValueError
        For rows of different length or numbers that are not finite.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things.
    Efron, B. (1979). Bootstrap methods: another look at the jackknife.
    """
    one, other = _numbers(first), _numbers(second)
    if one.size != other.size:
        raise ValueError("both rows have the same length")
    if one.size < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    pairs, counts = np.unique(np.column_stack((one, other)), axis=0, return_counts=True)
    codes = tuple(np.unique(column, return_inverse=True)[1] for column in pairs.T)
    middle = _correlation(codes, counts.astype(np.float64))

    def correlations(drawn: Counts) -> Floats:
        return np.array([_correlation(codes, weights) for weights in drawn.astype(np.float64)])

    found = bootstrap_of_counts(correlations, counts, seed=seed, resamples=resamples)
    return _estimate(middle, found, one.size)


def auc(
    scores: npt.ArrayLike, chosen: npt.ArrayLike, *, seed: int, resamples: int = RESAMPLES
) -> Estimate | None:
    """The probability that a chosen entry has the higher score than one that was not; ties half.

    Mann and Whitney's U, divided. The chosen and the others are resampled apart.

    Parameters
    ----------
    scores : array_like of float, shape (n,)
        One for each entry; finite.
    chosen : array_like of bool, shape (n,)
        Whether it was chosen.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How many resamples.

    Returns
    -------
    Estimate | None
        0.5 says the score knows nothing of the choice, 1 that it decides it; None below five chosen
        or five others.

    Raises
    ------
    ValueError
        For rows of different length or numbers that are not finite.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a ROC curve.
    """
    values, is_chosen = _numbers(scores), np.asarray(chosen, dtype=bool)
    if values.size != is_chosen.size:
        raise ValueError("both rows have the same length")
    hits_n = int(is_chosen.sum())
    if min(hits_n, values.size - hits_n) < CHOSEN_FEWEST:
        return None
    levels, codes = np.unique(values, return_inverse=True)
    hits = np.bincount(codes[is_chosen], minlength=levels.size)
    others = np.bincount(codes[~is_chosen], minlength=levels.size)
    middle = float(_area(hits[None], others[None])[0])
    found = bootstrap_of_counts(_area, hits, others, seed=seed, resamples=resamples)
    return _estimate(middle, found, values.size)


def median(values: npt.ArrayLike, *, seed: int, resamples: int = RESAMPLES) -> Estimate | None:
    """The median, by the usual rule: the mean of the middle two.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        One for each entry; finite.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How many resamples.

    Returns
    -------
    Estimate | None
        In the unit of the values; None below ten of them.

    Raises
    ------
    ValueError
        For numbers that are not finite.
    """
    held = _numbers(values)
    if held.size < FEWEST:
        return None
    levels, counts = np.unique(held, return_counts=True)

    def middles(drawn: Counts) -> Floats:
        return np.array([_middle(levels, times) for times in drawn])

    found = bootstrap_of_counts(middles, counts, seed=seed, resamples=resamples)
    return _estimate(float(np.median(held)), found, held.size)


def _numbers(values: npt.ArrayLike) -> Floats:
    held = np.asarray(values, dtype=np.float64).ravel()
    if not np.isfinite(held).all():
        raise ValueError("numbers must be finite")
    return held


def _correlation(codes: tuple[Counts, ...], weights: Floats) -> float:
    ranks = []
    for code in codes:
        held = np.bincount(code, weights)
        ranks.append((np.cumsum(held) - held / 2)[code])
    total = weights.sum()
    one, other = (rank - weights @ rank / total for rank in ranks)
    below = (weights @ (one * one)) * (weights @ (other * other))
    return float(weights @ (one * other) / np.sqrt(below)) if below > 0 else float("nan")


def _area(hits: Counts, others: Counts) -> Floats:
    below = np.cumsum(others, axis=1) - others / 2
    area: Floats = (hits * below).sum(axis=1) / (hits.sum(axis=1) * others.sum(axis=1))
    return area


def _middle(levels: Floats, counts: Counts) -> float:
    reached = np.cumsum(counts)
    total = reached[-1]
    lower = levels[np.searchsorted(reached, (total + 1) // 2)]
    upper = levels[np.searchsorted(reached, total // 2 + 1)]
    return float((lower + upper) / 2)


def _estimate(middle: float, found: tuple[float, float] | None, n: int) -> Estimate:
    low, high = found or (middle, middle)
    return Estimate(middle, low, high, n)

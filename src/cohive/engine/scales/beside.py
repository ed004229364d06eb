"""What people said beside what they do: one correlation of ranks, with its range."""

from __future__ import annotations

from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike

from cohive.engine.intervals import Z_95, Interval
from cohive.engine.scales.answers import PERSONS_MIN, Floats

__all__ = ["rank_correlation"]

NEAR_ONE = 1 - 1e-9


def rank_correlation(said: ArrayLike, done: ArrayLike) -> Interval | None:
    """Spearman's ρ of two figures of the same persons, with its 95 % interval.

    The interval is Fisher's, with the variance (1 + ρ²/2) / (n − 3) of Bonett and Wright (2000).

    Parameters
    ----------
    said, done : array of float, shape (n,)
        NaN where there is none; such persons are left out.

    Returns
    -------
    Interval or None
        From −1 to 1; None for fewer than 10 persons, and where one figure does not vary.

    Raises
    ------
    ValueError
        For figures of different lengths.
    """
    one, other = np.asarray(said, dtype=np.float64), np.asarray(done, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError("both figures are of the same persons")
    whole = ~(np.isnan(one) | np.isnan(other))
    one, other = one[whole], other[whole]
    if one.size < PERSONS_MIN or one.min() == one.max() or other.min() == other.max():
        return None
    rho = float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])
    middle = atanh(max(-NEAR_ONE, min(NEAR_ONE, rho)))
    apart = Z_95 * sqrt((1 + rho**2 / 2) / (one.size - 3))
    return Interval(rho, min(rho, tanh(middle - apart)), max(rho, tanh(middle + apart)))


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values get the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Floats = (ends - (counts - 1) / 2)[places]
    return ranks

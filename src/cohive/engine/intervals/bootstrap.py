"""How far a number would move with other people of the same kind: the one door to resampling.

What was seen is drawn again with replacement, many times, and the number computed of each draw; the
middle 95 % of them is the interval (percentile bootstrap). It says nothing of people who are of
another kind than those that were seen.

Where many of them are alike, it is quicker to draw how often each kind comes up, which is one draw
of a multinomial: the same bootstrap, in the number of kinds and not of people, and the order of the
rows changes nothing.

Source: Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["RESAMPLES", "bootstrap", "bootstrap_of_counts", "middle_95"]

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

RESAMPLES: Final = 400
ENDS: Final = (0.025, 0.975)
CELLS_AT_ONCE: Final = 2**22
"""Memory stays bounded, whatever is drawn: 32 MB for one sample."""


def bootstrap(
    number: Callable[..., Floats], *samples: Floats, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Draw the values themselves again.

    Parameters
    ----------
    number : Callable
        Gets a matrix for each sample, shape (b, n), a resample in each row; returns the number of
        each row, shape (b,), NaN where there is none.
    *samples : ndarray of float, shape (n,)
        Each of at least one value; drawn apart from each other.
    seed : int
        Draws the resamples.
    resamples : int, default RESAMPLES
        How often, from 1.

    Returns
    -------
    tuple[float, float] | None
        The ends of the 95 % interval, in the unit of the number; None where no resample has one.
    """

    def drawn(draw: np.random.Generator, rounds: int) -> Sequence[npt.NDArray[np.generic]]:
        return [sample[draw.integers(0, sample.size, (rounds, sample.size))] for sample in samples]

    return _interval(number, drawn, max(sample.size for sample in samples), seed, resamples)


def bootstrap_of_counts(
    number: Callable[..., Floats], *samples: Counts, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Draw again how often each kind comes up, where many values are alike.

    Parameters
    ----------
    number : Callable
        Gets a matrix for each sample, shape (b, k): how often each kind was drawn, a resample in
        each row; returns the number of each row, shape (b,), NaN where there is none.
    *samples : ndarray of int, shape (k,)
        How often each kind was seen, not all 0; drawn apart from each other.
    seed : int
        Draws the resamples.
    resamples : int, default RESAMPLES
        How often, from 1.

    Returns
    -------
    tuple[float, float] | None
        The ends of the 95 % interval, in the unit of the number; None where no resample has one.
    """

    def drawn(draw: np.random.Generator, rounds: int) -> Sequence[npt.NDArray[np.generic]]:
        return [
            draw.multinomial(int(sample.sum()), sample / sample.sum(), rounds) for sample in samples
        ]

    return _interval(number, drawn, max(sample.size for sample in samples), seed, resamples)


def middle_95(found: npt.ArrayLike) -> tuple[float, float] | None:
    """The middle 95 % of what resamples gave.

    Parameters
    ----------
    found : array_like of float
        In any order; NaN is left out.

    Returns
    -------
    tuple[float, float] | None
        The 2.5th and the 97.5th percentile; None where nothing is left.
    """
    held = np.asarray(found, dtype=np.float64)
    held = held[~np.isnan(held)]
    if not held.size:
        return None
    low, high = np.quantile(held, ENDS)
    return float(low), float(high)


def _interval(
    number: Callable[..., Floats],
    drawn: Callable[[np.random.Generator, int], Sequence[npt.NDArray[np.generic]]],
    width: int,
    seed: int,
    resamples: int,
) -> tuple[float, float] | None:
    """Some rows at a time, so that memory stays bounded."""
    draw = np.random.default_rng(seed)
    at_once = max(1, CELLS_AT_ONCE // max(width, 1))
    found = [
        number(*drawn(draw, min(at_once, resamples - first)))
        for first in range(0, resamples, at_once)
    ]
    return middle_95(np.concatenate(found)) if found else None

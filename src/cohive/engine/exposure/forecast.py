"""Whether votes foretell sales: a claim that is looked up afterwards, entry by entry.

A vote costs nothing and a purchase does, so the two may differ; here is how far they agreed once
both are known. Small on purpose: rank correlation and calibration, each with its interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohive.engine.exposure.association import RESAMPLES, Estimate, spearman
from cohive.engine.intervals import Interval, wilson

__all__ = ["Calibration", "Foretold", "calibration", "forecast"]


@dataclass(frozen=True)
class Foretold:
    """Predictions of one bin and what became of them.

    Attributes
    ----------
    predicted : float
        Their mean, 0 to 1.
    happened : Interval
        The part of them that came true, with its 95 % range.
    n : int
        How many they are, from 1.
    """

    predicted: float
    happened: Interval
    n: int


@dataclass(frozen=True)
class Calibration:
    """How probabilities kept their word.

    Attributes
    ----------
    n : int
        Cases.
    brier : float
        The mean squared difference, 0 (always right and sure) to 1.
    base : float
        That of always saying the overall rate; brier < base says the predictions know something.
    bins : tuple[Foretold, ...]
        From the lowest predictions up; empty ones are left out.
    """

    n: int
    brier: float
    base: float
    bins: tuple[Foretold, ...]


def forecast(
    scores: npt.ArrayLike, sales: npt.ArrayLike, *, seed: int, resamples: int = RESAMPLES
) -> Estimate | None:
    """Spearman's correlation of scores with later sales.

    Entries that never came on sale are not in it, so it speaks only of those that were chosen,
    which scored alike: expect it to be lower than over all.

    Parameters
    ----------
    scores, sales : array_like of float, shape (n,)
        One pair for each entry that was sold; finite.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How many resamples.

    Returns
    -------
    Estimate | None
        −1 to 1; None below ten entries or when one row is all the same.

    Raises
    ------
    ValueError
        For rows of different length or numbers that are not finite.
    """
    return spearman(scores, sales, seed=seed, resamples=resamples)


def calibration(
    predicted: npt.ArrayLike, happened: npt.ArrayLike, *, bins: int = 10
) -> Calibration:
    """Compare predicted probabilities with what happened.

    Parameters
    ----------
    predicted : array_like of float, shape (n,)
        Probabilities, 0 to 1.
    happened : array_like of bool, shape (n,)
        What came true.
    bins : int, default 10
        How many of equal width, from 1.

    Returns
    -------
    Calibration
        The Brier score and the bins.

    Raises
    ------
    ValueError
        For predictions outside 0 to 1, rows of different length or none.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability.
    """
    said, came = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=bool)
    if said.shape != came.shape or said.ndim != 1 or not said.size or bins < 1:
        raise ValueError("give one prediction and one outcome for each case")
    if not ((said >= 0) & (said <= 1)).all():
        raise ValueError("predictions are probabilities from 0 to 1")
    numbers = np.minimum((said * bins).astype(int), bins - 1)
    found = []
    for number in np.unique(numbers):
        inside = numbers == number
        n = int(inside.sum())
        found.append(Foretold(float(said[inside].mean()), wilson(float(came[inside].sum()), n), n))
    rate = came.mean()
    brier = float(((said - came) ** 2).mean())
    return Calibration(said.size, brier, float(rate * (1 - rate)), tuple(found))

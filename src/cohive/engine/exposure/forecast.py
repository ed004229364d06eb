"""Whether votes foretell sales: a claim that is looked up afterwards, entry by entry.

A vote costs nothing and a purchase does, so the two may differ; here is how far they agreed once
both are known. Small on purpose: rank correlation and calibration, each with its interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohive.engine.exposure.association import DRAWS, Estimate, spearman
from cohive.engine.intervals import Interval, wilson

__all__ = ["Calibration", "Foretold", "calibration", "forecast"]


@dataclass(frozen=True)
class Foretold:
    """Predictions of one bin: their mean, and the part of them that came true, out of `n`."""

    predicted: float
    happened: Interval
    n: int


@dataclass(frozen=True)
class Calibration:
    """How probabilities kept their word over `n` cases.

    brier: the mean squared difference, 0 (always right and sure) to 1 (Brier 1950); base: that of
    always saying the overall rate, so brier < base says the predictions know something.
    """

    n: int
    brier: float
    base: float
    bins: tuple[Foretold, ...]


def forecast(
    scores: npt.ArrayLike, sales: npt.ArrayLike, *, seed: int, draws: int = DRAWS
) -> Estimate | None:
    """Spearman's correlation of scores with later sales, one pair for each entry that was sold.

    None below ten entries. Entries that never came on sale are not in it, so it speaks only of
    those that were chosen, which scored alike: expect it to be lower than over all.
    """
    return spearman(scores, sales, seed=seed, draws=draws)


def calibration(
    predicted: npt.ArrayLike, happened: npt.ArrayLike, *, bins: int = 10
) -> Calibration:
    """Compare predicted probabilities with what happened, in `bins` of equal width; empty ones out.

    `predicted` lies in 0 to 1, `happened` is true or false. Raises ValueError for anything else,
    for rows of different length or none.
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

"""How much raters differ in level, and how sure that is: an analysis of variance.

The model of a score: its entry's worth, plus its rater's harshness or mildness, plus noise. Entries
are fitted exactly, so that nothing is assumed of them; what is left is divided into the part that
raters' levels explain and the part that nothing explains. If raters were alike, both would be
noise, and their ratio F would follow Fisher's distribution. Only what exceeds the F that alike
raters reach in nine of ten sheets is taken for variety of raters: so with a handful of scores
nobody is corrected for what may be chance, clear differences are seen even where each rater gave
two scores, and with thousands of scores the reserve vanishes.

Sources: Henderson, "Estimation of variance and covariance components" (Biometrics, 1953), method 3;
the limit by Fisher's distribution as for one-way layouts in Searle, Casella and McCulloch,
"Variance Components" (1992), section 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from scipy.special import fdtri

from cohive.engine.ballots.ratings import Floats, Ratings

__all__ = ["Variety", "components", "levels", "variety"]

_SURE = 0.9
"""Alike raters differ by less than what is taken for variety in so many of all sheets."""
_STEPS_MAX = 400
_EXACT = 1e-9


@dataclass(frozen=True)
class Variety:
    """How much raters differ in level.

    Attributes
    ----------
    ratio : float
        The variance of their levels over that of the noise, from 0; 0 unless differences are clear.
    noise : float
        The variance of the noise, in points squared, from 0.
    is_told : bool
        Whether there are scores enough to say anything: two raters of one entry, and more scores
        than raters and entries that they connect.
    """

    ratio: float
    noise: float
    is_told: bool


def variety(ratings: Ratings) -> Variety:
    """Say how much raters differ in level.

    Parameters
    ----------
    ratings : Ratings
        Who scored what.

    Returns
    -------
    Variety
        Relabelling changes its last digits at most.

    References
    ----------
    Henderson, C. R. (1953). Estimation of variance and covariance components. Method 3.
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992). Variance components, section 3.6.
    """
    scores, entries = len(ratings.entry), int((ratings.n > 0).sum())
    raters = len(np.unique(ratings.rater))
    parts = components(ratings)
    by_raters, by_noise = raters - parts, scores - entries - raters + parts
    left = _beside_entries(ratings, ratings.value)
    if by_raters < 1 or by_noise < 1:
        return Variety(0.0, float(left @ left) / max(1, scores - entries), is_told=False)
    level = _fitted(ratings, left, damp=0.0)
    fitted = _beside_entries(ratings, level[ratings.rater])
    rest = left - fitted
    explained, noise = float(fitted @ fitted) / by_raters, float(rest @ rest) / by_noise
    noise = max(noise, _rounding(ratings))
    alike = float(fdtri(by_raters, by_noise, _SURE))
    found = explained / noise / alike if explained > 0 else 0.0
    each = (scores - entries) / by_raters
    return Variety(max(0.0, found - 1) / each, noise, is_told=True)


def levels(ratings: Ratings, ratio: float) -> Floats:
    """How far each rater's level is above the usual one, drawn to it.

    The best linear prediction: a rater's mean gap to the corrected scores of the same entries,
    times n / (n + 1/ratio) for her n scores.

    Parameters
    ----------
    ratings : Ratings
        Who scored what, by r raters.
    ratio : float
        The variance of levels over that of the noise, from 0.

    Returns
    -------
    ndarray of float, shape (r,)
        In points.
    """
    if ratio <= 0:
        return np.zeros(len(ratings.raters))
    return _fitted(ratings, _beside_entries(ratings, ratings.value), damp=ratio**-0.5)


def _rounding(ratings: Ratings) -> float:
    """The noise that rounding to the steps of the scale makes, in points squared."""
    steps = ratings.whole - ratings.whole.min()
    return max(int(np.gcd.reduce(steps)), 1) ** 2 / 12 / ratings.unit**2


def components(ratings: Ratings) -> int:
    """Count the groups of raters and entries that no score connects.

    Parameters
    ----------
    ratings : Ratings
        Who scored what.

    Returns
    -------
    int
        From 0; what nobody scored and who scored nothing are no group.
    """
    raters, size = len(ratings.raters), len(ratings.raters) + len(ratings.entries)
    where = (ratings.rater, raters + ratings.entry)
    ties = scipy.sparse.coo_array((np.ones(len(ratings.rater)), where), (size, size))
    label = scipy.sparse.csgraph.connected_components(ties, directed=False)[1]
    return len(np.unique(label[raters:][ratings.n > 0]))


def _beside_entries(ratings: Ratings, value: Floats) -> Floats:
    """What is left of each score beside the mean of its entry."""
    sums = np.bincount(ratings.entry, weights=value, minlength=len(ratings.n))
    left: Floats = value - (sums / np.maximum(ratings.n, 1))[ratings.entry]
    return left


def _fitted(ratings: Ratings, left: Floats, *, damp: float) -> Floats:
    """Raters' levels by least squares, beside entries; `damp` squared draws them to 0."""
    raters = len(ratings.raters)

    def forward(level: Floats) -> Floats:
        return _beside_entries(ratings, np.ravel(level)[ratings.rater])

    def back(each: Floats) -> Floats:
        within = _beside_entries(ratings, np.ravel(each))
        return np.bincount(ratings.rater, weights=within, minlength=raters).astype(np.float64)

    operator = scipy.sparse.linalg.LinearOperator(
        (len(left), raters), matvec=forward, rmatvec=back, dtype=np.float64
    )
    found: Floats = scipy.sparse.linalg.lsmr(
        operator, left, damp=damp, atol=_EXACT, btol=_EXACT, conlim=0, maxiter=_STEPS_MAX
    )[0]
    return found

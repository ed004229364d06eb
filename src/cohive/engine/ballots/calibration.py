"""Putting raters on a common scale: the always harsh, the always mild, the users of half the scale.

The model of a score: rater i gives entry j

    score = level_i + spread_i × (worth_j) + noise

where worth is 0 for the usual entry. A usual rater has the usual level and a spread of 1. Raters
are taken as drawn from a crowd whose variety is estimated with them: so somebody with one score is
corrected by a quarter at most and somebody with fifty almost wholly (shrinkage), and where all
raters agree nobody is corrected. Each score is turned back onto the common scale, as
(score − level_i) / spread_i + usual level, and an entry's calibrated score is their mean weighted
by spread_i²: who gives everything the same says little of any entry and weighs least, a
twenty-fifth of the usual rater; nobody weighs nothing and nobody is turned round.

Fitted by mean-field variational Bayes: each step sets the raters given the entries, the entries
given the raters, then the variances; all in sums over scores, linear in their number.

Sources: Paul, "Bayesian methods for calibration of examiners" (British Journal of Mathematical and
Statistical Psychology, 1981); Longford, "Reliability of essay rating and score adjustment" (Journal
of Educational and Behavioral Statistics, 1994); the fit as in Bishop, "Pattern Recognition and
Machine Learning" (2006), chapter 10.

What it cannot do: tell a harsh rater from one who happened to see weak entries when their scores
meet nobody else's (see `components`); or tell malice from taste.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from cohive.engine.ballots.ratings import Floats, Ratings

__all__ = ["Calibration", "calibrate"]

_STEPS_MAX = 200
_SETTLED = 1e-5
"""Steps end when no entry moves by more than this part of the spread of the scores."""
_SPREAD_LEAST = 0.2
"""Nobody is taken for less than this: a voice may weigh little, but it is never turned round."""
_USUAL_RATERS = 4
"""So many exactly usual raters are imagined among the others: with a handful nobody is corrected
for what may be chance, with a hundred they do not matter."""
_HALF_AT = 3
"""A rater is corrected by half at the earliest with so many scores, however varied raters are: one
low score says little about a rater and much about an entry."""
_LEAST = 1e-6
"""Variances do not fall below this part of the variance of the scores: a sum never divides by 0."""


@dataclass(frozen=True)
class Calibration:
    """The common scale and how each rater stands to it.

    For s scores by r raters.

    Attributes
    ----------
    usual : float
        Level of the usual rater, in points.
    level : ndarray of float, shape (r,)
        Of each rater, in points, shrunk.
    spread : ndarray of float, shape (r,)
        Of each rater, 1 for a usual one, shrunk.
    value : ndarray of float, shape (s,)
        Each score of the table on the common scale, in points.
    weight : ndarray of float, shape (s,)
        What it weighs, above 0.
    noise : float
        Standard deviation of a score around what level, spread and worth say, in points.
    steps : int
        Of the fit.
    moved : float
        The last of them, in points.
    components : int
        Groups of raters and entries that no score connects; within one they are compared, between
        two only through the assumption that raters are alike on average.
    """

    usual: float
    level: Floats
    spread: Floats
    value: Floats
    weight: Floats
    noise: float
    steps: int
    moved: float
    components: int

    @property
    def harshness(self) -> Floats:
        """By how many points each rater is below (above 0) or above (below 0) the usual level."""
        return self.usual - self.level


@dataclass
class _Variances:
    """Of the raters' levels and spreads, of the entries' worth, and of the noise."""

    level: float
    spread: float
    worth: float
    noise: float


@dataclass
class _Raters:
    """What is believed of each rater: means and (co)variances of level and spread, (raters,)."""

    level: Floats
    spread: Floats
    level_var: Floats
    spread_var: Floats
    both: Floats


def calibrate(ratings: Ratings) -> Calibration:
    """Fit the model to a table of scores. With too little it does too little.

    Relabelling and the order of raters and entries change nothing but the last digits.

    Parameters
    ----------
    ratings : Ratings
        At least one score.

    Returns
    -------
    Calibration
        See its attributes.

    References
    ----------
    Paul, S. R. (1981). Bayesian methods for calibration of examiners.
    Longford, N. T. (1994). Reliability of essay rating and score adjustment.
    Bishop, C. M. (2006). Pattern Recognition and Machine Learning, chapter 10.
    """
    value, rater, entry = ratings.value, ratings.rater, ratings.entry
    usual, scale = float(value.mean()), max(float(value.var()), 1e-12)
    raters = len(ratings.raters)
    variances = _Variances(scale / 4, 0.1, scale / 4, scale / 2)
    worth = np.zeros(len(ratings.entries))
    worth_var = np.full(len(ratings.entries), variances.worth)
    people = _Raters(
        np.full(raters, usual),
        np.ones(raters),
        np.zeros(raters),
        np.zeros(raters),
        np.zeros(raters),
    )
    worth, worth_var = _entries(ratings, people, variances)
    steps, moved = 0, np.inf
    while steps < _STEPS_MAX and moved > _SETTLED * scale**0.5:
        steps += 1
        people = _raters(ratings, worth, worth_var, usual, variances)
        before = worth
        worth, worth_var = _entries(ratings, people, variances)
        usual = float(people.level.mean())
        variances = _variances(ratings, people, worth, worth_var, usual, scale)
        moved = float(np.abs(worth - before).max())
    weight = people.spread**2 + people.spread_var
    turned = people.spread[rater] * (value - people.level[rater]) - people.both[rater]
    with np.errstate(invalid="ignore", divide="ignore"):
        back = np.where(weight[rater] > 0, turned / weight[rater], 0.0)
    return Calibration(
        usual=usual,
        level=people.level,
        spread=people.spread,
        value=usual + back,
        weight=weight[rater],
        noise=variances.noise**0.5,
        steps=steps,
        moved=moved,
        components=_components(raters, len(ratings.entries), rater, entry, ratings.n),
    )


def _sum(index: NDArray[np.int64], weights: Floats, size: int) -> Floats:
    return np.bincount(index, weights=weights, minlength=size).astype(np.float64)


def _raters(
    ratings: Ratings, worth: Floats, worth_var: Floats, usual: float, variances: _Variances
) -> _Raters:
    """What the entries say of each rater: a regression of two coefficients, drawn to (usual, 1)."""
    value, rater, size = ratings.value, ratings.rater, len(ratings.raters)
    x = worth[ratings.entry]
    noise = variances.noise
    level = 1 / variances.level + np.bincount(rater, minlength=size) / noise
    cross = _sum(rater, x, size) / noise
    spread = 1 / variances.spread + _sum(rater, x**2 + worth_var[ratings.entry], size) / noise
    left = usual / variances.level + _sum(rater, value, size) / noise
    right = 1 / variances.spread + _sum(rater, value * x, size) / noise
    determinant = level * spread - cross**2
    return _Raters(
        level=(spread * left - cross * right) / determinant,
        spread=np.maximum((level * right - cross * left) / determinant, _SPREAD_LEAST),
        level_var=spread / determinant,
        spread_var=level / determinant,
        both=-cross / determinant,
    )


def _entries(ratings: Ratings, people: _Raters, variances: _Variances) -> tuple[Floats, Floats]:
    """What the raters say of each entry, drawn to 0: means and variances of its worth."""
    rater, entry, size = ratings.rater, ratings.entry, len(ratings.entries)
    squares = (people.spread**2 + people.spread_var)[rater]
    precision = 1 / variances.worth + _sum(entry, squares, size) / variances.noise
    pulls = people.spread[rater] * (ratings.value - people.level[rater]) - people.both[rater]
    return _sum(entry, pulls, size) / variances.noise / precision, 1 / precision


def _variances(
    ratings: Ratings,
    people: _Raters,
    worth: Floats,
    worth_var: Floats,
    usual: float,
    scale: float,
) -> _Variances:
    """The variety of raters, entries and noise that fits what is believed of them now."""
    rater, entry = ratings.rater, ratings.entry
    x, x_var = worth[entry], worth_var[entry]
    level, spread = people.level[rater], people.spread[rater]
    squares = (ratings.value - level - spread * x) ** 2 + spread**2 * x_var
    squares += people.level_var[rater] + (x**2 + x_var) * people.spread_var[rater]
    squares += 2 * x * people.both[rater]
    scored = ratings.n > 0
    noise = max(float(squares.mean()), _LEAST * scale)
    worths = max(float((worth**2 + worth_var)[scored].mean()), _LEAST * scale)
    crowd = len(people.level) + _USUAL_RATERS
    levels = float(((people.level - usual) ** 2 + people.level_var).sum()) / crowd
    spreads = float(((people.spread - 1) ** 2 + people.spread_var).sum()) / crowd
    return _Variances(
        level=max(min(levels, noise / _HALF_AT), _LEAST * scale),
        spread=max(min(spreads, noise / worths / _HALF_AT), _LEAST),
        worth=worths,
        noise=noise,
    )


def _components(
    raters: int,
    entries: int,
    rater: NDArray[np.int64],
    entry: NDArray[np.int64],
    n: NDArray[np.int64],
) -> int:
    """Connected parts of who scored what; what nobody scored is no part."""
    size = raters + entries
    ties = scipy.sparse.coo_array((np.ones(len(rater)), (rater, raters + entry)), (size, size))
    parts, label = scipy.sparse.csgraph.connected_components(ties, directed=False)
    del parts
    return len(np.unique(label[raters:][n > 0]))

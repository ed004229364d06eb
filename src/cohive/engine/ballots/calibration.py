"""Putting raters on a common scale: the always harsh, the always mild, the users of half the scale.

The model of a score: rater i gives entry j

    score = level_i + spread_i × (worth_j) + noise

where worth is 0 for the usual entry. A usual rater has the usual level and a spread of 1. How much
raters differ in level is found first, with a reserve against chance (`severity`); where that is not
clear nobody is corrected for harshness, otherwise everybody is by a part that grows with her number
of scores (shrinkage). Spreads are drawn to 1 likewise. Each score is turned back onto the common
scale, as usual level + stretch × (score + harshness − usual level) with the stretch 1 / spread_i
and the harshness usual level − level_i, and an entry's calibrated score is their mean weighted by
spread_i²: who gives everything the same says little of any entry and weighs least, a twenty-fifth
of the usual rater; nobody weighs nothing and nobody is turned round. Corrections are rounded before
they are used, so that anybody can do the last step again from what is printed.

Fitted from there by mean-field variational Bayes, with the entries' worth free: each step sets the
raters given the entries, the entries given the raters, then the variances; all in sums over scores,
linear in their number. (The variety of levels stays as it was found: fitted in the same steps, it
would vanish wherever each rater gave two or three scores, though differences were clear.)

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
from numpy.typing import NDArray

from cohive.engine.ballots.ratings import Floats, Ratings
from cohive.engine.ballots.severity import Variety, components, levels, variety

__all__ = ["DECIMALS", "Calibration", "calibrate"]

_STEPS_MAX = 200
_SETTLED = 1e-5
"""Steps end when no entry moves by more than this part of the spread of the scores."""
_SPREAD_LEAST = 0.2
"""Nobody is taken for less than this: a voice may weigh little, but it is never turned round."""
_USUAL_RATERS = 4
"""So many raters of exactly the usual spread are imagined among the others: with a handful nobody
is stretched for what may be chance, with a hundred they do not matter."""
_HALF_AT = 3
"""A rater is stretched by half at the earliest with so many usual scores."""
_LEAST = 1e-6
"""Variances do not fall below this part of the variance of the scores: a sum never divides by 0."""
DECIMALS = 4
"""Corrections are rounded to these."""
_SLIGHT = 0.005
"""Where all corrections are below this part of the spread of the scores, nobody is corrected: what
stays would be the fit's own last digits, and they may not decide between equal entries."""


@dataclass(frozen=True)
class Calibration:
    """The common scale and how each rater stands to it.

    For s scores by r raters.

    Attributes
    ----------
    usual : float
        Level of the usual rater, in points, of four decimals.
    harshness : ndarray of float, shape (r,)
        By how many points each rater is below (above 0) or above (below 0) the usual level, shrunk,
        of four decimals.
    stretch : ndarray of float, shape (r,)
        1 for a usual rater, above it for one who uses less of the scale, shrunk, of four decimals.
    voice : ndarray of float, shape (r,)
        What each of her scores weighs, from 0.04, of four decimals.
    value : ndarray of float, shape (s,)
        Each score of the table on the common scale, in points.
    weight : ndarray of float, shape (s,)
        The voice of its rater.
    variety : Variety
        How much raters differ in level.
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
    harshness: Floats
    stretch: Floats
    voice: Floats
    value: Floats
    weight: Floats
    variety: Variety
    noise: float
    steps: int
    moved: float
    components: int

    @property
    def spread(self) -> Floats:
        """How much of the scale each rater uses, 1 for a usual one."""
        return 1 / self.stretch


@dataclass
class _Variances:
    """Of the raters' levels and spreads, and of the noise."""

    level: float
    spread: float
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
    found = variety(ratings)
    scale = max(float(ratings.value.var()), 1e-12)
    ratio, noise = found.ratio, max(found.noise, _LEAST * scale)
    above = levels(ratings, ratio)
    usual = float(ratings.value.mean())
    people = _Raters(
        usual + above,
        np.ones(len(above)),
        np.zeros(len(above)),
        np.zeros(len(above)),
        np.zeros(len(above)),
    )
    variances = _Variances(max(ratio * noise, _LEAST * scale), 0.1, noise)
    worth, worth_var = _entries(ratings, people, variances)
    usual = float(people.level.mean())
    steps, moved = 0, np.inf
    while steps < _STEPS_MAX and moved > _SETTLED * scale**0.5:
        steps += 1
        people = _raters(ratings, worth, worth_var, usual, variances)
        before = worth
        worth, worth_var = _entries(ratings, people, variances)
        usual = float(people.level.mean())
        variances = _variances(ratings, people, worth, worth_var, ratio, scale)
        moved = float(np.abs(worth - before).max())
    usual = round(usual, DECIMALS)
    harshness = _corrections(usual - people.level, 0.0, scale**0.5)
    stretch = _corrections(1 / people.spread, 1.0, 1.0)
    voice = np.round(stretch**-2, DECIMALS)
    own = ratings.rater
    return Calibration(
        usual=usual,
        harshness=harshness,
        stretch=stretch,
        voice=voice,
        value=usual + stretch[own] * (ratings.value + harshness[own] - usual),
        weight=voice[own],
        variety=found,
        noise=variances.noise**0.5,
        steps=steps,
        moved=moved,
        components=components(ratings),
    )


def _corrections(found: Floats, none: float, unit: float) -> Floats:
    """What is said of the raters, rounded; nothing where all of it is slight."""
    if float(np.abs(found - none).max()) < _SLIGHT * unit:
        return np.full(len(found), none)
    return np.round(found, DECIMALS) + 0.0  # no -0


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
    spreads = np.maximum((level * right - cross * left) / determinant, _SPREAD_LEAST)
    usual_spread = float(spreads.mean())  # else few raters would widen the whole scale together
    return _Raters(
        level=(spread * left - cross * right) / determinant,
        spread=spreads / usual_spread,
        level_var=spread / determinant,
        spread_var=level / determinant / usual_spread**2,
        both=-cross / determinant / usual_spread,
    )


def _entries(ratings: Ratings, people: _Raters, variances: _Variances) -> tuple[Floats, Floats]:
    """What the raters say of each entry: means and variances of its worth, around 0."""
    rater, entry, size = ratings.rater, ratings.entry, len(ratings.entries)
    squares = (people.spread**2 + people.spread_var)[rater]
    weights = np.maximum(_sum(entry, squares, size), _LEAST)
    pulls = people.spread[rater] * (ratings.value - people.level[rater]) - people.both[rater]
    worth = _sum(entry, pulls, size) / weights
    return worth - worth[entry].mean(), variances.noise / weights


def _variances(
    ratings: Ratings,
    people: _Raters,
    worth: Floats,
    worth_var: Floats,
    ratio: float,
    scale: float,
) -> _Variances:
    """The variety of spreads and noise that fits what is believed of raters and entries now."""
    rater, entry = ratings.rater, ratings.entry
    x, x_var = worth[entry], worth_var[entry]
    level, spread = people.level[rater], people.spread[rater]
    squares = (ratings.value - level - spread * x) ** 2 + spread**2 * x_var
    squares += people.level_var[rater] + (x**2 + x_var) * people.spread_var[rater]
    squares += 2 * x * people.both[rater]
    noise = max(float(squares.mean()), _LEAST * scale)
    worths = max(float((worth[ratings.n > 0] ** 2).mean()), _LEAST * scale)
    crowd = len(people.level) + _USUAL_RATERS
    spreads = float(((people.spread - 1) ** 2 + people.spread_var).sum()) / crowd
    return _Variances(
        level=max(ratio * noise, _LEAST * scale),
        spread=max(min(spreads, noise / worths / _HALF_AT), _LEAST),
        noise=noise,
    )

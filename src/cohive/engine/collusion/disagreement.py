"""Raters who disagree with the consensus that trusted raters make: belief propagation.

Every rater is honest or not, every rated thing good or not. An honest rater mostly praises what is
good and censures what is not; a dishonest one does it the other way round, though half as
reliably, since some cover is needed. Beliefs run back and forth along the ratings until they
settle (FraudEagle: Akoglu, Chandy, Faloutsos, ICWSM 2013). The stronger a rating, the more it says:
the probability of a slip falls with its size by a logistic law.

Only what a person *gives* is used for judging her. What she receives judges her as a rated thing,
which is another node: being disliked is no sign of lying.

The fairness-goodness fixpoint (Kumar et al., ICDM 2016) stands beside it as a check and for what a
person can redo by hand: how far, in the mean, her ratings lie from the goodness of what she rated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Disagreement", "disagreement_of", "scaled"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
STRENGTH = 10.0
"""How fast a slip becomes unlikely with the size of a rating in -1 … 1."""
ROUNDS = 30
SLIP_LEAST = 1e-4


@dataclass(frozen=True)
class Disagreement:
    """What ratings say of who gave them.

    Attributes
    ----------
    odds : ndarray of float
        (users,) log odds of being dishonest; 0 for who gave nothing.
    fairness : ndarray of float
        (users,) 0 to 1.
    goodness : ndarray of float
        (items,) -1 to 1.
    given : ndarray of int
        (users,) ratings each gave.
    """

    odds: Floats
    fairness: Floats
    goodness: Floats
    given: Whole


def scaled(ratings: Floats) -> Floats:
    """Bring ratings to -1 … 1.

    Parameters
    ----------
    ratings : ndarray of float
        (n,) signed, or all of one sign.

    Returns
    -------
    ndarray of float
        (n,) signed ratings by their size, others around the middle of their range.
    """
    if ratings.size == 0:
        return ratings
    low, high = float(ratings.min()), float(ratings.max())
    if low < 0:
        return ratings / max(-low, high)
    middle, half = (low + high) / 2, (high - low) / 2
    return (ratings - middle) / half if half > 0 else np.zeros_like(ratings)


def disagreement_of(
    user: Whole, item: Whole, ratings: Floats, *, users: int, items: int
) -> Disagreement:
    """Compute beliefs about raters from what they give alone.

    Parameters
    ----------
    user : ndarray of int
        (n,) codes of raters.
    item : ndarray of int
        (n,) codes of what was rated.
    ratings : ndarray of float
        (n,) -1 to 1; NaN where an act was no rating, which says nothing of anybody.
    users : int
        How many raters there are.
    items : int
        How many things there are.

    Returns
    -------
    Disagreement
        Beliefs about each.
    """
    rated = ~np.isnan(ratings)
    user, item, ratings = user[rated], item[rated], ratings[rated]
    fairness, goodness = _fairness_goodness(user, item, ratings, users, items)
    return Disagreement(
        _beliefs(user, item, ratings, users, items),
        fairness,
        goodness,
        np.bincount(user, minlength=users).astype(np.int64),
    )


def _beliefs(user: Whole, item: Whole, ratings: Floats, users: int, items: int) -> Floats:
    """Log odds of dishonesty; messages are log odds, of dishonesty to a rater, of goodness to a
    thing.
    """
    slip = np.clip(1 / (1 + np.exp(STRENGTH * np.abs(ratings))), SLIP_LEAST, 0.5)
    loose = np.minimum(2 * slip, 0.5)
    praise = ratings > 0
    # of this rating, for an honest rater or a liar and a thing that is good; for bad the rest
    honest_good = np.where(praise, 1 - slip, slip)
    liar_good = np.where(praise, loose, 1 - loose)
    table = (honest_good, 1 - honest_good, liar_good, 1 - liar_good)
    to_user = np.zeros(user.size)
    to_item = np.zeros(user.size)
    for _ in range(ROUNDS):
        held = np.bincount(user, to_user, minlength=users)[user] - to_user
        to_item = _message(held, table[0], table[2], table[1], table[3])
        known = np.bincount(item, to_item, minlength=items)[item] - to_item
        to_user = _message(known, table[3], table[2], table[1], table[0])
    return np.bincount(user, to_user, minlength=users).astype(np.float64)


def _message(held: Floats, zero_a: Floats, one_a: Floats, zero_b: Floats, one_b: Floats) -> Floats:
    """log of ((1-p)·zero_a + p·one_a) / ((1-p)·zero_b + p·one_b), p the probability of log odds."""
    p = 1 / (1 + np.exp(-np.clip(held, -500, 500)))
    return np.log(((1 - p) * zero_a + p * one_a) / ((1 - p) * zero_b + p * one_b))


def _fairness_goodness(
    user: Whole, item: Whole, ratings: Floats, users: int, items: int
) -> tuple[Floats, Floats]:
    given = np.maximum(np.bincount(user, minlength=users), 1)
    received = np.maximum(np.bincount(item, minlength=items), 1)
    fairness, goodness = np.ones(users), np.zeros(items)
    for _ in range(ROUNDS):
        goodness = np.bincount(item, fairness[user] * ratings, minlength=items) / received
        gap = np.abs(ratings - goodness[item]) / 2
        fairness = 1 - np.bincount(user, gap, minlength=users) / given
    return fairness, goodness

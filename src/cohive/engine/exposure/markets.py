"""What visible popularity does: inequality, and unpredictability between worlds alike.

In the music laboratory of Salganik, Dodds and Watts (2006) the same songs were offered in several
worlds that knew nothing of each other. Where people saw how often others had chosen a song, few
songs took more, and which ones they were differed from world to world.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from cohive.engine.concentration import gini

__all__ = ["inequality", "market_parts", "unpredictability"]

Floats = npt.NDArray[np.float64]


def market_parts(choices: npt.ArrayLike) -> Floats:
    """Each entry's part of all choices of its world.

    Parameters
    ----------
    choices : array_like of float, shape (…, S)
        How often each was chosen, from 0; the last axis holds the S entries of one world.

    Returns
    -------
    ndarray of float, the shape of `choices`
        0 to 1; each world adds up to 1.

    Raises
    ------
    ValueError
        For negative numbers or a world without any choice.
    """
    held = np.asarray(choices, dtype=np.float64)
    totals = held.sum(axis=-1, keepdims=True)
    if (held < 0).any() or not (totals > 0).all():
        raise ValueError("every world has choices, and none is negative")
    parts: Floats = held / totals
    return parts


def inequality(choices: npt.ArrayLike) -> float:
    """Gini's coefficient of the parts in one world.

    Parameters
    ----------
    choices : array_like of float, shape (S,)
        How often each entry was chosen, from 0.

    Returns
    -------
    float
        0 (all the same) to (S − 1)/S.

    Raises
    ------
    ValueError
        For negative numbers or no choice at all.
    """
    return gini(market_parts(choices))


def unpredictability(worlds: npt.ArrayLike) -> float:
    """The mean difference of an entry's part between two worlds, over all entries and pairs.

    Parameters
    ----------
    worlds : array_like of float, shape (k, S)
        How often each of S entries was chosen in each of k ≥ 2 worlds, from 0.

    Returns
    -------
    float
        0: every world chose alike. Chance alone gives more than 0, so compare it with worlds of the
        same size that see no totals.

    Raises
    ------
    ValueError
        For fewer than two worlds, negative numbers or a world without any choice.

    References
    ----------
    Salganik, M. J., Dodds, P. S. and Watts, D. J. (2006). Experimental study of inequality and
        unpredictability in an artificial cultural market.
    """
    parts = market_parts(worlds)
    if parts.ndim != 2 or parts.shape[0] < 2:
        raise ValueError("give at least two worlds of the same entries")
    pairs = [np.abs(parts[one] - parts[other]) for one, other in combinations(range(len(parts)), 2)]
    return float(np.mean(pairs))

"""What votes on examined views say of an entry, and how sure its rank is.

The score is the mean drawn towards the usual one by a published weight (Bayesian average). A rank
alone hides that the third and the ninth may differ by two votes; so each rank carries the range in
which it lies in 95 of 100 draws of what the votes allow, and entries that the votes cannot tell
from the first of their group stand in one group.

Sources: Gelman et al., Bayesian Data Analysis (Beta and Dirichlet posteriors); Goldstein and
Spiegelhalter 1996 on intervals of ranks in league tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

__all__ = ["DRAWS", "Place", "Ranking", "probability_better", "rank_of_rates", "rank_of_scores"]

Floats = npt.NDArray[np.float64]

DRAWS = 2000
_ENDS = (0.025, 0.975)
_SURE = 0.975
"""How often the first of a group must win against an entry for it to open the next group."""


@dataclass(frozen=True)
class Place:
    """One entry's score and rank.

    Attributes
    ----------
    score : float
        Drawn towards the usual one; in the unit of the scores.
    rank : int
        1 is the best.
    low, high : int
        The 95 % range of the rank.
    group : int
        From 0; entries of one group cannot be told apart from its first.
    n : float
        The views or scores it rests on.
    """

    score: float
    rank: int
    low: int
    high: int
    group: int
    n: float


@dataclass(frozen=True)
class Ranking:
    """The places in the order of the input, and how they were computed.

    Attributes
    ----------
    places : tuple[Place, ...]
        One for each entry.
    prior_mean : float
        The usual score that each was drawn towards.
    prior_weight : float
        So many views or scores of it were added to each.
    draws : int
        Draws of what the votes allow.
    seed : int
        What drew them.
    """

    places: tuple[Place, ...]
    prior_mean: float
    prior_weight: float
    draws: int
    seed: int


def rank_of_rates(
    hits: npt.ArrayLike,
    views: npt.ArrayLike,
    *,
    seed: int,
    prior_mean: float | None = None,
    prior_weight: float = 10.0,
    draws: int = DRAWS,
) -> Ranking:
    """Rank entries by votes for each examined view; draws come from Beta posteriors.

    Parameters
    ----------
    hits : array_like of float, shape (n,)
        Votes of each entry, from 0; those beyond its views count as all.
    views : array_like of float, shape (n,)
        Examined views, from 0, which need not be whole.
    seed : int
        Draws from the posteriors.
    prior_mean : float | None, default None
        The usual rate, in (0, 1); left out, that of all entries together.
    prior_weight : float, default 10.0
        So many views of it are added to each; above 0.
    draws : int, default DRAWS
        How many.

    Returns
    -------
    Ranking
        Scores are rates, 0 to 1.

    Raises
    ------
    ValueError
        For rows of different length or none, negative or not finite numbers, or a prior outside (0,
        1).

    References
    ----------
    Gelman, A. et al. Bayesian Data Analysis.
    Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations.
    """
    seen, won = _counts(views), _counts(hits)
    if won.shape != seen.shape or won.ndim != 1 or not won.size:
        raise ValueError("give hits and views of each entry, at least one")
    won = np.minimum(won, seen)
    if prior_mean is None:
        prior_mean = float(won.sum() + 0.5) / float(seen.sum() + 1)
    if not 0 < prior_mean < 1 or prior_weight <= 0:
        raise ValueError("the prior mean lies between 0 and 1, its weight is above 0")
    alpha = won + prior_weight * prior_mean
    beta = seen - won + prior_weight * (1 - prior_mean)
    drawn = np.random.default_rng(seed).beta(alpha, beta, (draws, won.size))
    places = _places(alpha / (alpha + beta), drawn, seen)
    return Ranking(places, prior_mean, prior_weight, draws, seed)


def rank_of_scores(
    counts: npt.ArrayLike, *, seed: int, prior_weight: float = 10.0, draws: int = DRAWS
) -> Ranking:
    """Rank entries by their mean score; draws come from Dirichlet posteriors.

    Parameters
    ----------
    counts : array_like of float, shape (n, s + 1)
        For each entry how many gave 0, 1, 2 … s points, from 0.
    seed : int
        Draws from the posteriors.
    prior_weight : float, default 10.0
        So many scores, spread as those of all entries together, are added to each; above 0.
    draws : int, default DRAWS
        How many.

    Returns
    -------
    Ranking
        Scores are points, 0 to s.

    Raises
    ------
    ValueError
        Unless there is an entry, two values and a score; for a weight of 0 or less.

    References
    ----------
    Gelman, A. et al. Bayesian Data Analysis.
    """
    given = _counts(counts)
    if given.ndim != 2 or not given.shape[0] or given.shape[1] < 2 or given.sum() <= 0:
        raise ValueError("give how many gave each value, for each entry")
    if prior_weight <= 0:
        raise ValueError("the weight of the prior is above 0")
    usual = given.sum(axis=0) / given.sum()
    alpha = given + prior_weight * usual
    values = np.arange(given.shape[1], dtype=np.float64)
    # A gamma of shape 0 is 0: a value nobody ever gave stays impossible.
    gammas = np.random.default_rng(seed).gamma(alpha, size=(draws, *alpha.shape))
    drawn = gammas @ values / gammas.sum(axis=2)
    places = _places(alpha @ values / alpha.sum(axis=1), drawn, given.sum(axis=1))
    return Ranking(places, float(usual @ values), prior_weight, draws, seed)


def probability_better(first: tuple[int, int], second: tuple[int, int]) -> float:
    """P(X > Y) for X ~ Beta(first) and Y ~ Beta(second), exactly: how often Thompson shows X.

    Parameters
    ----------
    first, second : tuple[int, int]
        The two parameters of each, whole numbers from 1.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    ValueError
        For other parameters.

    References
    ----------
    Miller, E. (2014). Formulas for Bayesian A/B testing; from the beta integral.
    """
    (a, b), (c, d) = first, second
    if min(a, b, c, d) < 1 or any(part != int(part) for part in (a, b, c, d)):
        raise ValueError("parameters are whole numbers from 1")
    steps = np.arange(int(a))
    logs = betaln(c + steps, b + d) - np.log(b + steps) - betaln(1 + steps, b) - betaln(c, d)
    return float(np.exp(logs).sum())


def _counts(values: npt.ArrayLike) -> Floats:
    held = np.asarray(values, dtype=np.float64)
    if not np.isfinite(held).all() or (held < 0).any():
        raise ValueError("counts are finite and not negative")
    return held


def _places(scores: Floats, drawn: Floats, n: Floats) -> tuple[Place, ...]:
    order = np.lexsort((np.arange(scores.size), -scores))
    ranks = np.empty(scores.size, dtype=np.int64)
    ranks[order] = np.arange(1, scores.size + 1)
    drawn_ranks = 1 + np.argsort(np.argsort(-drawn, axis=1), axis=1)
    low, high = np.quantile(drawn_ranks, _ENDS, axis=0, method="inverted_cdf")
    groups = _groups(order, drawn)
    return tuple(
        Place(
            score=float(scores[entry]),
            rank=int(ranks[entry]),
            low=int(min(low[entry], ranks[entry])),
            high=int(max(high[entry], ranks[entry])),
            group=int(groups[entry]),
            n=float(n[entry]),
        )
        for entry in range(scores.size)
    )


def _groups(order: npt.NDArray[np.int64], drawn: Floats) -> npt.NDArray[np.int64]:
    groups = np.zeros(order.size, dtype=np.int64)
    first, group = order[0], 0
    for entry in order:
        if (drawn[:, first] > drawn[:, entry]).mean() >= _SURE:
            first, group = entry, group + 1
        groups[entry] = group
    return groups

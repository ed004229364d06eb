"""How sure a mean of few scores is, and who cannot be told apart.

A score from 0 to 5 is read as a part of five points, and Wilson's interval for a proportion is
taken over it. Scores scatter less than heads and tails do, so the range is never too narrow; and
unlike mean ± standard error it does not shrink to a point when three people agree.

Live pages use this module: it is plain Python and imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

__all__ = [
    "Z_95",
    "Interval",
    "bayesian_average",
    "groups",
    "mean_score",
    "newcombe",
    "poisson",
    "wilson",
]

Z_95 = 1.959963984540054
"""The normal quantile of a two-sided 95 % range."""


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % range, all in the same unit.

    Attributes
    ----------
    middle : float
        The estimate.
    low, high : float
        The ends of the range.
    """

    middle: float
    low: float
    high: float


def wilson(hits: float, of: float, *, z: float = Z_95) -> Interval:
    """Wilson's interval of a proportion; its lower end is a careful score to sort by.

    Parameters
    ----------
    hits : float
        From 0; those beyond `of` count as all of it.
    of : float
        Out of how many; may be a count of examined views, which is not whole.
    z : float, default Z_95
        The normal quantile of the range's probability.

    Returns
    -------
    Interval
        Proportions 0 to 1; where nothing was seen, anything from 0 to 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    """
    if of <= 0:
        return Interval(0.0, 0.0, 1.0)
    part = min(1.0, hits / of)
    spread = z * sqrt(part * (1 - part) / of + z**2 / (4 * of * of))
    centre = part + z**2 / (2 * of)
    scale = 1 + z**2 / of
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return Interval(part, max(0.0, min(low, part)), min(1.0, max(high, part)))


def newcombe(
    hits: float, of: float, other_hits: float, other_of: float, *, z: float = Z_95
) -> Interval:
    """The interval of the difference of two proportions: both Wilson intervals put together.

    Below the difference lie the squares of how far the one reaches down and the other up; above it
    the other way round. Never outside -1 to 1, and sensible where one of them is 0 or all.

    Parameters
    ----------
    hits, of : float
        The proportion that is compared, as for `wilson`.
    other_hits, other_of : float
        The one that is taken from it.
    z : float, default Z_95
        The normal quantile of the range's probability.

    Returns
    -------
    Interval
        The first proportion minus the other, from -1 to 1; 9 of 10 beside 3 of 10 is 0.6, likely
        0.1705 to 0.8090.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
    comparison of eleven methods. Statistics in Medicine 17, 873-890 (method 10, table II).
    """
    one, other = wilson(hits, of, z=z), wilson(other_hits, other_of, z=z)
    between = one.middle - other.middle
    below = sqrt((one.middle - one.low) ** 2 + (other.high - other.middle) ** 2)
    above = sqrt((one.high - one.middle) ** 2 + (other.middle - other.low) ** 2)
    return Interval(between, max(-1.0, between - below), min(1.0, between + above))


def poisson(count: float, *, z: float = Z_95) -> Interval:
    """The score interval of a count of events that come one by one, such as orders.

    Wilson's interval for a count without a whole: the means from which what was seen lies less than
    `z` standard deviations away.

    Parameters
    ----------
    count : float
        What was counted, from 0.
    z : float, default Z_95
        The normal quantile of the range's probability.

    Returns
    -------
    Interval
        In events; of none seen, from 0 to z².

    References
    ----------
    Barker, L. (2002). A comparison of nine confidence intervals for a Poisson parameter when the
    expected number of events is ≤ 5.
    """
    centre = count + z**2 / 2
    spread = z * sqrt(count + z**2 / 4)
    return Interval(count, max(0.0, centre - spread), centre + spread)


def mean_score(points: float, scores: float, score_max: int) -> Interval:
    """The mean of scores that add up to some points, with its range.

    Parameters
    ----------
    points : float
        The sum of the scores.
    scores : float
        How many there are, from 0.
    score_max : int
        The highest score one can give, from 1.

    Returns
    -------
    Interval
        In points, 0 to `score_max`.
    """
    found = wilson(points / score_max, scores)
    return Interval(found.middle * score_max, found.low * score_max, found.high * score_max)


def bayesian_average(total: float, of: float, *, prior_mean: float, prior_weight: float) -> float:
    """A mean drawn towards the usual one.

    (prior_weight × prior_mean + total) / (prior_weight + of): as if `prior_weight` people had given
    the usual mark before. Whoever publishes the result publishes the weight with it.

    Parameters
    ----------
    total : float
        The sum of the observations.
    of : float
        How many there are, from 0.
    prior_mean : float
        The usual mark, in the unit of the observations.
    prior_weight : float
        How many observations it stands for, from 0.

    Returns
    -------
    float
        In the unit of the observations.

    Raises
    ------
    ValueError
        For a negative weight, and without any weight at all.
    """
    if prior_weight < 0 or of < 0 or prior_weight + of <= 0:
        raise ValueError("the weights of the prior and of the observations add up to more than 0")
    return (prior_weight * prior_mean + total) / (prior_weight + of)


def groups(intervals: Sequence[Interval]) -> list[int]:
    """Number the groups of those who cannot be told apart.

    A group holds its first member and those after it whose range reaches into that member's: votes
    cannot tell them apart from it.

    Parameters
    ----------
    intervals : Sequence[Interval]
        Ordered by their middles, best first.

    Returns
    -------
    list of int, the length of `intervals`
        The group of each, from 0, never falling.
    """
    numbers: list[int] = []
    group, floor = -1, float("inf")
    for interval in intervals:
        if interval.high < floor:
            group, floor = group + 1, interval.low
        numbers.append(group)
    return numbers

"""How much the place on a page decides, measured: the same entries swapped by a coin.

To learn how often the k-th place is looked at, let a coin decide which of two entries stands first
and which k-th. Over many tosses both places hold the same entries, so the ratio of their clicks is
the ratio of their examination. The first place is taken as examined always.

Sources: Craswell, Zoeter, Taylor and Ramsey 2008; Joachims, Swaminathan and Schnabel 2017 (swap
interventions); the interval of a ratio of proportions is Katz's (1978). Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, log2, sqrt

from cohive.engine.intervals import Z_95, Interval

__all__ = [
    "Examined",
    "Swap",
    "discount",
    "examination_of_swaps",
    "inverse_propensity",
    "power_of_swaps",
]


@dataclass(frozen=True)
class Swap:
    """What the swaps of the first and a later place gave.

    Attributes
    ----------
    position : int
        The later place, from 2.
    first_clicks, first_views : int
        Of whatever stood first; clicks are 0 to the number of views.
    there_clicks, there_views : int
        Of whatever stood at `position`; the same.

    Raises
    ------
    ValueError
        For a place before the second, and for more clicks than views.
    """

    position: int
    first_clicks: int
    first_views: int
    there_clicks: int
    there_views: int

    def __post_init__(self) -> None:
        if self.position < 2:
            raise ValueError("the first place is swapped with a later one")
        for clicks, views in (
            (self.first_clicks, self.first_views),
            (self.there_clicks, self.there_views),
        ):
            if not 0 <= clicks <= views:
                raise ValueError("clicks are 0 to the number of views")


@dataclass(frozen=True)
class Examined:
    """How often a place is examined, against the first.

    Attributes
    ----------
    position : int
        From 2; 1 is the first place.
    probability : Interval
        With its 95 % range; not cut at 1.
    n : int
        The views it rests on.
    """

    position: int
    probability: Interval
    n: int


def examination_of_swaps(swaps: Iterable[Swap]) -> tuple[Examined, ...]:
    """The examination probability of each swapped place.

    Parameters
    ----------
    swaps : Iterable[Swap]
        In any order; those of one place are added up.

    Returns
    -------
    tuple[Examined, ...]
        In order of place. A place without a click, or against a first without one, cannot be
        measured and is left out. The estimate is not cut at 1: above 1 says "not less than first".

    References
    ----------
    Joachims, T., Swaminathan, A. and Schnabel, T. (2017). Unbiased learning-to-rank with biased
        feedback.
    Katz, D. et al. (1978). Obtaining confidence intervals for the risk ratio in cohort studies.
    """
    summed: dict[int, Swap] = {}
    for swap in swaps:
        summed[swap.position] = (
            _sum(summed[swap.position], swap) if swap.position in summed else swap
        )
    found = []
    for position in sorted(summed):
        one = summed[position]
        if one.first_clicks and one.there_clicks:
            ratio = _ratio(one)
            reach = exp(Z_95 * sqrt(_variance(one)))
            interval = Interval(ratio, ratio / reach, ratio * reach)
            found.append(Examined(position, interval, one.first_views + one.there_views))
    return tuple(found)


def power_of_swaps(swaps: Iterable[Swap]) -> Interval:
    """The p of 1/k^p that these swaps fit best: feed it to `showing`.

    Least squares of −log(ratio) on log(place) through the origin, weighted by Katz's variances.

    Parameters
    ----------
    swaps : Iterable[Swap]
        In any order; those without clicks on both sides are left out.

    Returns
    -------
    Interval
        With its 95 % range.

    Raises
    ------
    ValueError
        When no place could be measured.
    """
    fitted = [swap for swap in swaps if swap.first_clicks and swap.there_clicks]
    if not fitted:
        raise ValueError("no swapped place has clicks on both sides")
    weighted = below = 0.0
    for swap in fitted:
        # Two full counts give a variance of 0; a half keeps the weight finite (Walter 1975).
        variance = _variance(swap) or 0.5 / swap.there_views
        weighted += -log(_ratio(swap)) * log(swap.position) / variance
        below += log(swap.position) ** 2 / variance
    power, reach = weighted / below, Z_95 / sqrt(below)
    return Interval(power, power - reach, power + reach)


def inverse_propensity(
    places: Sequence[tuple[float, float, float]], *, weight_max: float = 20.0
) -> float:
    """The rate of hits as if everything had been looked at: Σ hits/examination ÷ Σ views.

    100 hits of 1,000 views at 0.68 are 0.147.

    Parameters
    ----------
    places : Sequence[tuple[float, float, float]]
        For each place an entry stood at: hits, views, and examination probability above 0, up to 1.
    weight_max : float, default 20.0
        Where 1/examination is cut: rare looks would otherwise decide alone.

    Returns
    -------
    float
        Hits per examined view, from 0.

    Raises
    ------
    ValueError
        Without views or with a probability outside (0, 1].
    """
    views = sum(shown for _, shown, _ in places)
    if views <= 0 or any(not 0 < chance <= 1 for _, _, chance in places):
        raise ValueError("give views, and examination probabilities above 0 and up to 1")
    return sum(hits * min(weight_max, 1 / chance) for hits, _, chance in places) / views


def discount(rank: int) -> float:
    """The exposure of a rank in a list by the usual convention of ranking, 1/log₂(1 + rank).

    1, 0.6309, 0.5, 0.4307, 0.3869 for the first five.

    Parameters
    ----------
    rank : int
        1 is the first.

    Returns
    -------
    float
        Above 0, up to 1.

    Raises
    ------
    ValueError
        For a rank before 1.

    References
    ----------
    Järvelin, K. and Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR techniques.
    """
    if rank < 1:
        raise ValueError("ranks are counted from 1")
    return 1 / log2(1 + rank)


def _sum(one: Swap, other: Swap) -> Swap:
    return Swap(
        one.position,
        one.first_clicks + other.first_clicks,
        one.first_views + other.first_views,
        one.there_clicks + other.there_clicks,
        one.there_views + other.there_views,
    )


def _ratio(swap: Swap) -> float:
    return (swap.there_clicks / swap.there_views) / (swap.first_clicks / swap.first_views)


def _variance(swap: Swap) -> float:
    return (1 / swap.there_clicks - 1 / swap.there_views) + (
        1 / swap.first_clicks - 1 / swap.first_views
    )

"""Is today out of the ordinary, measured against one's own history?

Posts per day scatter more than coins do and follow the week. So what is usual is estimated per
weekday, drawn towards the mean of all days where a weekday was seen seldom; how much more the days
scatter than chance alone is measured too; and the probability of as many posts as were seen is the
tail of a negative binomial that carries the doubt of both. The threshold is set by how many false
alarms a month one will bear, shared among all words that are watched.

A count only grows during its day. Whoever looks every hour at the day so far, and asks whether it
is
beyond what a *whole* day allows, therefore asks once a day, not twenty-four times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from typing import Final

__all__ = ["DAYS_PER_MONTH", "Burst", "burst_of", "threshold"]

DAYS_PER_MONTH: Final = 30.4
SEASONS_MIN: Final = 4
"""Weeks (or, without a rhythm, spans) of history before anything can be told."""
DRAWN: Final = 4.0
"""Spans that the mean of all counts for beside those of one weekday."""
LEAST: Final = 3
"""Fewer posts are never an alarm: two people may mention the same thing on one day."""
USUAL: Final = 0.1


@dataclass(frozen=True)
class Burst:
    """One span beside what is usual.

    Attributes
    ----------
    seen : int
        Posts in this span so far.
    usual : float
        Expected in a whole span of this kind.
    low, high : int
        Between these a usual span lies eight times in ten.
    chance : float
        Probability of `seen` or more in a usual span.
    is_told : bool
        False when the history is too short to say.
    rings : bool
        Whether it is beyond the threshold.
    """

    seen: int
    usual: float
    low: int
    high: int
    chance: float
    is_told: bool
    rings: bool


def threshold(*, alarms_per_month: float, watched: int, span_days: int = 1) -> float:
    """How improbable a span must be to ring.

    Parameters
    ----------
    alarms_per_month : float
        False alarms one will bear in a month, over all that is watched; above 0.
    watched : int
        Words (or topics) that are watched, from 1.
    span_days : int, default 1
        Days of a span.

    Returns
    -------
    float
        A probability.

    Raises
    ------
    ValueError
        For numbers that are not above 0.
    """
    if alarms_per_month <= 0 or watched < 1 or span_days < 1:
        raise ValueError("alarms, words and days are above 0")
    return min(0.05, alarms_per_month * span_days / (DAYS_PER_MONTH * watched))


def burst_of(seen: int, history: Sequence[int], *, chance_max: float, season: int = 7) -> Burst:
    """Compare a span with those before it.

    Parameters
    ----------
    seen : int
        Posts in the span, so far or in all.
    history : Sequence of int
        Posts in each span before it without gaps, the oldest first.
    chance_max : float
        From `threshold`.
    season : int, default 7
        After how many spans the same kind of span comes again: 7 for days, 1 where there is no
        rhythm.

    Returns
    -------
    Burst
        Not told with a history of less than four seasons.

    Raises
    ------
    ValueError
        For a season below 1.
    """
    if season < 1:
        raise ValueError("a season has at least one span")
    if len(history) < SEASONS_MIN * season:
        return Burst(seen, 0.0, 0, 0, 1.0, is_told=False, rings=False)
    mean = (sum(history) + 0.5) / len(history)
    means = [_of_kind(history[kind::season], mean) for kind in range(season)]
    kind = len(history) % season
    usual = means[kind]
    over = _scatter(history, means)
    effective = len(history[kind::season]) + DRAWN
    variance = over * usual * (1 + 1 / effective)
    size = usual * usual / max(variance - usual, 1e-9)
    chance = _tail(seen, usual, size)
    low, high = _between(usual, size)
    rings = seen >= LEAST and chance <= chance_max
    return Burst(seen, usual, low, high, chance, is_told=True, rings=rings)


def _of_kind(counts: Sequence[int], mean: float) -> float:
    return (sum(counts) + DRAWN * mean) / (len(counts) + DRAWN)


def _scatter(history: Sequence[int], means: Sequence[float]) -> float:
    """Pearson's dispersion, with the doubt of a short history on top; never below 1."""
    free = max(1, len(history) - len(means))
    found = sum(
        (count - means[place % len(means)]) ** 2 / means[place % len(means)]
        for place, count in enumerate(history)
    )
    return max(1.0, found / free) * (1 + sqrt(2 / free))


def _log_part(count: int, mean: float, size: float) -> float:
    """Logarithm of the negative binomial's probability of `count`."""
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log1p(mean / size)
        + count * (log(mean) - log(mean + size))
    )


def _tail(seen: int, mean: float, size: float) -> float:
    """P(X ≥ seen), summed upwards so that small probabilities stay exact."""
    if seen <= 0:
        return 1.0
    if seen <= mean:
        return max(0.0, 1 - sum(exp(_log_part(count, mean, size)) for count in range(seen)))
    total, count = 0.0, seen
    while True:
        part = exp(_log_part(count, mean, size))
        total += part
        count += 1
        if part <= total * 1e-12:
            return min(1.0, total)


def _between(mean: float, size: float) -> tuple[int, int]:
    """The tenth and the ninetieth percentile."""
    total, count, low = 0.0, 0, 0
    is_low_found = False
    while True:
        total += exp(_log_part(count, mean, size))
        if not is_low_found and total > USUAL:
            low, is_low_found = count, True
        if total >= 1 - USUAL:
            return low, count
        count += 1

"""How sure a mean of few scores is, and who cannot be told apart.

A score from 0 to 5 is read as a part of five points, and Wilson's interval for a proportion is
taken over it. Scores scatter less than heads and tails do, so the range is never too narrow; and
unlike mean ± standard error it does not shrink to a point when three people agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % range, all in the same unit."""

    middle: float
    low: float
    high: float


def wilson(hits: float, of: int) -> Interval:
    """Wilson's 95 % interval (1927) of `hits` out of `of`, as proportions 0 to 1."""
    if of < 1:
        return Interval(0.0, 0.0, 1.0)
    part = hits / of
    spread = Z_95 * sqrt(part * (1 - part) / of + Z_95**2 / (4 * of * of))
    centre = part + Z_95**2 / (2 * of)
    scale = 1 + Z_95**2 / of
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return Interval(part, max(0.0, min(low, part)), min(1.0, max(high, part)))


def mean_score(points: int, scores: int, score_max: int) -> Interval:
    """The mean of `scores` scores that add up to `points`, with its range, in points."""
    found = wilson(points / score_max, scores)
    return Interval(found.middle * score_max, found.low * score_max, found.high * score_max)


def groups(intervals: Sequence[Interval]) -> list[int]:
    """Number the groups of a list that is ordered by its middles, best first, from 0.

    A group holds its first member and those after it whose range reaches into that member's: votes
    cannot tell them apart from it.
    """
    numbers: list[int] = []
    group, floor = -1, float("inf")
    for interval in intervals:
        if interval.high < floor:
            group, floor = group + 1, interval.low
        numbers.append(group)
    return numbers

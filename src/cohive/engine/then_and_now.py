"""Two seasons beside each other: what changed, and what only looks as if it had.

Two counts of the same length of time are compared as one draw: had nothing changed, each of all the
things counted would have fallen into either season with even chances. Two estimates with ranges are
compared by the range of their difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from cohive.engine.intervals import Interval, wilson
from cohive.words.refusals import Refused

__all__ = ["Change", "changed_count", "changed_estimate"]


@dataclass(frozen=True)
class Change:
    """Whether something grew or shrank from one season to the next.

    Attributes
    ----------
    then, now : float
        Both values, in the same unit.
    direction : int
        1 for more, −1 for less, 0 where no change can be told.
    """

    then: float
    now: float
    direction: int


def changed_count(then: int, now: int) -> Change:
    """Compare how often something happened in two stretches of the same length.

    Things that hang together (one person who does many of them) make the test too bold, so it
    should be asked of people rather than of acts where both are known.

    Parameters
    ----------
    then, now : int
        How often, from 0.

    Returns
    -------
    Change
        A change is told where Wilson's 95 % range of now ÷ (then + now) leaves out one half.

    Raises
    ------
    Refused
        For a count below 0.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson
        series.
    """
    if then < 0 or now < 0:
        raise Refused("A count is 0 or more.")
    part = wilson(now, then + now)
    return Change(then, now, _side(part.low - 0.5, part.high - 0.5))


def changed_estimate(then: Interval, now: Interval) -> Change:
    """Compare two independent estimates by the range of their difference.

    Parameters
    ----------
    then, now : Interval
        With 95 % ranges around their middles.

    Returns
    -------
    Change
        A change is told where the range of now − then leaves out 0.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a
        general approach.
    """
    found = now.middle - then.middle
    low = found - sqrt((now.middle - now.low) ** 2 + (then.high - then.middle) ** 2)
    high = found + sqrt((now.high - now.middle) ** 2 + (then.middle - then.low) ** 2)
    return Change(then.middle, now.middle, _side(low, high))


def _side(low: float, high: float) -> int:
    """Which side of 0 the whole range lies on; 0 where it holds 0."""
    if low > 0:
        return 1
    return -1 if high < 0 else 0

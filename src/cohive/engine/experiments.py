"""Two ways of asking, told apart honestly: who gets which, what can be seen, what was seen.

Who gets which way follows from a seed and the person alone, so anybody can draw it again. When it
ends is said before it begins, and it is read once, at its end: looking every day and stopping at a
good moment finds a difference in about every third experiment where there is none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import Final

from cohive.engine.intervals import Z_95, Interval, wilson
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = [
    "PEOPLE_MIN",
    "UNEVEN_BELOW",
    "Evenness",
    "Reading",
    "arm_of",
    "detectable",
    "difference",
    "evenness",
    "read",
]

PEOPLE_MIN: Final = 10
"""In each half; below it a count would nearly name people."""
UNEVEN_BELOW: Final = 0.001
"""A fair draw makes halves this uneven once in a thousand experiments; then it was not the draw."""


@dataclass(frozen=True)
class Reading:
    """What an experiment says at its end.

    Attributes
    ----------
    first, second : Interval
        The part that did it in each half, 0 to 1, with 95 % ranges.
    difference : Interval
        Second less first, −1 to 1.
    is_told : bool
        Whether the range of the difference leaves out 0.
    said : Sentence
        The same in words.
    """

    first: Interval
    second: Interval
    difference: Interval
    is_told: bool
    said: Sentence


@dataclass(frozen=True)
class Evenness:
    """Whether two halves are as large as a fair draw makes them.

    Attributes
    ----------
    chance : float
        How often a fair draw makes them as uneven as this or more, 0 to 1.
    is_off : bool
        Whether that is below `UNEVEN_BELOW`.
    said : Sentence
        The same in words.
    """

    chance: float
    is_off: bool
    said: Sentence


def arm_of(seed: str, person: str) -> int:
    """Draw which way a person gets.

    Parameters
    ----------
    seed : str
        Of the experiment.
    person : str
        Her id.

    Returns
    -------
    int
        0 or 1: the last bit of SHA-256 over "seed:person".
    """
    return hashlib.sha256(f"{seed}:{person}".encode()).digest()[-1] & 1


def detectable(first: int, second: int) -> float:
    """Say before which difference cannot be told from chance, whatever comes out.

    Parameters
    ----------
    first, second : int
        People in each half, from 1.

    Returns
    -------
    float
        Half the width of the widest 95 % range, 0 to 1.

    Raises
    ------
    Refused
        For an empty half.
    """
    _check(first, second)
    return min(1.0, Z_95 * sqrt(0.25 / first + 0.25 / second))


def difference(hits_first: int, first: int, hits_second: int, second: int) -> Interval:
    """Compare two proportions, second less first, with Newcombe's hybrid score interval.

    Parameters
    ----------
    hits_first, first : int
        How many did it, of how many, in the first half.
    hits_second, second : int
        The same of the second half.

    Returns
    -------
    Interval
        −1 to 1.

    Raises
    ------
    Refused
        For an empty half, and for more hits than people.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions
        (method 10).
    """
    _check(first, second)
    if not (0 <= hits_first <= first and 0 <= hits_second <= second):
        raise Refused("More people did it than there are.")
    one, two = wilson(hits_first, first), wilson(hits_second, second)
    middle = two.middle - one.middle
    return Interval(
        middle,
        middle - sqrt((two.middle - two.low) ** 2 + (one.high - one.middle) ** 2),
        middle + sqrt((two.high - two.middle) ** 2 + (one.middle - one.low) ** 2),
    )


def read(hits_first: int, first: int, hits_second: int, second: int) -> Reading:
    """Read an experiment at its end.

    Parameters
    ----------
    hits_first, first : int
        How many did it, of how many, in the first half.
    hits_second, second : int
        The same of the second half.

    Returns
    -------
    Reading
        A difference is told only when its 95 % range leaves out 0.

    Raises
    ------
    Refused
        For an empty half, and for more hits than people.
    """
    found = difference(hits_first, first, hits_second, second)
    low, high = round(100 * found.low), round(100 * found.high)
    places = {"low": low, "high": high}
    if found.low > 0:
        said = Sentence(
            "With the second, more did it: from %(low)s to %(high)s more of 100 people.", places
        )
    elif found.high < 0:
        said = Sentence(
            "With the first, more did it: from %(low)s to %(high)s more of 100 people.",
            {"low": -high, "high": -low},
        )
    else:
        said = Sentence(
            "They cannot be told apart: of 100 people, the second may bring %(fewer)s fewer to "
            "%(more)s more.",
            {"fewer": -low, "more": high},
        )
    return Reading(
        first=wilson(hits_first, first),
        second=wilson(hits_second, second),
        difference=found,
        is_told=found.low > 0 or found.high < 0,
        said=said,
    )


def evenness(first: int, second: int) -> Evenness:
    """Check that the halves are as large as they were drawn (the sample ratio).

    Where one way is lost more often than the other (it is shown later, or breaks on some page),
    who is left in the halves differs by more than the way, and nothing can be read from them.

    Parameters
    ----------
    first, second : int
        People in each half, from 0.

    Returns
    -------
    Evenness
        By the exact two-sided binomial test against one half. Its sentence names no count, since
        a half may be too small to be told.

    Raises
    ------
    Refused
        For fewer people than none.

    References
    ----------
    Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments.
    """
    if min(first, second) < 0:
        raise Refused("There cannot be fewer people than none.")
    chance = min(1.0, 2 * _tail(min(first, second), first + second))
    if chance < UNEVEN_BELOW:
        said = Sentence(
            "The halves are not as large as a fair draw makes them. Something lost one way more "
            "often than the other; do not rely on what came out.",
            {},
        )
    else:
        said = Sentence("The halves are as large as a fair draw makes them.", {})
    return Evenness(chance, chance < UNEVEN_BELOW, said)


def _tail(most: int, of: int) -> float:
    """The probability of at most so many heads of a fair coin, summed from the largest term."""
    term = exp(lgamma(of + 1) - lgamma(most + 1) - lgamma(of - most + 1) - of * log(2))
    total = 0.0
    for heads in range(most, -1, -1):
        if term <= total * 1e-17:
            break
        total += term
        term *= heads / (of - heads + 1)
    return total


def _check(first: int, second: int) -> None:
    if first < 1 or second < 1:
        raise Refused("There is nobody in one of the halves.")

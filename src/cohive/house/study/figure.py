"""One number of a study, with what it takes to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cohive.engine.intervals import Interval
from cohive.words.sentences import Sentence

__all__ = ["ACTS", "FEWEST", "PEOPLE", "THINGS", "Figure", "enough", "part"]

FEWEST: Final = 10
"""Of so many people or things a number is told; below it would be one of single people."""
PEOPLE = Sentence("people")
ACTS = Sentence("acts")
THINGS = Sentence("things made")


@dataclass(frozen=True)
class Figure:
    """One number with what it takes to trust it: of how many, how sure, computed how.

    section: where in the report it is told. value: None where it cannot be said. low, high: the
    95 % interval, None where there is none; without a value they are all there is to say. n: what
    was counted, `of` names it. how: in one sentence.
    """

    section: str
    key: str
    name: Sentence
    value: float | None
    n: int
    of: Sentence
    how: Sentence
    low: float | None = None
    high: float | None = None
    is_part: bool = False


def enough(value: float | None, n: int) -> float | None:
    """The value, or None where it is of fewer than ten."""
    return value if n >= FEWEST else None


def part(
    section: str,
    key: str,
    name: Sentence,
    value: Interval | None,
    n: int,
    of: Sentence,
    how: Sentence,
) -> Figure:
    """A part of one with its range; without both below ten."""
    if value is None or n < FEWEST:
        return Figure(section, key, name, None, n, of, how, is_part=True)
    return Figure(section, key, name, value.middle, n, of, how, value.low, value.high, is_part=True)

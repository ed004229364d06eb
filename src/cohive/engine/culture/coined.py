"""Words a community coined or made its own, and how they were taken up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log, sqrt
from typing import Final

import polars as pl

from cohive.engine.culture.words import words_of

__all__ = ["Coined", "coined_words", "log_odds"]

AUTHORS_MIN: Final = 5
Z_MIN: Final = 3.0
RATE_MIN: Final = 3.0
"""A word used as often elsewhere is nobody's own, however surely it is used a little more here."""
PRIOR_WORDS: Final = 500.0
WORDS_MAX: Final = 50
FIRST_PART: Final = 0.25
LETTERS_MIN: Final = 3


@dataclass(frozen=True)
class Coined:
    """A word that is much more this community's than the reference's.

    Attributes
    ----------
    word : str
        As `words_of` gives it; of Chinese a pair of signs.
    z : float
        Log-odds in standard errors, 3 or more.
    times : int
        How often it was used.
    authors : int
        By how many people, five or more.
    first : date
        The day of its first use, in UTC.
    adoption : tuple[tuple[date, int], ...]
        (Monday, people who had used it by the end of that week), rising.
    """

    word: str
    z: float
    times: int
    authors: int
    first: date
    adoption: tuple[tuple[date, int], ...]


def log_odds(
    counts: Mapping[str, int], reference: Mapping[str, int], *, prior_words: float = PRIOR_WORDS
) -> dict[str, float]:
    """How much more a word is of one text than of another, in standard errors.

    Parameters
    ----------
    counts, reference : Mapping[str, int]
        How often each word stands in either.
    prior_words : float, default 500
        The weight of the prior, in words; its shape is that of both together.

    Returns
    -------
    dict[str, float]
        z of each word of `counts`; above 0 where it is more of `counts`.

    References
    ----------
    Monroe, Colaresi & Quinn (2008). Fightin' words: log-odds with an informative Dirichlet prior.
    """
    whole = Counter(counts)
    whole.update(reference)
    total, size, other = sum(whole.values()), sum(counts.values()), sum(reference.values())
    found = {}
    for word, here in counts.items():
        prior = prior_words * whole[word] / total
        there = reference.get(word, 0)
        first = log((here + prior) / (size + prior_words - here - prior))
        second = log((there + prior) / (other + prior_words - there - prior))
        found[word] = (first - second) / sqrt(1 / (here + prior) + 1 / (there + prior))
    return found


def coined_words(
    acts: pl.DataFrame, *, reference: Mapping[str, int] | None = None
) -> tuple[Coined, ...]:
    """Find the words a community made its own.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns actor, at (UTC), text; rows without a text or a time are left out.
    reference : Mapping[str, int], optional
        How often words stand elsewhere. Without it the community's own first quarter (by texts) is
        the reference: then these are words that came up later.

    Returns
    -------
    tuple[Coined, ...]
        At most 50, the most its own first; each used by five people or more, and three times as
        often as in the reference, so that a change of manner ("the" in longer sentences) is none.
    """
    told = acts.filter(pl.col("text").is_not_null() & pl.col("at").is_not_null()).sort("at")
    if reference is None:
        first = round(told.height * FIRST_PART)
        reference = Counter(word for text in told[:first]["text"] for word in words_of(text))
        told = told[first:]
    uses: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for actor, at, text in told.select("actor", "at", "text").iter_rows():
        words = [word for word in words_of(text) if not _is_short(word)]
        counts.update(words)
        for word in set(words):
            uses[word].append((at, actor))
    scored = log_odds(counts, reference) if counts else {}
    here, there = sum(counts.values()), sum(reference.values())
    found = [
        _coined(word, z, counts[word], uses[word])
        for word, z in scored.items()
        if z >= Z_MIN and counts[word] * there >= RATE_MIN * reference.get(word, 0) * here
    ]
    ours = (one for one in found if one.authors >= AUTHORS_MIN)
    return tuple(sorted(ours, key=lambda one: (-one.z, one.word))[:WORDS_MAX])


def _is_short(word: str) -> bool:
    """Letters of formulas and the like: one or two signs of ASCII are no word of anybody's."""
    return word.isascii() and len(word) < LETTERS_MIN


def _coined(word: str, z: float, times: int, uses: list[tuple[datetime, str]]) -> Coined:
    people: set[str] = set()
    adoption: dict[date, int] = {}
    for at, actor in uses:
        people.add(actor)
        day = at.date()
        adoption[day - timedelta(days=day.weekday())] = len(people)
    return Coined(word, z, times, len(people), uses[0][0].date(), tuple(adoption.items()))

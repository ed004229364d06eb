"""How far somebody's language is from the community's: cross-entropy under its own model.

A post is never scored by a model that contains its author, and always by as many of its first
words, since longer texts are easier to foresee.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.culture.words import words_of
from cohive.engine.intervals.bootstrap import RESAMPLES, bootstrap

__all__ = ["Closeness", "LanguageModel", "divergence", "newcomer_distance"]

SPAN_WORDS: Final = 30
MODEL_WORDS_MIN: Final = 500
POSTS_MAX: Final = 20
WEIGHT_PAIR: Final = 0.7


class LanguageModel:
    """Pairs of words where they were seen, single words elsewhere; add-one for the unseen.

    Parameters
    ----------
    texts : Sequence[Sequence[str]]
        Words of each text, in order.
    pairs : bool, default True
        False: single words only.
    """

    def __init__(self, texts: Sequence[Sequence[str]], *, pairs: bool = True) -> None:
        self._singles: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._starts: Counter[str] = Counter()
        for words in texts:
            self._singles.update(words)
            if pairs:
                self._pairs.update(pairwise(words))
                self._starts.update(words[:-1])
        self._has_pairs = pairs
        self._total = sum(self._singles.values())

    def without(self, texts: Sequence[Sequence[str]]) -> LanguageModel:
        """The same model as if these texts had never been in it.

        Parameters
        ----------
        texts : Sequence[Sequence[str]]
            Words of texts that are in it.

        Returns
        -------
        LanguageModel
            A new one.
        """
        rest = LanguageModel((), pairs=self._has_pairs)
        own = LanguageModel(texts, pairs=self._has_pairs)
        rest._singles = self._singles - own._singles
        rest._pairs = self._pairs - own._pairs
        rest._starts = self._starts - own._starts
        rest._total = sum(rest._singles.values())
        return rest

    @property
    def words(self) -> int:
        """How many words it was made of."""
        return self._total

    def cross_entropy(self, words: Sequence[str]) -> float:
        """Bits a word: how surprising these words are.

        Parameters
        ----------
        words : Sequence[str]
            At least one.

        Returns
        -------
        float
            From 0; lower is closer.
        """
        bits, before = 0.0, None
        for word in words:
            single = (self._singles[word] + 1) / (self._total + len(self._singles) + 1)
            chance = single
            if before is not None and self._starts[before]:
                seen = self._pairs[before, word] / self._starts[before]
                chance = WEIGHT_PAIR * seen + (1 - WEIGHT_PAIR) * single
            bits -= log2(chance)
            before = word
        return bits / len(words)


@dataclass(frozen=True)
class Closeness:
    """How newcomers' language comes nearer.

    Attributes
    ----------
    n : int
        People with at least two scored posts.
    by_post : tuple[tuple[int, float, int], ...]
        (which of their posts, from 1; mean bits a word; people), up to the 20th.
    slope : float | None
        The middle change in bits from one post to the next, over people; below 0: they come
        nearer. None below ten people.
    low, high : float | None
        Its 95 % bootstrap interval over people.
    """

    n: int
    by_post: tuple[tuple[int, float, int], ...]
    slope: float | None
    low: float | None
    high: float | None


def newcomer_distance(acts: pl.DataFrame, *, seed: int, resamples: int = RESAMPLES) -> Closeness:
    """Follow newcomers' language over their first posts.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns actor, at (UTC), text.
    seed : int
        Draws the interval.
    resamples : int, default RESAMPLES
        How often people are drawn again.

    Returns
    -------
    Closeness
        Each post under a model of its month by all others; months with fewer than 500 words of
        others and posts of fewer than 30 words are left out.

    References
    ----------
    Danescu-Niculescu-Mizil et al. (2013). No country for old members; here with interpolated pairs.
    """
    told = acts.filter(pl.col("text").is_not_null() & pl.col("at").is_not_null()).sort("at")
    rows = [
        (actor, f"{at:%Y-%m}", words_of(text))
        for actor, at, text in told.select("actor", "at", "text").iter_rows()
    ]
    scores = _scored(rows)
    slopes = np.array([_slope(own) for own in scores.values() if len(own) > 1])
    by_post = []
    for number in range(POSTS_MAX):
        here = [own[number] for own in scores.values() if len(own) > number]
        if here:
            by_post.append((number + 1, float(np.mean(here)), len(here)))
    if slopes.size < 10:
        return Closeness(int(slopes.size), tuple(by_post), None, None, None)
    low, high = bootstrap(_medians, slopes, seed=seed, resamples=resamples) or (None, None)
    return Closeness(int(slopes.size), tuple(by_post), float(np.median(slopes)), low, high)


def _scored(rows: Sequence[tuple[str, str, list[str]]]) -> dict[str, list[float]]:
    """Bits a word of each person's first posts, in order."""
    months: dict[str, list[list[str]]] = {}
    own: dict[tuple[str, str], list[list[str]]] = {}
    for actor, month, words in rows:
        months.setdefault(month, []).append(words)
        own.setdefault((month, actor), []).append(words)
    models = {month: LanguageModel(texts) for month, texts in months.items()}
    others: dict[tuple[str, str], LanguageModel] = {}
    scores: dict[str, list[float]] = {}
    for actor, month, words in rows:
        if len(words) < SPAN_WORDS or len(scores.get(actor, ())) >= POSTS_MAX:
            continue
        key = (month, actor)
        if key not in others:
            others[key] = models[month].without(own[key])
        if others[key].words >= MODEL_WORDS_MIN:
            scores.setdefault(actor, []).append(others[key].cross_entropy(words[:SPAN_WORDS]))
    return scores


def _slope(scores: Sequence[float]) -> float:
    return float(np.polyfit(np.arange(len(scores)), scores, 1)[0])


def _medians(drawn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    medians: npt.NDArray[np.float64] = np.median(drawn, axis=1)
    return medians


def divergence(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Jensen and Shannon's divergence of two vocabularies, in bits: 0 (alike) to 1 (disjoint).

    Parameters
    ----------
    one, other : Mapping[str, float]
        How often each word stands in either; need not sum to 1.

    Returns
    -------
    float
        Not its square root, which scipy gives under a similar name.

    Raises
    ------
    ValueError
        When either is empty.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy.
    """
    names = sorted(one.keys() | other.keys())
    first = np.array([float(one.get(name, 0)) for name in names])
    second = np.array([float(other.get(name, 0)) for name in names])
    if not first.sum() or not second.sum():
        raise ValueError("there is no word in one of them")
    first, second = first / first.sum(), second / second.sum()
    middle = (first + second) / 2
    return float((_relative(first, middle) + _relative(second, middle)) / 2)


def _relative(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    held = one > 0
    return float((one[held] * np.log2(one[held] / other[held])).sum())

"""How alike members and staff write to each other: style matching over pairs that talk.

A pair is told of nobody. What is told is the mean over pairs of members beside the mean over pairs
of a member and the staff: where members match each other as they match no staff, they talk among
themselves and are not only spoken to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.culture.style import WORDS_MIN, class_percents, match_of
from cohive.words.sentences import Sentence

__all__ = ["LanguageMatching", "MatchingMean", "StyleMatching", "style_matching"]

PEOPLE_MIN: Final = 10
TIMES: Final = 500
PAIRS_AT_ONCE: Final = 2_000
MIDDLE: Final = (0.025, 0.975)
LANGUAGES: Final = ("en", "zh-hans")
ENGLISH_FROM: Final = 20.0
"""Percent of a text that English function words make up at least; below, it is something else."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MatchingMean:
    """A mean over pairs.

    Attributes
    ----------
    pairs, people : int
        Pairs of whom both wrote 50 words or more to the other, and the members in them.
    mean, low, high : float | None
        0 to 1 with its range for 95 in 100; None below ten members.
    """

    pairs: int
    people: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LanguageMatching:
    """One language; the two are not to be compared, their classes of words differ.

    Attributes
    ----------
    language : str
        "en" or "zh-hans".
    among : MatchingMean
        Members with members.
    with_staff : MatchingMean
        Members with staff.
    difference, low, high : float | None
        Among less with staff, with its range; None where either is not told.
    """

    language: str
    among: MatchingMean
    with_staff: MatchingMean
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class StyleMatching:
    """Style matching of a place.

    Attributes
    ----------
    languages : tuple[LanguageMatching, ...]
        English and Chinese, each where some pair wrote enough.
    cannot_tell : tuple[Sentence, ...]
        What it does not say.
    """

    languages: tuple[LanguageMatching, ...]
    cannot_tell: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Pair:
    one: str
    other: str
    value: float


def style_matching(said: pl.DataFrame, *, staff: Collection[str], seed: int) -> StyleMatching:
    """Measure how alike people write who talk to each other.

    Parameters
    ----------
    said : polars.DataFrame
        With the columns author, to, language ("" where it is not known), text: who answered whom,
        with what.
    staff : Collection[str]
        The brand's own; pairs of two of them are left out.
    seed : int
        Draws the ranges.

    Returns
    -------
    StyleMatching
        Means over pairs. The range comes from drawing the members again, each with all her pairs,
        since pairs that have somebody in common are no two observations.

    References
    ----------
    Ireland & Pennebaker (2010) for the match; Snijders & Borgatti (1999) for drawing people again.
    """
    brand = set(staff)
    found = []
    for language in LANGUAGES:
        pairs = list(_pairs(said, language))
        among = [pair for pair in pairs if pair.one not in brand and pair.other not in brand]
        mixed = [pair for pair in pairs if (pair.one in brand) != (pair.other in brand)]
        if among or mixed:
            found.append(_language(language, among, mixed, brand, seed))
    return StyleMatching(
        tuple(found),
        (
            Sentence(
                "Whether people like each other: who writes alike may also talk of the same thing."
            ),
        ),
    )


def _pairs(said: pl.DataFrame, language: str) -> Iterator[_Pair]:
    """Pairs that wrote enough to each other, in order."""
    is_chinese = pl.col("text").str.contains("[一-鿿]")
    known = pl.col("language").str.to_lowercase().fill_null("")
    head = "zh" if language == "zh-hans" else "en"
    guessed = is_chinese if language == "zh-hans" else ~is_chinese
    texts = (
        said.filter(
            (known.str.starts_with(head) | ((known == "") & guessed))
            & (pl.col("author") != pl.col("to"))
        )
        .group_by("author", "to")
        .agg(pl.col("text").sort().str.join("\n"))
        .sort("author", "to")
    )
    profiles: dict[tuple[str, str], dict[str, float]] = {}
    for author, to, text in texts.iter_rows():
        classes, words = class_percents(text, language=language)
        if words >= WORDS_MIN and (language != "en" or sum(classes.values()) >= ENGLISH_FROM):
            profiles[author, to] = classes
    for (author, to), classes in profiles.items():
        back = profiles.get((to, author))
        if author < to and back is not None:
            yield _Pair(author, to, match_of(classes, back)[0])


def _language(
    language: str, among: list[_Pair], mixed: list[_Pair], brand: set[str], seed: int
) -> LanguageMatching:
    members = sorted({who for pair in (*among, *mixed) for who in (pair.one, pair.other)} - brand)
    place = {who: number for number, who in enumerate(members)}
    draw = np.random.default_rng(seed)
    size = max(len(members), 1)
    times = draw.multinomial(size, np.full(size, 1 / size), size=TIMES).astype(np.float64)
    first, one = _mean(among, place, times)
    second, other = _mean(mixed, place, times)
    if first.mean is None or second.mean is None:
        return LanguageMatching(language, first, second, None, None, None)
    middle = first.mean - second.mean
    low, high = _range(one - other, middle)
    return LanguageMatching(language, first, second, middle, low, high)


def _mean(pairs: list[_Pair], place: dict[str, int], times: Floats) -> tuple[MatchingMean, Floats]:
    """The mean over pairs, and the same in each draw (NaN where none was drawn)."""
    people = {who for pair in pairs for who in (pair.one, pair.other)} & place.keys()
    if len(people) < PEOPLE_MIN:
        return MatchingMean(len(pairs), len(people), None, None, None), np.full(len(times), np.nan)
    values = np.array([pair.value for pair in pairs])
    ends = np.array([(place.get(pair.one, -1), place.get(pair.other, -1)) for pair in pairs])
    total, whole = np.zeros(len(times)), np.zeros(len(times))
    for first in range(0, len(pairs), PAIRS_AT_ONCE):
        weight = np.ones((len(times), len(values[first : first + PAIRS_AT_ONCE])))
        for known in ends[first : first + PAIRS_AT_ONCE].T:  # the staff stands for itself
            weight *= np.where(known >= 0, times[:, np.maximum(known, 0)], 1.0)
        total += weight.sum(axis=1)
        whole += weight @ values[first : first + PAIRS_AT_ONCE]
    drawn = np.where(total > 0, whole / np.where(total > 0, total, 1.0), np.nan)
    middle = float(values.mean())
    return MatchingMean(len(pairs), len(people), middle, *_range(drawn, middle)), drawn


def _range(drawn: Floats, middle: float) -> tuple[float, float]:
    told = drawn[~np.isnan(drawn)]
    if not told.size:
        return middle, middle
    low, high = np.quantile(told, MIDDLE)
    return min(float(low), middle), max(float(high), middle)

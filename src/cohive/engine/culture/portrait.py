"""A community's language at a glance: words it made its own, and how newcomers come nearer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from cohive.engine.culture.coined import Coined, coined_words
from cohive.engine.culture.distance import Closeness, newcomer_distance
from cohive.engine.culture.words import words_of
from cohive.words.sentences import Sentence

__all__ = ["Language", "language_of"]

AUTHORS_MIN: Final = 10
WORDS_TOLD: Final = 12


@dataclass(frozen=True)
class Language:
    """What the texts of a community say of its language.

    Attributes
    ----------
    texts, authors : int
        Texts read, and people who wrote them.
    coined : tuple[Coined, ...]
        At most twelve words that came up and were taken up, none of them a name; the most its own
        first.
    closeness : Closeness
        How newcomers' language comes nearer.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    texts: int
    authors: int
    coined: tuple[Coined, ...]
    closeness: Closeness
    cannot_tell: tuple[Sentence, ...]


def language_of(acts: pl.DataFrame, *, names: Collection[str], seed: int) -> Language:
    """Read the texts of a community.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns actor, at (UTC), text.
    names : Collection[str]
        What people are called; no word of a name is told as a word of the community.
    seed : int
        Draws the interval.

    Returns
    -------
    Language
        Nothing is told of fewer than ten authors.
    """
    told = acts.filter(pl.col("text").is_not_null() & pl.col("at").is_not_null())
    authors = told["actor"].n_unique()
    if authors < AUTHORS_MIN:
        said = Sentence(
            "The words of %(n)s authors would be those of single people.", {"n": authors}
        )
        return Language(told.height, authors, (), Closeness(0, (), None, None, None), (said,))
    called = {word for name in names for word in words_of(name)}
    coined = (one for one in coined_words(told) if one.word not in called)
    return Language(
        texts=told.height,
        authors=authors,
        coined=tuple(coined)[:WORDS_TOLD],
        closeness=newcomer_distance(told, seed=seed),
        cannot_tell=(
            Sentence("What a word means to those who use it, and what is said elsewhere."),
        ),
    )

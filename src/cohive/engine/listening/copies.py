"""The same text again is one voice: near-copies are folded before anything is counted.

Two texts are near-copies when the sets of their threes of signs overlap by four fifths (Jaccard).
All
such pairs are found, none by chance: each text is filed under its rarest threes only, as many as a
near-copy cannot do without (prefix filtering), and only texts that meet in a file are compared.
Short texts are left alone: many people say “very good” of their own accord.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Final

__all__ = ["bare", "fold"]

ALIKE: Final = 0.8
LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 400
_NOISE: Final = re.compile(r"https?://\S+|#[^#\s]{1,64}#|[@#]\w+|[^\w@#]+|[_@#]")
"""`#话题#` ends with its second sign: the words that follow it without a space are the text. A sign
before a hashtag must not swallow its `#`, or the hashtag is taken for a word."""


def fold(texts: Sequence[str]) -> list[int]:
    """For each text the first one it is a near-copy of.

    Parameters
    ----------
    texts : Sequence of str
        n texts; of each the first 400 signs are compared, without links, mentions and punctuation.

    Returns
    -------
    list of int
        n places: its own where a text is no copy. Copies of copies lead to the first of all.

    References
    ----------
    Chaudhuri, S., Ganti, V. & Kaushik, R. (2006). A primitive operator for similarity joins in data
    cleaning.
    """
    first = list(range(len(texts)))
    by_text: dict[str, int] = {}
    sets: dict[int, frozenset[str]] = {}
    for place, text in enumerate(texts):
        words = bare(text)
        if len(words) < LENGTH_MIN:
            continue
        known = by_text.setdefault(words, place)
        first[place] = known
        if known == place:
            sets[place] = frozenset(words[at : at + 3] for at in range(len(words) - 2))
    _join(sets, first)
    return [_root(first, place) for place in range(len(texts))]


def bare(text: str) -> str:
    """What two texts are compared by: the first 400 signs in small letters, nothing but words.

    Parameters
    ----------
    text : str
        As it was published.

    Returns
    -------
    str
        Without links, mentions, spaces and punctuation; at most 400 signs.
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())[:LENGTH_MAX]


def _join(sets: dict[int, frozenset[str]], first: list[int]) -> None:
    """Unite every pair that is alike; the earlier text stays the root."""
    seen = Counter(shingle for each in sets.values() for shingle in each)
    files: dict[str, list[int]] = {}
    for place, each in sets.items():
        rarest = sorted(each, key=lambda shingle: (seen[shingle], shingle))
        prefix = rarest[: len(each) - ceil(ALIKE * len(each)) + 1]
        met = {other for shingle in prefix for other in files.get(shingle, ())}
        for other in sorted(met):
            if _alike(each, sets[other]):
                one, two = _root(first, place), _root(first, other)
                first[max(one, two)] = min(one, two)
        for shingle in prefix:
            if seen[shingle] > 1:
                files.setdefault(shingle, []).append(place)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return False
    both = len(one & other)
    return both >= ALIKE * (len(one) + len(other) - both)


def _root(first: list[int], place: int) -> int:
    while first[place] != place:
        first[place] = first[first[place]]
        place = first[place]
    return place

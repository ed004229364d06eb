"""Words of a text: Latin letters as words, Chinese as pairs of signs, since it writes no spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

__all__ = ["counts_of", "words_of"]

_RUN: Final = re.compile(r"[一-鿿]+|[^\W\d_一-鿿]+(?:['’][^\W\d_一-鿿]+)?")
_CHINESE: Final = re.compile(r"[一-鿿]")
_LINK: Final = re.compile(r"https?://\S+|@\w+")


def words_of(text: str) -> list[str]:
    """Split a text into words, in order; links, mentions, numbers and signs are left out.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list[str]
        Lower case. A run of n Chinese signs gives its n − 1 pairs, a single sign itself.
    """
    found: list[str] = []
    for run in _RUN.findall(_LINK.sub(" ", text).lower()):
        if not _CHINESE.match(run):
            found.append(run.replace("’", "'"))
        elif len(run) == 1:
            found.append(run)
        else:
            found.extend(run[place : place + 2] for place in range(len(run) - 1))
    return found


def counts_of(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in some texts.

    Parameters
    ----------
    texts : Iterable[str]
        Any texts.

    Returns
    -------
    Counter[str]
        By word, as `words_of` gives them.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words_of(text))
    return counts

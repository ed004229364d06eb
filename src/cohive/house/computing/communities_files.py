"""A network written as one tie per line, read into a matrix.

    ann bob          two names, by a space, a tab, a comma or a semicolon
    ann,cid,3        and how often, a number above 0

Ties given several times, also the other way round, are added; a line that begins with # or % says
nothing. A first line that ends in a word that is no number is taken for a header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from cohive.bridges.histories.plain import number
from cohive.bridges.reading import lines
from cohive.house.computing.naming import naming
from cohive.words.refusals import Refused

__all__ = ["Ties", "read_ties"]

TIES_MAX = 5_000_000
NAME_MAX = 200
SHOWN_MAX = 60
HEADERS = frozenset({"source", "from", "a", "user", "node1", "src", "u"})


@dataclass(frozen=True, eq=False)
class Ties:
    """Names of the people, and the symmetric matrix of how often two are tied."""

    names: tuple[str, ...]
    links: sparse.csr_array
    lines: int
    loops: int


def read_ties(path: Path) -> Ties:
    """Return the network of a file.

    Raises Refused, naming the file and the line, for whatever is no tie, for none, and for more
    than TIES_MAX.
    """
    with naming(path):
        return _read(path)


def _read(path: Path) -> Ties:
    place: dict[str, int] = {}
    one: list[int] = []
    other: list[int] = []
    weight: list[float] = []
    loops = 0
    for line, text in lines(path, field="file"):
        said = text.strip()
        if not said or said[0] in "#%":
            continue
        words = [word.strip().strip('"') for word in re.split(r"[,;\t]|\s+", said) if word.strip()]
        if not one and not loops and words[0].casefold() in HEADERS:
            continue
        first, second, times = _tie(words, line, said)
        if first == second:
            loops += 1
            continue
        one.append(place.setdefault(first, len(place)))
        other.append(place.setdefault(second, len(place)))
        weight.append(times)
        if len(one) > TIES_MAX:
            raise Refused(
                "There are more than %(number)s ties. Give a smaller file.",
                field="file",
                number=TIES_MAX,
            )
    if not one:
        raise Refused("There is no tie in this file.", field="file")
    size = len(place)
    half = sparse.coo_array((np.array(weight), (np.array(one), np.array(other))), (size, size))
    return Ties(tuple(place), sparse.csr_array(half + half.T), len(one) + loops, loops)


def _tie(words: list[str], line: int, said: str) -> tuple[str, str, float]:
    fits = len(words) in (2, 3) and all(0 < len(word) <= NAME_MAX for word in words)
    times = 1.0 if len(words) == 2 else number(words[2]) if fits else None
    if not fits or times is None or times <= 0:
        raise Refused(
            "Line %(line)s, “%(text)s”, is no tie. Write two names, and a number above 0 if you"
            " like: ann,bob,3.",
            field="file",
            line=line,
            text=said[:SHOWN_MAX],
        )
    return words[0], words[1], times

"""A network written as one tie per line, read into a matrix.

    ann bob          two names, by spaces or a tab
    Ann Lee,Bob,3    by a comma, a semicolon or a tab names may hold spaces; and how often

The first line that says something decides what parts the names: a tab, else a semicolon, else a
comma, else spaces. Ties given several times, also the other way round, are added; a line that
begins with # or % says nothing.

**No tie is lost for a header.** A first line is taken for the names of the columns only when it
begins with a pair of `HEADERS` *and* cannot be a tie: its third word is no number, or there is none
and neither name comes up again. Letters such as `a,b` name columns only with a third one that is no
number. Either way it is said (`notes`). Under a header the column of `WEIGHTS` says how often; any
other further column is left out, and that is said too.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from scipy import sparse

from cohive.bridges.histories.plain import number
from cohive.bridges.reading import lines
from cohive.house.computing.naming import naming
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Ties", "read_ties"]

TIES_MAX = 5_000_000
NAME_MAX = 200
SHOWN_MAX = 60
WEIGHT_MIN: Final = 1e-12
WEIGHT_MAX: Final = 1e12
"""Sums of squares of as many as are read stay far from where a float ends."""
HEADERS: Final = frozenset(
    {
        *(("source", "target"), ("src", "dst"), ("from", "to"), ("sender", "receiver")),
        *(("sender", "recipient"), ("node1", "node2"), ("node_1", "node_2"), ("user1", "user2")),
        *(("user_1", "user_2"), ("fromnodeid", "tonodeid"), ("source", "destination")),
    }
)
MARKS: Final = "\t;,"
DECIMAL: Final = re.compile(r"(?<=\d),(?=\d)")
"""Between spaces no mark: `ann bob 1,5` is a number written in another way, and refused."""
LETTERS: Final = frozenset({("a", "b"), ("u", "v"), ("i", "j"), ("x", "y")})
"""Column names as well as anybody's: alone they are read as a tie."""
WEIGHTS: Final = frozenset({"weight", "weights", "count", "counts", "times", "strength", "w"})


@dataclass(frozen=True, eq=False)
class Ties:
    """Names of the people, and the symmetric matrix of how often two are tied.

    lines, loops: ties read, and those of them from somebody to herself, which are left out. notes:
    what whoever wrote the file should know of how it was read.
    """

    names: tuple[str, ...]
    links: sparse.csr_array
    lines: int
    loops: int
    notes: tuple[Sentence, ...] = ()


@dataclass
class _Reading:
    """What was read up to now."""

    mark: str | None
    place: dict[str, int] = field(default_factory=dict)
    one: list[int] = field(default_factory=list)
    other: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    loops: int = 0

    def words(self, said: str) -> list[str]:
        """The words of a line; none where it is not parted as the first one was."""
        if self.mark is None and '"' not in said:
            return [] if any(mark in said for mark in MARKS) else said.split()
        try:
            row = next(csv.reader([said], delimiter=self.mark or " ", skipinitialspace=True))
        except csv.Error:
            return []
        words = [word.strip() for word in row]
        while words and not words[-1]:
            words.pop()
        return words

    def without_first(self) -> None:
        """Take the first tie back, whose two names came up nowhere else."""
        first, second = list(self.place)[:2]
        del self.place[first], self.place[second], self.one[0], self.other[0], self.weight[0]
        self.place = {name: place - 2 for name, place in self.place.items()}
        self.one = [place - 2 for place in self.one]
        self.other = [place - 2 for place in self.other]

    def add(self, first: str, second: str, times: float) -> None:
        if first == second:
            self.loops += 1
            return
        self.one.append(self.place.setdefault(first, len(self.place)))
        self.other.append(self.place.setdefault(second, len(self.place)))
        self.weight.append(times)
        if len(self.one) > TIES_MAX:
            raise Refused(
                "There are more than %(number)s ties. Give a smaller file.",
                field="file",
                number=TIES_MAX,
            )


def read_ties(path: Path) -> Ties:
    """Return the network of a file.

    Raises Refused, naming the file and the line, for whatever is no tie, for none, and for more
    than TIES_MAX.
    """
    with naming(path):
        return _read(path)


def _read(path: Path) -> Ties:
    reading: _Reading | None = None
    header: list[str] | None = None
    doubtful: str | None = None
    for line, text in lines(path, field="file"):
        said = text.strip()
        if not said or said[0] in "#%":
            continue
        if reading is None:
            reading = _Reading(_mark_of(said))
            words = reading.words(said)
            if _is_header(words):
                header = words
                continue
            if len(words) == 2 and _pair(words) in HEADERS | LETTERS:
                doubtful = said
        reading.add(*_tie(reading.words(said), line, said, header))
    notes = _about_columns(header)
    if reading is not None and doubtful is not None:
        notes = _told_apart(reading, doubtful)
    if reading is None or not reading.one:
        raise Refused("There is no tie in this file.", field="file")
    size = len(reading.place)
    half = sparse.coo_array(
        (np.array(reading.weight), (np.array(reading.one), np.array(reading.other))), (size, size)
    )
    links = sparse.csr_array(half + half.T)
    names = tuple(reading.place)
    return Ties(names, links, len(reading.one) + reading.loops, reading.loops, notes)


def _mark_of(said: str) -> str | None:
    plain = DECIMAL.sub("", said) if " " in said else said
    return next((mark for mark in MARKS if mark in plain), None)


def _pair(words: list[str]) -> tuple[str, str]:
    return words[0].casefold(), words[1].casefold()


def _is_header(words: list[str]) -> bool:
    """Surely one: a known pair, and a third word that no tie could have."""
    return len(words) > 2 and number(words[2]) is None and _pair(words) in HEADERS | LETTERS


def _weight_column(header: list[str]) -> int | None:
    places = range(2, len(header))
    return next((place for place in places if header[place].casefold() in WEIGHTS), None)


def _about_columns(header: list[str] | None) -> tuple[Sentence, ...]:
    if header is None:
        return ()
    kept = _weight_column(header)
    left = [word for place, word in enumerate(header) if place > 1 and place != kept]
    notes = [_as_header(", ".join(header))]
    if left:
        notes.append(
            Sentence(
                "Left out, since they do not say how often two are tied: %(columns)s.",
                {"columns": ", ".join(left)[:SHOWN_MAX]},
            )
        )
    return tuple(notes)


def _as_header(said: str) -> Sentence:
    return Sentence(
        "The first line, “%(text)s”, was read as the names of the columns, not as a tie.",
        {"text": said[:SHOWN_MAX]},
    )


def _told_apart(reading: _Reading, said: str) -> tuple[Sentence, ...]:
    """A first line of two words that may be names of people or of columns."""
    if any(place < 2 for place in reading.one[1:] + reading.other[1:]):
        return ()
    one, other = list(reading.place)[:2]
    if (one.casefold(), other.casefold()) in HEADERS:
        reading.without_first()
        return (_as_header(said),)
    if len(reading.one) == 1:
        return ()
    return (
        Sentence(
            "The first line, “%(text)s”, was read as a tie. If it names the columns, delete it.",
            {"text": said[:SHOWN_MAX]},
        ),
    )


def _tie(
    words: list[str], line: int, said: str, header: list[str] | None
) -> tuple[str, str, float]:
    if header is not None and len(words) == len(header):
        kept = _weight_column(header)
        words = [*words[:2], *([words[kept]] if kept is not None else [])]
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
    if not WEIGHT_MIN <= times <= WEIGHT_MAX:
        raise Refused(
            "Line %(line)s, “%(text)s”: no sum can be made with this number. Write one between"
            " 1e-12 and 1e12.",
            field="file",
            line=line,
            text=said[:SHOWN_MAX],
        )
    return words[0], words[1], times

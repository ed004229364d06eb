"""Wards of Scottish council elections as CSV: every ballot paper, as scanned and published.

    10,4,                                   ten candidates, four seats
    126,1,                                  126 voters wrote only candidate 1
    9,1,2,                                  nine put 1 before 2
    "Candidate 1","Yvonne","Labour (Lab)",  names and parties
    "Torry Ward",                           the ward

The form in which the group behind the archive scot-elex publishes them.
"""

from __future__ import annotations

import csv
import re

from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.opening import SHOWN_MAX, count_of, numbered_lines
from cohive.bridges.ballots.rankings import Rankings, checked_size
from cohive.words.refusals import Refused

__all__ = ["looks_like_ward", "read_ward"]

_FIRST = re.compile(r"(\d{1,6}),(\d{1,6}),*", re.ASCII)
_CANDIDATE = re.compile(r"Candidate (\d{1,6})", re.ASCII)


def looks_like_ward(text: str) -> bool:
    """Whether the first line is two numbers, each followed by a comma."""
    return _FIRST.fullmatch(text.lstrip().split("\n", 1)[0].strip()) is not None


def read_ward(text: str) -> BallotFile:
    """Read ballots, names and ward. Raises Refused at "file", naming the line.

    Candidates are "1", "2" …; parties stand in `details` under the candidate's number.
    """
    lines = iter(numbered_lines(text))
    number, first = next(lines, (1, ""))
    found = _FIRST.fullmatch(first)
    if not found:
        raise Refused(
            "Line %(line)s: a ward begins with the number of candidates and of seats.",
            field="file",
            line=number,
        )
    rankings = Rankings(checked_size(int(found[1]), number))
    names: dict[str, str] = {}
    parties: dict[str, str] = {}
    title = ""
    for number, line in lines:
        if not line.startswith('"'):
            _ballot(line, number, rankings)
        elif line.startswith('"Candidate '):
            _name(line, number, rankings, names, parties)
        else:
            title = line.strip('",')
    missing = [name for name in rankings.ranks if name not in names]
    if missing:
        raise Refused(
            "Only %(found)s of %(candidates)s candidates have a name: this file is cut off.",
            field="file",
            found=len(names),
            candidates=rankings.size,
        )
    return BallotFile(
        BallotForm.RANKED,
        {name: names[name] for name in rankings.ranks},
        title=title,
        seats=int(found[2]),
        rankings=tuple(rankings.read),
        set_aside=rankings.set_aside(),
        details=parties,
    )


def _ballot(line: str, number: int, rankings: Rankings) -> None:
    count, *ranks = line.split(",")
    while ranks and not ranks[-1].strip():
        ranks.pop()
    rankings.add(ranks, count_of(count.strip(), number), number)


def _name(
    line: str, number: int, rankings: Rankings, names: dict[str, str], parties: dict[str, str]
) -> None:
    try:
        cells = next(csv.reader([line]))
    except csv.Error:  # a cell longer than any name
        cells = [line]
    found = _CANDIDATE.fullmatch(cells[0])
    candidate = found[1] if found else cells[0]
    if candidate not in rankings.ranks or candidate in names or len(cells) < 2:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a candidate, or one named before.",
            field="file",
            line=number,
            text=line[:SHOWN_MAX],
        )
    names[candidate] = cells[1].strip()
    parties[candidate] = cells[2].strip() if len(cells) > 2 else ""

"""The .blt ballot file of OpenSTV, OpaVote and many others (Hill, Wichmann and Woodall, 1987).

    3 2                 three candidates, two seats
    -3                  candidate 3 withdrew
    4 1 2 0             four voters put 1 before 2
    2 3 1=2 0           two put 3 first, then 1 and 2 equal
    0                   no more ballots
    "Castor"            names, in order
    "Pollux"
    "Helen"
    "A title"

Comments run from # to the end of the line. Two options of the program Droop are understood: a
line [nick a b c] gives candidates short names for the ballots, and [tie 3 2 1] tells the order in
which lots were drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cohive.bridges.ballots import BallotFile, BallotForm
from cohive.bridges.ballots.opening import SHOWN_MAX, count_of, numbered_lines
from cohive.bridges.ballots.rankings import Rankings, checked_size
from cohive.words.refusals import Refused

__all__ = ["LOTS", "looks_like_blt", "read_blt"]

LOTS = "lots"
"""The detail that holds the candidates in the order in which lots were drawn, if the file says."""

_FIRST = re.compile(r"(\d{1,6})\s+(\d{1,6})", re.ASCII)
_WITHDRAWN = re.compile(r"-\w+(\s+-\w+)*", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"')
_SEVERAL = re.compile(r'("[^"]*"\s*){2,}')

Line = tuple[int, str]


def looks_like_blt(text: str) -> bool:
    """Whether the first line that says something is two numbers with a blank between."""
    first = next((line for _, line in numbered_lines(text[:10_000]) if line[0] != "#"), "")
    return _FIRST.fullmatch(_bare(first)) is not None


def read_blt(text: str) -> BallotFile:
    """Read ballots and names. Raises Refused at "file", naming the line, where the form is broken.

    Candidates are "1", "2" … in the order of their names.
    """
    lines = iter(
        (number, line) for number, line in numbered_lines(text) if not line.startswith("#")
    )
    number, first = next(lines, (1, ""))
    found = _FIRST.fullmatch(_bare(first))
    if not found:
        raise Refused(
            "Line %(line)s: a .blt file begins with the number of candidates and of seats.",
            field="file",
            line=number,
        )
    rankings = Rankings(checked_size(int(found[1]), number))
    head = _read_ballots(lines, rankings)
    names, title = _names(lines, rankings.size)
    candidates = {str(place): name for place, name in enumerate(names, 1)}
    return replace(
        head,
        candidates=candidates,
        title=title,
        seats=int(found[2]),
        rankings=tuple(rankings.read),
        set_aside=rankings.set_aside(),
    )


def _read_ballots(lines: Iterator[Line], rankings: Rankings) -> BallotFile:
    """Everything between the first line and the closing 0; what is not ballots is returned."""
    withdrawn: list[str] = []
    details: dict[str, str] = {}
    for number, raw in lines:
        line = _bare(raw)
        if line == "0":
            return BallotFile(BallotForm.RANKED, {}, withdrawn=tuple(withdrawn), details=details)
        if line.startswith("["):
            _option(line, number, rankings, details)
        elif not rankings.read and _WITHDRAWN.fullmatch(line):
            withdrawn += [_candidate(each[1:], number, rankings) for each in line.split()]
        else:
            _ballot(line, number, rankings)
    raise Refused("The ballots do not end with a line of 0: this file is cut off.", field="file")


def _ballot(line: str, number: int, rankings: Rankings) -> None:
    words = line.split()
    if words[0].startswith("(") and words[0].endswith(")"):  # an id of the ballot
        words = words[1:]
    if len(words) < 2 or words[-1] != "0":
        raise Refused(
            "Line %(line)s: “%(text)s” is not a ballot. Write how many, the candidates, and 0.",
            field="file",
            line=number,
            text=line[:SHOWN_MAX],
        )
    rankings.add(words[1:-1], count_of(words[0], number), number)


def _option(line: str, number: int, rankings: Rankings, details: dict[str, str]) -> None:
    """[nick …] and [tie …]; what other programs are told is not for us."""
    word, *values = line.strip("[]").split() or [""]
    if word == "nick":
        if len(values) != rankings.size or len(set(values)) < len(values):
            raise Refused(
                "Line %(line)s: give each of %(candidates)s candidates a short name of its own.",
                field="file",
                line=number,
                candidates=rankings.size,
            )
        rankings.ranks |= {nick: (str(place),) for place, nick in enumerate(values, 1)}
    elif word == "tie":
        details[LOTS] = " ".join(_candidate(each, number, rankings) for each in values)


def _candidate(word: str, number: int, rankings: Rankings) -> str:
    if word not in rankings.ranks:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a candidate. They are numbered from 1 to "
            "%(candidates)s.",
            field="file",
            line=number,
            text=word[:SHOWN_MAX],
            candidates=rankings.size,
        )
    return rankings.ranks[word][0]


def _names(lines: Iterator[Line], size: int) -> tuple[list[str], str]:
    """Names and title: what follows the ballots, in quotation marks or not.

    After the title some programs write a source and a remark, which are not for us.
    """
    texts: list[str] = []
    for _, line in lines:
        if _SEVERAL.fullmatch(line):
            texts += _QUOTED.findall(line)
        else:
            texts.append(_unquoted(line))
    if len(texts) < size:
        raise Refused(
            "Only %(found)s of %(candidates)s candidates have a name: this file is cut off.",
            field="file",
            found=len(texts),
            candidates=size,
        )
    return texts[:size], texts[size] if len(texts) > size else ""


def _unquoted(line: str) -> str:
    """'"Ann "Nan" Orr" # ward 3' is 'Ann "Nan" Orr'."""
    if not line.startswith('"'):
        return _bare(line)
    end = line.rfind('"')
    hashed = line.rfind("#")
    if hashed > 0 and line[:hashed].rstrip().endswith('"'):
        end = len(line[:hashed].rstrip()) - 1
    return line[1:end] if end > 0 else line[1:]


def _bare(line: str) -> str:
    """A line without its comment."""
    return line.split("#", 1)[0].strip()

"""Who writes to whom, counted and published by its owner: ties without any time or text.

One line per directed tie: `sender receiver`, numbers or words, as SNAP publishes the mail of a
research institute (email-Eu-core). With the heading `source target count` a third column says how
often. Beside it a file with `departments` in place of `edges` in its name may say who belongs where
(`person department`); it becomes the circle of what the person sends.

A file that says *when* each message went is another thing: a log of messages between members. It is
refused whole, before one row is given, whatever its third column is called; only the heading
`count` lets a third column in, and then no pair may stand twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cohive.bridges.histories.plain import sound
from cohive.bridges.reading import lines
from cohive.bridges.regular_files import is_folder, is_regular
from cohive.words.acts import ActRow, Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["looks_like", "opened"]

TIES_MAX = 5_000_000
COUNT_MAX = 10**8
"""A count from here on is a time in seconds, whatever its heading says."""

LOOKED_AT_LINES = 20
OBJECT_KIND = "tie"

_BETWEEN = re.compile(r"[\s,;]+")
_HEADING = re.compile(
    r"(?:source|src|from|sender)\w*[\s,;]+(?:target|dst|to|receiver)\w*(?P<third>(?:[\s,;]+\w+)*)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+[ \t]+\d+(?:[ \t]+\d+(?:\.\d+)?)?", re.ASCII)
_LOG = (
    "Line %(line)s says more than who writes to whom. A list of messages between members never"
    " comes into Cohive, neither text nor time. Count the messages of each pair, drop the times,"
    " and give the columns source, target and count."
)
_TWICE = Sentence("This tie stood there before.")
_NOT_TIE = Sentence("This line is not a sender and a receiver.")
_CANNOT_TELL = (
    Sentence("When anything was written: these are ties without time."),
    Sentence("What was written: these are ties without text."),
    Sentence("Whether a message was answered: a tie each way may be two unrelated messages."),
)
_NO_COUNT = Sentence("How many messages stand behind a tie: every tie counts as one.")
_NO_CIRCLES = Sentence("Who belongs where: there is no file of departments beside this one.")


def looks_like(path: Path, head: bytes) -> bool:
    """Whether the first lines are ties: a heading of source and target, or pairs of numbers."""
    found = [
        line
        for line in head.decode("utf-8", "replace").splitlines()[:LOOKED_AT_LINES]
        if line.strip() and not line.startswith("#")
    ]
    if not found or "departments" in path.name:  # who belongs where, and not who writes to whom
        return False
    if _HEADING.fullmatch(found[0].strip()):
        return True
    whole = found[:-1] or found  # the last one may be cut off
    return not is_folder(path) and all(_NUMBERS.fullmatch(line.strip()) for line in whole)


def opened(path: Path, *, field: str) -> Source:
    """Open a file of ties. The whole file is looked at first: no row of a message log gets out.

    Rows: Create of a "tie" from sender (actor) to receiver (target), `at` None, weight the count.
    Raises Refused at `field` for a message log, for a file without ties, and for a damaged file of
    departments beside it.
    """
    has_count = _checked(path, field)
    circles = _departments(path, field)
    tally = Tally()
    lacking = [*(() if has_count else (_NO_COUNT,)), *(() if circles else (_NO_CIRCLES,))]
    return Source(
        kind="mail",
        title=path.name,
        rows=_rows(path, circles, tally, field),
        tally=tally,
        cannot_tell=(*_CANNOT_TELL, *lacking),
    )


def _ties(path: Path, field: str) -> Iterator[tuple[int, list[str]]]:
    """The words of every line but the heading and remarks."""
    is_first = True
    for number, line in lines(path, field=field):
        if line.startswith("#"):
            continue
        is_heading = is_first and _HEADING.fullmatch(line.strip()) is not None
        is_first = False
        if not is_heading:
            yield number, _words(line)


def _words(line: str) -> list[str]:
    return [sound(word) for word in _BETWEEN.split(line.strip()) if word]


def _has_count(path: Path, field: str) -> bool:
    """Whether the heading names a third column `count`. Raises Refused when it names another."""
    for number, line in lines(path, field=field):
        if line.startswith("#"):
            continue
        found = _HEADING.fullmatch(line.strip())
        third = found["third"].strip(" \t,;").casefold() if found else ""
        if third and third != "count":
            raise Refused(_LOG, field=field, line=number)
        return third == "count"
    return False


def _checked(path: Path, field: str) -> bool:
    """Look at every line for what gives a message log away; whether there are counts."""
    has_count = _has_count(path, field)
    pairs: set[tuple[str, str]] = set()
    ties = 0
    for number, words in _ties(path, field):
        ties += 1
        if ties > TIES_MAX:
            raise Refused(
                "This file has more than %(number)s ties. Give a smaller one.",
                field=field,
                number=TIES_MAX,
            )
        if len(words) > 2 + has_count:
            raise Refused(_LOG, field=field, line=number)
        if has_count and len(words) == 3:
            pair = (words[0], words[1])
            if pair in pairs or not _is_count(words[2]):
                raise Refused(_LOG, field=field, line=number)
            pairs.add(pair)
    if not ties:
        raise Refused("There is no tie in this file.", field=field)
    return has_count


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10 and 0 < int(word) < COUNT_MAX


def _rows(path: Path, circles: Mapping[str, str], tally: Tally, field: str) -> Iterator[ActRow]:
    seen: set[tuple[str, str]] = set()
    for number, words in _ties(path, field):
        place = f"line {number}"
        if len(words) < 2:
            tally.refuse(_NOT_TIE, place)
            continue
        sender, receiver = words[:2]
        if (sender, receiver) in seen:
            tally.refuse(_TWICE, place)
            continue
        seen.add((sender, receiver))
        tally.keep()
        yield ActRow(
            id=f"tie {sender} {receiver}",
            at=None,
            actor=sender,
            verb=Verb.CREATE.value,
            object=f"tie {sender} {receiver}",
            object_kind=OBJECT_KIND,
            target=receiver,
            circle=circles.get(sender),
            weight=float(words[2]) if len(words) > 2 else 1.0,
        )


def _departments(path: Path, field: str) -> dict[str, str]:
    """Who belongs where, from the file beside this one; nothing where there is none."""
    beside = path.with_name(path.name.replace("edges", "departments", 1))
    if beside == path or not is_regular(beside):
        return {}
    found: dict[str, str] = {}
    for number, line in lines(beside, field=field):
        if line.startswith("#"):
            continue
        words = _words(line)
        if len(words) != 2 or words[0] in found:
            raise Refused(
                "Line %(line)s of %(name)s is not one person and her department.",
                field=field,
                line=number,
                name=beside.name,
            )
        found[words[0]] = words[1]
    return found

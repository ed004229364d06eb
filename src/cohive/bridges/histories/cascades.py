"""Cascades as acts: a thing was put out, and somebody passed it on after somebody.

The files themselves are read by `cohive.bridges.cascades`. A tree gives a Create of its root and
an Announce for each node, which names the passing on (or the root) it came by as its `parent`.
Where a file says only who took a thing up and when, the first is said to have created it and each
later one announces the thing itself, without a parent.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path
from typing import Final

from cohive.bridges.cascades import (
    NOBODY,
    Cascade,
    CascadeFile,
    CascadeForm,
    cascades_in,
    edges_in,
)
from cohive.bridges.reading import lines
from cohive.bridges.regular_files import is_folder, is_regular
from cohive.words.acts import ActRow, Source, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence
from cohive.words.verbs import Verb

__all__ = ["edges_file", "looks_like", "opened", "read_cascades", "read_edges"]

_START = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_NETWORKS: Final = datetime(1980, 1, 1, tzinfo=UTC).timestamp()
"""No cascade was recorded before; smaller numbers count from a start that nobody names."""

LINE_BYTES_MAX: Final = 64 * 1024**2
"""One cascade stands on one line: some two million nodes."""

_NAME = re.compile(r"(?P<name>.+)_cascades\.txt(?:\.gz|\.xz)?")
_PACKINGS = (".txt.gz", ".txt.xz", ".txt")
_ADOPTION = re.compile(rb"\s*(?:\d+ +)?\d+ +\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*,", re.ASCII)
_TREE = re.compile(rb'\s*\{.*"nodes"\s*:\s*\[\s*(?:\]|\[)')

_SEEN = Sentence("Who saw it without passing it on.")
_FROM_WHOM = Sentence("From whom each one had it: only who took it up, and when.")
_AUTHORS = Sentence("Who wrote the first posts: nobody is counted for them.")
_NO_YEARS = Sentence(
    "The years: times count from a start that the file does not name, so only the time between two"
    " of them is real."
)


def read_cascades(path: Path, *, field: str) -> CascadeFile:
    """All cascades of a plain, gzip or xz file. Raises Refused, naming the line."""
    whole = lines(path, field=field, line_bytes_max=LINE_BYTES_MAX)
    file = cascades_in(whole, field=field)
    lines_of_two = file.numbers_in_front == len(file.cascades)
    if lines_of_two and all(len(each.users) == 1 for each in file.cascades):
        # on every line two people and a time: that is who wrote to whom, and no cascade
        raise Refused("Messages between members never enter a frame.", field=field)
    return file


def edges_file(path: Path) -> Path | None:
    """NAME_edges.txt (.gz, .xz) beside NAME_cascades.txt, where there is one."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        return None
    beside = (path.with_name(f"{named['name']}_edges{packing}") for packing in _PACKINGS)
    return next((each for each in beside if is_regular(each)), None)


def read_edges(path: Path, *, field: str) -> array[int]:
    """Who knows whom, two users after each other. Raises Refused, naming the line."""
    return edges_in(lines(path, field=field), field=field)


def looks_like(path: Path, head: bytes) -> bool:
    """Whether a file begins as one of cascades does."""
    first = head.split(b"\n", 1)[0]
    return not is_folder(path) and bool(_TREE.match(first) or _ADOPTION.match(first))


def opened(path: Path, *, field: str) -> Source:
    """Open a file of cascades as rows of acts; one record for each root and each node.

    The file is read whole before the first row. Raises Refused at `field`, naming the line.
    """
    file = read_cascades(path, field=field)
    tally = Tally()
    if file.form is CascadeForm.TREES:
        unknown: set[str] = set()
        return Source(
            "cascades",
            path.name,
            _tree_rows(file, tally, unknown),
            tally,
            not_people=unknown,
            cannot_tell=(_SEEN, _AUTHORS),
        )
    if file.cut_off:
        tally.refuse(
            Sentence("The file ends within this record."), f"line {file.cascades[-1].line}"
        )
    earliest = min((min(each.seconds) for each in file.cascades), default=0.0)
    no_years = (_NO_YEARS,) if earliest < _FIRST_NETWORKS else ()
    return Source(
        "cascades",
        path.name,
        _adoption_rows(file, tally),
        tally,
        has_calendar=not no_years,
        cannot_tell=(_FROM_WHOM, _SEEN, *no_years),
    )


def _tree_rows(file: CascadeFile, tally: Tally, unknown: set[str]) -> Iterator[ActRow]:
    for cascade in file.cascades:
        parents = cascade.parents or ()
        for node, user in enumerate(cascade.users):
            tally.keep()
            name = _node(cascade, node)
            actor = str(user) if user != NOBODY else f"somebody of {name}"
            if user == NOBODY:
                unknown.add(actor)
            yield ActRow(
                id=name,
                at=_at(cascade.started_at, cascade.seconds[node]),
                actor=actor,
                verb=(Verb.ANNOUNCE if node else Verb.CREATE).value,
                object=name,
                object_kind="repost" if node else "post",
                parent=_node(cascade, parents[node]) if node else None,
            )


def _node(cascade: Cascade, node: int) -> str:
    return f"{cascade.id}/{node}" if node else cascade.id


def _adoption_rows(file: CascadeFile, tally: Tally) -> Iterator[ActRow]:
    for cascade in file.cascades:
        in_time = sorted(zip(cascade.seconds, cascade.users, strict=True))
        for place, (second, user) in enumerate(in_time):
            tally.keep()
            yield ActRow(
                id=f"{cascade.id}/{place}",
                at=_at(0.0, second),
                actor=str(user),
                verb=(Verb.ANNOUNCE if place else Verb.CREATE).value,
                object=cascade.id,
                object_kind="thing",
            )


def _at(started_at: float | None, second: float) -> datetime | None:
    if started_at is None or isnan(second):
        return None
    return _START + timedelta(seconds=started_at + second)

"""The three forms `cohive detect` reads: a log of acts, pairs of accounts, a table of accounts.

A log is `user,item` and what else there is of `time` (unix seconds, or a date and time as in ISO
8601; without an offset UTC), `rating`, `text`, `beneficiary` (of the item), `team` and `joined` (of
the user). The columns are found by name, or by another usual name; columns that would say the
answer are never read. A table without a `user` column numbers its rows from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from math import isfinite, isnan, nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cohive.bridges.reading import EXTRA, csv_rows
from cohive.engine.collusion.disagreement import scaled
from cohive.engine.collusion.events import Circumstances, Events, events_of
from cohive.engine.collusion.profiles import LABELS
from cohive.house.computing.naming import naming
from cohive.house.histories.table import printable
from cohive.words.refusals import Refused

__all__ = ["PairsFile", "ProfilesFile", "read_events", "read_pairs", "read_profiles"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Row = Mapping[str, str]
ROWS_MAX = 50_000_000
CELLS_MAX = 100_000_000
NAME_MAX = 200
SHOWN_MAX = 40
SIZE_MAX = 1e15
SECONDS_MAX = 253_402_300_799.0
"""The last second of the year 9999."""
NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?", re.ASCII)
SILENT = frozenset({"", ".", "na", "n/a", "nan", "null", "none"})
NAMES = {
    "user": ("user", "author", "account", "actor", "rater", "source"),
    "item": ("item", "target", "object", "video", "repo", "product", "ratee"),
    "time": ("time", "timestamp", "date", "at"),
    "rating": ("rating", "score", "stars"),
    "text": ("text", "comment", "content", "review"),
    "beneficiary": ("beneficiary",),
    "team": ("team", "household"),
    "joined": ("joined", "created"),
}
"""What a column may be called, the first that is there."""


@dataclass(frozen=True)
class PairsFile:
    """accounts: names, sorted; first, second: (p,) their codes in each pair."""

    accounts: tuple[str, ...]
    first: Whole
    second: Whole


@dataclass(frozen=True)
class ProfilesFile:
    """accounts: names in the file's order; columns: (n,) numbers of each, NaN where there is none;
    left_out: columns that are labels or hold no numbers.
    """

    accounts: tuple[str, ...]
    columns: dict[str, Floats]
    left_out: tuple[str, ...]


@dataclass
class _Columns:
    """A log while it is read."""

    users: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ratings: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    beneficiaries: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    joined: dict[str, float] = field(default_factory=dict)


def read_events(path: Path) -> Events:
    """A log of acts. Raises Refused, naming the file and the line."""
    with naming(path):
        columns, rows = _rows(path)
        found = {
            each: next((name for name in names if name in columns), None)
            for each, names in NAMES.items()
        }
        user, item = found["user"], found["item"]
        if user is None or item is None:
            raise Refused(
                "This file has no column “%(column)s”. Write user,item[,time][,rating][,text].",
                field="file",
                column="item" if user else "user",
            )
        read = _Columns()
        for line, row in rows:
            read.users.append(_name(row[user], user, line))
            read.items.append(_name(row[item], item, line))
            _optional(read, row, found, line)
        return _events(read, found)


def _optional(read: _Columns, row: Row, found: Mapping[str, str | None], line: int) -> None:
    """What else the line says."""
    if time := found["time"]:
        read.seconds.append(_seconds(row[time], time, line))
    if rating := found["rating"]:
        read.ratings.append(_number(row[rating], rating, line))
    if text := found["text"]:
        read.texts.append(row[text])
    user, item = read.users[-1], read.items[-1]
    if (paid := found["beneficiary"]) and row[paid].strip():
        read.beneficiaries[item] = row[paid].strip()
    if (team := found["team"]) and row[team].strip():
        read.teams[user] = row[team].strip()
    joined = found["joined"]
    if joined and row[joined].strip():
        read.joined[user] = _seconds(row[joined], joined, line)


def _events(read: _Columns, found: Mapping[str, str | None]) -> Events:
    events = events_of(
        read.users,
        read.items,
        seconds=read.seconds if any(not isnan(each) for each in read.seconds) else None,
        ratings=_rated(read.ratings) if found["rating"] else None,
        texts=read.texts if found["text"] else None,
    )
    known = Circumstances(
        joined_seconds=np.array([read.joined.get(name, nan) for name in events.users])
        if read.joined
        else None,
        beneficiary=_codes(events.items, read.beneficiaries),
        teams=_codes(events.users, read.teams),
    )
    return Events(
        events.users,
        events.items,
        events.user,
        events.item,
        events.seconds,
        events.ratings,
        events.texts,
        known,
    )


def _rated(ratings: Sequence[float]) -> Floats:
    """Scaled to -1 … 1; a missing rating says nothing, as 0 does."""
    values = np.array(ratings, dtype=np.float64)
    known = ~np.isnan(values)
    values[known] = scaled(values[known])
    return np.nan_to_num(values)


def _codes(names: Sequence[str], said: Mapping[str, str]) -> Whole | None:
    if not said:
        return None
    code = {each: at for at, each in enumerate(sorted(set(said.values())))}
    return np.array([code[said[name]] if name in said else -1 for name in names], dtype=np.int64)


def read_pairs(path: Path) -> PairsFile:
    """Who acted with whom: columns a,b, or the first two. Raises Refused, naming file and line."""
    with naming(path):
        columns, rows = _rows(path)
        if len(columns) < 2:
            raise Refused("A file of pairs has two columns: a,b.", field="file")
        one, other = ("a", "b") if {"a", "b"} <= set(columns) else columns[:2]
        names: list[str] = []
        for line, row in rows:
            names += [_name(row[one], one, line), _name(row[other], other, line)]
    accounts, codes = np.unique(np.array(names, dtype=np.str_), return_inverse=True)
    ends = codes.astype(np.int64).reshape(-1, 2)
    return PairsFile(tuple(accounts.tolist()), ends[:, 0].copy(), ends[:, 1].copy())


def read_profiles(path: Path) -> ProfilesFile:
    """A table of accounts. Raises Refused, naming the file and the line."""
    with naming(path):
        columns, rows = _rows(path)
        user = next((name for name in NAMES["user"] if name in columns), None)
        wanted = [name for name in columns if name != user and name.lower() not in LABELS]
        if not wanted:
            raise Refused("This table has no numbers of its accounts.", field="file")
        accounts: dict[str, None] = {}
        cells: list[float] = []
        for line, row in rows:
            name = _name(row[user], user, line) if user else str(len(accounts) + 1)
            if name in accounts:
                raise Refused(
                    "Line %(line)s: “%(name)s” stands in this table twice.",
                    field="file",
                    line=line,
                    name=_shown(name),
                )
            accounts[name] = None
            cells += [_number(row[column], column, line) for column in wanted]
            if len(cells) > CELLS_MAX:
                raise Refused(
                    "This file has more than %(most)s cells. Give a smaller one.",
                    field="file",
                    most=CELLS_MAX,
                )
    table = np.array(cells, dtype=np.float64).reshape(-1, len(wanted))
    found = {name: table[:, at] for at, name in enumerate(wanted)}
    left = tuple(name for name in columns if name != user and name.lower() in LABELS)
    return ProfilesFile(tuple(accounts), found, left)


def _rows(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The columns and every row with its line. Raises Refused where there is none."""
    rows = csv_rows(path, field="file")
    first = next(rows, None)
    if first is None:
        raise Refused("This file has nothing below its header.", field="file")
    return [name for name in first[1] if name != EXTRA], _checked(chain([first], rows))


def _checked(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    for count, (line, row) in enumerate(rows, 1):
        if EXTRA in row:
            raise Refused(
                "Line %(line)s has more cells than the header has columns.", field="file", line=line
            )
        if count > ROWS_MAX:
            raise Refused(
                "This file has more than %(most)s lines. Give a smaller one.",
                field="file",
                most=ROWS_MAX,
            )
        yield line, row


def _name(cell: str, column: str, line: int) -> str:
    name = cell.strip()
    if not name or len(name) > NAME_MAX or "\0" in name:
        raise Refused(
            "Line %(line)s: “%(column)s” is “%(value)s”. Write a name of 1 to %(most)s signs.",
            field="file",
            line=line,
            column=_shown(column),
            value=_shown(cell),
            most=NAME_MAX,
        )
    return name


def _number(cell: str, column: str, line: int) -> float:
    """A number; NaN where there is none. Yes and no count as 1 and 0."""
    text = cell.strip()
    low = text.lower()
    if low in SILENT:
        return nan
    if low in {"true", "yes"}:
        return 1.0
    if low in {"false", "no"}:
        return 0.0
    value = float(text) if NUMBER.fullmatch(text) else nan
    if not isfinite(value) or abs(value) > SIZE_MAX:
        raise Refused(
            "Line %(line)s: “%(column)s” is “%(value)s”. Write a number, with a point.",
            field="file",
            line=line,
            column=_shown(column),
            value=_shown(cell),
        )
    return value


def _seconds(cell: str, column: str, line: int) -> float:
    """Unix time; NaN where none is given."""
    text = cell.strip()
    if text.lower() in SILENT:
        return nan
    if NUMBER.fullmatch(text):
        value = float(text)
        if 0 <= value <= SECONDS_MAX:
            return value
    else:
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            pass
    raise Refused(
        "Line %(line)s: “%(column)s” is “%(value)s”. Write unix seconds or a date such as"
        " 2024-05-01T12:30:00.",
        field="file",
        line=line,
        column=_shown(column),
        value=_shown(cell),
    )


def _shown(text: str) -> str:
    plain = printable(text)
    return plain if len(plain) <= SHOWN_MAX else plain[:SHOWN_MAX] + "…"

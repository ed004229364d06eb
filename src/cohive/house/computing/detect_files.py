"""The three forms `cohive detect` reads: a log of acts, pairs of accounts, a table of accounts.

A log is `user,item` and what else there is of `time` (unix seconds, or a date and time as in ISO
8601; without an offset UTC), `rating`, `text`, `beneficiary` (of the item), `team` and `joined` (of
the user). The columns are found by name, or by another usual name; columns that would say the
answer are never read. A table without a `user` column numbers its rows from 1.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from math import isfinite, nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cohive.bridges.reading import EXTRA, csv_rows
from cohive.engine.collusion.disagreement import scaled
from cohive.engine.collusion.events import Circumstances, Events
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
class _Names:
    """A column of names while it is read: each name kept once, each cell as a code, since ten
    million strings would be most of the memory a log takes.
    """

    codes: dict[str, int] = field(default_factory=dict)
    cells: array[int] = field(default_factory=lambda: array("i"))

    def add(self, name: str) -> None:
        self.cells.append(self.codes.setdefault(name, len(self.codes)))

    def ordered(self) -> tuple[tuple[str, ...], Whole]:
        """The names in their order, and each cell's place among them."""
        names = sorted(self.codes)
        place = np.empty(len(names), dtype=np.int64)
        place[[self.codes[name] for name in names]] = np.arange(len(names))
        return tuple(names), place[np.frombuffer(self.cells, dtype=np.int32)]


@dataclass
class _Columns:
    """A log while it is read."""

    users: _Names = field(default_factory=_Names)
    items: _Names = field(default_factory=_Names)
    seconds: array[float] = field(default_factory=lambda: array("d"))
    ratings: array[float] = field(default_factory=lambda: array("d"))
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
            who, what = _name(row[user], user, line), _name(row[item], item, line)
            read.users.add(who)
            read.items.add(what)
            _optional(read, who, what, row, found, line)
        return _events(read, found)


def _optional(
    read: _Columns, user: str, item: str, row: Row, found: Mapping[str, str | None], line: int
) -> None:
    """What else the line says."""
    if time := found["time"]:
        read.seconds.append(_seconds(row[time], time, line))
    if rating := found["rating"]:
        read.ratings.append(_number(row[rating], rating, line))
    if text := found["text"]:
        read.texts.append(row[text])
    if (paid := found["beneficiary"]) and row[paid].strip():
        read.beneficiaries[item] = row[paid].strip()
    if (team := found["team"]) and row[team].strip():
        read.teams[user] = row[team].strip()
    joined = found["joined"]
    if joined and row[joined].strip():
        read.joined[user] = _seconds(row[joined], joined, line)


def _events(read: _Columns, found: Mapping[str, str | None]) -> Events:
    users, user = read.users.ordered()
    items, item = read.items.ordered()
    seconds = np.array(read.seconds, dtype=np.float64)
    known = Circumstances(
        joined_seconds=np.array([read.joined.get(name, nan) for name in users])
        if read.joined
        else None,
        beneficiary=_codes(items, read.beneficiaries),
        teams=_codes(users, read.teams),
    )
    return Events(
        users,
        items,
        user,
        item,
        None if np.isnan(seconds).all() else seconds,
        _rated(read.ratings) if found["rating"] else None,
        tuple(read.texts) if found["text"] else None,
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
        names = _Names()
        for line, row in rows:
            names.add(_name(row[one], one, line))
            names.add(_name(row[other], other, line))
    accounts, codes = names.ordered()
    ends = codes.reshape(-1, 2)
    return PairsFile(accounts, ends[:, 0].copy(), ends[:, 1].copy())


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

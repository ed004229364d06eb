"""A table of answers, a row per person, read into arrays; and which columns make which scale.

    --scale belonging=b1,b2,b3-      a minus behind a column: it asks the other way round

A cell is a number with a point ("4", "-1", "3.5", "1e2"), or nothing: "", ".", NA, N/A, NaN, null
mean that there is no answer. Columns that no scale names are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import nan
from pathlib import Path

import numpy as np

from cohive.bridges.reading import EXTRA, csv_rows
from cohive.engine.scales.answers import Answers, Scale
from cohive.house.computing.naming import naming
from cohive.house.histories.table import printable
from cohive.words.refusals import Refused

__all__ = ["Survey", "read_survey"]

CELLS_MAX = 20_000_000
COLUMNS_SHOWN = 30
SIZE_MAX = 10**9
SHOWN_MAX = 40
REVERSED = "-"
SILENT = frozenset({"", ".", "na", "n/a", "nan", "null", "none"})
NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Survey:
    """The answers to all items, the scales they make, and each person's group if one was asked."""

    answers: Answers
    scales: tuple[Scale, ...]
    groups: tuple[str, ...] | None


def read_survey(
    path: Path, asked: Sequence[str], *, group: str | None = None, weight: str | None = None
) -> Survey:
    """Return the answers of a file to the scales asked for.

    Raises Refused, naming the file, and the column and line where it is a cell: for a scale that
    is not “name=item,item”, a column that is not there, a cell that is no number, a missing or
    negative weight, and what the file itself can be wrong in.
    """
    with naming(path):
        rows = csv_rows(path, field="file")
        first = next(rows, None)
        if first is None:
            raise Refused("This file has no answers below its header.", field="file")
        columns = [name for name in first[1] if name != EXTRA]
        scales = tuple(_scale(text, columns) for text in asked)
        for column in (group, weight):
            _known(column, columns)
        items = tuple(dict.fromkeys(item for scale in scales for item in scale.items))
        for name in (group, weight):
            if name in items:
                raise Refused(
                    "“%(column)s” cannot be an item and the group or weight at once.",
                    field="scale",
                    column=_shown(str(name)),
                )
        numbers: list[float] = []
        weights: list[float] = []
        groups: list[str] = []
        for line, row in chain([first], rows):
            if EXTRA in row:
                raise Refused(
                    "Line %(line)s has more cells than the header has columns.",
                    field="file",
                    line=line,
                )
            if len(numbers) >= CELLS_MAX:
                raise Refused(
                    "This file has more than %(most)s answers. Give a smaller one.",
                    field="file",
                    most=CELLS_MAX,
                )
            numbers.extend([_answer(row[item], item, line) for item in items])
            if weight is not None:
                weights.append(_weight(row[weight], weight, line))
            if group is not None:
                groups.append(_shown(row[group]))
        answers = Answers(
            np.array(numbers, dtype=np.float64).reshape(-1, len(items)),
            items,
            np.array(weights) if weight is not None else None,
        )
    return Survey(answers, scales, tuple(groups) if group is not None else None)


def _scale(text: str, columns: Sequence[str]) -> Scale:
    name, sign, listed = text.partition("=")
    name = printable(name)
    words = [word.strip() for word in listed.split(",")]
    if not sign or not name or not all(words):
        raise Refused(
            "“%(text)s” is not a scale. Write name=item,item, with a minus behind an item that is "
            "reversed.",
            field="scale",
            text=_shown(text),
        )
    items, turned = [], set()
    for word in words:
        plain = word.removesuffix(REVERSED)
        is_turned = plain != word and word not in columns
        if plain != word and word in columns and plain in columns:
            raise Refused(
                "“%(word)s” may be a column or “%(plain)s” reversed. Rename one of the columns.",
                field="scale",
                word=_shown(word),
                plain=_shown(plain),
            )
        item = plain if is_turned else word
        _known(item, columns)
        items.append(item)
        if is_turned:
            turned.add(item)
    return Scale(name, tuple(items), frozenset(turned))


def _known(column: str | None, columns: Sequence[str]) -> None:
    if column is not None and column not in columns:
        raise Refused(
            "There is no column “%(item)s”. The columns are: %(columns)s.",
            field="scale",
            item=_shown(column),
            columns=_listed(columns),
        )


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(_shown(name) for name in columns[:COLUMNS_SHOWN])
    return shown if len(columns) <= COLUMNS_SHOWN else shown + ", …"


def _number(cell: str) -> float | None:
    """The number of a cell; None for what is no number, or a larger one than any answer is."""
    if not NUMBER.fullmatch(cell):
        return None
    number = float(cell)
    return number if abs(number) <= SIZE_MAX else None


def _answer(cell: str, column: str, line: int) -> float:
    text = cell.strip()
    if text.lower() in SILENT:
        return nan
    number = _number(text)
    if number is None:
        raise Refused(
            "Line %(line)s, column “%(column)s”: “%(text)s” is not a number. Leave the cell empty "
            "where there is no answer.",
            field="file",
            line=line,
            column=_shown(column),
            text=_shown(text),
        )
    return number


def _weight(cell: str, column: str, line: int) -> float:
    number = _number(cell.strip())
    if number is None or number < 0:
        raise Refused(
            "Line %(line)s, column “%(column)s”: “%(text)s” is not a weight. Write a number from "
            "0.",
            field="weight",
            line=line,
            column=_shown(column),
            text=_shown(cell.strip()),
        )
    return number


def _shown(text: str) -> str:
    plain = printable(text)
    return plain if len(plain) <= SHOWN_MAX else plain[:SHOWN_MAX] + "…"

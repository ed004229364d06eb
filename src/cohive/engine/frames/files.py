"""A frame as a file: Parquet for machines, CSV and JSON lines for whoever wants to look inside.

All three hold the same columns and give the same frame back. In CSV an empty cell is no value; an
instant is ISO 8601 with its zone, such as 2026-03-01T18:30:00.000000Z.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from os import SEEK_END
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from cohive.engine.frames.checking import NEEDED, checked
from cohive.engine.frames.opening import RecordLines, check_rows, check_size, opened
from cohive.engine.frames.parquet_sizes import parquet_sizes
from cohive.engine.frames.table import COLUMNS, SCHEMA, Frame, table_of
from cohive.words.acts import ActRow, Role, Tally
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["is_frame", "read_frame", "write_frame"]

INSTANT = "%Y-%m-%dT%H:%M:%S%.6fZ"
OPTIONAL = frozenset(COLUMNS) - frozenset(NEEDED)
INT64_MAX = 2**63 - 1
FIRST_LINE_BYTES_MAX = 65_536
NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)


def write_frame(frame: Frame, path: Path) -> None:
    """Write a frame to a file; the same frame gives the same bytes.

    Parameters
    ----------
    frame : Frame
        What to write; the tally is not written.
    path : Path
        The ending says the form: .parquet, .csv or .jsonl.

    Raises
    ------
    Refused
        For another ending.
    """
    form = path.suffix.casefold()
    if form == ".parquet":
        frame.acts.write_parquet(path, compression="zstd")
    elif form == ".csv":
        frame.acts.write_csv(path, datetime_format=INSTANT)
    elif form == ".jsonl":
        frame.acts.with_columns(pl.col("at").dt.strftime(INSTANT)).write_ndjson(path)
    else:
        raise _unknown_form(path)


def read_frame(path: Path) -> Frame:
    """Read a frame from a file.

    Wrong rows are left out, counted with their reason and named in the tally.

    Parameters
    ----------
    path : Path
        The ending says the form: .parquet, .csv or .jsonl.

    Returns
    -------
    Frame
        The right rows, and the tally of all.

    Raises
    ------
    Refused
        Naming file and line, for a file that is damaged or is no frame, for one that is larger than
        can be held, and for one of whose rows none is right.
    """
    form = path.suffix.casefold()
    if form == ".parquet":
        table, tally = _read_parquet(path), Tally()
        rows: list[int] | None = None
    elif form in (".csv", ".jsonl"):
        table, tally, rows = _read_text(path, _CSV if form == ".csv" else _JSON)
    else:
        raise _unknown_form(path)
    kept, problems = checked(table)
    for problem in problems:
        for row in problem.rows:
            number = rows[row - 1] if rows is not None else row
            tally.refuse(problem.reason, f"row {number}, column {problem.column}")
        unnamed = problem.count - len(problem.rows)
        tally.read += unnamed
        tally.refused[problem.reason.english] += unnamed
    tally.read += kept.height
    tally.kept += kept.height
    if not kept.height and tally.read:
        reason, count = tally.refused.most_common(1)[0]
        raise Refused(
            "No row of %(file)s can be used. %(place)s: %(reason)s",
            field="source",
            file=path.name,
            place=tally.examples[reason][0],
            reason=Sentence.known(reason),
            count=count,
        )
    return Frame(kept, tally)


def is_frame(path: Path) -> bool:
    """Tell whether a file is a frame, by its ending and its first line.

    Parameters
    ----------
    path : Path
        The file to look at.

    Returns
    -------
    bool
        False also for what is no file or cannot be read.
    """
    form = path.suffix.casefold()
    if form == ".parquet":
        return path.is_file()
    if form not in (".csv", ".jsonl") or not path.is_file():
        return False
    try:
        with opened(path) as file:
            first = file.readline(FIRST_LINE_BYTES_MAX).decode("utf-8-sig")
        names = next(csv.reader([first])) if form == ".csv" else json.loads(first)
    except (Refused, OSError, ValueError, RecursionError, StopIteration, csv.Error):
        return False
    return isinstance(names, list | dict) and set(NEEDED) <= set(names) <= set(COLUMNS)


def _unknown_form(path: Path) -> Refused:
    return Refused(
        "A frame is a .parquet, .csv or .jsonl file, and %(file)s is none.",
        field="source",
        file=path.name,
    )


def _read_parquet(path: Path) -> pl.DataFrame:
    """The table, measured before it is unpacked, and once more by what its texts come to."""
    try:
        with opened(path) as file:
            sizes = parquet_sizes(file)
        check_rows(path, sizes.rows)
        check_size(path, sizes.size_bytes)
        table = pl.read_parquet(path, use_pyarrow=False, hive_partitioning=False, glob=False)
    except (PolarsError, PanicException, OSError, ValueError):  # a panic is no Exception
        raise Refused(
            "%(file)s is no Parquet file, or it is damaged.", field="source", file=path.name
        ) from None
    texts = [column for column in table.iter_columns() if column.dtype == pl.String]
    check_size(path, sum(int(text.str.len_bytes().cast(pl.Int64).sum()) for text in texts))
    return table


Records = Callable[[Path, RecordLines], Iterator[tuple[int, Mapping[str, object]]]]


def _read_text(path: Path, records: Records) -> tuple[pl.DataFrame, Tally, list[int]]:
    """The rows that have the right types, the tally of the others, and the number of each row."""
    tally = Tally()
    numbers: list[int] = []
    try:
        with (
            opened(path) as file,
            TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
        ):
            check_size(path, file.seek(0, SEEK_END))
            file.seek(0)
            found = records(path, RecordLines(path, text))
            table = table_of(_rows(_counted(path, found), tally, numbers))
    except UnicodeDecodeError:
        raise Refused("%(file)s is not UTF-8 text.", field="source", file=path.name) from None
    except OSError:
        raise Refused("%(file)s cannot be opened.", field="source", file=path.name) from None
    return table, tally, numbers


def _counted(
    path: Path, records: Iterator[tuple[int, Mapping[str, object]]]
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The same, unless they are too many."""
    for count, numbered in enumerate(records, start=1):
        check_rows(path, count)
        yield numbered


def _rows(
    records: Iterator[tuple[int, Mapping[str, object]]], tally: Tally, numbers: list[int]
) -> Iterator[ActRow]:
    for number, record in records:
        try:
            row = ActRow(**{name: _CELLS[name](record.get(name)) for name in COLUMNS})  # type: ignore[arg-type]
        except _Unfit as unfit:
            tally.refuse(unfit.reason, f"row {number}, column {unfit.column}")
            continue
        numbers.append(number)
        yield row


def _csv_records(path: Path, lines: RecordLines) -> Iterator[tuple[int, Mapping[str, object]]]:
    reader = csv.DictReader(lines, strict=True)
    try:
        _check_names(path, reader.fieldnames or ())
        for number, record in enumerate(reader, start=1):
            if None in record or None in record.values():
                raise Refused(
                    "Row %(row)s of %(file)s has not as many cells as the first line.",
                    field="source",
                    row=number,
                    file=path.name,
                )
            yield number, record
            lines.begin_record()
    except csv.Error:
        raise Refused(
            "%(file)s is not CSV after line %(line)s.",
            field="source",
            line=reader.line_num,
            file=path.name,
        ) from None


def _json_records(path: Path, lines: RecordLines) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(lines, start=1):
        lines.begin_record()
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise Refused(
                "Line %(line)s of %(file)s is not a JSON object.",
                field="source",
                line=number,
                file=path.name,
            )
        _check_names(path, tuple(record))
        yield number, {name: record.get(name) for name in COLUMNS}


def _check_names(path: Path, names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in COLUMNS if name not in names and name not in OPTIONAL]
    if unknown or missing or len(set(names)) != len(names):
        raise Refused(
            "%(file)s is no frame. Its columns must be %(columns)s.",
            field="source",
            file=path.name,
            columns=", ".join(COLUMNS),
        )


_CSV: Records = _csv_records
_JSON: Records = _json_records


class _Unfit(Exception):  # noqa: N818 - a message between two functions of this module
    """A cell that its column cannot hold."""

    def __init__(self, column: str, reason: Sentence) -> None:
        super().__init__(column)
        self.column = column
        self.reason = reason


def _text_cell(column: str) -> Callable[[object], str | None]:
    def cell(value: object) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not _is_sound(value):
            raise _Unfit(column, Sentence("This is not text."))
        return value

    return cell


def _is_sound(text: str) -> bool:
    """Whether it can be written as UTF-8: JSON lets half of a pair of surrogates stand alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _instant(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise _Unfit("at", Sentence("This is no instant, such as 2026-03-01T18:30:00Z."))
    if found.tzinfo is None:
        raise _Unfit("at", Sentence("This instant has no time zone; put Z behind it for UTC."))
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise _Unfit("at", Sentence("This is no instant, such as 2026-03-01T18:30:00Z.")) from None


def _weight(value: object) -> float:
    if value is None or value == "":
        return 1.0
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ValueError
        if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
            raise ValueError  # Python would read 1_0 as 10, and digits of every script
        return float(value)
    except (ValueError, OverflowError):
        raise _Unfit("weight", Sentence("The weight must be a finite number.")) from None


def _amount(value: object) -> int | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError
        if isinstance(value, str) and not WHOLE.fullmatch(value.strip()):
            raise ValueError
        found = int(value)
    except ValueError:
        found = INT64_MAX + 1
    if abs(found) > INT64_MAX:
        raise _Unfit("amount", Sentence("An amount is a whole number of minor units."))
    return found


_CELLS: dict[str, Callable[[object], object]] = {
    **{name: _text_cell(name) for name in COLUMNS},
    "at": _instant,
    "weight": _weight,
    "amount": _amount,
    "role": lambda value: _text_cell("role")(value) or Role.MEMBER.value,
}
assert set(_CELLS) == set(SCHEMA)  # noqa: S101 - every column has its reading

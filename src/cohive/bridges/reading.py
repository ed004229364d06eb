"""The one way a history file is opened: plain, .gz or .xz, or a member of a zip; always bounded.

A small file can unpack to more than a disk holds, or to one line without end. So everything is
streamed, no more is unpacked than `UNPACKED_BYTES_MAX`, packed data may not swell more than
`RATIO_MAX` times once it is past `RATIO_FREE_BYTES`, no line is longer than `LINE_BYTES_MAX`, and
no row of a table than `ROW_CHARACTERS_MAX`, however many lines it stands on. What is damaged, cut
off or not UTF-8 is Refused, naming the line. How a file is packed is told by its first bytes, never
by its name. Only regular files are opened (`regular_files`).
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from cohive.bridges.regular_files import DamageError, is_folder, open_regular, telling_why
from cohive.bridges.xz_streams import XZ_MAGIC, XzReader
from cohive.words.refusals import Refused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "EXTRA",
    "RowLines",
    "csv_rows",
    "head_of",
    "header_of",
    "is_zip",
    "lines",
    "lines_of",
    "member_names",
    "open_bytes",
    "open_member",
    "open_zip",
]

UNPACKED_BYTES_MAX = 4 * 1024**3
RATIO_MAX = 300
RATIO_FREE_BYTES = 8 * 1024**2
LINE_BYTES_MAX = 4 * 1024**2
ROW_CHARACTERS_MAX = 8 * 1024**2
COLUMNS_MAX = 2_000
"""Each row is given with all of them, so that a table is as much work as rows times columns."""
HEAD_BYTES = 64 * 1024
MEMBERS_MAX = 100_000
EXTRA = ""
"""The key of `csv_rows` under which cells beyond the header stand, joined by the delimiter."""

_GZ = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK_BYTES = 256 * 1024
_DELIMITERS = (",", ";", "\t", "|")


@contextmanager
def open_bytes(path: Path, *, field: str) -> Iterator[BinaryIO]:
    """The unpacked bytes of a plain, gzip or xz file, as a stream that cannot be sought.

    Raises Refused at `field` when it cannot be opened or read, is no regular file, swells without
    bound, or turns out damaged while the block reads it. Inside the block damage is DamageError.
    """
    with open_regular(path, field=field) as raw:
        try:
            with telling_why(path, field=field):
                read = _unpacking(raw)
            yield _buffered(_Bounded(read, raw.tell, path, field))
        except DamageError:
            raise Refused("This file is damaged or cut off. Get it again.", field=field) from None


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does; False for what cannot be read."""
    try:
        with open_regular(path, field="") as raw, telling_why(path, field=""):
            return raw.read(4) in _ZIP
    except Refused:
        return False


@contextmanager
def open_zip(path: Path, *, field: str) -> Iterator[zipfile.ZipFile]:
    """What a zip says of its files; read them by `open_member`. Raises Refused for no whole zip."""
    with open_regular(path, field=field) as raw, _zip(raw, path, field) as packed:
        yield packed


def member_names(path: Path, *, field: str) -> tuple[str, ...]:
    """The names of the files in a zip, in its order. Raises Refused for what is no whole zip."""
    with open_zip(path, field=field) as packed:
        return tuple(each.filename for each in packed.infolist() if not each.is_dir())


@contextmanager
def open_member(path: Path, member: str, *, field: str) -> Iterator[BinaryIO]:
    """One file of a zip, bounded like `open_bytes`. Raises Refused when it is absent or locked."""
    with open_regular(path, field=field) as raw, _zip(raw, path, field) as packed:
        try:
            with _member(packed, member, path, field) as unpacked:
                # what a zip says of itself may be a lie; it has no more bytes than the whole file
                least = min(packed.getinfo(member).compress_size, os.fstat(raw.fileno()).st_size)
                yield _buffered(_Bounded(unpacked.read, lambda: least, path, field))
        except DamageError:
            raise Refused(
                "“%(member)s” in this zip is damaged or locked.", field=field, member=member
            ) from None


def head_of(path: Path, *, field: str) -> bytes:
    """The first 64 KiB, unpacked, by which a kind is guessed; b"" for a folder."""
    if is_folder(path):
        return b""
    with open_bytes(path, field=field) as stream:
        try:
            return stream.read(HEAD_BYTES)
        except DamageError:
            return b""  # who reads it in earnest says where it is damaged


def lines(
    path: Path, *, field: str, line_bytes_max: int = LINE_BYTES_MAX
) -> Iterator[tuple[int, str]]:
    """Every line that is not blank with its number from 1, without its end; UTF-8 or Refused."""
    with open_bytes(path, field=field) as stream:
        for number, text in lines_of(stream, field=field, line_bytes_max=line_bytes_max):
            if text and not text.isspace():
                yield number, text.rstrip("\r\n")


def lines_of(
    stream: BinaryIO, *, field: str, line_bytes_max: int = LINE_BYTES_MAX
) -> Iterator[tuple[int, str]]:
    """Every line of a stream with its number from 1 and its end; a byte order mark is dropped."""
    number = 1
    while raw := _line(stream, number, field, line_bytes_max):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Refused(
                "Line %(line)s is not UTF-8. Save the file as UTF-8.", field=field, line=number
            ) from None
        yield number, text
        number += 1


def csv_rows(
    path: Path, *, field: str, delimiter: str | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row as {column: cell}, with the number of the line it ends on (the header is line 1).

    Without `delimiter` the one of , ; tab | that the header has most often. A row too short has ""
    in the columns it lacks; cells beyond the header stand under `EXTRA`, so that a caller can
    refuse such a row; a column without a name is called by its number, "column 1". Raises Refused
    for no header, a column given twice, more than `COLUMNS_MAX` of them, a row without end, an open
    quotation mark.
    """
    with open_bytes(path, field=field) as stream:
        numbered = lines_of(stream, field=field)
        first = next((text for _, text in numbered), "")
        if not first.strip():
            raise Refused("This file is empty.", field=field)
        chosen = delimiter or _delimiter(first)
        texts = RowLines(chain([(1, first)], numbered), field)
        reader = csv.reader(texts, delimiter=chosen, strict=True)
        try:
            columns = _header(next(reader), field)
            texts.row_ends()
            blank = dict.fromkeys(columns, "")
            for cells in reader:
                texts.row_ends()
                if cells:
                    yield reader.line_num, _row(columns, blank, cells, chosen)
        except csv.Error:
            raise Refused(
                "Line %(line)s is not CSV: a quotation mark is left open or a cell is too long.",
                field=field,
                line=reader.line_num,
            ) from None


def header_of(head: bytes) -> list[str]:
    """The columns a CSV with these first bytes would have; a guess that refuses nothing."""
    first = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip()
    try:
        cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in cells]


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


class RowLines:
    """The numbered lines of a table for csv.reader; bounds the row that is being read.

    A quotation mark that is never closed, or cells with a line end in each, make one row of a whole
    file; the reader holds it all.
    """

    def __init__(self, numbered: Iterator[tuple[int, str]], field: str) -> None:
        self._numbered = numbered
        self._field = field
        self._characters = self._began = 0

    def row_ends(self) -> None:
        """The next line begins another row."""
        self._characters = 0

    def __iter__(self) -> Iterator[str]:
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next line. Raises Refused when the row has become too long."""
        line, text = next(self._numbered)
        if not self._characters:
            self._began = line
        self._characters += len(text)
        if self._characters > ROW_CHARACTERS_MAX:
            raise Refused(
                "The row that begins on line %(line)s is too long to be one record: is a quotation"
                " mark not closed?",
                field=self._field,
                line=self._began,
            )
        return text


def _header(cells: list[str], field: str) -> list[str]:
    if len(cells) > COLUMNS_MAX:
        raise Refused(
            "This table has %(columns)s columns, and %(most)s are the most that can be read.",
            field=field,
            columns=len(cells),
            most=COLUMNS_MAX,
        )
    columns: list[str] = []
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        # tables saved by R have no name over the column of row numbers
        name = cell.strip() or f"column {number}"
        if name in seen:
            raise Refused("The column “%(name)s” is given twice.", field=field, name=name)
        seen.add(name)
        columns.append(name)
    return columns


def _row(
    columns: list[str], blank: dict[str, str], cells: list[str], delimiter: str
) -> dict[str, str]:
    row = blank.copy()  # quicker than a dict made anew, however few cells there are
    row.update(zip(columns, cells, strict=False))
    if len(cells) > len(columns):
        row[EXTRA] = delimiter.join(cells[len(columns) :])
    return row


def _unpacking(raw: BinaryIO) -> Callable[[int], bytes]:
    """How to read a file's unpacked bytes, told by its first ones."""
    start = raw.read(len(XZ_MAGIC))
    raw.seek(0)
    if start == XZ_MAGIC:
        return XzReader(raw).read
    if start.startswith(_GZ):
        return gzip.GzipFile(fileobj=raw).read
    return raw.read


@contextmanager
def _zip(raw: BinaryIO, path: Path, field: str) -> Iterator[zipfile.ZipFile]:
    try:
        with telling_why(path, field=field):
            packed = zipfile.ZipFile(raw)
    except (
        DamageError,
        ValueError,  # places before the beginning, names in no encoding
        NotImplementedError,  # a version of the format, or disks, that zipfile does not know
    ):
        raise Refused("This file is not a whole zip. Get it again.", field=field) from None
    with packed:
        if len(packed.infolist()) > MEMBERS_MAX:
            raise Refused(
                "This zip has more than %(number)s files.", field=field, number=MEMBERS_MAX
            )
        yield packed


def _member(packed: zipfile.ZipFile, member: str, path: Path, field: str) -> IO[bytes]:
    """Open one file of a zip. Raises Refused when there is none so called, else DamageError."""
    try:
        with telling_why(path, field=field):
            return packed.open(member)
    except KeyError:
        raise Refused("There is no “%(member)s” in this zip.", field=field, member=member) from None
    except (
        ValueError,  # a name in no encoding
        RuntimeError,  # it has a password
        NotImplementedError,  # a compression, an encryption or patches that zipfile does not know
    ):
        raise DamageError from None


def _line(stream: BinaryIO, number: int, field: str, line_bytes_max: int) -> bytes:
    try:
        raw = stream.readline(line_bytes_max + 1)
    except DamageError:
        raise Refused(
            "From line %(line)s on this file is damaged or cut off. Get it again.",
            field=field,
            line=number,
        ) from None
    if len(raw) > line_bytes_max:
        raise Refused("Line %(line)s is too long to be one record.", field=field, line=number)
    return raw


def _buffered(bounded: _Bounded) -> BinaryIO:
    return io.BufferedReader(bounded, _CHUNK_BYTES)


class _Bounded(io.RawIOBase):
    """A stream that counts what it gives, and stops where a bomb is the only explanation."""

    def __init__(
        self,
        read: Callable[[int], bytes],
        packed_bytes: Callable[[], int],
        path: Path,
        field: str,
    ) -> None:
        super().__init__()
        self._path = path
        self._read = read
        self._packed_bytes = packed_bytes
        self._field = field
        self._given = 0

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, as io.RawIOBase says. Raises Refused past a bound, else DamageError."""
        view = memoryview(buffer).cast("B")
        with telling_why(self._path, field=self._field):
            data = self._read(len(view))
        view[: len(data)] = data
        self._given += len(data)
        if self._given > UNPACKED_BYTES_MAX:
            raise Refused(
                "This file unpacks to more than %(size)s MiB. Give a smaller one.",
                field=self._field,
                size=UNPACKED_BYTES_MAX // 1024**2,
            )
        swollen = self._given > RATIO_MAX * max(self._packed_bytes(), 1)
        if swollen and self._given > RATIO_FREE_BYTES:
            raise Refused(
                "This file unpacks to more than %(times)s times its size, which no real history"
                " does.",
                field=self._field,
                times=RATIO_MAX,
            )
        return len(data)

"""The one way a history file is opened: plain, .gz or .xz, or a member of a zip; always bounded.

A small file can unpack to more than a disk holds, or to one line without end. So everything is
streamed, no more is unpacked than `UNPACKED_BYTES_MAX`, packed data may not swell more than
`RATIO_MAX` times once it is past `RATIO_FREE_BYTES`, and no line is longer than `LINE_BYTES_MAX`.
What is damaged, cut off or not UTF-8 is Refused, naming the line. How a file is packed is told by
its first bytes, never by its name.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cohive.words.refusals import Refused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "DAMAGE",
    "EXTRA",
    "csv_rows",
    "head_of",
    "header_of",
    "is_zip",
    "lines",
    "lines_of",
    "member_names",
    "open_bytes",
    "open_member",
]

UNPACKED_BYTES_MAX = 4 * 1024**3
RATIO_MAX = 300
RATIO_FREE_BYTES = 64 * 1024**2
LINE_BYTES_MAX = 4 * 1024**2
HEAD_BYTES = 64 * 1024
MEMBERS_MAX = 100_000
EXTRA = ""
"""The key of `csv_rows` under which cells beyond the header stand, joined by the delimiter."""

DAMAGE = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)
"""What reading a stream of `open_bytes` raises inside its block when the file is damaged."""

_XZ = b"\xfd7zXZ\0"
_GZ = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK_BYTES = 256 * 1024
_XZ_MEMORY_BYTES = 256 * 1024**2
_DELIMITERS = (",", ";", "\t", "|")


@contextmanager
def open_bytes(path: Path, *, field: str) -> Iterator[BinaryIO]:
    """The unpacked bytes of a plain, gzip or xz file, as a stream that cannot be sought.

    Raises Refused at `field` when it cannot be opened, is a folder, swells without bound, or turns
    out damaged while the block reads it.
    """
    with _opened(path, field) as raw:
        try:
            yield io.BufferedReader(_Bounded(_unpacking(raw), raw.tell, field), _CHUNK_BYTES)
        except DAMAGE:
            raise Refused("This file is damaged or cut off. Get it again.", field=field) from None


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does; False for what cannot be read."""
    try:
        with path.open("rb") as raw:
            return raw.read(4) in _ZIP
    except OSError:
        return False


def member_names(path: Path, *, field: str) -> tuple[str, ...]:
    """The names of the files in a zip, in its order. Raises Refused for what is no whole zip."""
    with _opened(path, field) as raw, _zip(raw, field) as packed:
        return tuple(each.filename for each in packed.infolist() if not each.is_dir())


@contextmanager
def open_member(path: Path, member: str, *, field: str) -> Iterator[BinaryIO]:
    """One file of a zip, bounded like `open_bytes`. Raises Refused when it is absent or locked."""
    with _opened(path, field) as raw, _zip(raw, field) as packed:
        try:
            known = packed.getinfo(member)
            unpacked = packed.open(known)
        except KeyError:
            raise Refused(
                "There is no “%(member)s” in this zip.", field=field, member=member
            ) from None
        except (RuntimeError, NotImplementedError, *DAMAGE):
            raise Refused(
                "“%(member)s” in this zip is damaged or locked.", field=field, member=member
            ) from None
        with unpacked:
            bounded = _Bounded(unpacked.read, lambda: known.compress_size, field)
            try:
                yield io.BufferedReader(bounded, _CHUNK_BYTES)
            except DAMAGE:
                raise Refused(
                    "“%(member)s” in this zip is damaged or locked.", field=field, member=member
                ) from None


def head_of(path: Path, *, field: str) -> bytes:
    """The first 64 KiB, unpacked, by which a kind is guessed; b"" for a folder."""
    if path.is_dir():
        return b""
    with open_bytes(path, field=field) as stream:
        try:
            return stream.read(HEAD_BYTES)
        except DAMAGE:
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
    for no header, a column given twice, an open quotation mark.
    """
    with open_bytes(path, field=field) as stream:
        numbered = lines_of(stream, field=field)
        first = next((text for _, text in numbered), "")
        if not first.strip():
            raise Refused("This file is empty.", field=field)
        chosen = delimiter or _delimiter(first)
        reader = csv.reader(_again(first, numbered), delimiter=chosen, strict=True)
        columns: list[str] | None = None
        try:
            for cells in reader:
                if columns is None:
                    columns = _header(cells, field)
                elif cells:
                    yield reader.line_num, _row(columns, cells, chosen)
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


def _again(first: str, numbered: Iterator[tuple[int, str]]) -> Iterator[str]:
    yield first
    for _, text in numbered:
        yield text


def _header(cells: list[str], field: str) -> list[str]:
    # tables saved by R have no name over the column of row numbers
    columns = [cell.strip() or f"column {number}" for number, cell in enumerate(cells, 1)]
    for name in columns:
        if columns.count(name) > 1:
            raise Refused("The column “%(name)s” is given twice.", field=field, name=name)
    return columns


def _row(columns: list[str], cells: list[str], delimiter: str) -> dict[str, str]:
    missing = len(columns) - len(cells)
    row = dict(zip(columns, cells + [""] * missing if missing > 0 else cells, strict=False))
    if missing < 0:
        row[EXTRA] = delimiter.join(cells[missing:])
    return row


@contextmanager
def _opened(path: Path, field: str) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise Refused("“%(name)s” is a folder, not a file.", field=field, name=path.name)
    try:
        raw = path.open("rb")
    except (OSError, ValueError):
        raise Refused("This file cannot be opened.", field=field) from None
    with raw:
        yield raw


def _unpacking(raw: BinaryIO) -> Callable[[int], bytes]:
    """How to read a file's unpacked bytes, told by its first ones."""
    start = raw.read(len(_XZ))
    raw.seek(0)
    if start == _XZ:
        return _Xz(raw).read
    if start.startswith(_GZ):
        return gzip.GzipFile(fileobj=raw).read
    return raw.read


@contextmanager
def _zip(raw: BinaryIO, field: str) -> Iterator[zipfile.ZipFile]:
    try:
        packed = zipfile.ZipFile(raw)
    except (*DAMAGE, OSError, ValueError, NotImplementedError):
        raise Refused("This file is not a whole zip. Get it again.", field=field) from None
    with packed:
        if len(packed.infolist()) > MEMBERS_MAX:
            raise Refused(
                "This zip has more than %(number)s files.", field=field, number=MEMBERS_MAX
            )
        yield packed


def _line(stream: BinaryIO, number: int, field: str, line_bytes_max: int) -> bytes:
    try:
        raw = stream.readline(line_bytes_max + 1)
    except DAMAGE:
        raise Refused(
            "From line %(line)s on this file is damaged or cut off. Get it again.",
            field=field,
            line=number,
        ) from None
    if len(raw) > line_bytes_max:
        raise Refused("Line %(line)s is too long to be one record.", field=field, line=number)
    return raw


class _Bounded(io.RawIOBase):
    """A stream that counts what it gives, and stops where a bomb is the only explanation."""

    def __init__(
        self, read: Callable[[int], bytes], packed_bytes: Callable[[], int], field: str
    ) -> None:
        super().__init__()
        self._read = read
        self._packed_bytes = packed_bytes
        self._field = field
        self._given = 0

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, as io.RawIOBase says. Raises Refused past a bound."""
        view = memoryview(buffer).cast("B")
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


class _Xz:
    """xz with a limit on the memory its dictionary may ask for, which lzma.open does not offer."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._decoder = _decoder()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises EOFError or LZMAError when damaged."""
        while True:
            packed = b""
            if self._decoder.eof:  # another stream may follow, after padding
                packed = (self._decoder.unused_data or self._raw.read(_CHUNK_BYTES)).lstrip(b"\0")
                if not packed and not (packed := self._raw.read(_CHUNK_BYTES).lstrip(b"\0")):
                    return b""
                self._decoder = _decoder()
            elif self._decoder.needs_input and not (packed := self._raw.read(_CHUNK_BYTES)):
                raise EOFError
            if data := self._decoder.decompress(packed, size):
                return data


def _decoder() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)

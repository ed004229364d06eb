"""A file of rows as people have it: CSV or TSV, in the encodings and quirks of its program.

Read twice and never held in memory: the first pass finds how the text is written, the second gives
rows with their line numbers. Whatever is damaged raises Refused naming the line.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from cohive.words.refusals import Refused

__all__ = ["Row", "Source", "Table", "normal", "open_table"]

Source = Path | bytes
"""Where a table comes from: a file, plain or gzipped, or its bytes."""

UNPACKED_BYTES_MAX = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_LINE_BYTES_MAX = 4 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
_DAMAGED = "From line %(line)s on this file is damaged or cut off. Get it again."
_TOO_LONG = "Line %(line)s is damaged: a quotation mark is not closed, or a cell is too long."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` is where it begins in the file, `columns` maps normal names to positions."""

    line: int
    cells: Sequence[str]
    columns: Mapping[str, int]

    def text(self, *names: str) -> str:
        """The first of these columns that the table has, trimmed; "" when it has none of them."""
        for name in names:
            position = self.columns.get(name)
            if position is not None:
                return self.cells[position].strip()
        return ""


@dataclass(frozen=True)
class Table:
    """A table that can be read: its header, how it is written, the SHA-256 of its bytes."""

    source: Source
    header: tuple[str, ...]
    header_line: int
    encoding: str
    delimiter: str
    is_quoted: bool
    digest: str
    field: str

    @property
    def columns(self) -> dict[str, int]:
        """Normal column names and their positions; a name that stands twice has its first."""
        found: dict[str, int] = {}
        for position, name in enumerate(self.header):
            found.setdefault(normal(name), position)
        return found

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank. Raises Refused at the first damaged line."""
        columns = self.columns
        width = len(self.header)
        for line, cells in _records(
            self.source, self.encoding, self.delimiter, self.is_quoted, self.field
        ):
            if line <= self.header_line or not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]  # noqa: PLW2901 - spreadsheets add empty cells at the end
            if len(cells) != width:
                raise Refused(
                    "Line %(line)s has %(found)s columns, the header has %(wanted)s.",
                    field=self.field,
                    line=line,
                    found=len(cells),
                    wanted=width,
                )
            yield Row(line, cells, columns)


def normal(name: str) -> str:
    """A column's name as it is compared: lower case, single spaces, no underscores."""
    return " ".join(name.replace("_", " ").replace("\ufeff", "").casefold().split())


def open_table(source: Source, *, field: str, encoding: str = "", delimiter: str = "") -> Table:
    """Find out how a table is written; what is given is not guessed.

    Raises Refused at `field` for a file that is empty, binary, a workbook, cut off or too large.
    """
    head, digest, found = _surveyed(source, field)
    encoding = encoding or found
    first = _first_line(head, encoding, field)
    told = re.fullmatch(r"sep=(.)", first.strip("\r\n\ufeff"))
    delimiter = delimiter or (told.group(1) if told else _sniffed(first))
    is_quoted = delimiter != "\t" or '"' in first
    for line, cells in _records(source, encoding, delimiter, is_quoted, field):
        names = tuple(cell.strip().lstrip("\ufeff") for cell in cells)
        if any(names) and not (told and line == 1):
            break
    else:
        raise Refused("This file is empty.", field=field)
    if len(names) < 2:
        raise Refused("This is not a table: its first line has one column only.", field=field)
    return Table(source, names, line, encoding, delimiter, is_quoted, digest, field)


@contextmanager
def _opened(source: Source, field: str) -> Iterator[BinaryIO]:
    """The unpacked bytes of a source."""
    try:
        raw: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except OSError:
        raise Refused("This file cannot be opened.", field=field) from None
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        try:
            if packed:
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Refused(_DAMAGED, field=field, line=_damaged_line(source)) from error


def _damaged_line(source: Source) -> int:
    """The first line of a packed file that cannot be unpacked whole."""
    line = 1
    with (
        io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as raw,
        suppress(EOFError, gzip.BadGzipFile, zlib.error),
        gzip.GzipFile(fileobj=raw) as packed,
    ):
        while chunk := packed.read1(_CHUNK_BYTES):
            line += chunk.count(b"\n")
    return line


def _surveyed(source: Source, field: str) -> tuple[bytes, str, str]:
    """The first pass: the beginning, the digest, and the encoding of the whole."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    pairs: Counter[bool] = Counter()
    head, size, is_utf8 = b"", 0, True
    run = line = 0
    with _opened(source, field) as raw:
        while chunk := raw.read(_CHUNK_BYTES):
            head = head or chunk[:65536]
            size += len(chunk)
            if size > UNPACKED_BYTES_MAX:
                raise Refused(
                    "This file is larger than %(limit)s MiB.",
                    field=field,
                    limit=UNPACKED_BYTES_MAX // 1024**2,
                )
            run, line = _line_run(chunk, run), line + chunk.count(b"\n")
            if run > _LINE_BYTES_MAX:  # a line is held whole, and packed it costs nothing to send
                raise Refused(_TOO_LONG, field=field, line=line + 1)
            digest.update(chunk)
            pairs.update(len(run) % 2 == 0 for run in re.findall(rb"[\x80-\xff]+", chunk))
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
        is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    if not head.strip():
        raise Refused("This file is empty.", field=field)
    return head, digest.hexdigest(), _encoding(head, is_utf8, pairs, field)


def _line_run(chunk: bytes, run: int) -> int:
    """How many bytes the line is long that goes on behind this piece."""
    end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    return run + len(chunk) if end < 0 else len(chunk) - end - 1


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, is_utf8: bool, pairs: Counter[bool], field: str) -> str:
    """From the byte order mark, from the place of zero bytes, from what decodes."""
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(
            "This is a workbook of a spreadsheet program. Save it as CSV and choose it again.",
            field=field,
        )
    if head.startswith((b"\xff\xfe\0\0", b"%PDF")):
        raise Refused("This is not a table of text, but another kind of file.", field=field)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        return _without_mark(head, field)
    if is_utf8:
        return "utf-8-sig"
    # In Chinese text every character above ASCII is a pair of high bytes; in western text they
    # mostly stand alone.
    return "gb18030" if pairs[True] >= 3 * pairs[False] else "cp1252"


def _without_mark(head: bytes, field: str) -> str:
    """UTF-16 whose byte order mark was lost shows zero at every second place."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 5 and even == 0:
        return "utf-16-le"
    if even > len(head) / 5 and odd == 0:
        return "utf-16-be"
    raise Refused("This is not a table of text, but another kind of file.", field=field)


def _first_line(head: bytes, encoding: str, field: str) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except (UnicodeDecodeError, LookupError):
        raise Refused(
            "This file cannot be read as %(encoding)s.", field=field, encoding=encoding
        ) from None
    return next((line for line in text.splitlines() if line.strip()), "")


def _sniffed(line: str) -> str:
    """The delimiter that gives the header the most columns."""
    widths = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: widths[mark])


def _records(
    source: Source, encoding: str, delimiter: str, is_quoted: bool, field: str
) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line it begins at, blank ones included."""
    line = 0
    # Tab-separated exports do not quote, and titles such as 12" Mix may stand in them.
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
    with _opened(source, field) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, quoting=quoting, strict=True)
        try:
            for cells in reader:
                begin, line = line + 1, reader.line_num
                if any("\0" in cell for cell in cells):
                    raise Refused(
                        "Line %(line)s has bytes that are no text.", field=field, line=begin
                    )
                yield begin, cells
        except UnicodeDecodeError as error:
            whole_lines = error.object[: error.start].count(b"\n")
            raise Refused(
                "Line %(line)s has characters that cannot be read.",
                field=field,
                line=reader.line_num + whole_lines + 1,
            ) from None
        except csv.Error:
            raise Refused(_TOO_LONG, field=field, line=line + 1) from None

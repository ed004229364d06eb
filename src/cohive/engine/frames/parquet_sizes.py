"""How much a Parquet file becomes once it is unpacked, told without unpacking it.

A Parquet file of 100 KB can hold a thousand million rows: pages are compressed, and a run of equal
values takes a few bytes. So before polars reads one, its footer is read here (how many rows, where
each column's pages stand) and the small header in front of every page (how large it becomes, how
many values it holds). What a footer sums up itself is not believed: pages are what is unpacked.

Both are written in Thrift's compact protocol; `_Thrift` reads that, whatever the fields. Source:
apache/parquet-format (parquet.thrift) and the Thrift compact protocol specification.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

__all__ = ["ParquetSizes", "parquet_sizes"]

FOOTER_BYTES_MAX: Final = 16 * 1024**2
HEADER_BYTES_MAX: Final = 64 * 1024
"""Of one page: its statistics hold a least and a greatest value."""
PAGES_MAX: Final = 500_000
NESTED_MAX: Final = 16

Struct = dict[int, object]


@dataclass(frozen=True)
class ParquetSizes:
    """What a file becomes.

    Attributes
    ----------
    rows : int
        The most values in any one column, and no fewer than the footer says.
    size_bytes : int
        All pages, unpacked.
    """

    rows: int
    size_bytes: int


def parquet_sizes(file: BinaryIO) -> ParquetSizes:
    """Measure a Parquet file.

    Parameters
    ----------
    file : BinaryIO
        Where one can seek; left at any place.

    Returns
    -------
    ParquetSizes
        Counted over all pages.

    Raises
    ------
    ValueError
        For what is no Parquet file, is damaged, or has a footer, a header or more pages than any
        real one.
    OSError
        Where it cannot be read.
    """
    footer = _footer(file)
    rows = _whole(footer.get(3))
    columns: dict[int, int] = {}
    size_bytes = pages = 0
    for group in _structs(footer.get(4)):
        for place, chunk in enumerate(_structs(group.get(1))):
            for page_bytes, values in _pages(file, _struct(chunk.get(3))):
                pages += 1
                size_bytes += page_bytes
                columns[place] = columns.get(place, 0) + values
                if pages > PAGES_MAX:
                    raise ValueError("too many pages")
    return ParquetSizes(max([rows, *columns.values()]), size_bytes)


def _footer(file: BinaryIO) -> Struct:
    """The file's own description: at its end, before its length and the letters PAR1."""
    end = file.seek(0, os.SEEK_END)
    if end < 12:
        raise ValueError("too short")
    file.seek(end - 8)
    tail = file.read(8)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != b"PAR1" or not 0 < length <= min(FOOTER_BYTES_MAX, end - 12):
        raise ValueError("no footer")
    file.seek(end - 8 - length)
    return _Thrift(file.read(length)).struct()


def _pages(file: BinaryIO, chunk: Struct) -> Iterator[tuple[int, int]]:
    """Of each page of a column: its size in bytes, unpacked, and its values."""
    starts = [_whole(chunk[key]) for key in (9, 11) if key in chunk]
    at = min((start for start in starts if start > 0), default=0)
    end = at + _whole(chunk.get(7))
    if not starts or at < 4:
        raise ValueError("a column without pages")
    while at < end:
        file.seek(at)
        thrift = _Thrift(file.read(HEADER_BYTES_MAX))
        header = thrift.struct()
        described = _struct(header.get(5, header.get(8, {})))
        yield _whole(header.get(2)), _whole(described.get(1)) if described else 0
        at += thrift.place + _whole(header.get(3))


def _whole(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("no number")
    return value


def _struct(value: object) -> Struct:
    if not isinstance(value, dict):
        raise ValueError("no struct")
    return value


def _structs(value: object) -> list[Struct]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return [_struct(one) for one in value]


class _Thrift:
    """A reader of the compact protocol. Every value takes at least a byte, so the length of what is
    given bounds what comes out.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0
        self._readers: dict[int, Callable[[int], object]] = {
            1: lambda _: self._byte(),  # as an element of a list; a field has no byte of its own
            2: lambda _: self._byte(),
            3: lambda _: self._byte(),
            4: lambda _: self._zigzag(),
            5: lambda _: self._zigzag(),
            6: lambda _: self._zigzag(),
            7: lambda _: self._skip(8),
            8: lambda _: self._skip(self._varint()),
            9: self._list,
            10: self._list,
            12: self.struct,
        }

    def struct(self, nested: int = 0) -> Struct:
        """The fields by their numbers; of texts only that they are there."""
        if nested > NESTED_MAX:
            raise ValueError("nested too deeply")
        found: Struct = {}
        field = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            field = field + step if step else self._zigzag()
            found[field] = kind == 1 if kind in (1, 2) else self._value(kind, nested)
        return found

    def _value(self, kind: int, nested: int) -> object:
        if kind not in self._readers:
            raise ValueError("unknown kind")
        return self._readers[kind](nested + 1)

    def _list(self, nested: int) -> list[object]:
        head = self._byte()
        count = head >> 4 if head >> 4 < 15 else self._varint()
        if nested > NESTED_MAX or count > len(self._content):
            raise ValueError("no such list")
        return [self._value(head & 15, nested) for _ in range(count)]

    def _byte(self) -> int:
        if self.place >= len(self._content):
            raise ValueError("cut off")
        self.place += 1
        return self._content[self.place - 1]

    def _varint(self) -> int:
        found = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
        raise ValueError("a number without an end")

    def _zigzag(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)

    def _skip(self, length: int) -> None:
        if length > len(self._content) - self.place:
            raise ValueError("cut off")
        self.place += length

"""Opening a file that anybody may have named, and reading it no further than memory allows.

A name can stand for something without an end (a device, a pipe that nobody writes to), and a small
file can say that it is large. So a file is opened without waiting, looked at before a byte is read,
and read within the bounds that stand here: they are what a machine with 8 GB holds beside the
computing.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from cohive.words.refusals import Refused

__all__ = ["BYTES_MAX", "ROWS_MAX", "RecordLines", "check_rows", "check_size", "opened"]

ROWS_MAX: Final = 5_000_000
"""About 3 GB of memory while they are read."""
BYTES_MAX: Final = 4 * 1024**3
"""Of a text, or of a Parquet file unpacked."""
RECORD_CHARACTERS_MAX: Final = 4 * 1024**2
"""Of one row as text, however many lines it takes."""
MEGABYTE: Final = 1024**2


def opened(path: Path) -> BinaryIO:
    """Open a file for reading, without waiting for anybody.

    Parameters
    ----------
    path : Path
        What somebody says is a frame.

    Returns
    -------
    BinaryIO
        At its beginning.

    Raises
    ------
    Refused
        For what cannot be opened, and for folders, devices and pipes.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError):
        raise Refused("%(file)s cannot be opened.", field="source", file=path.name) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused(
            "%(file)s cannot be opened as a file: it is a folder, a device or a pipe.",
            field="source",
            file=path.name,
        )
    return os.fdopen(handle, "rb")


def check_rows(path: Path, rows: int) -> None:
    """See that so many rows can be held.

    Parameters
    ----------
    path : Path
        Whose they are.
    rows : int
        From 0.

    Raises
    ------
    Refused
        Above `ROWS_MAX`.
    """
    if rows > ROWS_MAX:
        raise Refused(
            "%(file)s has more than %(most)s rows, the most that can be read here.",
            field="source",
            file=path.name,
            most=ROWS_MAX,
        )


def check_size(path: Path, size_bytes: int) -> None:
    """See that so much text can be held.

    Parameters
    ----------
    path : Path
        Whose it is.
    size_bytes : int
        Unpacked, from 0.

    Raises
    ------
    Refused
        Above `BYTES_MAX`.
    """
    if size_bytes > BYTES_MAX:
        raise Refused(
            "%(file)s holds %(size)s MB once it is unpacked; at most %(most)s MB can be read here.",
            field="source",
            file=path.name,
            size=-(-size_bytes // MEGABYTE),
            most=BYTES_MAX // MEGABYTE,
        )


class RecordLines:
    """The lines of a text, none of them endless, nor any record of several lines.

    Parameters
    ----------
    path : Path
        Named in refusals.
    text : TextIO
        Whose lines keep their endings.

    Raises
    ------
    Refused
        While iterating: for more than `RECORD_CHARACTERS_MAX` since `begin_record`.
    UnicodeDecodeError
        While iterating, as the text does.
    """

    def __init__(self, path: Path, text: TextIO) -> None:
        self._path = path
        self._text = text
        self._line = 0
        self._left = RECORD_CHARACTERS_MAX

    def begin_record(self) -> None:
        """What comes from here on is another record."""
        self._left = RECORD_CHARACTERS_MAX

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(self._left + 1):
            self._line += 1
            self._left -= len(line)
            if self._left < 0:
                raise Refused(
                    "The row at line %(line)s of %(file)s is longer than %(most)s characters, the "
                    "most that can be read here.",
                    field="source",
                    line=self._line,
                    file=self._path.name,
                    most=RECORD_CHARACTERS_MAX,
                )
            yield line

"""The one door to a person's file: regular files only, and one sentence for whatever goes wrong.

A named pipe waits for whoever writes into it, a device never ends, and looking at a path can fail
in as many ways as reading it. So nothing here waits, only a regular file is opened, and what the
system says of it becomes a refusal that names the file and the reason. What several libraries say
of bytes that are not whole has one name, `DamageError`, since who reads knows the line.
"""

from __future__ import annotations

import errno
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = [
    "DamageError",
    "check_source",
    "is_folder",
    "is_regular",
    "is_there",
    "open_regular",
    "telling_why",
]

_DAMAGE: Final = (
    EOFError,  # cut off: gzip, bz2, xz
    zlib.error,  # gzip and zip
    lzma.LZMAError,  # xz, and LZMA in a zip
    zipfile.BadZipFile,  # a zip whose parts or sums do not fit
)
"""What libraries say of bytes that are not whole; those of gzip and bz2 are OSErrors besides."""

_NOWHERE: Final = frozenset({errno.ENOENT, errno.ENOTDIR})
_NO_FILE: Final = frozenset({errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP})
"""What opening a socket, or a device that is not there, says."""

_REASONS: Final = {
    errno.EACCES: Sentence("you may not read it, or not look into the folder where it is."),
    errno.EPERM: Sentence("you may not read it, or not look into the folder where it is."),
    errno.ENAMETOOLONG: Sentence("its name is too long."),
    errno.ELOOP: Sentence("its links lead in a circle."),
    errno.EIO: Sentence("the system cannot get at what is in it."),
}


class DamageError(Exception):
    """The bytes of a stream are cut off or not what their packing says."""


def open_regular(path: Path, *, field: str) -> BinaryIO:
    """Open a regular file for reading its bytes, without ever waiting; the caller closes it.

    Raises Refused at `field`, naming the file, for a folder, a pipe, a socket, a device, and what
    is not there or may not be read.
    """
    with _reaching(path, field):
        raw = open(path, "rb", opener=_without_waiting)  # noqa: SIM115
        if stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            return raw
        raw.close()
    raise _no_regular_file(path, field)


@contextmanager
def telling_why(path: Path, *, field: str) -> Iterator[None]:
    """Turn what the system or a library says of a file inside the block into words.

    Raises Refused at `field`, naming file and reason, for the system's errors; DamageError for
    bytes that are not whole.
    """
    try:
        yield
    except _DAMAGE:
        raise DamageError from None
    except OSError as error:
        if error.errno is None:  # bz2 and gzip speak of wrong bytes so; the system has a number
            raise DamageError from None
        raise _refusal(error.errno, path, field) from None


def check_source(path: Path, *, field: str) -> None:
    """Raises Refused, naming it, unless this is a regular file or a folder one may look into."""
    with _reaching(path, field):
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            os.stat(os.path.join(path, os.curdir))  # asks for the right to look into it
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise _no_regular_file(path, field)


def is_regular(path: Path) -> bool:
    """Whether there is a regular file; False for what cannot be looked at."""
    return stat.S_ISREG(_mode(path))


def is_there(path: Path) -> bool:
    """Whether there is anything; False for what cannot be looked at."""
    return bool(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether there is a folder; False for what cannot be looked at."""
    return stat.S_ISDIR(_mode(path))


@contextmanager
def _reaching(path: Path, field: str) -> Iterator[None]:
    try:
        with telling_why(path, field=field):
            yield
    except ValueError:  # a sign in the path that no file system takes
        raise Refused("“%(file)s” cannot be read.", field=field, file=_name(path)) from None


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return 0


def _without_waiting(path: str, flags: int) -> int:
    """Opening a pipe waits for whoever writes into it, unless it is told not to."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _refusal(number: int, path: Path, field: str) -> Refused:
    if number in _NOWHERE:
        return Refused("There is no file “%(file)s”.", field=field, file=str(path))
    if number == errno.EISDIR:
        return Refused("“%(name)s” is a folder, not a file.", field=field, name=_name(path))
    if number in _NO_FILE:
        return _no_regular_file(path, field)
    said = Sentence("the system says “%(text)s”.", {"text": os.strerror(number)})
    return Refused(
        "“%(file)s” cannot be read: %(reason)s",
        field=field,
        file=_name(path),
        reason=_REASONS.get(number, said),
    )


def _no_regular_file(path: Path, field: str) -> Refused:
    return Refused(
        "“%(file)s” is a pipe, a socket or a device. Save what comes out of it as a file, and name"
        " that.",
        field=field,
        file=_name(path),
    )


def _name(path: Path) -> str:
    return path.name or str(path)

"""Files that came with messages: in the place's folder, named by message and content.

`<home>/files/of-inbox/ab/abcd…`: never under an address, never shown as a page, never opened here.
They leave as attachments, to those who answer and to who has the conversation's link. No two
messages hold one file, so erasing one message's erases nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from uuid import UUID

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")
NAME_CHARACTERS_MAX = 120
TYPE_CHARACTERS_MAX = 100
FILE_BYTES_MAX = 10 * 1024 * 1024
FILES_MAX = 10
TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True)
class Piece:
    """A file as it came in."""

    name: str
    media_type: str
    body: bytes = field(repr=False)

    @property
    def plain_name(self) -> str:
        """Its name without folders, line ends and signs nobody can read."""
        name = " ".join(PurePath(self.name.replace("\\", "/")).name.split())
        readable = "".join(sign for sign in name if sign.isprintable())
        stem, dot, ending = readable.rpartition(".")
        if len(readable) <= NAME_CHARACTERS_MAX:
            return readable or "file"
        return f"{stem[: NAME_CHARACTERS_MAX - 12]}{dot}{ending[:10]}"

    @property
    def plain_type(self) -> str:
        """What it says it is; nobody believes it."""
        kind = self.media_type.strip().lower()
        is_known = TYPE.fullmatch(kind) and len(kind) <= TYPE_CHARACTERS_MAX
        return kind if is_known else "application/octet-stream"


def keep(message: UUID, number: int, body: bytes) -> str:
    """Write a file of a message; return its key."""
    known = hashlib.sha256(body).digest()
    key = hashlib.sha256(b"\n".join((message.bytes, str(number).encode(), known))).hexdigest()
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(body)
    unfinished.replace(path)
    return key


def path_of(key: str) -> Path:
    """Where a file lies."""
    if not DIGEST.fullmatch(key):
        raise ValueError("a file is named by 64 hexadecimal digits")
    return _folder() / key[:2] / key


def forget(key: str) -> None:
    """Erase a file; one that is gone already is none."""
    path_of(key).unlink(missing_ok=True)


def forget_others(known: Iterable[str], *, before: datetime) -> int:
    """Erase every file written before an instant that no message names; how many."""
    named, gone = set(known), 0
    for path in _folder().glob("*/*"):
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    return Path(settings.HOME) / "files" / "of-inbox"

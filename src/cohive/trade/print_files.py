"""Files that buyers hand in to be printed: kept for one order, seen by the desk, then forgotten.

`<home>/files/of-buyers/ab/abcd…`: never under an address, never shown as a page, never opened but
by a process with limits (`bridges.pictures`), which only tries whether it is the picture it says it
is. A file's key is made of the form it came with and of what is in it: the same form again is the
same file, and no two orders ever hold one file, so that erasing one order's erases nothing else.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Self

from django.conf import settings

from cohive.bridges.pictures import UPLOAD_BYTES_MAX, reencode
from cohive.trade.files import DIGEST, NAME_CHARACTERS_MAX
from cohive.words.refusals import Refused

MEGABYTES_MAX = UPLOAD_BYTES_MAX // 1024**2
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}
"""What a printer can take, by its ending."""
_BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "application/pdf": re.compile(rb"%PDF-1\.|%PDF-2\."),
}
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|OpenAction|AA|RichMedia|XFA|SubmitForm|Encrypt)\b"
)
"""What makes a PDF do something, or hides what it does."""
_FILTERS = re.compile(rb"/(?:Filter|DecodeParms|DP|FFilter|FDecodeParms)\b")
_DEFLATED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?=/|>>)")
_STREAMS_MAX = 50_000
_HIDDEN = b"/Encrypt"
_SPELLED = re.compile(rb"#([0-9A-Fa-f]{2})")
_UNPACKED_BYTES_MAX = 64 * 1024 * 1024
_WRITTEN = re.compile(r"([0-9a-f]{64}) ([0-9]{1,9}) (\S.*)")


@dataclass(frozen=True)
class PrintFile:
    """A file that was handed in; written into an order as one line."""

    key: str
    size_bytes: int
    name: str

    def __str__(self) -> str:
        return f"{self.key} {self.size_bytes} {self.name}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The file of such a line; None for any other text, as when it is erased."""
        found = _WRITTEN.fullmatch(text)
        return cls(found[1], int(found[2]), found[3]) if found else None

    @property
    def media_type(self) -> str:
        """What it was found to be when it was kept."""
        return MEDIA_TYPES[PurePath(self.name).suffix.lower()]


def keep(name: str, data: bytes, *, form: str, field: str) -> PrintFile:
    """Look at a file, write it, and say what to write into the order.

    `form` is the key of the form it came with. Refused at `field`: another kind, damaged, larger
    than 25 MiB, a PDF that does something. Outside any transaction: a file that no order names is
    forgotten a day later.
    """
    plain = _named(name, field)
    _check(plain, data, field)
    key = hashlib.sha256(b"\n".join((form.encode(), hashlib.sha256(data).digest()))).hexdigest()
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return PrintFile(key, len(data), plain)


def path_of(key: str) -> Path:
    """Where a file lies."""
    if not DIGEST.fullmatch(key):
        raise ValueError("a file is named by 64 hexadecimal digits")
    return _folder() / key[:2] / key


def forget(key: str) -> None:
    """Erase a file; one that is gone already is none."""
    path_of(key).unlink(missing_ok=True)


def forget_others(known: Iterable[str], *, before: datetime) -> int:
    """Erase every file that was written before an instant and that no order names; how many."""
    named, gone = set(known), 0
    for path in _folder().glob("*/*"):
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    return Path(settings.HOME) / "files" / "of-buyers"


def _named(name: str, field: str) -> str:
    plain = " ".join(PurePath(name.replace("\\", "/")).name.split())
    ending = PurePath(plain).suffix.lower()
    if ending not in MEDIA_TYPES or not plain.isprintable():
        raise Refused("A printer takes PNG, JPEG, WebP or PDF: this is none of these.", field=field)
    return f"{plain[: -len(ending)][: NAME_CHARACTERS_MAX - len(ending)] or 'file'}{ending}"


def _check(name: str, data: bytes, field: str) -> None:
    if len(data) > UPLOAD_BYTES_MAX:
        raise Refused("A file may have %(most)s MB at most.", field=field, most=MEGABYTES_MAX)
    media_type = MEDIA_TYPES[PurePath(name).suffix.lower()]
    if not _BEGINNINGS[media_type].match(data):
        raise Refused("This file is not what its name says. Save it anew.", field=field)
    if media_type != "application/pdf":
        reencode(data, edge_max=64, thumb_edge=32, field=field)
        return
    if any(_ACTIVE.search(part) for part in _readable(data)):
        raise Refused(
            "This PDF holds a program, a form or another file. Save it as a plain PDF.",
            field=field,
        )


def _readable(data: bytes) -> Iterator[bytes]:
    """What a PDF says outside its pictures and fonts, also where that is packed.

    In one pass: where a stream does not end, none after it does. `_HIDDEN` for what cannot be read
    or is far more than a page needs.
    """
    left, end = _UNPACKED_BYTES_MAX, 0
    for count, (start, until) in enumerate(_streams(data)):
        said = _plain(data[end:start])
        yield said
        end = until
        if b"/ObjStm" in said:
            part = _unpacked(said, data[start:until], left)
            yield _plain(part)
            left -= len(part)
        if left <= 0 or count >= _STREAMS_MAX:
            yield _HIDDEN
            return
    yield _plain(data[end:])


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the contents of each stream begin and end."""
    at = data.find(b"stream")
    while at >= 0:
        start = at + len(b"stream")
        if data[at - 3 : at] != b"end" and data[start : start + 1] in (b"\r", b"\n"):
            end = data.find(b"endstream", start)
            if end < 0:
                return
            yield start, end
            start = end + len(b"endstream")
        at = data.find(b"stream", start)


def _unpacked(said: bytes, stream: bytes, most: int) -> bytes:
    """The objects in a stream: as they stand, or packed in the one common way; else `_HIDDEN`."""
    if not _FILTERS.search(said):
        return stream
    if len(_FILTERS.findall(said)) > 1 or not _DEFLATED.search(said):
        return _HIDDEN
    packed = stream.removeprefix(b"\r").removeprefix(b"\n")
    unpacking = zlib.decompressobj()
    try:
        part = unpacking.decompress(packed, most)
    except zlib.error:
        return _HIDDEN
    return part if unpacking.eof or len(part) >= most else _HIDDEN


def _plain(part: bytes) -> bytes:
    """Names of a PDF may be spelled with numbers: /J#61vaScript."""
    return _SPELLED.sub(lambda found: bytes([int(found[1], 16)]), part)

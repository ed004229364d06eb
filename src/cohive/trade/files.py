"""Where sold files lie: in the place's folder, named by what is in them, never under an address.

`<home>/files/ab/abcd…`. Written piece by piece, so that a record of an hour needs no memory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePath

from django.conf import settings

from cohive.words.ids import new_id
from cohive.words.refusals import Refused

DIGEST = re.compile(r"[0-9a-f]{64}")
BYTES_MAX = 1_000_000_000
NAME_CHARACTERS_MAX = 120
MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".zip": "application/zip",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".txt": "text/plain",
}
"""What may be sold as a file, by its ending; it always leaves as an attachment."""


def named(name: str) -> tuple[str, str]:
    """(the name without any folder, its media type); Refused for what cannot be sold."""
    plain = " ".join(PurePath(name.replace("\\", "/")).name.split())
    ending = PurePath(plain).suffix.lower()
    if ending not in MEDIA_TYPES or not plain.isprintable():
        raise Refused(
            "Sound, pictures, PDF, EPUB, text or ZIP: “%(name)s” is none of these.",
            field="file",
            name=plain[:NAME_CHARACTERS_MAX],
        )
    stem = plain[: -len(ending)][: NAME_CHARACTERS_MAX - len(ending)]
    return f"{stem}{ending}", MEDIA_TYPES[ending]


def keep(content: Iterable[bytes]) -> tuple[str, int]:
    """Write the pieces as they come; return (digest, bytes). Refused when empty or too large."""
    folder = Path(settings.HOME) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{new_id()}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("wb") as out:
            for piece in content:
                size += len(piece)
                if size > BYTES_MAX:
                    raise Refused("A file may have a gigabyte at most.", field="file")
                digest.update(piece)
                out.write(piece)
        if not size:
            raise Refused("This file is empty.", field="file")
        path = path_of(digest.hexdigest())
        path.parent.mkdir(exist_ok=True)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return digest.hexdigest(), size


def path_of(digest: str) -> Path:
    """The file of a digest."""
    if not DIGEST.fullmatch(digest):
        raise ValueError("a file is named by 64 hexadecimal digits")
    return Path(settings.HOME) / "files" / digest[:2] / digest

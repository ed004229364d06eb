"""Pictures of posts, as JPEG because some networks take nothing newer; named by their digest."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from cohive.bridges.channels.messages import Picture
from cohive.bridges.pictures import reencode
from cohive.words.ids import new_id

DIGEST = re.compile(r"[0-9a-f]{64}")
EDGE_MAX = 1600


def keep(upload: bytes) -> str:
    """Draw the upload anew, write it, return its digest; Refused for what is no picture."""
    drawn = reencode(upload, edge_max=EDGE_MAX, is_jpeg=True)
    path = path_of(drawn.digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{new_id()}.part")
        unfinished.write_bytes(drawn.data)
        unfinished.replace(path)
    return drawn.digest


def path_of(digest: str) -> Path:
    """The file of a digest."""
    if not DIGEST.fullmatch(digest):
        raise ValueError("a picture is named by 64 hexadecimal digits")
    return Path(settings.MEDIA_ROOT) / "posts" / f"{digest}.jpg"


def is_kept(digest: str) -> bool:
    """Whether this is a picture of ours."""
    return bool(DIGEST.fullmatch(digest)) and path_of(digest).exists()


def picture_of(digest: str, description: str) -> Picture | None:
    """The picture as it goes out; None without one or when its file is gone."""
    if not is_kept(digest):
        return None
    return Picture(path_of(digest).read_bytes(), "image/jpeg", description)

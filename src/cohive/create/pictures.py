"""Where pictures lie: files named by what is in them, so that a name never changes its meaning.

`<media>/pictures/ab/abcd….webp` and beside it `abcd….small.webp`. Writing the same picture twice
is the same file; a file nobody refers to does no harm and is never served.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from cohive.bridges.pictures import Picture
from cohive.words.ids import new_id

DIGEST = re.compile(r"[0-9a-f]{64}")
SIZES = ("full", "small")


def keep(picture: Picture) -> str:
    """Write the picture and its small one; return the digest they are called by."""
    for size, content in (("full", picture.data), ("small", picture.thumb)):
        path = path_of(picture.digest, size)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f"{new_id()}.part")
            unfinished.write_bytes(content)
            unfinished.replace(path)
    return picture.digest


def path_of(digest: str, size: str) -> Path:
    """The file of a digest; `size` is full or small."""
    if not DIGEST.fullmatch(digest):
        raise ValueError("a picture is named by 64 hexadecimal digits")
    ending = ".webp" if size == "full" else ".small.webp"
    return Path(settings.MEDIA_ROOT) / "pictures" / digest[:2] / f"{digest}{ending}"


def url_of(digest: str, size: str = "full") -> str:
    """The address of a picture, '' when there is none."""
    if not digest:
        return ""
    return reverse("create:picture", kwargs={"digest": digest, "size": size})

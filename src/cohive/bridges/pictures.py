"""Pictures from strangers become pictures of ours: smaller, upright, without metadata, WebP.

Nothing a stranger sent is kept or shown: `reencode` hands it to a process of its own with limits of
memory and time (`picture_worker`) and takes only what that process drew anew. What cannot be opened
is refused in plain words. The promise is RLIMIT_AS, RLIMIT_CPU and a wall clock; no more.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from cohive.words.refusals import Refused

__all__ = ["PIXELS_MAX", "UPLOAD_BYTES_MAX", "Picture", "reencode"]

UPLOAD_BYTES_MAX = 25 * 1024 * 1024
PIXELS_MAX = 40_000_000
_MEMORY_BYTES = 768 * 1024 * 1024
_CPU_SECONDS = 8
_WALL_SECONDS = 10.0
_QUALITY = 82
_OUT_OF_MEMORY = 3  # the worker's exit status
_WORKER = Path(__file__).with_name("picture_worker.py")
"""Named by its path and never imported: the place's own process stays without decoders."""

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1")

_AT_ONCE = threading.BoundedSemaphore(2)
"""How many pictures one process opens at the same time: it bounds memory, not only time."""


@dataclass(frozen=True)
class Picture:
    """A picture of ours: WebP in `data`, a small one in `thumb`, `digest` the SHA-256 of `data`."""

    data: bytes = field(repr=False)
    width: int
    height: int
    thumb: bytes = field(repr=False)
    digest: str


def reencode(
    data: bytes,
    *,
    edge_max: int = 2400,
    thumb_edge: int = 480,
    wall_seconds: float = _WALL_SECONDS,
    memory_bytes: int = _MEMORY_BYTES,
    is_jpeg: bool = False,
    field: str = "picture",
) -> Picture:
    """Draw an uploaded picture anew: JPEG, PNG, WebP, AVIF, or the first frame of a GIF.

    Edges are at most `edge_max` pixels; `is_jpeg` for networks that take no WebP. Raises Refused
    at `field`: for no picture, one of another kind, more than 25 MiB or 40 megapixels, a damaged
    one, or one that takes too much to open.
    """
    _check_kind(data, field)
    job = {
        "memory_bytes": memory_bytes,
        "cpu_seconds": _CPU_SECONDS,
        "pixels_max": PIXELS_MAX,
        "edge_max": edge_max,
        "thumb_edge": thumb_edge,
        "quality": _QUALITY,
        "is_jpeg": is_jpeg,
    }
    answer, rest = _asked(json.dumps(job).encode() + b"\n" + data, wall_seconds)
    if "fault" in answer:
        raise _refusal(str(answer["fault"]), field)
    cut = int(answer["picture_bytes"])
    picture, thumb = rest[:cut], rest[cut:]
    return Picture(
        data=picture,
        width=int(answer["width"]),
        height=int(answer["height"]),
        thumb=thumb,
        digest=hashlib.sha256(picture).hexdigest(),
    )


def _check_kind(data: bytes, field: str) -> None:
    """Refuse what needs no decoder to be refused, and say why."""
    if not data:
        raise Refused("This file is empty.", field=field)
    if len(data) > UPLOAD_BYTES_MAX:
        raise Refused(
            "This picture is larger than %(limit)s MiB.",
            field=field,
            limit=UPLOAD_BYTES_MAX // 1024**2,
        )
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and b"<svg" in data[:65536].lower():
        raise Refused(
            "SVG drawings cannot be taken, because they can carry programs. "
            "Save it as PNG and choose it again.",
            field=field,
        )
    brands = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    if data[4:8] == b"ftyp" and b"avif" not in brands and any(it in brands for it in _HEIC_BRANDS):
        raise Refused(
            "This is a HEIC picture, which most browsers cannot show. "
            "Save it as JPEG and choose it again.",
            field=field,
        )


def _asked(job: bytes, wall_seconds: float) -> tuple[dict[str, int | str], bytes]:
    """Run the worker; one that was killed, or ran out of time or memory, says "too heavy".

    RuntimeError when the worker itself is broken: that is our fault and not the picture's.
    """
    # -I: neither the folder it runs in nor the environment decides what it imports
    command = [sys.executable, "-I", str(_WORKER)]
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own file under our own interpreter
                command,
                input=job,
                capture_output=True,
                timeout=wall_seconds,
                check=False,
                cwd="/",
                env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            return {"fault": "too heavy"}, b""
    if done.returncode < 0 or done.returncode == _OUT_OF_MEMORY:
        return {"fault": "too heavy"}, b""
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:].decode(errors="replace"))
    line, _, rest = done.stdout.partition(b"\n")
    return json.loads(line), rest


def _refusal(fault: str, field: str) -> Refused:
    """The sentence for a word of the worker's."""
    if fault == "too many pixels":
        return Refused(
            "This picture has more than %(limit)s megapixels. Make it smaller.",
            field=field,
            limit=PIXELS_MAX // 1_000_000,
        )
    if fault == "too heavy":
        return Refused("This picture takes too much to open. Make it smaller.", field=field)
    if fault == "damaged":
        return Refused("This picture is damaged or cut off. Choose it again.", field=field)
    return Refused(
        "This is not a picture that can be shown here. Use JPEG, PNG, WebP, GIF or AVIF.",
        field=field,
    )

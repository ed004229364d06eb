"""The process that opens strangers' pictures: it may die, the place may not.

Started by `pictures` as a program of its own. It limits its memory and processor time before it
reads a byte, takes one job on standard input and gives one answer on standard output, each a line
of JSON followed by raw bytes. It knows nothing of the place and can write no file.
"""

from __future__ import annotations

import io
import json
import re
import resource
import struct
import sys
from typing import BinaryIO

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

__all__ = ["FORMATS", "OUT_OF_MEMORY", "main"]

FORMATS = tuple(
    # naming the decoders here loads them before the limits close
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
        AvifImagePlugin.AvifImageFile,
    )
)
"""What is opened; every other kind is not even looked at."""

_BEGINNING = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF....WEBP|....ftypavi[fs]", re.DOTALL
)
"""How the five kinds begin: what begins so and cannot be opened is damaged, not another kind."""

OUT_OF_MEMORY = 3
"""The exit status when there is not even memory left to say so."""

_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_SIXTEEN_BIT = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_ODD_PICTURE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    ZeroDivisionError,
    AttributeError,
    RuntimeError,  # AVIF: an item that is missing
)
"""What Pillow's decoders raise on damaged files, beside OSError."""


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Take one job from `source`, write one answer to `sink`.

    The job: {"memory_bytes", "cpu_seconds", "pixels_max", "edge_max", "thumb_edge", "quality"},
    and "is_jpeg" for JPEG.
    The answer: {"width", "height", "picture_bytes", "thumb_bytes"} and both pictures, or
    {"fault": a word} and nothing.
    """
    job = json.loads(source.readline())
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a thread counts as a process below
    resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"], job["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu_seconds"], job["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    data = b""
    try:
        data = source.read()
        picture, thumb, size = _reencoded(data, job)
        answer: dict[str, object] = {
            "width": size[0],
            "height": size[1],
            "picture_bytes": len(picture),
            "thumb_bytes": len(thumb),
        }
        parts = [picture, thumb]
    except _TooManyPixels:
        answer, parts = {"fault": "too many pixels"}, []
    except MemoryError:
        answer, parts = {"fault": "too heavy"}, []
    except UnidentifiedImageError:
        begun = _BEGINNING.match(data)
        answer, parts = {"fault": "damaged" if begun else "not a picture"}, []
    except _ODD_PICTURE:
        answer, parts = {"fault": "damaged"}, []
    sink.write(json.dumps(answer).encode() + b"\n" + b"".join(parts))
    sink.flush()


class _TooManyPixels(Exception):  # noqa: N818 - an answer, not an error of ours
    """The header promises more than may be unpacked."""


def _reencoded(data: bytes, job: dict[str, int]) -> tuple[bytes, bytes, tuple[int, int]]:
    """The picture and its thumbnail as WebP without metadata, and the picture's size."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is lower and refuses instead of warning
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > job["pixels_max"]:
            raise _TooManyPixels
        if opened.format == "JPEG":
            # a JPEG can be unpacked at half or a quarter of its size, which is most of the time
            opened.draft("RGB", (job["edge_max"], job["edge_max"]))
        opened.load()
        picture = _upright(opened, job["edge_max"])
    thumb = picture.copy()
    thumb.thumbnail((job["thumb_edge"], job["thumb_edge"]), Image.Resampling.LANCZOS)
    return (
        _written(picture, job),
        _written(thumb, job),
        (picture.width, picture.height),
    )


def _upright(opened: Image.Image, edge_max: int) -> Image.Image:
    """Small enough, turned as its camera was held, in the colours of sRGB."""
    profile = opened.info.get("icc_profile")
    orientation = opened.getexif().get(0x0112, 1)
    picture: Image.Image = opened
    if picture.mode in _SIXTEEN_BIT:
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in ("P", "1") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((edge_max, edge_max), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if profile:
        picture = _in_srgb(picture, profile)
    picture = picture.convert("RGBA" if picture.mode in _WITH_ALPHA else "RGB")
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's eight orientations as what has to be done about them."""


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the camera's colours; a profile that cannot be read is dropped."""
    if picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=target,
        )
    except (ImageCms.PyCMSError, *_ODD_PICTURE):
        return picture
    return converted or picture


def _written(picture: Image.Image, job: dict[str, int]) -> bytes:
    """WebP, or JPEG on white for who takes nothing newer."""
    if not job.get("is_jpeg"):
        return _webp(picture, job["quality"])
    sink = io.BytesIO()
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    picture.save(sink, "JPEG", quality=job["quality"], icc_profile=None, exif=b"", comment=b"")
    return sink.getvalue()


def _webp(picture: Image.Image, quality: int) -> bytes:
    sink = io.BytesIO()
    # what a picture carries beside its pixels is named, so that Pillow copies none of it
    picture.save(sink, "WEBP", quality=quality, method=1, icc_profile=b"", exif=b"", xmp=b"")
    return sink.getvalue()


if __name__ == "__main__":
    try:
        main(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)

"""Share cards: one drawing in the shapes that other networks show, kept by what stands on it.

A card is drawn once by a process of its own (`card_worker`: Pillow, two fonts, limits of memory and
time) and kept under the digest of everything that it shows, so that the same card is never drawn
twice and a changed one has another name. The wide shape has title and label within its middle
square, which is what messengers cut out of it.

The labels are part of a card: whoever is rewarded is named in every language of the place. There
is no way to draw one without what it was given.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from cohive.look.colours import on_paper
from cohive.words.ids import new_id

__all__ = [
    "SHAPES",
    "Card",
    "NotDrawn",
    "Shape",
    "art_jpeg",
    "digest_of",
    "drawn",
    "forget_cards",
]

DISPLAY = Path(__file__).parent / "static" / "look" / "fonts" / "besley-latin-530.woff2"
TEXT = Path(__file__).parent / "fonts" / "noto-sans-cjk-sc-subset.otf"
VERSION = 1
"""Counts up when the drawing changes, so that old pictures are drawn anew."""
BYTES_MAX = 290_000
"""WhatsApp shows no picture of 300 KB or more."""
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8
WALL_SECONDS = 10.0
WAIT_SECONDS = 4.0
_WORKER = Path(__file__).with_name("card_worker.py")
_AT_ONCE = threading.BoundedSemaphore(2)
_IN_LINE = threading.BoundedSemaphore(6)
"""Who draws or waits for it: all other threads stay free for pages, however many ask for cards."""
KEPT_DAYS, KEPT_FILES_MAX = 30, 20_000
DAY_SECONDS = 24 * 60 * 60
PAPER, INK, INK_2, HONEY = "#fbfaf6", "#1c1e22", "#46484d", "#f0b429"
"""The light tokens: a card is shown on other people's pages, which are mostly light."""


class NotDrawn(Exception):  # noqa: N818 - a state that passes
    """It could not be drawn now: too many at once, or it took too long."""


@dataclass(frozen=True)
class Shape:
    """One size with its parts, in pixels: boxes are (x, y, wide, high), the code (x, y, edge)."""

    width: int
    height: int
    art: tuple[int, int, int, int]
    text: tuple[int, int, int, int]
    code: tuple[int, int, int]
    scale: float


SHAPES: Mapping[str, Shape] = {
    # Facebook, Mastodon, WhatsApp, mail; the text stands within the middle 630
    "wide": Shape(1200, 630, (0, 0, 285, 630), (313, 44, 574, 546), (944, 172, 212), 1.0),
    # WeChat's thumb
    "square": Shape(500, 500, (0, 0, 500, 140), (30, 160, 440, 318), (0, 0, 0), 0.72),
    # Weibo, Moments
    "weibo": Shape(1080, 1080, (0, 0, 1080, 500), (60, 544, 680, 488), (800, 560, 220), 1.1),
    # the head picture of a WeChat article
    "wechat": Shape(900, 383, (0, 0, 240, 383), (264, 26, 420, 334), (716, 92, 150), 0.72),
    # a story on a phone
    "story": Shape(1080, 1920, (0, 0, 1080, 820), (80, 880, 920, 720), (80, 1640, 200), 1.6),
}


@dataclass(frozen=True)
class Card:
    """What a card says; `labels` is who may be rewarded, once in each language of the place.

    `link` is what the code opens, `address` the same to be read aloud; `art` is a picture of ours
    (WebP), None for the place's own colour; `accent` is the place's colour.
    """

    title: str
    name: str
    lead: str
    labels: tuple[str, ...]
    link: str
    address: str
    accent: str = ""
    art: Path | None = None


def digest_of(card: Card, shape: str) -> str:
    """The name of the picture: the digest of all that it shows."""
    told = json.dumps(_job(card, shape), sort_keys=True, ensure_ascii=False)
    art = card.art.name if card.art else ""
    return hashlib.sha256(f"{VERSION}\n{told}\n{art}".encode()).hexdigest()


def drawn(card: Card, shape: str) -> Path:
    """The file of a card, drawn if it is not there yet. Raises NotDrawn."""
    digest = digest_of(card, shape)
    path = Path(settings.MEDIA_ROOT) / "cards" / digest[:2] / f"{digest}.jpg"
    if not path.is_file():
        art = card.art.read_bytes() if card.art and card.art.is_file() else b""
        _said, picture = ask_worker(_job(card, shape), art)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{new_id()}.part")
        unfinished.write_bytes(picture)
        unfinished.replace(path)
    return path


def forget_cards(*, at: datetime) -> int:
    """Delete kept cards that are old, and the oldest beyond what may lie there; return how many.

    On a card stand names, and pictures whose makers may have taken their yes back since. Who still
    wants one has it drawn anew.
    """
    folder = Path(settings.MEDIA_ROOT) / "cards"
    found = sorted(((_written_at(path), path) for path in folder.glob("*/*")), reverse=True)
    oldest = at.timestamp() - KEPT_DAYS * DAY_SECONDS
    gone = [path for place, (when, path) in enumerate(found)
            if when < oldest or place >= KEPT_FILES_MAX]  # fmt: skip
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _written_at(path: Path) -> float:
    """Its instant in seconds; endless for one that just got its name."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def art_jpeg(art: Path, width: int, height: int) -> bytes:
    """A picture of ours cut to a size, as JPEG for paper; b"" when it is gone. Raises NotDrawn."""
    if not art.is_file():
        return b""
    job = {"kind": "art", "size": [width, height], "bytes_max": 3_000_000}
    said, picture = ask_worker(job, art.read_bytes())
    return picture if said["has_art"] else b""


def _job(card: Card, shape: str) -> dict[str, Any]:
    form = SHAPES[shape]
    place, _on, wash = on_paper(card.accent)
    return {
        "kind": "card",
        "size": [form.width, form.height],
        "art": form.art,
        "text": form.text,
        "code": form.code,
        "scale": form.scale,
        "rows": _rows(card.link) if form.code[2] else [],
        "colours": {
            "paper": PAPER,
            "ink": INK,
            "ink_2": INK_2,
            "honey": HONEY,
            "place": place,
            "wash": wash,
        },
        "title": card.title,
        "name": card.name,
        "lead": card.lead,
        "labels": card.labels,
        "address": card.address,
        "bytes_max": BYTES_MAX,
    }


def _rows(link: str) -> list[str]:
    """The code's modules with a quiet zone of two, "1" for dark."""
    code = segno.make(link, error="m", micro=False)
    return ["".join("1" if bit else "0" for bit in row) for row in code.matrix_iter(border=2)]


def ask_worker(job: dict[str, Any], art: bytes) -> tuple[dict[str, Any], bytes]:
    """Run the worker; what it said and the JPEG. Raises NotDrawn."""
    whole = {
        **job,
        "fonts": {"display": str(DISPLAY), "text": str(TEXT)},
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": CPU_SECONDS,
    }
    if not _IN_LINE.acquire(blocking=False):
        raise NotDrawn
    try:
        done = _run(whole, art)
    except subprocess.TimeoutExpired:
        raise NotDrawn from None
    finally:
        _IN_LINE.release()
    if done.returncode < 0:
        raise NotDrawn
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:].decode(errors="replace"))
    line, _, picture = done.stdout.partition(b"\n")
    return json.loads(line), picture


def _run(whole: dict[str, Any], art: bytes) -> subprocess.CompletedProcess[bytes]:
    """The worker's process, once it is its turn."""
    if not _AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise NotDrawn
    try:
        return subprocess.run(  # noqa: S603 - our own file under our own interpreter
            [sys.executable, "-I", str(_WORKER)],
            input=json.dumps(whole).encode() + b"\n" + art,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            cwd="/",
            env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
        )
    finally:
        _AT_ONCE.release()

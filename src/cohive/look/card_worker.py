"""The process that draws share cards: with Pillow, in limits of its own, in the place's look.

Started by `cards` as a program of its own, as the pictures' worker is: the place's own process
stays without decoders and fonts. One job on standard input (a line of JSON, then the bytes of a
picture of ours or none), one answer on standard output (a line of JSON, then a JPEG).

Text is laid out here: words stay whole, Chinese breaks between characters but never before a
closing mark, a long title gets smaller letters before it gets fewer words. What neither font can
draw is left out where it is an emoji, else shown as 〓.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from PIL import Image, ImageDraw, ImageFont, ImageOps, JpegImagePlugin, WebPImagePlugin

__all__ = ["Fonts", "Line", "card", "fitted", "main", "pieces"]

FORMATS = (WebPImagePlugin.WebPImageFile.format, JpegImagePlugin.JpegImageFile.format)
MISSING = "〓"
NEVER_FIRST = frozenset("，。、！？；：）》」』】〉”’…—·,.!?;:)]}%")
NEVER_LAST = frozenset("（《「『【〈“‘([{")
JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
QUALITIES = (90, 84, 76, 66, 54, 40, 25)
FIRST_OF_CJK = "\u2e80"
Job = dict[str, Any]
"""What to draw, as `cards` wrote it in JSON."""


class Fonts:
    """The display face for Latin, the other one for everything it lacks; each size opened once."""

    def __init__(self, display: str, text: str) -> None:
        self._paths = {"display": display, "text": text}
        self._open: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}
        self._has: dict[tuple[str, str], bool] = {}

    def at(self, face: str, size: int) -> ImageFont.FreeTypeFont:
        """A face in a size, in pixels."""
        if (face, size) not in self._open:
            self._open[face, size] = ImageFont.truetype(self._paths[face], size)
        return self._open[face, size]

    def has(self, face: str, character: str) -> bool:
        """Whether the face draws this character, and not its empty box."""
        known = self._has.get((face, character))
        if known is None:
            font = self.at(face, 32)
            box = bytes(font.getmask("\U0010ffff"))
            known = character.isspace() or bytes(font.getmask(character)) != box
            self._has[face, character] = known
        return known

    def drawable(self, text: str) -> str:
        """The text without emoji, with 〓 for whatever else neither face has."""
        kept = "".join(self._drawn(one) for one in text if one not in JOINERS)
        return " ".join(kept.split())

    def _drawn(self, character: str) -> str:
        if character.isspace():
            return " "
        if self.has("display", character) or self.has("text", character):
            return character
        is_sign = unicodedata.category(character) in ("So", "Sk", "Cf", "Cc", "Cn")
        return "" if is_sign else MISSING

    def runs(self, text: str, *, is_title: bool) -> list[tuple[str, str]]:
        """(face, part) of a text, as long as the face stays."""
        found: list[tuple[str, str]] = []
        for one in text:
            face = "display" if is_title and self.has("display", one) else "text"
            if found and (found[-1][0] == face or one == " "):
                found[-1] = (found[-1][0], found[-1][1] + one)
            else:
                found.append((face, one))
        return found

    def width(self, text: str, size: int, *, is_title: bool) -> float:
        """Pixels that a text takes in one line."""
        return sum(
            self.at(face, size).getlength(part) for face, part in self.runs(text, is_title=is_title)
        )


def pieces(text: str) -> list[str]:
    """The parts between which a line may break; a space stands before the word it parts."""
    found: list[str] = []
    for word in re.findall(r"\s*\S+", text):
        lead = " " if word[0].isspace() and found else ""
        for part in re.findall(r"[^\u2e80-\uffef]+|[\u2e80-\uffef]", word.strip()):
            joins = found and not lead and (part[0] in NEVER_FIRST or found[-1][-1] in NEVER_LAST)
            if joins:
                found[-1] += part
            else:
                found.append(lead + part)
            lead = ""
    return found


@dataclass(frozen=True)
class Line:
    """Lines of a text that fit, and the size of their letters in pixels."""

    lines: tuple[str, ...]
    size: int
    is_whole: bool = True


@dataclass(frozen=True)
class _Room:
    """What a text is fitted into."""

    fonts: Fonts
    width: int
    is_title: bool
    lines_max: int

    def takes(self, text: str, size: int) -> bool:
        return self.fonts.width(text, size, is_title=self.is_title) <= self.width


def fitted(
    fonts: Fonts, text: str, *, width: int, sizes: list[int], lines_max: int, is_title: bool
) -> Line:
    """The text in the largest letters in which it fits; at the smallest it ends with “…”."""
    room = _Room(fonts, width, is_title, lines_max)
    parts = pieces(fonts.drawable(text))
    for size in sizes:
        lines = _wrapped(room, parts, size)
        if len(lines) <= lines_max and all(room.takes(line, size) for line in lines):
            return Line(tuple(lines), size)
    size = sizes[-1]
    short = [part for one in parts for part in _broken(room, one, size)]
    lines = _wrapped(room, short, size)
    if len(lines) <= lines_max:
        return Line(tuple(lines), size)
    return Line((*lines[: lines_max - 1], _ended(room, lines[lines_max - 1], size)), size, False)


def _wrapped(room: _Room, parts: list[str], size: int) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and room.takes(lines[-1] + part, size):
            lines[-1] += part
        else:
            lines.append(part.strip())
    return lines


def _broken(room: _Room, part: str, size: int) -> list[str]:
    """A word too long for any line, in lengths that fit: there is no other way left."""
    if room.takes(part.strip(), size):
        return [part]
    lengths = [""]
    for one in part:
        if room.takes((lengths[-1] + one).strip(), size):
            lengths[-1] += one
        else:
            lengths.append(one)
    return lengths


def _ended(room: _Room, line: str, size: int) -> str:
    """The last line with “…” behind its last whole word that fits."""
    parts = pieces(line)
    while len(parts) > 1 and not room.takes("".join(parts) + "…", size):
        parts.pop()
    text = "".join(parts).rstrip(" ，。、,.;:")
    while text and not room.takes(text + "…", size):
        text = text[:-1]
    return text + "…"


@dataclass
class _Sheet:
    """The picture while it is drawn."""

    image: Image.Image
    fonts: Fonts
    colours: dict[str, str]
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.pen = ImageDraw.Draw(self.image)

    def write(self, line: Line, x: int, y: int, colour: str, *, is_title: bool, lead: float) -> int:
        """Lines from the top left; return where the next thing may begin."""
        step = round(line.size * lead)
        for number, text in enumerate(line.lines):
            at = float(x)
            base = y + number * step + round(line.size * 0.88)
            for face, part in self.fonts.runs(text, is_title=is_title):
                font = self.fonts.at(face, line.size)
                self.pen.text((at, base), part, font=font, fill=self.colours[colour], anchor="ls")
                at += font.getlength(part)
        return y + len(line.lines) * step

    def code(self, rows: list[str], x: int, y: int, edge: int) -> int:
        """The QR code on white, in whole pixels a module; return its edge in truth."""
        module = max(edge // len(rows), 1)
        whole = module * len(rows)
        self.pen.rectangle((x, y, x + whole - 1, y + whole - 1), fill="#ffffff")
        for down, row in enumerate(rows):
            for across, bit in enumerate(row):
                if bit == "1":
                    left, top = x + across * module, y + down * module
                    self.pen.rectangle((left, top, left + module - 1, top + module - 1), "#000000")
        return whole

    def mark(self, x: float, y: float, edge: float) -> None:
        """The comb's one cell, in honey."""
        half, points = edge / 2, ((0, -1), (0.866, -0.5), (0.866, 0.5), (0, 1), (-0.866, 0.5))
        corners = [(x + half * a, y + half * b) for a, b in (*points, (-0.866, -0.5))]
        self.pen.polygon(corners, fill=self.colours["honey"])


def card(job: Job, art: bytes) -> tuple[Image.Image, dict[str, object]]:
    """Draw one card; return it with what was written how (for who checks that all is there)."""
    fonts = Fonts(job["fonts"]["display"], job["fonts"]["text"])
    width, height = job["size"]
    sheet = _Sheet(
        Image.new("RGB", (width, height), job["colours"]["paper"]), fonts, job["colours"]
    )
    has_art = _art(sheet.image, art, job["art"])
    if not has_art:
        _plain(sheet, job["art"])
    _code(sheet, job)
    said = _words(sheet, job)
    return sheet.image, {**said, "has_art": has_art}


def _art(image: Image.Image, art: bytes, box: list[int]) -> bool:
    """The picture, cut to its part of the card; False where there is none that opens."""
    if not art or box[2] < 1 or box[3] < 1:
        return False
    try:
        with Image.open(io.BytesIO(art), formats=[kind for kind in FORMATS if kind]) as opened:
            shown = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return False
    image.paste(ImageOps.fit(shown, (box[2], box[3]), Image.Resampling.LANCZOS), (box[0], box[1]))
    return True


def _plain(sheet: _Sheet, box: list[int]) -> None:
    """Without a picture its place has the place's own colour, and the mark."""
    x, y, width, height = box
    if width < 1 or height < 1:
        return
    sheet.pen.rectangle((x, y, x + width - 1, y + height - 1), fill=sheet.colours["place"])
    sheet.mark(x + width / 2, y + height / 2, min(width, height) * 0.34)


def _code(sheet: _Sheet, job: Job) -> None:
    x, y, edge = job["code"]
    if not edge or not job["rows"]:
        return
    whole = sheet.code(job["rows"], x, y, edge)
    line = fitted(
        sheet.fonts,
        job["address"],
        width=whole,
        sizes=list(range(22, 10, -1)),
        lines_max=2,
        is_title=False,
    )
    sheet.write(line, x, y + whole + 8, "ink_2", is_title=False, lead=1.3)


def _words(sheet: _Sheet, job: Job) -> dict[str, object]:
    """Name of the place, title, its own words, and at the foot who may be rewarded."""
    x, y, width, height = job["text"]
    scale = job["scale"]
    labels = [
        fitted(
            sheet.fonts,
            text,
            width=width,
            sizes=[round(scale * size) for size in (22, 20, 18, 16, 14)],
            lines_max=3,
            is_title=False,
        )
        for text in job["labels"]
    ]
    foot = sum(round(one.size * 1.4) * len(one.lines) for one in labels)
    bottom = y + height - foot
    name = fitted(
        sheet.fonts,
        job["name"],
        width=width,
        sizes=_down(scale, 32, 18),
        lines_max=1,
        is_title=True,
    )
    top = sheet.write(name, x, y, "place", is_title=True, lead=1.3) + round(scale * 14)
    rest = bottom - top - round(scale * 18)
    title = _title(sheet, job, width, rest)
    top = sheet.write(title, x, top, "ink", is_title=True, lead=1.18) + round(scale * 10)
    lead = _lead(sheet, job, width, bottom - top - round(scale * 26))
    if lead:
        sheet.write(lead, x, top, "ink_2", is_title=False, lead=1.45)
    if labels:
        sheet.pen.rectangle((x, bottom - round(scale * 12), x + 56, bottom - round(scale * 12) + 3),
                            fill=sheet.colours["honey"])  # fmt: skip
    for one in labels:
        bottom = sheet.write(one, x, bottom, "ink", is_title=False, lead=1.4)
    return {
        "title": list(title.lines),
        "title_size": title.size,
        "is_whole": title.is_whole,
        "labels": [" ".join(one.lines) for one in labels],
        "labels_whole": all(one.is_whole for one in labels),
        "foot": bottom,
    }


def _down(scale: float, first: int, last: int) -> list[int]:
    return [round(scale * size) for size in range(first, last - 1, -2)]


def _title(sheet: _Sheet, job: Job, width: int, height: int) -> Line:
    """The title in the largest letters whose lines fit into the height too."""
    scale = job["scale"]
    for size in _down(scale, 76, 26):
        most = max(int(height // (size * 1.18)), 1)
        found = fitted(
            sheet.fonts, job["title"], width=width, sizes=[size], lines_max=min(most, 5),
            is_title=True,
        )  # fmt: skip
        if found.is_whole and _words_whole(found, job, sheet):
            return found
    return found


def _words_whole(found: Line, job: Job, sheet: _Sheet) -> bool:
    """Whether no word of the title was broken over two lines."""
    words = [piece.strip() for piece in pieces(sheet.fonts.drawable(job["title"]))]
    return all(any(word in line for line in found.lines) for word in words)


def _lead(sheet: _Sheet, job: Job, width: int, height: int) -> Line | None:
    """Its own words, in as many lines as are left, or none."""
    size = round(job["scale"] * 27)
    most = min(int(height // (size * 1.45)), 3)
    if most < 1 or not job["lead"]:
        return None
    return fitted(
        sheet.fonts, job["lead"], width=width, sizes=[size], lines_max=most, is_title=False
    )


def _jpeg(image: Image.Image, bytes_max: int) -> bytes:
    """The best quality that stays within the bytes."""
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
        data = out.getvalue()
        if len(data) <= bytes_max:
            break
    return data


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Take one job from `source`, write one answer to `sink`."""
    job = json.loads(source.readline())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"], job["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu_seconds"], job["cpu_seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    art = source.read()
    if job["kind"] == "card":
        image, said = card(job, art)
    else:
        image = Image.new("RGB", tuple(job["size"]), "#ffffff")
        said = {"has_art": _art(image, art, [0, 0, *job["size"]])}
    data = _jpeg(image, job["bytes_max"])
    sink.write(json.dumps({**said, "bytes": len(data)}).encode() + b"\n" + data)
    sink.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)

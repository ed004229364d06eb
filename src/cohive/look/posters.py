"""Posters and cards on paper: A4, A3, or eight A7 cards on a sheet, as PDF with its own font.

Black on white holds on a copier. The labels stand at the foot of each and are drawn before
anything that may be too long: a title gets smaller, a label never goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno
from fpdf import FPDF

from cohive.look.cards import Card
from cohive.look.colours import on_paper
from cohive.look.paper import FONT, printable

__all__ = ["PAPERS", "Poster", "printed_poster"]

PAPERS: Mapping[str, str] = {"a4": "A4", "a3": "A3", "a7": "A4"}
"""What can be printed → the sheet of paper it is printed on."""
INK, SOFT, HONEY = (28, 30, 34), (70, 72, 77), (240, 180, 41)
LINE = 1.32
POINT_MM = 0.3528
CARDS_ACROSS, CARDS_DOWN = 2, 4


@dataclass(frozen=True)
class Poster:
    """A card on paper: `art` is a JPEG or b""; `hints` say how to open it, by language."""

    card: Card
    art: bytes
    hints: tuple[str, ...]
    language: str
    at: datetime


@dataclass(frozen=True)
class _Box:
    """A part of the sheet, in millimetres."""

    x: float
    y: float
    width: float
    height: float


def printed_poster(poster: Poster, paper: str) -> bytes:
    """The PDF; the same poster gives the same text and numbers."""
    sheet = FPDF(format=PAPERS[paper])
    sheet.set_margins(0, 0)
    sheet.set_auto_page_break(False)
    sheet.add_font("own", fname=str(FONT))
    sheet.set_creation_date(poster.at)
    sheet.set_title(poster.card.title)
    sheet.set_lang(poster.language)
    sheet.add_page()
    if paper == "a7":
        _cards(sheet, poster)
    else:
        _wall(sheet, poster)
    return bytes(sheet.output())


def _wall(sheet: FPDF, poster: Poster) -> None:
    """One poster over the whole sheet; all lengths follow from its width."""
    scale, card = sheet.w / 210, poster.card
    edge = 14 * scale
    wide = sheet.w - 2 * edge
    place = _rgb(on_paper(card.accent)[0])
    _write(sheet, card.name, _Box(edge, edge, wide, 10 * scale), 20 * scale, place)
    code = 42 * scale
    foot = _labels(sheet, card, _Box(edge, sheet.h - edge, wide - code - 8 * scale, 0), 12 * scale)
    _code(sheet, poster, _Box(sheet.w - edge - code, sheet.h - edge - code - 7 * scale, code, code))
    hints = " ".join(poster.hints)
    top = min(foot, sheet.h - edge - code - 7 * scale) - 22 * scale
    _write(sheet, hints, _Box(edge, top, wide, 9 * scale), 11 * scale, SOFT)
    _write(
        sheet, card.address, _Box(edge, top + 9 * scale, wide - code - 8 * scale, 10 * scale),
        16 * scale, INK,
    )  # fmt: skip
    art = _Box(edge, 28 * scale, wide, 120 * scale)
    below = 34 * scale
    if poster.art:
        sheet.image(BytesIO(poster.art), art.x, art.y, art.width, art.height)
        below = art.y + art.height + 8 * scale
    rest = top - 4 * scale - below
    title = rest * (0.6 if card.lead else 0.95)
    done = _write(sheet, card.title, _Box(edge, below, wide, title), 54 * scale, INK)
    if card.lead:
        lead = _Box(edge, done + 3 * scale, wide, top - 4 * scale - done - 3 * scale)
        _write(sheet, card.lead, lead, 16 * scale, SOFT)


def _cards(sheet: FPDF, poster: Poster) -> None:
    """Eight cards with lines to cut along."""
    width, height = sheet.w / CARDS_ACROSS, sheet.h / CARDS_DOWN
    for down in range(CARDS_DOWN):
        for across in range(CARDS_ACROSS):
            _small(sheet, poster, _Box(across * width, down * height, width, height))
    sheet.set_draw_color(190, 188, 180)
    sheet.set_line_width(0.1)
    sheet.line(width, 0, width, sheet.h)
    for down in range(1, CARDS_DOWN):
        sheet.line(0, down * height, sheet.w, down * height)


def _small(sheet: FPDF, poster: Poster, box: _Box) -> None:
    card, edge, code = poster.card, 6.0, 27.0
    right = box.x + box.width - edge - code
    wide = box.width - 3 * edge - code
    foot = _labels(sheet, card, _Box(box.x + edge, box.y + box.height - edge, wide, 0), 7)
    place = _rgb(on_paper(card.accent)[0])
    _write(sheet, card.name, _Box(box.x + edge, box.y + edge, wide, 5), 9, place)
    _code(sheet, poster, _Box(right, box.y + edge, code, code))
    top = box.y + edge + 7
    _write(sheet, card.title, _Box(box.x + edge, top, wide, foot - top - 2), 18, INK)


def _labels(sheet: FPDF, card: Card, box: _Box, size: float) -> float:
    """Who may be rewarded, ending at the foot of the box; return where they begin."""
    texts = [printable(label) for label in card.labels]
    heights = []
    for text in texts:
        lines = _lines(sheet, text, box.width, size)
        heights.append(len(lines) * size * POINT_MM * LINE)
    top = box.y - sum(heights)
    if texts:
        sheet.set_fill_color(*HONEY)
        sheet.rect(box.x, top - 2, 12, 0.7, style="F")
    at = top
    for text, height in zip(texts, heights, strict=True):
        _set(sheet, text, _Box(box.x, at, box.width, height), size, INK)
        at += height
    return top - 4


def _write(
    sheet: FPDF, text: str, box: _Box, size: float, colour: tuple[int, int, int]
) -> float:  # fmt: skip
    """The text in the largest letters that fit the box, not above `size`; return where it ends."""
    shown = printable(text)
    lines = _lines(sheet, shown, box.width, size)
    while len(lines) * size * POINT_MM * LINE > box.height and size > 6:
        size *= 0.92
        lines = _lines(sheet, shown, box.width, size)
    return _set(sheet, shown, box, size, colour)


def _lines(sheet: FPDF, text: str, width: float, size: float) -> list[str]:
    sheet.set_font("own", size=size)
    sheet.c_margin = 0
    found = sheet.multi_cell(width, size * POINT_MM * LINE, text, dry_run=True, output="LINES")
    return found if isinstance(found, list) else []


def _set(
    sheet: FPDF, text: str, box: _Box, size: float, colour: tuple[int, int, int]
) -> float:  # fmt: skip
    sheet.set_font("own", size=size)
    sheet.c_margin = 0
    sheet.set_text_color(*colour)
    sheet.set_xy(box.x, box.y)
    sheet.multi_cell(box.width, size * POINT_MM * LINE, text, align="L")
    return float(sheet.get_y())


def _code(sheet: FPDF, poster: Poster, box: _Box) -> None:
    """The code in black squares, its address below."""
    rows = [list(row) for row in segno.make(poster.card.link, error="m", micro=False).matrix]
    module = box.width / len(rows)
    sheet.set_fill_color(0, 0, 0)
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                at = (box.x + across * module, box.y + down * module)
                sheet.rect(*at, module + 0.02, module + 0.02, style="F")
    below = _Box(box.x, box.y + box.width + 1, box.width, 6)
    _write(sheet, poster.card.address, below, 8, INK)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

"""Who did something on what and when: a row for each thing, a dot for each act, time across.

Within a row each person has a height of her own, the same in every row: those who come one after
the other stand as a line, those who come together as a column.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, fit, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET, WIDE_LABEL = 640.0, 350.0, 190.0
WIDE_ROW, NARROW_ROW, NARROW_WORDS = 34.0, 34.0, 18.0
SIZE, SMALL, RADIUS, EDGE, FOOT = 12.0, 11.0, 2.6, 6.0, 20.0
BOLD = 1.12


@dataclass(frozen=True)
class Mark:
    """An act: its row, the height of its person in the row and its time, both from 0 to 1."""

    row: int
    lane: float
    place: float


@dataclass(frozen=True)
class Raster:
    """Rows by their words from above, dots, and marks along the time (place 0 to 1, words).

    `title` says the picture in one sentence.
    """

    rows: tuple[str, ...]
    dots: tuple[Mark, ...]
    title: str
    marks: tuple[tuple[float, str], ...] = ()


def raster(data: Raster) -> Chart:
    """Draw the rows with their words at the left (from 40 rem), or above each row."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_LABEL, 0.0, WIDE_ROW, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, 0.0, NARROW_WORDS, NARROW_ROW, "c-narrow"),
    )


def _draw(
    data: Raster, width: float, label: float, above: float, row: float, classes: str
) -> Markup:
    step = row + above
    height = step * len(data.rows)
    left, right = label + EDGE, width - EDGE
    pieces = _marks(data, left, right, width, height)
    for number, words in enumerate(data.rows):
        top = number * step
        room = (label - 10 if label else width) / BOLD
        baseline = top + (13 if above else row / 2 + 4)
        pieces.append(text(0, baseline, fit(words, room, SIZE), classes="b"))
        pieces.append(
            element("line", class_="grid", x1=label, x2=width, y1=top + step, y2=top + step)
        )
    for dot in data.dots:
        y = dot.row * step + above + EDGE + dot.lane * (row - 2 * EDGE)
        x = left + dot.place * (right - left)
        pieces.append(
            element("circle", cx=x, cy=y, r=RADIUS, fill="var(--s-make)", fill_opacity="0.75")
        )
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)


def _marks(data: Raster, left: float, right: float, width: float, height: float) -> list[Markup]:
    """Lines down the picture; words that would run into those before are left out."""
    pieces: list[Markup] = []
    free_from = 0.0
    for place, words in data.marks:
        x, room = left + place * (right - left), width_of(words, SMALL)
        start = min(max(x - room / 2, 0.0), width - room)
        if start < free_from:
            continue
        free_from = start + room + 8
        pieces.append(element("line", class_="grid", x1=x, x2=x, y1=0.0, y2=height))
        pieces.append(text(start, height + 15, words, classes="s"))
    return pieces

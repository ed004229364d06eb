"""How much in each cell of a table, as five shades: a week by hours, a circle by months."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, sheet, text

SHEET, LABEL, CELL_GAP, ROW, FOOT = 640.0, 44.0, 2.0, 22.0, 18.0
NARROW_SHEET, NARROW_LABEL, NARROW_ROW = 350.0, 34.0, 16.0
SHADES = 5


@dataclass(frozen=True)
class Heat:
    """Rows with their words and values (0 or more), all of one length; marks by column number.

    `title` says the picture in one sentence.
    """

    rows: tuple[tuple[str, tuple[float, ...]], ...]
    title: str
    marks: tuple[tuple[int, str], ...] = ()


def heat(data: Heat) -> Chart:
    """Draw the cells; the fullest cell has the strongest shade, an empty one the palest."""
    return Chart(
        wide=_draw(data, SHEET, LABEL, ROW, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_LABEL, NARROW_ROW, "c-narrow"),
    )


def _draw(data: Heat, width: float, label: float, row: float, classes: str) -> Markup:
    most = max((max(values, default=0) for _, values in data.rows), default=0) or 1
    count = max((len(values) for _, values in data.rows), default=1)
    step = (width - label) / count
    shades: list[list[str]] = [[] for _ in range(SHADES + 1)]
    pieces = []
    for number, (words, values) in enumerate(data.rows):
        y = number * row
        pieces.append(text(0, y + row / 2 + 4, words, classes="s"))
        for place, value in enumerate(values):
            x = label + place * step
            # an empty cell keeps shade 0; anything at all is at least shade 1
            shade = min(SHADES, 1 + int(value / most * (SHADES - 0.001))) if value > 0 else 0
            across, down = step - CELL_GAP, row - CELL_GAP
            shades[shade].append(f"M{x:.1f} {y:.1f}h{across:.1f}v{down:.1f}h-{across:.1f}z")
    pieces += [
        element("path", d=" ".join(cells), fill=f"var(--heat-{shade})")
        for shade, cells in enumerate(shades)
        if cells
    ]
    height = len(data.rows) * row
    pieces += [
        text(label + place * step, height + 13, words, classes="s") for place, words in data.marks
    ]
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)

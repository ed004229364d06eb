"""A whole in its parts, period after period: columns of one height, each cut into the same parts.

The same parts stand in the same order in each column, the first at the bottom.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_HEIGHT, NARROW_HEIGHT = 190.0, 170.0
FOOT, GAP_MAX, CUT, SMALL, THICK_MAX = 22.0, 4.0, 1.5, 11.0, 56.0


@dataclass(frozen=True)
class Mix:
    """Columns in the order of time, each of as many parts (0 or more) as there are colour keys.

    A column's parts are drawn of their sum. `marks`: words below a column, by its number; `scale`:
    words at the side by height, 0 to 1. `title` says the picture in one sentence.
    """

    columns: tuple[tuple[float, ...], ...]
    colours: tuple[str, ...]
    title: str
    marks: tuple[tuple[int, str], ...] = ()
    scale: tuple[tuple[float, str], ...] = ()


def mix(data: Mix) -> Chart:
    """Draw them; marks whose words would run into the one before are left out."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_HEIGHT, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_HEIGHT, "c-narrow"),
    )


def _draw(data: Mix, width: float, height: float, classes: str) -> Markup:
    left = max((width_of(words, SMALL) for _, words in data.scale), default=0) + 10
    top = SMALL
    room = height - top
    step = (width - left) / max(len(data.columns), 1)
    thick = min(max(step - min(GAP_MAX, step * 0.25), 0.6), THICK_MAX)
    pieces = []
    for at, words in data.scale:
        y = height - at * room
        pieces.append(element("line", class_="grid", x1=left, x2=width, y1=y, y2=y))
        pieces.append(text(left - 5, y + 4, words, classes="s", anchor="end"))
    cells: list[list[str]] = [[] for _ in data.colours]
    for number, parts in enumerate(data.columns):
        below, whole = 0.0, sum(parts) or 1.0
        for place, part in enumerate(parts):
            tall = part / whole * room
            drawn = max(tall - CUT, 0.6)
            if part > 0:
                x, y = left + number * step, height - below - tall
                cells[place].append(f"M{x:.1f} {y:.1f}h{thick:.1f}v{drawn:.1f}h-{thick:.1f}z")
            below += tall
    pieces += [
        element("path", d=" ".join(drawn), fill=f"var(--s-{colour})")
        for drawn, colour in zip(cells, data.colours, strict=True)
        if drawn
    ]
    pieces.append(element("line", class_="axis", x1=left, x2=width, y1=height, y2=height))
    free_from = 0.0
    for number, words in data.marks:
        start = min(left + number * step, width - width_of(words, SMALL))
        if start >= free_from:
            free_from = start + width_of(words, SMALL) + 8
            pieces.append(text(start, height + 17, words, classes="s"))
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)

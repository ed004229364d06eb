"""Something counted period after period: standing columns, with a part of each in strong colour.

The part is what stands below, such as the newcomers among the people of a month.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_HEIGHT, NARROW_HEIGHT = 170.0, 150.0
FOOT, GAP_MAX, SMALL = 22.0, 3.0, 11.0


@dataclass(frozen=True)
class Column:
    """One period: its value and the part of it that is set apart, 0 <= part <= value."""

    value: float
    part: float = 0.0


@dataclass(frozen=True)
class Columns:
    """Columns in the order of time. `marks`: words below a column, by its number; `scale`: values
    written at the side, such as (0, "0"), (50, "50"). `title` says the picture in one sentence.
    """

    columns: tuple[Column, ...]
    title: str
    marks: tuple[tuple[int, str], ...] = ()
    scale: tuple[tuple[float, str], ...] = ()
    colour: str = "design"


def columns(data: Columns) -> Chart:
    """Draw them; marks whose words would run into the one before are left out."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_HEIGHT, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_HEIGHT, "c-narrow"),
    )


def _draw(data: Columns, width: float, height: float, classes: str) -> Markup:
    values = [column.value for column in data.columns] + [at for at, _ in data.scale]
    highest = max(values, default=0)
    unit = (height - 14) / (highest or 1)
    left = max((width_of(words, SMALL) for _, words in data.scale), default=0) + 10
    step = (width - left) / max(len(data.columns), 1)
    thick = max(step - min(GAP_MAX, step * 0.25), 0.6)
    pieces = []
    for at, words in data.scale:
        y = height - at * unit
        pieces.append(element("line", class_="grid", x1=left, x2=width, y1=y, y2=y))
        pieces.append(text(left - 5, y + 4, words, classes="s", anchor="end"))
    pale, strong = [], []
    for number, column in enumerate(data.columns):
        x = left + number * step
        if column.value > 0:
            pale.append(_bar(x, height, thick, column.value * unit))
        if column.part > 0:
            strong.append(_bar(x, height, thick, column.part * unit))
    paint = f"var(--s-{data.colour})"
    pieces.append(element("path", d=" ".join(pale), fill=paint, opacity="0.42"))
    if strong:
        pieces.append(element("path", d=" ".join(strong), fill=paint))
    pieces.append(element("line", class_="axis", x1=left, x2=width, y1=height, y2=height))
    pieces += _marks(data, left, step, width, height)
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)


def _marks(data: Columns, left: float, step: float, width: float, height: float) -> list[Markup]:
    pieces: list[Markup] = []
    free_from = 0.0
    for number, words in data.marks:
        x, room = left + number * step, width_of(words, SMALL)
        start = min(x, width - room)
        if start < free_from:
            continue
        free_from = start + room + 8
        pieces.append(element("line", class_="axis", x1=x, x2=x, y1=height, y2=height + 4))
        pieces.append(text(start, height + 17, words, classes="s"))
    return pieces


def _bar(x: float, bottom: float, thick: float, length: float) -> str:
    """One column as a piece of a path: hundreds of them stay small on the page."""
    return f"M{x:.1f} {bottom:.1f}v-{max(length, 1):.1f}h{thick:.1f}v{max(length, 1):.1f}z"

"""Estimates with their ranges: a band for what is likely, a tick for the best guess.

Every number says how sure it is; two bands that overlap cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, fit, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_LABEL, WIDE_SAID, NARROW_SAID = 180.0, 150.0, 150.0
WIDE_ROW, NARROW_ROW, FOOT = 28.0, 46.0, 22.0
SIZE = 12.0


@dataclass(frozen=True)
class Interval:
    """One estimate: low <= middle <= high, and how it is said ('3.9, from 3.4 to 4.4')."""

    label: str
    low: float
    middle: float
    high: float
    said: str
    colour: str = "ink"


@dataclass(frozen=True)
class Intervals:
    """Estimates on one scale from `start` to `end`, with the marks that are written below it."""

    rows: tuple[Interval, ...]
    title: str
    start: float
    end: float
    marks: tuple[tuple[float, str], ...] = ()


def interval(data: Intervals) -> Chart:
    """Draw them with the words at the left (from 40 rem), or above each line."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_LABEL, WIDE_SAID, WIDE_ROW, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, 0, 0, NARROW_ROW, "c-narrow"),
    )


def _draw(
    data: Intervals, width: float, label: float, said: float, row: float, classes: str
) -> Markup:
    span = (data.end - data.start) or 1
    left, right = label + 4, width - said - 4
    height = len(data.rows) * row

    def across(value: float) -> float:
        share = (min(max(value, data.start), data.end) - data.start) / span
        return left + share * (right - left)

    pieces = [
        Markup("").join(
            (
                element("line", class_="grid", x1=across(at), x2=across(at), y1=0, y2=height + 4),
                text(
                    min(max(across(at), width_of(words, 11) / 2), width - width_of(words, 11) / 2),
                    height + 17,
                    words,
                    classes="s",
                    anchor="middle",
                ),
            )
        )
        for at, words in data.marks
    ]
    for number, estimate in enumerate(data.rows):
        pieces.append(_row(estimate, across, number * row, label, width))
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)


def _row(
    estimate: Interval, across: Callable[[float], float], y: float, label: float, width: float
) -> Markup:
    narrow = not label
    line_y = y + (30 if narrow else 14)
    paint = "var(--ink)" if estimate.colour == "ink" else f"var(--s-{estimate.colour})"
    room = width - NARROW_SAID - 8 if narrow else label - 10
    return Markup("").join(
        (
            text(0, y + (13 if narrow else 18), fit(estimate.label, room, SIZE), classes="b"),
            element("line", class_="axis", x1=across(-1e9), x2=across(1e9), y1=line_y, y2=line_y),
            element(
                "rect",
                class_="band",
                x=across(estimate.low),
                y=line_y - 6,
                width=max(across(estimate.high) - across(estimate.low), 1.5),
                height=12,
                rx=2,
                fill=paint,
            ),
            element(
                "rect",
                x=across(estimate.middle) - 1.5,
                y=line_y - 8,
                width=3,
                height=16,
                fill=paint,
            ),
            text(width, y + (13 if narrow else 18), estimate.said, classes="s", anchor="end"),
        )
    )

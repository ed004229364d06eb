"""Amounts side by side as lying bars, each with its words at its end: no axis to read off."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, fit, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_LABEL = 200.0
THICK, WIDE_ROW, NARROW_ROW = 14.0, 26.0, 42.0
SIZE = 12.0
BOLD = 1.12
"""How much wider bold words are than they are measured."""


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its value (0 or more), the value as it is said, its colour key."""

    label: str
    value: float
    said: str
    colour: str = "ink"


@dataclass(frozen=True)
class Bars:
    """The bars in the order they are read; `title` says them in one sentence."""

    bars: tuple[Bar, ...]
    title: str


def bars(data: Bars) -> Chart:
    """Draw them with the words at the left (from 40 rem), or above each bar."""
    most = max((bar.value for bar in data.bars), default=0) or 1
    said = max((width_of(bar.said, SIZE) for bar in data.bars), default=0) + 12
    wide = [
        _bar(bar, 0, row * WIDE_ROW, WIDE_LABEL, (WIDE_SHEET - WIDE_LABEL - said) / most)
        for row, bar in enumerate(data.bars)
    ]
    narrow = [
        _bar(bar, row * NARROW_ROW, row * NARROW_ROW + 20, 0, (NARROW_SHEET - said) / most)
        for row, bar in enumerate(data.bars)
    ]
    count = max(len(data.bars), 1)
    return Chart(
        wide=sheet(
            *wide, width=WIDE_SHEET, height=count * WIDE_ROW, title=data.title, classes="c-wide"
        ),
        narrow=sheet(
            *narrow,
            width=NARROW_SHEET,
            height=count * NARROW_ROW,
            title=data.title,
            classes="c-narrow",
        ),
    )


def _bar(bar: Bar, label_y: float, y: float, x: float, scale: float) -> Markup:
    """`x` is where the bar begins: words stand before it, or above when it begins at the edge."""
    length = max(bar.value, 0) * scale
    baseline = y + THICK - 2.5
    room = ((x - 10) if x else NARROW_SHEET) / BOLD
    words_y = baseline if x else label_y + 13
    fill = "var(--ink)" if bar.colour == "ink" else f"var(--s-{bar.colour})"
    return Markup("").join(
        (
            text(0, words_y, fit(bar.label, room, SIZE), classes="b"),
            element("rect", x=x, y=y, width=max(length, 1.5), height=THICK, rx=2, fill=fill),
            text(x + length + 6, baseline, bar.said),
        )
    )

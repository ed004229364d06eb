"""The pencil: SVG elements from plain values, and how wide a text will be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE_LETTER, LATIN_LETTER, NARROW_LETTER = 1.03, 0.61, 0.33
"""Widths in em of a Chinese character, a letter and a thin sign, for the system's sans."""
THIN = frozenset("iljtfI.,:;'|!()[] ·")
ISOLATE_BEGIN, ISOLATE_END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""Around words with a direction of their own; they take no room."""


@dataclass(frozen=True)
class Chart:
    """One chart in two drawings; the style sheet shows the one that fits the page."""

    wide: Markup
    narrow: Markup


def element(name: str, *children: str, **attributes: object) -> Markup:
    """One SVG element; attribute names write '_' for '-', a trailing '_' is dropped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value not in (None, "")
    )
    inner = Markup("").join(escape(child) for child in children)
    if not inner:
        return Markup("<{}{}/>").format(name, written)
    return Markup("<{}{}>{}</{}>").format(name, written, inner, name)


def sheet(
    *children: str, width: float, height: float, title: str, classes: str, top: float = 0
) -> Markup:
    """The whole drawing: scales with the page, says its title to who does not see it."""
    return element(
        "svg",
        *children,
        class_=f"chart {classes}",
        viewBox=f"0 {_number(top)} {_number(width)} {_number(height)}",
        role="img",
        aria_label=title,
    )


def text(x: float, y: float, *words: str, classes: str = "", anchor: str = "") -> Markup:
    """Words at a point (their baseline); anchor '' is the start, else 'middle' or 'end'."""
    return element("text", *words, x=x, y=y, class_=classes, text_anchor=anchor)


def bold(words: str, *, language: str = "") -> Markup:
    """Strong words inside a text."""
    return element("tspan", words, class_="b", lang=language)


def after(words: str) -> Markup:
    """Plain words a little behind the strong ones."""
    return element("tspan", words, dx=6)


def width_of(words: str, size: float) -> float:
    """About how many pixels the words take at this size; a little generous."""
    return size * sum(_em(letter) for letter in words)


def fit(words: str, room: float, size: float) -> str:
    """The words, or as much of them as the room holds with '…' behind."""
    width, kept, dots = 0.0, 0, width_of("…", size)
    for place, letter in enumerate(words, start=1):
        width += size * _em(letter)
        if width > room:
            break
        if width + dots <= room:
            kept = place
    else:
        return words
    cut = words[:kept].rstrip() + "…"
    return cut + ISOLATE_END * (cut.count(ISOLATE_BEGIN) - cut.count(ISOLATE_END))


def _em(letter: str) -> float:
    if letter in (ISOLATE_BEGIN, ISOLATE_END):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return WIDE_LETTER
    return NARROW_LETTER if letter in THIN else LATIN_LETTER


def _number(value: object) -> object:
    """Coordinates to a tenth of a pixel: shorter pages, the same picture."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return value

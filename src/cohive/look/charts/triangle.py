"""Three things at once, in what proportion somebody has them: dots between three corners.

A dot stands nearer to a corner the more she has of it beside the other two; who has as much of all
three stands in the middle. How much it is altogether does not show in the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, fit, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_SIDE, NARROW_SIDE = 380.0, 300.0
TOP, FOOT, SIZE, PAD = 26.0, 28.0, 12.0, 8.0
LEAST: Final = 0.04
"""Nobody stands quite in a corner, where dots would leave the triangle."""
RADII: Final = (4.0, 6.0, 8.5)
SHAPES: Final = ("circle", "square", "diamond", "wedge")


@dataclass(frozen=True)
class Dot:
    """One of many: her three values (0 or more), how big she is drawn (0, 1 or 2), and how.

    `said` stands beside the dot, '' for a nameless one; `has_ring` marks it.
    """

    values: tuple[float, float, float]
    size: int = 0
    shape: str = "circle"
    colour: str = "rest"
    said: str = ""
    has_ring: bool = False


@dataclass(frozen=True)
class Triangle:
    """Dots between the corners at the top, at the left and at the right, in this order.

    `title` says the picture in one sentence.
    """

    dots: tuple[Dot, ...]
    corners: tuple[str, str, str]
    title: str


def triangle(data: Triangle) -> Chart:
    """Draw it; the nameless dots first, so that names lie above them."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_SIDE, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_SIDE, "c-narrow"),
    )


def _draw(data: Triangle, width: float, side: float, classes: str) -> Markup:
    tall = side * sqrt(3) / 2
    ends = (
        (width / 2, TOP),
        ((width - side) / 2, TOP + tall),
        ((width + side) / 2, TOP + tall),
    )
    middle = (width / 2, TOP + tall * 2 / 3)
    pieces = [
        element("polygon", points=_points(*ends), class_="axis"),
        *(element("line", class_="grid", x1=x, y1=y, x2=middle[0], y2=middle[1]) for x, y in ends),
        *_corners(data.corners, ends, width),
    ]
    for dot in sorted(data.dots, key=lambda one: bool(one.said)):
        pieces += _dot(dot, ends, width)
    height = TOP + tall + FOOT
    return sheet(*pieces, width=width, height=height, title=data.title, classes=classes)


def _corners(
    words: tuple[str, str, str], ends: tuple[tuple[float, float], ...], width: float
) -> list[Markup]:
    """The top corner's words above it, the others' below theirs and inside the sheet."""
    (top_x, top_y), (_lx, low), (_rx, _ry) = ends
    found = [text(top_x, top_y - 10, words[0], classes="b", anchor="middle")]
    for said, (x, _y) in zip(words[1:], ends[1:], strict=True):
        half = width_of(said, SIZE) / 2 * 1.12
        inside = min(max(x, half), width - half)
        found.append(text(inside, low + 20, said, classes="b", anchor="middle"))
    return found


def _dot(dot: Dot, ends: tuple[tuple[float, float], ...], width: float) -> list[Markup]:
    parts = [max(value, 0.0) + LEAST for value in dot.values]
    whole = sum(parts)
    x = sum(part * end[0] for part, end in zip(parts, ends, strict=True)) / whole
    y = sum(part * end[1] for part, end in zip(parts, ends, strict=True)) / whole
    radius = RADII[min(max(dot.size, 0), len(RADII) - 1)]
    pieces = [_shape(dot.shape, x, y, radius, f"var(--s-{dot.colour})")]
    if dot.has_ring:
        pieces.append(
            element("circle", cx=x, cy=y, r=radius + 3.5, fill="none", stroke="var(--ink)",
                    stroke_width=1.5)
        )  # fmt: skip
    if dot.said:
        gap = radius + PAD
        is_right = x <= width / 2
        room = (width - x - gap) if is_right else (x - gap)
        said = fit(dot.said, room / 1.12, SIZE)
        pieces.append(
            text(x + gap, y + 4, said, classes="b halo")
            if is_right
            else text(x - gap, y + 4, said, classes="b halo", anchor="end")
        )
    return pieces


def _shape(shape: str, x: float, y: float, radius: float, paint: str) -> Markup:
    """Shapes of about the same area; the paper's line around keeps neighbours apart."""
    edge = {"fill": paint, "stroke": "var(--paper)", "stroke_width": 1}
    if shape == "square":
        half = radius * 0.9
        return element("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, **edge)
    out = radius * 1.25
    if shape == "diamond":
        around = ((x, y - out), (x + out, y), (x, y + out), (x - out, y))
        return element("polygon", points=_points(*around), **edge)
    if shape == "wedge":
        around_3 = ((x, y - out), (x + out, y + out * 0.8), (x - out, y + out * 0.8))
        return element("polygon", points=_points(*around_3), **edge)
    return element("circle", cx=x, cy=y, r=radius, **edge)


def _points(*found: tuple[float, float]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in found)

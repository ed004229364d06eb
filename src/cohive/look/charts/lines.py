"""One curve or several over two scales, such as how a total is spread or how sizes fall off."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, sheet, text

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_HEIGHT, NARROW_HEIGHT = 240.0, 210.0
LEFT, FOOT, TOP = 44.0, 36.0, 20.0


@dataclass(frozen=True)
class Line:
    """Points from left to right, both numbers from 0 to 1; `is_dashed` for what is compared with.

    said: words at the curve's end, or "".
    """

    points: tuple[tuple[float, float], ...]
    said: str = ""
    colour: str = "design"
    is_dashed: bool = False


@dataclass(frozen=True)
class Lines:
    """Curves with the marks of both scales (0 to 1) and what the scales mean.

    `title` says the picture in one sentence.
    """

    lines: tuple[Line, ...]
    title: str
    across: str
    up: str
    across_marks: tuple[tuple[float, str], ...] = ()
    up_marks: tuple[tuple[float, str], ...] = ()


def lines(data: Lines) -> Chart:
    """Draw the curves; both drawings show the same."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_HEIGHT, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_HEIGHT, "c-narrow"),
    )


def _draw(data: Lines, width: float, height: float, classes: str) -> Markup:
    room_x, room_y = width - LEFT - 10, height - TOP
    pieces = [text(0, TOP - 9, data.up, classes="s")]
    for at, words in data.up_marks:
        y = TOP + 6 + (1 - at) * (room_y - 6)
        pieces.append(element("line", class_="grid", x1=LEFT, x2=width - 10, y1=y, y2=y))
        pieces.append(text(LEFT - 6, y + 4, words, classes="s", anchor="end"))
    for at, words in data.across_marks:
        x = LEFT + at * room_x
        pieces.append(element("line", class_="axis", x1=x, x2=x, y1=height, y2=height + 4))
        pieces.append(
            text(x, height + 16, words, classes="s", anchor="end" if at > 0.95 else "middle")
        )
    pieces.append(text(width - 10, height + 32, data.across, classes="s", anchor="end"))
    for line in data.lines:
        at_points = " ".join(
            f"{LEFT + x * room_x:.1f},{TOP + 6 + (1 - y) * (room_y - 6):.1f}"
            for x, y in line.points
        )
        pieces.append(
            element(
                "polyline",
                points=at_points,
                fill="none",
                stroke="var(--line-strong)" if line.is_dashed else f"var(--s-{line.colour})",
                stroke_width=1.2 if line.is_dashed else 2.4,
                stroke_dasharray="4 4" if line.is_dashed else "",
                stroke_linejoin="round",
            )
        )
    pieces.append(element("line", class_="axis", x1=LEFT, x2=width - 10, y1=height, y2=height))
    return sheet(*pieces, width=width, height=height + FOOT, title=data.title, classes=classes)

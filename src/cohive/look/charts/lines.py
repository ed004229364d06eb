"""One curve or several over two scales, such as how a total is spread or how sizes fall off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cohive.look.charts.drawing import Chart, element, sheet, text, width_of

WIDE_SHEET, NARROW_SHEET = 640.0, 350.0
WIDE_HEIGHT, NARROW_HEIGHT = 240.0, 210.0
LEFT, FOOT, TOP = 44.0, 36.0, 20.0
FOOT_WITHOUT_WORDS, SIGN, GAP = 22.0, 8.0, 8.0
Place = Callable[[float, float], tuple[float, float]]


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

    `title` says the picture in one sentence. `band`: (across, low, high) of a range behind the
    curves. `moments`: (across, sign) of what happened there; the sign, one or two letters, stands
    again in a list beside the picture. `across` may be empty where its marks say what they are.
    """

    lines: tuple[Line, ...]
    title: str
    across: str
    up: str
    across_marks: tuple[tuple[float, str], ...] = ()
    up_marks: tuple[tuple[float, str], ...] = ()
    band: tuple[tuple[float, float, float], ...] = ()
    moments: tuple[tuple[float, str], ...] = ()


def lines(data: Lines) -> Chart:
    """Draw the curves; both drawings show the same."""
    return Chart(
        wide=_draw(data, WIDE_SHEET, WIDE_HEIGHT, "c-wide"),
        narrow=_draw(data, NARROW_SHEET, NARROW_HEIGHT, "c-narrow"),
    )


def _draw(data: Lines, width: float, height: float, classes: str) -> Markup:
    room_x, room_y = width - LEFT - 10, height - TOP
    signs_at = TOP + 6 + SIGN if data.moments else TOP + 6

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + x * room_x, TOP + 6 + (1 - y) * (room_y - 6)

    pieces = [text(0, TOP - 9, data.up, classes="s")]
    for at, words in data.up_marks:
        _, y = place(0, at)
        pieces.append(element("line", class_="grid", x1=LEFT, x2=width - 10, y1=y, y2=y))
        pieces.append(text(LEFT - 6, y + 4, words, classes="s", anchor="end"))
    pieces += _across_marks(data, place, width, height)
    if data.across:
        pieces.append(text(width - 10, height + 32, data.across, classes="s", anchor="end"))
    pieces += [_band(data, place)] if len(data.band) > 1 else []
    for at, _sign in data.moments:
        x, _ = place(at, 0)
        pieces.append(
            element(
                "line", x1=x, x2=x, y1=signs_at, y2=height, stroke="var(--ink-3)",
                stroke_dasharray="3 3",
            )
        )  # fmt: skip
    pieces += [_curve(line, place) for line in data.lines]
    for at, sign in data.moments:
        x, _ = place(at, 0)
        pieces.append(
            element("circle", cx=x, cy=signs_at, r=SIGN, fill="var(--paper)", stroke="var(--ink-3)")
        )
        pieces.append(text(x, signs_at + 4, sign, classes="s", anchor="middle"))
    pieces.append(element("line", class_="axis", x1=LEFT, x2=width - 10, y1=height, y2=height))
    foot = FOOT if data.across else FOOT_WITHOUT_WORDS
    return sheet(*pieces, width=width, height=height + foot, title=data.title, classes=classes)


def readable(spans: Sequence[tuple[float, float]], gap: float) -> list[bool]:
    """Which of the words along a scale can be read: none that would touch one further right.

    `spans` are where each begins and ends, in their order; the last is always kept.
    """
    kept, free = [], float("inf")
    for begin, end in reversed(spans):
        kept.append(end + gap <= free)
        free = begin if kept[-1] else free
    return kept[::-1]


def _across_marks(data: Lines, place: Place, width: float, height: float) -> list[Markup]:
    """A stroke for each mark; its words where they do not run into others."""
    found = [(place(at, 0)[0], words) for at, words in data.across_marks]
    pieces = [
        element("line", class_="axis", x1=x, x2=x, y1=height, y2=height + 4) for x, _words in found
    ]
    said = [_inside(x, height + 16, words, width) for x, words in found]
    halves = [width_of(words, 11) / 2 for _x, words in found]
    spans = [(one[0] - half, one[0] + half) for one, half in zip(said, halves, strict=True)]
    for one, is_kept in zip(said, readable(spans, GAP), strict=True):
        pieces += [text(*one, classes="s", anchor="middle")] if is_kept else []
    return pieces


def _inside(x: float, y: float, words: str, width: float) -> tuple[float, float, str]:
    """Where the words stand so that neither end leaves the sheet."""
    half = width_of(words, 11) / 2
    return min(max(x, half), width - half), y, words


def _curve(line: Line, place: Place) -> Markup:
    return element(
        "polyline",
        points=_points(place(x, y) for x, y in line.points),
        fill="none",
        stroke="var(--line-strong)" if line.is_dashed else f"var(--s-{line.colour})",
        stroke_width=1.2 if line.is_dashed else 2.4,
        stroke_dasharray="4 4" if line.is_dashed else "",
        stroke_linejoin="round",
    )


def _band(data: Lines, place: Place) -> Markup:
    """From the left along the low ends, back along the high ones."""
    around = [place(x, low) for x, low, _ in data.band]
    around += [place(x, high) for x, _, high in reversed(data.band)]
    colour = next((line.colour for line in data.lines if not line.is_dashed), "design")
    return element("polygon", class_="band", points=_points(around), fill=f"var(--s-{colour})")


def _points(found: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in found)

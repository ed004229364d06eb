"""Charts on paper: the same bars and curves as on a page, drawn with a PDF's own lines.

The colours are the page's in the light theme; texts use the sheet's own font. A chart begins where
the sheet stands and leaves it below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fpdf import FPDF

from cohive.look.charts import Bar, Bars, Line, Lines, readable

__all__ = ["draw_bars", "draw_lines", "height_of"]

Print = Callable[[str], str]
COLOURS: Final = {
    "ink": (26, 26, 26),
    "idea": (152, 99, 0),
    "design": (28, 107, 116),
    "pack": (134, 71, 121),
    "make": (176, 67, 42),
    "spread": (83, 112, 42),
    "sale": (57, 88, 143),
    "rest": (112, 108, 98),
}
FAINT, SOFT, INK = (200, 197, 188), (95, 95, 95), (26, 26, 26)
LABEL_MM, ROW_MM, THICK_MM = 52.0, 7.0, 4.0
CURVES_MM, LEFT_MM, FOOT_MM, TOP_MM = 46.0, 10.0, 10.0, 6.0
SMALL, PLAIN, GAP_MM = 7.5, 9.0, 2.0


def height_of(chart: Bars | Lines) -> float:
    """How many millimetres it takes."""
    if isinstance(chart, Bars):
        return len(chart.bars) * ROW_MM
    return TOP_MM + CURVES_MM + FOOT_MM


def draw_bars(sheet: FPDF, chart: Bars, printable: Print) -> None:
    """Words at the left, the bar, its value at its end."""
    most = max((bar.value for bar in chart.bars), default=0) or 1
    sheet.set_font(size=PLAIN)
    said = max((sheet.get_string_width(printable(bar.said)) for bar in chart.bars), default=0.0)
    scale = (sheet.epw - LABEL_MM - said - 4) / most
    for bar in chart.bars:
        _bar(sheet, bar, scale, printable)


def _bar(sheet: FPDF, bar: Bar, scale: float, printable: Print) -> None:
    x, y = sheet.l_margin + sheet.c_margin, sheet.get_y()
    length = max(bar.value * scale, 0.5)
    _write(sheet, x, y + 3.4, printable(bar.label), PLAIN, INK)
    sheet.set_fill_color(*COLOURS[bar.colour])
    sheet.rect(x + LABEL_MM, y + 0.4, length, THICK_MM, style="F")
    _write(sheet, x + LABEL_MM + length + 1.5, y + 3.4, printable(bar.said), PLAIN, INK)
    sheet.set_y(y + ROW_MM)


def draw_lines(sheet: FPDF, chart: Lines, printable: Print) -> None:
    """Curves over both scales, which run from 0 to 1, with their marks."""
    left, top = sheet.l_margin + LEFT_MM, sheet.get_y() + TOP_MM
    width, right = sheet.epw - LEFT_MM, sheet.l_margin + sheet.epw
    _write(sheet, sheet.l_margin + sheet.c_margin, top - 3, printable(chart.up), SMALL, SOFT)
    sheet.set_line_width(0.15)
    for at, words in chart.up_marks:
        y = top + (1 - at) * CURVES_MM
        sheet.set_draw_color(*FAINT)
        sheet.line(left, y, right, y)
        _write(sheet, left - 1.5, y + 1, printable(words), SMALL, SOFT, is_end=True)
    _across_marks(sheet, chart, left, top + CURVES_MM, printable)
    foot = top + CURVES_MM + FOOT_MM - 1.5
    _write(sheet, right, foot, printable(chart.across), SMALL, SOFT, is_end=True)
    for line in chart.lines:
        _curve(sheet, line, left, top, width)
    sheet.set_dash_pattern()
    sheet.set_line_width(0.2)
    sheet.set_y(top + CURVES_MM + FOOT_MM)


def _across_marks(sheet: FPDF, chart: Lines, left: float, y: float, printable: Print) -> None:
    """A stroke for each mark; its words where they do not run into others."""
    right = sheet.l_margin + sheet.epw
    sheet.set_draw_color(*SOFT)
    sheet.set_font(size=SMALL)
    spans = []
    for at, words in chart.across_marks:
        x, half = left + at * (right - left), sheet.get_string_width(printable(words)) / 2
        sheet.line(x, y, x, y + 1)
        begin = min(x - half, right - 2 * half)
        spans.append((begin, begin + 2 * half))
    for (begin, _end), (_at, words), is_kept in zip(
        spans, chart.across_marks, readable(spans, GAP_MM), strict=True
    ):
        if is_kept:
            _write(sheet, begin, y + 4.2, printable(words), SMALL, SOFT)


def _curve(sheet: FPDF, line: Line, left: float, top: float, width: float) -> None:
    points = [(left + x * width, top + (1 - y) * CURVES_MM) for x, y in line.points]
    sheet.set_draw_color(*(SOFT if line.is_dashed else COLOURS[line.colour]))
    sheet.set_line_width(0.3 if line.is_dashed else 0.7)
    if line.is_dashed:
        sheet.set_dash_pattern(dash=1.2, gap=1.0)
    else:
        sheet.set_dash_pattern()
    sheet.polyline(points)


def _write(
    sheet: FPDF,
    x: float,
    y: float,
    words: str,
    size: float,
    colour: tuple[int, int, int],
    *,
    is_end: bool = False,
) -> None:
    sheet.set_font(size=size)
    sheet.set_text_color(*colour)
    sheet.text(x - (sheet.get_string_width(words) if is_end else 0), y, words)

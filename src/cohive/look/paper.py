"""A report on paper: headings, numbers with what they mean, sentences; as PDF with its own font.

The font (Noto Sans CJK, cut to GB 2312, the first level of Big5 and Latin) is embedded, so that
Chinese comes out whole on a computer without Chinese fonts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from cohive.look.charts import Bars, Chart, Lines, bars, lines
from cohive.look.paper_charts import draw_bars, draw_lines, height_of

FONT: Final = Path(__file__).parent / "fonts" / "noto-sans-cjk-sc-subset.otf"
MISSING: Final = "〓"
MARGIN_MM, LINE_MM, VALUE_MM = 22.0, 5.6, 62.0
INK, SOFT = (26, 26, 26), (95, 95, 95)


@dataclass(frozen=True)
class PaperRow:
    """A number: what it is of, how it is written, what it means, how it is computed."""

    title: str
    value: str
    meaning: str = ""
    definition: str = ""


@dataclass(frozen=True)
class PaperSection:
    """A heading with its pictures, numbers and sentences."""

    heading: str
    rows: Sequence[PaperRow] = ()
    sentences: Sequence[str] = ()
    charts: Sequence[Lines | Bars] = ()

    @property
    def drawn(self) -> list[Chart]:
        """The pictures as a page shows them."""
        return [bars(one) if isinstance(one, Bars) else lines(one) for one in self.charts]


@dataclass(frozen=True)
class Paper:
    """What is printed; `at` stands as the date of the file, so that it is the same every time."""

    title: str
    lead: str
    sections: Sequence[PaperSection]
    foot: str
    language: str
    at: datetime


@cache
def _drawn() -> frozenset[int]:
    """The characters that the font has."""
    with TTFont(FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text with `MISSING` for each character that the font lacks."""
    known = _drawn()
    return "".join(one if ord(one) in known else MISSING for one in text)


class Sheet(FPDF):
    """A4, upright, with the own font and the foot on every page; other rooms print on it too."""

    def __init__(self, foot: str, *, is_chinese: bool) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self._wrap = WrapMode.CHAR if is_chinese else WrapMode.WORD
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, margin=MARGIN_MM)
        self.add_font("own", fname=str(FONT))

    def footer(self) -> None:
        """The foot and the number of the page, as fpdf asks for it."""
        self.set_y(-15)
        self.set_font("own", size=8)
        self.set_text_color(*SOFT)
        self.cell(0, 5, f"{self._foot} · {self.page_no()}", align="R")

    def say(
        self,
        text: str,
        size: float,
        *,
        soft: bool = False,
        width: float = 0,
        beside: bool = False,
        is_end: bool = False,
    ) -> None:
        """A paragraph; `beside`: the next one starts at its right; `is_end`: at the right edge."""
        self.set_font("own", size=size)
        self.set_text_color(*(SOFT if soft else INK))
        self.multi_cell(
            width,
            LINE_MM * size / 10,
            printable(text),
            align="R" if is_end else "L",
            wrapmode=self._wrap,
            new_x=XPos.RIGHT if beside else XPos.LMARGIN,
            new_y=YPos.TOP if beside else YPos.NEXT,
        )


def printed(paper: Paper) -> bytes:
    """The paper as PDF; the same paper gives the same numbers and text."""
    sheet = Sheet(printable(paper.foot), is_chinese=paper.language.startswith("zh"))
    sheet.set_creation_date(paper.at)
    sheet.set_title(paper.title)
    sheet.set_lang(paper.language)
    sheet.add_page()
    sheet.say(paper.title, 22)
    sheet.ln(2)
    sheet.say(paper.lead, 11)
    for section in paper.sections:
        _section(sheet, section)
    return bytes(sheet.output())


def _section(sheet: Sheet, section: PaperSection) -> None:
    if sheet.will_page_break(30):
        sheet.add_page()
    sheet.ln(5)
    sheet.set_draw_color(*SOFT)
    sheet.line(MARGIN_MM, sheet.get_y(), sheet.w - MARGIN_MM, sheet.get_y())
    sheet.ln(2)
    sheet.say(section.heading, 14)
    sheet.ln(1)
    for chart in section.charts:
        _chart(sheet, chart)
    for row in section.rows:
        if sheet.will_page_break(24):
            sheet.add_page()
        sheet.say(row.title, 10, width=sheet.epw - VALUE_MM, beside=True)
        sheet.say(row.value, 10, width=VALUE_MM, is_end=True)
        for text in (row.meaning, row.definition):
            if text:
                sheet.say(text, 8.5, soft=True)
        sheet.ln(1.5)
    for sentence in section.sentences:
        sheet.say(f"– {sentence}", 10)
        sheet.ln(0.8)


def _chart(sheet: Sheet, chart: Lines | Bars) -> None:
    """The picture with its title above, both on one page."""
    if sheet.will_page_break(height_of(chart) + 12):
        sheet.add_page()
    sheet.say(chart.title, 8.5, soft=True)
    sheet.ln(1)
    if isinstance(chart, Bars):
        draw_bars(sheet, chart, printable)
    else:
        draw_lines(sheet, chart, printable)
    sheet.ln(2)

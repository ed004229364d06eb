"""report.html: one file with everything in it, to be sent and opened anywhere."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.utils.translation import ngettext
from jinja2 import FileSystemLoader
from markupsafe import Markup

from cohive import house, look
from cohive.house.study.findings import Findings
from cohive.house.study.names import shown_name
from cohive.house.study.sections import sections
from cohive.house.study.sections.source import window_said
from cohive.look import formats
from cohive.look.environment import environment
from cohive.words.signs import visible_page

__all__ = ["REPORT_MARK", "as_html"]

REPORT_MARK = "Cohive study"
"""What made the report, as it says itself: by that the next study knows that it may replace it."""
TITLE_LETTERS_MAX = 120
SHEETS = ("tokens", "base", "frame", "things", "money")
LOOK = Path(look.__file__).parent
HOUSE = Path(house.__file__).parent
FONT = re.compile(r'url\("(fonts/[^"]+)"\)')


def as_html(findings: Findings) -> str:
    """The report in the active language; it asks for nothing from anywhere when it is opened."""
    pages = environment(loader=FileSystemLoader([HOUSE / "templates", LOOK / "templates"]))
    template = pages.get_template("house/study/report.html")
    page = template.render(
        mark=REPORT_MARK,
        title=shown_name(findings.source.title, letters_max=TITLE_LETTERS_MAX),
        lead=_lead(findings),
        sections=sections(findings),
        sheet=Markup(_sheet()),  # noqa: S704 - our own style sheets
        language=formats.language_tag(),
    )
    return visible_page(page)


def _lead(findings: Findings) -> str:
    part = findings.participation
    said = ngettext(
        "%(acts)s acts of %(num)s person.", "%(acts)s acts of %(num)s people.", part.people
    ) % {"acts": formats.number(part.acts), "num": formats.number(part.people)}
    return f"{said} {window_said(findings)}"


@cache
def _sheet() -> str:
    """The design's style sheets, with the font inside, and the report's own few lines."""
    folder = LOOK / "static" / "look"
    text = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    own = (HOUSE / "templates" / "house" / "study" / "report.css").read_text(encoding="utf-8")
    return FONT.sub(lambda found: _inside(folder / found.group(1)), text) + own


def _inside(file: Path) -> str:
    return f'url("data:font/woff2;base64,{b64encode(file.read_bytes()).decode("ascii")}")'

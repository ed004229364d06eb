"""The three tables of a .pb file as rows with their lines, and exact numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cohive.bridges.ballots.cells import check_size, rows_of
from cohive.words.refusals import Refused

__all__ = ["Row", "exact_number", "sections_of"]

_SECTIONS = ("META", "PROJECTS", "VOTES")
_NEEDED = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
_NUMBER = re.compile(r"(\d{1,18})(?:[.,](\d{1,6}))?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A row of a section by column, and the line on which it ends."""

    line: int
    cells: Mapping[str, str]


def exact_number(text: str) -> Fraction | None:
    """A number of zero or more, exactly, with a point or a comma for decimals; None if it is none.

    Blanks may group thousands. A minus, an exponent, "nan" and what has more than 18 digits or six
    decimals are no numbers here.
    """
    found = _NUMBER.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", text[:64]))
    if not found or len(text) > 64:
        return None
    decimals = found[2] or ""
    return Fraction(int(found[1] + decimals), 10 ** len(decimals))


def sections_of(text: str) -> dict[str, list[Row]]:
    """The rows of each section. Every section has a line of its own, then a line of columns.

    Raises Refused for sections out of place, and for tables too large.
    """
    sections: dict[str, list[Row]] = {}
    header: Sequence[str] | None = None
    rows: list[Row] = []
    name = ""
    for line, cells in rows_of(text.lstrip("\ufeff").splitlines(keepends=True), ";"):
        word = cells[0].strip().upper()
        if word in _SECTIONS and not any(cell.strip() for cell in cells[1:]):
            if word in sections:
                raise Refused(
                    "Line %(line)s: the section %(section)s begins a second time.",
                    field="file",
                    line=line,
                    section=word,
                )
            name, rows, header = word, [], None
            sections[name] = rows
        elif not name:
            raise Refused("Line %(line)s: a .pb file begins with META.", field="file", line=line)
        elif header is None:
            header = _columns(cells, name, line)
        else:
            check_size(len(rows) + 1, len(header))
            filled = [*cells, *[""] * (len(header) - len(cells))]
            rows.append(Row(line, dict(zip(header, filled, strict=False))))
    for section in _SECTIONS:
        if section not in sections:
            raise Refused(
                "The section %(section)s is missing: this is no whole .pb file.",
                field="file",
                section=section,
            )
    return sections


def _columns(cells: Sequence[str], section: str, line: int) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    for needed in _NEEDED[section]:
        if needed not in columns:
            raise Refused(
                "Line %(line)s: the section %(section)s has no column “%(column)s”.",
                field="file",
                line=line,
                section=section,
                column=needed,
            )
    return columns

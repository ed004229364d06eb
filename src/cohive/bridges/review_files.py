"""Files of reviews as shops and researchers give them: CSV (also .gz, or in a zip) and XLSX.

Columns are found by name, or by another usual name, or as whoever sends the file says. The text is
all that must be there; a mark (1 praise, 0 complaint, or one to five stars), a day, a group and an
address are taken where they stand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from cohive.bridges.reading import RowLines, csv_rows, is_zip, lines_of, member_names, open_member
from cohive.words.refusals import Refused

__all__ = ["COLUMNS", "Review", "read_reviews"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "review", "comment", "content", "body", "message", "评论", "评价", "内容"),
    "mark": ("label", "rating", "stars", "score", "评分", "星级"),
    "at": ("date", "time", "at", "created_at", "日期", "时间"),
    "group": ("cat", "category", "product", "item", "group", "商品", "类别"),
    "url": ("url", "link", "链接"),
    "author": ("author", "name", "user", "作者", "用户"),
}
"""What a column may be called, the first that is there."""
ROWS_MAX = 1_000_000
SHEET_BYTES_MAX = 200 * 1024 * 1024
PRAISE_STARS, COMPLAINT_STARS = 4, 2
SHEET = "xl/workbook.xml"


@dataclass(frozen=True)
class Review:
    """One text; `mark` is True for praise, False for complaint, None where nobody said."""

    text: str
    mark: bool | None
    at: datetime | None
    group: str
    url: str
    author: str


def read_reviews(path: Path, *, columns: Mapping[str, str], field: str) -> Iterator[Review]:
    """Every row with a text, in the file's order.

    `columns` says for some of COLUMNS what theirs is called in this file. Raises Refused at `field`
    for a file that cannot be read, and where no column of texts is found.
    """
    rows = _rows(path, field)
    names: dict[str, str] | None = None
    for number, row in enumerate(rows):
        if names is None:
            names = _named(row, columns)
            is_binary = names.get("mark", "").lower() == "label"
        if number >= ROWS_MAX:
            raise Refused("This file has more than a million rows. Divide it.", field=field)
        text = row.get(names["text"], "").strip("\ufeff \t\r\n")
        if text:
            yield _review(text, row, names, is_binary)


def _rows(path: Path, field: str) -> Iterator[Mapping[str, str]]:
    if not is_zip(path):
        yield from (row for _line, row in csv_rows(path, field=field))
        return
    members = member_names(path, field=field)
    if SHEET in members:
        yield from _sheet_rows(path, field)
        return
    tables = [name for name in members if name.lower().endswith(".csv") and "__MACOSX" not in name]
    if len(tables) != 1:
        raise Refused("This zip must hold exactly one CSV file.", field=field)
    yield from _member_rows(path, tables[0], field)


def _member_rows(path: Path, member: str, field: str) -> Iterator[Mapping[str, str]]:
    with open_member(path, member, field=field) as stream:
        texts = RowLines(lines_of(stream, field=field), field)
        reader = csv.reader(texts)
        header = next(reader, [])
        for cells in reader:
            texts.row_ends()
            yield dict(zip(header, cells, strict=False))


def _sheet_rows(path: Path, field: str) -> Iterator[Mapping[str, str]]:
    """The first sheet; its first row names the columns."""
    try:
        with ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > SHEET_BYTES_MAX:
            raise Refused("This sheet is too large. Save it as CSV.", field=field)
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = iter(sheet.to_python())
    except (CalamineError, BadZipFile, OSError, ValueError):
        raise Refused("This sheet cannot be read. Save it as CSV.", field=field) from None
    header = [_cell(value) for value in next(rows, [])]
    for row in rows:
        yield dict(zip(header, (_cell(value) for value in row), strict=False))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _named(row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    known = {name.strip("\ufeff ").lower(): name for name in row}
    found: dict[str, str] = {}
    for part, usual in COLUMNS.items():
        wanted = columns.get(part, "").strip()
        if wanted and wanted.lower() not in known:
            raise Refused("There is no column “%(name)s”.", field=part, name=wanted)
        for name in (wanted,) if wanted else usual:
            if name.lower() in known:
                found[part] = known[name.lower()]
                break
    if "text" not in found:
        raise Refused("No column holds the texts. Say what it is called.", field="text")
    return found


def _review(text: str, row: Mapping[str, str], names: Mapping[str, str], is_binary: bool) -> Review:
    def cell(part: str) -> str:
        return row.get(names[part], "").strip() if part in names else ""

    return Review(
        text, _mark(cell("mark"), is_binary), _instant(cell("at")), cell("group"), cell("url"),
        cell("author"),
    )  # fmt: skip


def _mark(cell: str, is_binary: bool) -> bool | None:
    try:
        stars = float(cell)
    except ValueError:
        return None
    if is_binary and stars in (0, 1):
        return bool(stars)
    if stars >= PRAISE_STARS:
        return True
    return False if stars <= COMPLAINT_STARS else None


def _instant(cell: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

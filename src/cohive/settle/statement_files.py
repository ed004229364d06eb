"""Every past statement as files: a plain page and a sheet for each maker, and one list of all."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cohive.bond import queries as members
from cohive.look import formats
from cohive.settle import sheet
from cohive.settle.operations import statement_link_url
from cohive.settle.queries import past_statements, whole_lines_of
from cohive.settle.queries.past import PastStatement
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.views.statement import shown
from cohive.words.cells import safe_cell
from cohive.words.refusals import Refused

NAME_LETTERS_MAX = 40


def write_statements(folder: Path, *, at: datetime, payees: Sequence[UUID] = ()) -> list[Path]:
    """Write the statements into a folder (made if missing) in the active language; return files.

    For each maker NAME-ID.html and NAME-ID.xlsx, and statements.csv with amounts and private
    links. `payees` limits it to some. A sheet that cannot be exact is left out; its page says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(payees)
    found = [each for each in past_statements() if not wanted or each.payee in wanted]
    place = members.place()
    firm = place.name if place else ""
    by_payee: dict[UUID, list[PastStatement]] = {}
    for each in found:
        by_payee.setdefault(each.payee, []).append(each)
    written: list[Path] = []
    for payee, statements in by_payee.items():
        written += _write_one(folder, payee, statements, firm=firm, at=at)
    summary = folder / "statements.csv"
    summary.write_text(_summary(found), encoding="utf-8-sig", newline="")
    return [*written, summary]


def _write_one(
    folder: Path, payee: UUID, statements: Sequence[PastStatement], *, firm: str, at: datetime
) -> list[Path]:
    first = statements[0]
    stem = f"{_file_name(first.name)}-{payee.hex[-8:]}"
    page, table = folder / f"{stem}.html", folder / f"{stem}.xlsx"
    files = [page]
    try:
        table.write_bytes(
            sheet.statement_sheet(sheet_data(payee, at=at), at=at, words=sheet.words())
        )
        files.append(table)
    except Refused:
        table.unlink(missing_ok=True)
    page.write_text(
        render_to_string(
            "settle/statement_plain.html",
            {
                "language": formats.language_tag(),
                "name": first.name,
                "firm": firm,
                "amounts": [each.amount for each in statements],
                "lines": [shown(line, at=at) for line in whole_lines_of(payee, at=at)],
                "link": statement_link_url(first.link) if first.link else "",
                "sheet": table.name if table in files else "",
            },
        ),
        encoding="utf-8",
    )
    return files


def _summary(found: Sequence[PastStatement]) -> str:
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow([_("Maker"), _("Amount"), _("Currency"), _("Private link")])
    for each in found:
        link = statement_link_url(each.link) if each.link else ""
        rows.writerow([safe_cell(each.name), each.amount.plain(), each.amount.currency, link])
    return buffer.getvalue()


def _file_name(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-")[:NAME_LETTERS_MAX] or "maker"

"""The books as a sheet: a trial balance whose sums are formulas, and every leg behind it.

Amounts are written in the currency's unit from whole smallest units; a sheet's numbers are exact up
to 2^53 of them, and no sum of a community comes near.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook

from cohive.ledger.chart import TYPE_NAMES
from cohive.ledger.exporting import HEADS, cells, leg_rows
from cohive.ledger.queries.trial import TrialLine, trial_balance
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

ROWS_MAX = 1_000_000
"""A sheet has 1,048,576 rows."""
NUMBERS = ("number", "debit_minor", "credit_minor")
AMOUNTS = ("debit", "credit")


def books_sheet(*, since: datetime | None, until: datetime, zone: tzinfo) -> bytes:
    """The trial balance and the legs of a stretch. Raises Refused beyond a sheet's rows."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": True})
    book.set_properties({"created": until.astimezone(zone).replace(tzinfo=None)})
    formats: dict[str, Any] = {}
    _trial(book, trial_balance(since=since, until=until), formats)
    _legs(book, formats, since=since, until=until, zone=zone)
    book.close()
    return buffer.getvalue()


def _amount_format(book: Workbook, formats: dict[str, Any], currency: str) -> Any:
    if currency not in formats:
        digits = minor_digits(currency)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        formats[currency] = book.add_format({"num_format": pattern})
    return formats[currency]


def _trial(book: Workbook, lines: Sequence[TrialLine], formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_("Balances")[:31])
    bold = book.add_format({"bold": True})
    heads = (
        *(_("Number"), _("Account"), _("Type"), _("Currency"), _("At the beginning")),
        *(_("Debit"), _("Credit"), _("At the end")),
    )
    page.set_column(1, 1, 40)
    page.set_column(4, 7, 16)
    page.freeze_panes(1, 2)
    for column, head in enumerate(heads):
        page.write_string(0, column, head, bold)
    for row, line in enumerate(lines, start=1):
        shape = _amount_format(book, formats, line.currency)
        page.write_number(row, 0, line.account.number)
        page.write_string(row, 1, str(line.account.name))
        page.write_string(row, 2, str(TYPE_NAMES[line.account.type]))
        page.write_string(row, 3, line.currency)
        for column, amount in enumerate((line.opening, line.debit, line.credit), start=4):
            page.write_number(row, column, _units(amount), shape)
        moved = f"G{row + 1}-F{row + 1}" if line.account.sign > 0 else f"F{row + 1}-G{row + 1}"
        digits = minor_digits(line.currency)
        formula = f"=ROUND(E{row + 1}+{moved},{digits})"
        page.write_formula(row, 7, formula, shape, _units(line.closing))


def _units(amount: Money) -> Any:
    """An amount for a cell; the decimal itself, which the writer prints in full."""
    return amount.decimal


def _legs(
    book: Workbook,
    formats: dict[str, Any],
    *,
    since: datetime | None,
    until: datetime,
    zone: tzinfo,
) -> None:
    page = book.add_worksheet(_("Entries")[:31])
    bold = book.add_format({"bold": True})
    page.freeze_panes(1, 0)
    for column, head in enumerate(HEADS):
        page.write_string(0, column, head, bold)
    for row, leg in enumerate(leg_rows(since=since, until=until), start=1):
        if row > ROWS_MAX:
            raise Refused("This is too much for one sheet. Choose a shorter period, or CSV.")
        said = cells(leg, zone)
        for column, head in enumerate(HEADS):
            if said[head] == "":
                continue
            if head in NUMBERS:
                page.write_number(row, column, int(said[head]))
            elif head in AMOUNTS:
                amount = Money(abs(leg.amount.minor), leg.amount.currency)
                shape = _amount_format(book, formats, amount.currency)
                page.write_number(row, column, _units(amount), shape)
            else:
                page.write_string(row, column, str(said[head]))

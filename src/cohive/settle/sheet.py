"""A statement as a sheet with live formulas that recompute the same whole cents.

Everything is computed in minor units: a claim is INT(numerator × pool / denominator), a line is
the claim after less the claim before. A claim that goes before the split is one line for each
sale, by its own rule. A second page goes on to what left and what stays. A sheet's numbers are
floating: they are exact up to 2^53, so a statement whose products go beyond that is refused rather
than computed wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from uuid import UUID

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cohive.settle.composition import Path
from cohive.settle.queries.lines import ClaimView, CreditLine
from cohive.settle.queries.sheets import SheetData, TakingView
from cohive.settle.sheet_balance import BalanceWords, balance_words, write_balance
from cohive.words.money import minor_digits
from cohive.words.refusals import Refused

EXACT_MAX = 2**53
FIRST_ROW = 4
"""Rows above hold the title, a sentence and the heads (counted from 1, as the sheet does)."""


@dataclass(frozen=True)
class Words:
    """The sheet's words in the reader's language."""

    statement: str
    ways: str
    explained: str
    heads: tuple[str, ...]
    way_heads: tuple[str, ...]
    total: str
    rewards: str
    states: Mapping[str, str]
    kinds: Mapping[str, str]
    balance: BalanceWords


def words() -> Words:
    """The words in the active language."""
    return Words(
        statement=_("Statement"),
        ways=_("Ways"),
        explained=_(
            "Claim = INT(part × pool so far), in the smallest unit; a line is after − before."
        ),
        heads=(
            _("Day"),
            _("Product"),
            _("Order"),
            _("Kind"),
            _("Pieces"),
            _("Part: numerator"),
            _("Part: denominator"),
            _("Pool before"),
            _("Pool after"),
            _("Claim before"),
            _("Claim after"),
            _("Smallest units"),
            _("Amount"),
            _("Currency"),
            _("State"),
        ),
        way_heads=(_("Product"), _("Way"), _("Numerator"), _("Denominator")),
        total=_("Total"),
        rewards=_("Total of rewards for links"),
        states={
            "provisional": _("provisional"),
            "open": _("open to question"),
            "held": _("in question"),
            "under_review": _("under review"),
            "final": _("final"),
        },
        kinds={
            "sale": _("sale"),
            "past": _("sale"),
            "refund": _("returned"),
            "carry": _("returned"),
            "link": _("reward for a link"),
            "prior": _("had back first"),
        },
        balance=balance_words(),
    )


@dataclass(frozen=True)
class _Row:
    """One line of the first page: a credit, or one claim that went before the split in it."""

    credit: CreditLine
    minor: int
    taking: TakingView | None = None


def statement_sheet(data: SheetData, *, at: datetime, words: Words) -> bytes:
    """The whole statement, oldest line first. Raises Refused beyond what a sheet can compute."""
    rows = [row for credit in data.credits for row in _rows_of(credit, data)]
    for row in rows:
        _refuse_inexact(row, data.claims)
    for change in data.commissions:
        _refuse_beyond(change.part, max(change.net_before, change.net_after), change.title)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "remove_timezone": True})
    book.set_properties({"created": timezone.localtime(at).replace(tzinfo=None)})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(words.statement[:31])
    _write_lines(book, page, rows, data.claims, words)
    write_balance(
        book.add_worksheet(words.balance.title[:31]),
        data,
        lines_page=f"'{words.statement[:31]}'",
        first_row=FIRST_ROW,
        last_row=max(FIRST_ROW, FIRST_ROW - 1 + len(rows)),
        bold=bold,
        day=day,
        words=words.balance,
    )
    _write_ways(book, book.add_worksheet(words.ways[:31]), data.credits, data.claims, words)
    book.close()
    return buffer.getvalue()


def _rows_of(credit: CreditLine, data: SheetData) -> list[_Row]:
    """A credit as one line; what was had back first as one for each claim, where that is known."""
    takings = data.takings.get(credit.distribution, ()) if credit.kind == "prior" else ()
    if not takings:
        return [_Row(credit, credit.amount_minor)]
    return [_Row(credit, taking.has_minor - taking.had_minor, taking) for taking in takings]


def _refuse_inexact(row: _Row, claims: Mapping[UUID, ClaimView]) -> None:
    credit, taking = row.credit, row.taking
    if taking is not None:
        part, most = taking.part, max(taking.left_before, taking.left_after)
    elif credit.claim is not None:
        part = claims[credit.claim].fraction
        most = max(credit.cumulative_before, credit.cumulative_after)
    else:
        return
    _refuse_beyond(part, most, credit.title)


def _refuse_beyond(part: Fraction, most: int, title: str) -> None:
    if max(part.numerator * most, part.denominator) > EXACT_MAX:
        raise Refused(
            "Your part of “%(title)s” is too fine for a sheet to compute exactly. "
            "The statement's page shows it in exact fractions.",
            title=title,
        )


def _write_lines(
    book: Workbook,
    page: Worksheet,
    rows: Sequence[_Row],
    claims: Mapping[UUID, ClaimView],
    words: Words,
) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    page.write(0, 0, words.statement, bold)
    page.write(1, 0, words.explained)
    for column, head in enumerate(words.heads):
        page.write(FIRST_ROW - 2, column, head, bold)
    page.freeze_panes(FIRST_ROW - 1, 2)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 34)
    page.set_column(2, 14, 13)
    formats = {code: _amount_format(book, code) for code in {row.credit.currency for row in rows}}
    for row, line in enumerate(rows, start=FIRST_ROW - 1):
        credit = line.credit
        kind = credit.change if credit.kind == "earned" else credit.kind
        title = f"{credit.title}: {line.taking.label}" if line.taking else credit.title
        page.write_datetime(row, 0, timezone.localtime(credit.at).replace(tzinfo=None), day)
        page.write_string(row, 1, title)
        page.write_string(row, 2, credit.reference)
        page.write_string(row, 3, words.kinds[kind])
        page.write_number(row, 4, credit.units)
        _write_sum(page, row, line, claims)
        scale = 10 ** minor_digits(credit.currency)
        page.write_formula(
            row, 12, f"=L{row + 1}/{scale}", formats[credit.currency], line.minor / scale
        )
        page.write_string(row, 13, credit.currency)
        page.write_string(row, 14, words.states[credit.state])
    _write_totals(page, rows, formats, bold, words)


def _write_sum(page: Worksheet, row: int, line: _Row, claims: Mapping[UUID, ClaimView]) -> None:
    """The numbers of one line and the formulas that make its amount."""
    credit, number = line.credit, row + 1
    if line.taking is not None:
        _write_taking(page, row, line.taking)
    elif credit.claim is None:
        page.write_number(row, 11, line.minor)
        return
    else:
        part = claims[credit.claim].fraction
        _write_part(page, row, part, credit.cumulative_before, credit.cumulative_after)
        before, after = (
            f"=INT(F{number}*H{number}/G{number})",
            f"=INT(F{number}*I{number}/G{number})",
        )
        page.write_formula(row, 9, before, None, credit.credited_before)
        page.write_formula(row, 10, after, None, credit.credited_after)
    page.write_formula(row, 11, f"=K{number}-J{number}", None, line.minor)


def _write_taking(page: Worksheet, row: int, taking: TakingView) -> None:
    """What a claim before the split has: a part of what came in more, never above its amount."""
    _write_part(page, row, taking.part, taking.left_before, taking.left_after)
    line = row + 1
    page.write_number(row, 9, taking.had_minor)
    after, before = f"INT(F{line}*I{line}/G{line})", f"INT(F{line}*H{line}/G{line})"
    if taking.left_after < taking.left_before:
        formula = f"=MIN({after},J{line})"
    elif taking.most_minor is None:
        formula = f"=J{line}+{after}-{before}"
    else:
        formula = f"=MIN(J{line}+{after}-{before},{taking.most_minor})"
    page.write_formula(row, 10, formula, None, taking.has_minor)


def _write_part(page: Worksheet, row: int, part: Fraction, before: int, after: int) -> None:
    for column, number in enumerate((part.numerator, part.denominator, before, after), start=5):
        page.write_number(row, column, number)


def _write_totals(
    page: Worksheet,
    rows: Sequence[_Row],
    formats: Mapping[str, object],
    bold: object,
    words: Words,
) -> None:
    """A sum for each currency: of pay for making, and on a line of its own of rewards."""
    last = FIRST_ROW - 1 + len(rows)
    reward = words.kinds["link"]
    incomes = sorted({(row.credit.kind == "link", row.credit.currency) for row in rows})
    for offset, (is_reward, code) in enumerate(incomes):
        row = last + 1 + offset
        total = sum(
            each.minor
            for each in rows
            if (each.credit.kind == "link", each.credit.currency) == (is_reward, code)
        )
        scale = 10 ** minor_digits(code)
        page.write_string(row, 1, words.rewards if is_reward else words.total, bold)
        page.write_formula(
            row,
            11,
            f"=SUMIFS(L{FIRST_ROW}:L{last},"
            f'N{FIRST_ROW}:N{last},"{code}",'
            f'D{FIRST_ROW}:D{last},"{"" if is_reward else "<>"}{reward}")',
            bold,
            total,
        )
        page.write_formula(row, 12, f"=L{row + 1}/{scale}", formats[code], total / scale)
        page.write_string(row, 13, code)


def _amount_format(book: Workbook, currency: str) -> object:
    digits = minor_digits(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return book.add_format({"num_format": pattern})


def _write_ways(
    book: Workbook,
    page: Worksheet,
    found: Sequence[CreditLine],
    claims: Mapping[UUID, ClaimView],
    words: Words,
) -> None:
    """Each way of each claim; their fractions add up to the part on the first sheet."""
    bold = book.add_format({"bold": True})
    for column, head in enumerate(words.way_heads):
        page.write(0, column, head, bold)
    page.set_column(0, 1, 44)
    titles = {credit.claim: credit.title for credit in found if credit.claim}
    row = 1
    for claim_id, title in titles.items():
        claim = claims[claim_id]
        for path in claim.paths:
            page.write_string(row, 0, title)
            page.write_string(row, 1, _way(path, claim.labels))
            page.write_string(row, 2, str(path.fraction.numerator))
            page.write_string(row, 3, str(path.fraction.denominator))
            row += 1


def _way(path: Path, labels: Mapping[str, str]) -> str:
    steps = [f"{labels.get(step.node, step.node)} {step.fraction}" for step in path.steps]
    return " → ".join([*steps, str(path.part)])

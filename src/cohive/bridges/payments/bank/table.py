"""A statement as a table (CSV): its columns by the names that banks give them.

What is written in two ways is not guessed: a decimal mark or a day that can be read in two ways
refuses the file, and so does one whose columns are unknown, with the names it has.
"""

from __future__ import annotations

from datetime import datetime

from cohive.bridges.payments.bank.records import Statement, StatementLine
from cohive.bridges.sales.numbers import decimal_mark, exact_minor, has_amount, moment, month_first
from cohive.bridges.sales.table import Row, Table, open_table
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

__all__ = ["COLUMNS", "read_table"]

COLUMNS = {
    "day": (
        "date", "booking date", "booked on", "value date", "completed date", "buchungstag",
        "buchungsdatum", "valuta", "datum", "boekdatum", "交易日期", "记账日期", "日期",
    ),
    "amount": ("amount", "betrag", "bedrag", "bedrag (eur)", "umsatz", "金额", "交易金额"),
    "incoming": ("credit", "paid in", "haben", "bij", "收入", "贷方金额"),
    "outgoing": ("debit", "paid out", "soll", "af", "支出", "借方金额"),
    "sign": ("credit/debit", "debit/credit", "af bij", "af/bij", "soll/haben", "借贷标志"),
    "currency": ("currency", "währung", "waehrung", "valuta code", "munt", "币种"),
    "text": (
        "description", "reference", "remittance information", "payment reference", "memo",
        "verwendungszweck", "omschrijving", "omschrijving-1", "mededelingen", "摘要", "附言",
    ),
    "id": ("transaction id", "id", "entry reference", "volgnr", "transactiereferentie", "流水号"),
    "name": (
        "name", "payer", "counterparty name", "payer name", "beguenstigter/zahlungspflichtiger",
        "naam tegenpartij", "naam / omschrijving", "对方户名", "对方名称",
    ),
    "account": (
        "counterparty iban", "payer account", "counterparty account", "kontonummer/iban",
        "tegenrekening iban/bban", "tegenrekening", "对方账号",
    ),
}  # fmt: skip
"""What a column may be called, in small letters, by what it holds."""

_IN = frozenset({"credit", "crdt", "c", "bij", "haben", "h", "+", "cr", "贷", "收入"})
_OUT = frozenset({"debit", "dbit", "d", "af", "soll", "s", "-", "dr", "借", "支出"})
_ROWS_MAX = 20_000


def read_table(content: bytes, *, currency: str, account: str) -> Statement:
    """The money that came in, of every row; Refused (field "file") with the line."""
    table = open_table(content, field="file")
    _check_columns(table)
    rows = list(table.rows())
    if len(rows) > _ROWS_MAX:
        raise Refused("At most %(most)s lines at once.", field="file", most=_ROWS_MAX)
    amounts = [
        row.text(name)
        for row in rows
        for kind in ("amount", "incoming", "outgoing")
        for name in COLUMNS[kind]
        if row.text(name)
    ]
    mark = decimal_mark(amounts)
    if mark is None:
        raise Refused(
            "The amounts can be read in two ways, as in 1.272. Save the file with cents.",
            field="file",
        )
    leads = month_first(row.text(*COLUMNS["day"]) for row in rows)
    lines: list[StatementLine] = []
    outgoing = 0
    for row in rows:
        amount = _amount(row, currency, mark)
        if amount.minor <= 0:
            outgoing += 1
            continue
        lines.append(_line(row, amount, leads))
    return Statement(account, tuple(lines), outgoing)


def _check_columns(table: Table) -> None:
    has = {kind for kind, names in COLUMNS.items() if any(name in table.columns for name in names)}
    if not {"day", "text"} <= has or not has & {"amount", "incoming"}:
        raise Refused(
            "A statement needs a day, an amount and a description. This file has: %(columns)s.",
            field="file",
            columns=", ".join(table.header)[:300],
        )


def _amount(row: Row, currency: str, mark: str) -> Money:
    """What a row brought in; below zero what it took out."""
    code = row.text(*COLUMNS["currency"]).upper() or currency
    minor_digits(code)
    sides = [row.text(*COLUMNS[side]) for side in ("incoming", "outgoing")]
    if any(has_amount(side) for side in sides):
        came, went = (_minor(side, code, mark, row.line) for side in sides)
        return Money(abs(came) - abs(went), code)
    minor = _minor(row.text(*COLUMNS["amount"]), code, mark, row.line)
    sign = row.text(*COLUMNS["sign"]).casefold()
    if not sign:
        return Money(minor, code)
    if sign not in _IN | _OUT:
        raise Refused(
            "Line %(line)s: “%(text)s” says neither in nor out.",
            field="file",
            line=row.line,
            text=sign,
        )
    return Money(abs(minor) if sign in _IN else -abs(minor), code)


def _minor(text: str, currency: str, mark: str, line: int) -> int:
    exact = exact_minor(text, currency, mark, line=line, field="file")
    if exact.denominator != 1:
        raise Refused(
            "Line %(line)s: “%(text)s” is not an amount.", field="file", line=line, text=text
        )
    return exact.numerator


def _line(row: Row, amount: Money, leads: bool | None) -> StatementLine:
    day = moment(row.text(*COLUMNS["day"]), month_leads=leads, line=row.line, field="file")
    said = [row.text(name) for name in COLUMNS["text"]]
    return StatementLine(
        booked_on=day.date() if isinstance(day, datetime) else day,
        amount=amount,
        text=" ".join(dict.fromkeys(filter(None, said)))[:500],
        bank_id=row.text(*COLUMNS["id"])[:80],
        payer_name=row.text(*COLUMNS["name"])[:140],
        payer_account="".join(row.text(*COLUMNS["account"]).split())[:34],
    )

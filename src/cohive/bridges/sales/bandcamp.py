"""Bandcamp's sales report (Tools → sales report, or raw data), UTF-16 or UTF-8.

One line per item, payout or reversal. `item total` is what the fan paid with tax and shipping;
`net amount` is what is left for the seller after the payment fee, Bandcamp's part, tax and
shipping: the amount to divide. Shipping pays for sending and is no part of a sale here.
Source: Bandcamp help, "Reading your sales report".
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import islice

from cohive.bridges.sales.collecting import Amounts, Collector
from cohive.bridges.sales.numbers import (
    count,
    decimal_mark,
    exact_minor,
    has_amount,
    moment,
    month_first,
)
from cohive.bridges.sales.records import SaleKind, SalesFile
from cohive.bridges.sales.table import Row, Table
from cohive.words.refusals import Refused

__all__ = ["NEEDED", "read_bandcamp", "recognises"]

NEEDED = ("date", "item type", "item name", "currency", "quantity", "item total", "net amount")

_REFUNDS = frozenset({"refund", "reversal"})
_SAMPLE_ROWS = 2000


def recognises(columns: Iterable[str]) -> bool:
    """Whether these columns are Bandcamp's, complete or not."""
    names = set(columns)
    return {"item type", "item name"} <= names and bool(
        names & {"bandcamp transaction id", "amount you received", "net amount"}
    )


def read_bandcamp(table: Table) -> SalesFile:
    """Every item sold or given back."""
    sample = list(islice(table.rows(), _SAMPLE_ROWS))
    mark = decimal_mark(row.text("item total", "net amount") for row in sample) or "."
    # Bandcamp writes 3/14/26; a file whose days tell otherwise was saved again elsewhere
    month_leads = month_first(row.text("date") for row in sample) is not False
    collector = Collector("bandcamp")
    for row in table.rows():
        reason = _no_sale(row)
        if reason is not None:
            collector.skip(row.line, reason)
        else:
            _collect(row, collector, mark, month_leads, table.field)
    return collector.finished(table)


def _no_sale(row: Row) -> Refused | None:
    """Why a line is left out, or None."""
    kind = row.text("item type").casefold()
    if kind == "payout":
        return Refused("This is a payout to you, not a sale.")
    if kind in ("pending reversal", "cancelled reversal", "canceled reversal"):
        return Refused("This reversal was not decided, or was taken back.")
    if row.text("transaction fee") == "*":
        return Refused("The payment is still pending.")
    if not row.text("item name"):
        return Refused("This line names no item.")
    return None


def _collect(row: Row, collector: Collector, mark: str, month_leads: bool, field: str) -> None:
    currency = row.text("currency").upper()
    went_back = row.text("item type").casefold() in _REFUNDS

    def amount(*names: str) -> Fraction:
        return exact_minor(row.text(*names), currency, mark, line=row.line, field=field)

    tax = amount("seller tax", "tax") + amount("marketplace tax")
    gross = amount("item total") - amount("shipping")
    net = gross - tax - abs(amount("transaction fee"))
    if has_amount(row.text("net amount")):
        net = amount("net amount")
        if not has_amount(row.text("item total")):
            gross = net + tax
    amounts = Amounts(gross, tax, net)
    if not amounts.is_whole:
        raise Refused(
            "Line %(line)s has more digits than %(currency)s has.",
            field=field,
            line=row.line,
            currency=currency,
        )
    if went_back and gross > 0:
        amounts = -amounts
    collector.add(
        line=row.line,
        key=_key(row, collector),
        product=row.text("item name"),
        artist=row.text("artist"),
        quantity=count(row.text("quantity"), line=row.line, field=field),
        currency=currency,
        amounts=amounts,
        at=moment(row.text("date"), month_leads=month_leads, line=row.line, field=field),
        kind=SaleKind.REFUND if went_back else None,
    )


def _key(row: Row, collector: Collector) -> str:
    """The transaction and the item in it; without a transaction, the line itself."""
    transaction = row.text("bandcamp transaction id", "paypal transaction id")
    if not transaction:
        return collector.key(*(cell.strip() for cell in row.cells))
    names = ("item type", "item name", "artist", "package", "option", "item url")
    return collector.key(transaction, *(row.text(name) for name in names))

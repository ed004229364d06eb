"""Shopify's orders export: several lines per order, the order's sums on its first line.

`Subtotal` is after discounts and before shipping; whether it holds the tax is seen from the total.
A discount on the whole order, the tax, and a refund are spread over the lines by their amounts, so
that the parts add up to the order's own figures to the cent. Payment fees stand in another export,
so the fees here are zero. Source: the export's header and Shopify's help.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby

from cohive.bridges.sales.collecting import Amounts, Collector
from cohive.bridges.sales.numbers import count, decimal_mark, exact_minor, has_amount, moment
from cohive.bridges.sales.records import SaleKind, SalesFile
from cohive.bridges.sales.table import Row, Table
from cohive.words.refusals import Refused

__all__ = ["NEEDED", "read_shopify", "recognises", "spread"]

NEEDED = (
    *("name", "financial status", "currency", "subtotal", "taxes", "total"),
    *("created at", "lineitem quantity", "lineitem name", "lineitem price"),
)
_PAID = frozenset({"paid", "partially refunded", "refunded"})


def recognises(columns: Iterable[str]) -> bool:
    """Whether these columns are Shopify's, complete or not."""
    return {"financial status", "lineitem name"} <= set(columns)


def read_shopify(table: Table) -> SalesFile:
    """Every line of every paid order, and what was refunded."""
    mark = decimal_mark(_prices(table)) or "."
    collector = Collector("shopify")
    seen: set[str] = set()
    for name, rows in groupby(table.rows(), key=lambda row: row.text("name")):
        group = list(rows)
        if not name or name in seen:
            raise Refused(
                "Line %(line)s: the lines of order “%(order)s” do not stand together.",
                field=table.field,
                line=group[0].line,
                order=name,
            )
        seen.add(name)
        _collect(group, collector, mark, table.field)
    return collector.finished(table)


def _prices(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows()):
        if number == 2000:
            return
        yield row.text("lineitem price")
        yield row.text("total")


@dataclass(frozen=True)
class _Item:
    """One line of an order in minor units, before order-wide figures are spread."""

    row: Row
    product: str
    quantity: int
    amount: int
    is_taxable: bool


@dataclass(frozen=True)
class _Order:
    """The figures of an order's first line, in minor units of its currency."""

    currency: str
    subtotal: int
    shipping: int
    taxes: int
    total: int
    refunded: int
    at: datetime | date
    refunded_at: datetime | date

    @property
    def holds_tax(self) -> bool:
        """Whether prices include the tax: then it is no part of the total beside them."""
        return self.taxes > 0 and self.total < self.subtotal + self.shipping + self.taxes


class _Reader:
    """Reads the amounts of one order's lines and names the line when one cannot be read."""

    def __init__(self, currency: str, mark: str, field: str) -> None:
        self.currency = currency
        self.mark = mark
        self.field = field

    def minor(self, row: Row, *names: str) -> int:
        """An amount in whole minor units."""
        exact = exact_minor(
            row.text(*names), self.currency, self.mark, line=row.line, field=self.field
        )
        if exact.denominator != 1:
            raise Refused(
                "Line %(line)s has more digits than %(currency)s has.",
                field=self.field,
                line=row.line,
                currency=self.currency,
            )
        return exact.numerator

    def at(self, row: Row, *names: str) -> datetime | date | None:
        """The first of these columns that has a moment."""
        for name in names:
            if row.text(name):
                return moment(row.text(name), month_leads=None, line=row.line, field=self.field)
        return None


def _collect(rows: list[Row], collector: Collector, mark: str, field: str) -> None:
    first = rows[0]
    status = first.text("financial status").casefold().replace("_", " ")
    if status not in _PAID:
        for row in rows:
            collector.skip(row.line, _unpaid(status))
        return
    reader = _Reader(first.text("currency").upper(), mark, field)
    order = _order(first, reader)
    items = [_item(row, reader) for row in rows]
    sold = _sold(order, items)
    number = first.text("id", "order id") or first.text("name")
    keys = [collector.key(number, item.row.text("lineitem sku"), item.product) for item in items]
    for item, key, amounts in zip(items, keys, sold, strict=True):
        _add(collector, order, item, key, amounts, SaleKind.SALE)
    if order.refunded:
        given_back = _given_back(order, sold)
        for item, key, whole, amounts in zip(items, keys, sold, given_back, strict=True):
            if amounts.gross:
                quantity = item.quantity if amounts == whole else 0
                back = _Item(item.row, item.product, quantity, item.amount, item.is_taxable)
                _add(collector, order, back, f"{key}:refund", -amounts, SaleKind.REFUND)


def _unpaid(status: str) -> Refused:
    if status == "partially paid":
        return Refused("The order is not wholly paid yet.")
    if status in ("pending", "authorized", "expired"):
        return Refused("The order is not paid yet.")
    if status == "voided":
        return Refused("The order was voided.")
    return Refused("The order has no payment status that is known.")


def _order(row: Row, reader: _Reader) -> _Order:
    at = reader.at(row, "paid at", "created at")
    if at is None:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a day that can be read.",
            field=reader.field,
            line=row.line,
            text="",
        )
    return _Order(
        currency=reader.currency,
        subtotal=reader.minor(row, "subtotal"),
        shipping=reader.minor(row, "shipping"),
        taxes=reader.minor(row, "taxes"),
        total=reader.minor(row, "total"),
        refunded=reader.minor(row, "refunded amount"),
        at=at,
        refunded_at=reader.at(row, "cancelled at") or at,
    )


def _item(row: Row, reader: _Reader) -> _Item:
    quantity = count(row.text("lineitem quantity"), line=row.line, field=reader.field)
    product = row.text("lineitem name")
    if not product or quantity < 1 or not has_amount(row.text("lineitem price")):
        raise Refused(
            "Line %(line)s names no product, no price or no quantity.",
            field=reader.field,
            line=row.line,
        )
    full = reader.minor(row, "lineitem price") * quantity
    return _Item(
        row=row,
        product=product,
        quantity=quantity,
        amount=max(0, full - reader.minor(row, "lineitem discount")),
        is_taxable=row.text("lineitem taxable").casefold() != "false",
    )


def _sold(order: _Order, items: Sequence[_Item]) -> list[Amounts]:
    """What each line brought: parts of the subtotal and of the tax, adding up to both."""
    prices = spread(order.subtotal, [item.amount for item in items])
    taxable = [price if item.is_taxable else 0 for item, price in zip(items, prices, strict=True)]
    # shipping bears its part of the tax, which then belongs to no line
    taxes = spread(order.taxes, [*taxable, order.shipping])[: len(items)]
    found = []
    for price, tax in zip(prices, taxes, strict=True):
        gross = price if order.holds_tax else price + tax
        found.append(Amounts(Fraction(gross), Fraction(tax), Fraction(gross - tax)))
    return found


def _given_back(order: _Order, sold: Sequence[Amounts]) -> list[Amounts]:
    """Which line a refund belongs to: the one whose price it is, or parts of each.

    What is refunded beyond the lines is shipping, and belongs to none of them.
    """
    grosses = [amounts.gross.numerator for amounts in sold]
    if grosses.count(order.refunded) == 1:
        return [
            amounts if amounts.gross == order.refunded else _part(amounts, 0) for amounts in sold
        ]
    parts = spread(min(order.refunded, sum(grosses)), grosses)
    return [_part(amounts, part) for amounts, part in zip(sold, parts, strict=True)]


def _part(amounts: Amounts, gross: int) -> Amounts:
    """A part of a line's gross with its part of the tax."""
    if amounts.gross == 0:
        return amounts
    tax = amounts.tax.numerator * gross // amounts.gross.numerator
    return Amounts(Fraction(gross), Fraction(tax), Fraction(gross - tax))


def _add(
    collector: Collector,
    order: _Order,
    item: _Item,
    key: str,
    amounts: Amounts,
    kind: SaleKind,
) -> None:
    collector.add(
        line=item.row.line,
        key=key,
        product=item.product,
        artist="",
        quantity=item.quantity,
        currency=order.currency,
        amounts=amounts,
        at=order.at if kind is SaleKind.SALE else order.refunded_at,
        kind=kind,
    )


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of `total` by weight that add up to it exactly; nothing weighs: the last takes all.

    Each part is the step of the floor of the running sum, so no part is off by a unit or more.
    """
    whole = sum(weights)
    if whole == 0:
        return [*([0] * (len(weights) - 1)), total]
    parts, running, before = [], 0, 0
    for weight in weights:
        running += weight
        reached = total * running // whole
        parts.append(reached - before)
        before = reached
    return parts

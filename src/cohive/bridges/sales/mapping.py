"""Any other CSV: a mapping says which column is what, and can be remembered.

`guess_mapping` proposes one from the names and the values; a person looks at it and corrects it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from itertools import islice

from babel.numbers import is_currency

from cohive.bridges.sales.collecting import Amounts, Collector
from cohive.bridges.sales.numbers import (
    count,
    decimal_mark,
    exact_minor,
    has_amount,
    moment,
    month_first,
)
from cohive.bridges.sales.records import SaleKind, SalesFile, day_of
from cohive.bridges.sales.table import Row, Table, normal
from cohive.words.refusals import Refused

__all__ = ["ColumnMapping", "read_mapped"]

_SAMPLE_ROWS = 2000
_ORDERS = ("", "day first", "month first")
_REFUND_WORDS = ("refund", "refunded", "return", "returned", "reversal", "退款", "退货", "已退款")


@dataclass(frozen=True)
class ColumnMapping:
    """Which column is what; "" means the file has none.

    Needed are a day, an amount (`gross` or `net`), a currency (a column or one `currency_code`) and
    a product (a column or one `product_name` for the whole file). Amounts are for the whole line
    unless `amounts_are_each`. `net` wins over `fees`. With `id`, the same sale in another export is
    the same sale; without, equal lines are counted. `refund` is a column whose value is one of
    `refund_words` when money went back; negative amounts say so by themselves.
    `decimal`, `day_order`, `encoding` and `delimiter` are found out when "".
    """

    date: str = ""
    product: str = ""
    product_name: str = ""
    artist: str = ""
    quantity: str = ""
    gross: str = ""
    net: str = ""
    fees: str = ""
    tax: str = ""
    currency: str = ""
    currency_code: str = ""
    id: str = ""
    refund: str = ""
    refund_words: tuple[str, ...] = _REFUND_WORDS
    amounts_are_each: bool = False
    decimal: str = ""
    day_order: str = ""
    encoding: str = ""
    delimiter: str = ""

    def __post_init__(self) -> None:
        if self.decimal not in ("", ".", ","):
            raise Refused("The decimal mark is a point or a comma.", field="decimal")
        if self.day_order not in _ORDERS:
            raise Refused("Days are written day first or month first.", field="day_order")
        if self.currency_code and not is_currency(self.currency_code):
            raise Refused(
                "“%(code)s” is not a currency code. Write three letters such as EUR.",
                field="currency_code",
                code=self.currency_code,
            )

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what a person still has to choose before a file can be read."""
        needed = {
            "date": self.date,
            "gross": self.gross or self.net,
            "currency": self.currency or self.currency_code,
            "product": self.product or self.product_name,
        }
        return tuple(name for name, chosen in needed.items() if not chosen)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads."""
        named = (self.date, self.product, self.artist, self.quantity, self.gross, self.net)
        also = (self.fees, self.tax, self.currency, self.id, self.refund)
        return tuple(name for name in (*named, *also) if name)

    def to_json(self) -> str:
        """The mapping as text that `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ColumnMapping:
        """A remembered mapping. Raises Refused for text that is none."""
        try:
            values = json.loads(text)
            names = {each.name for each in fields(cls)}
            if not isinstance(values, dict) or values.keys() - names:
                raise TypeError
            words = values.pop("refund_words", list(_REFUND_WORDS))
            each = values.pop("amounts_are_each", False)
            strings = (*values.values(), *words)
            if not isinstance(each, bool) or not all(isinstance(it, str) for it in strings):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            raise Refused(
                "This is not a column mapping of this program.", field="mapping"
            ) from None
        return cls(refund_words=tuple(words), amounts_are_each=each, **values)


def read_mapped(table: Table, mapping: ColumnMapping) -> SalesFile:
    """Read a table by a mapping. Raises Refused for columns that are missing."""
    _check(table, mapping)
    reader = _Reader(table, mapping)
    collector = Collector("mapped")
    for row in table.rows():
        reader.collect(row, collector)
    return collector.finished(table)


def _check(table: Table, mapping: ColumnMapping) -> None:
    if mapping.missing:
        raise _lack(mapping.missing[0])
    for name in mapping.columns:
        if normal(name) not in table.columns:
            raise Refused(
                "The column “%(column)s” is missing in this file.", field=table.field, column=name
            )


def _lack(part: str) -> Refused:
    """Ask for one needed part that the mapping lacks."""
    if part == "date":
        return Refused("Say which column has the day of the sale.", field="mapping")
    if part == "gross":
        return Refused("Say which column has the amount.", field="mapping")
    if part == "currency":
        return Refused(
            "Say which column has the currency, or name one for the whole file.", field="mapping"
        )
    return Refused(
        "Say which column has the product, or name one for the whole file.", field="mapping"
    )


class _Reader:
    """One mapping on one table, with what its first rows tell about numbers and days."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self.field = table.field
        sample = list(islice(table.rows(), _SAMPLE_ROWS))
        self.mark = mapping.decimal or self._mark(sample)
        self.month_leads = {"day first": False, "month first": True}.get(
            mapping.day_order, month_first(self.text(row, mapping.date) for row in sample)
        )

    def text(self, row: Row, column: str) -> str:
        """A mapped column's cell, "" when it is not mapped."""
        return row.text(normal(column)) if column else ""

    def collect(self, row: Row, collector: Collector) -> None:
        """Turn one row into a sale, a fraction of one, or a skipped line."""
        mapping = self.mapping
        currency = (self.text(row, mapping.currency) or mapping.currency_code).upper()
        quantity = count(self.text(row, mapping.quantity), line=row.line, field=self.field)
        if not any(has_amount(self.text(row, each)) for each in (mapping.gross, mapping.net)):
            collector.skip(row.line, Refused("This line has no amount."))
            return
        product = self.text(row, mapping.product) or mapping.product_name
        if not product:
            raise Refused("Line %(line)s names no product.", field=self.field, line=row.line)
        amounts = self._amounts(row, currency, quantity)
        went_back = self._went_back(row)
        if went_back and amounts.gross > 0:
            amounts = -amounts
        at = moment(
            self.text(row, mapping.date),
            month_leads=self.month_leads,
            line=row.line,
            field=self.field,
        )
        artist = self.text(row, mapping.artist)
        if amounts.is_whole:
            collector.add(
                line=row.line,
                key=self._key(row, collector, went_back or amounts.gross < 0),
                product=product,
                artist=artist,
                quantity=quantity,
                currency=currency,
                amounts=amounts,
                at=at,
                kind=SaleKind.REFUND if went_back else None,
            )
        else:
            collector.heap(
                line=row.line,
                product=product,
                artist=artist,
                quantity=quantity,
                currency=currency,
                amounts=amounts,
                day=day_of(at),
            )

    def _mark(self, sample: Sequence[Row]) -> str:
        columns = (self.mapping.gross, self.mapping.net, self.mapping.fees, self.mapping.tax)
        mark = decimal_mark(self.text(row, column) for row in sample for column in columns)
        if mark is None:
            raise Refused(
                "The amounts of this file can be read in two ways. Say which mark is the decimal "
                "one.",
                field="mapping",
            )
        return mark

    def _amounts(self, row: Row, currency: str, quantity: int) -> Amounts:
        mapping = self.mapping
        times = quantity if mapping.amounts_are_each else 1

        def amount(column: str) -> Fraction:
            text = self.text(row, column)
            return times * exact_minor(text, currency, self.mark, line=row.line, field=self.field)

        tax, fees = amount(mapping.tax), amount(mapping.fees)
        if mapping.gross and has_amount(self.text(row, mapping.gross)):
            gross = amount(mapping.gross)
            if gross > 0:  # some files write what was taken as negative
                tax, fees = abs(tax), abs(fees)
            has_net = mapping.net and has_amount(self.text(row, mapping.net))
            net = amount(mapping.net) if has_net else gross - tax - fees
            return Amounts(gross, tax, net)
        net = amount(mapping.net)
        if net > 0:
            tax, fees = abs(tax), abs(fees)
        return Amounts(net + tax + fees, tax, net)

    def _went_back(self, row: Row) -> bool:
        words = {word.casefold() for word in self.mapping.refund_words}
        return self.text(row, self.mapping.refund).casefold() in words

    def _key(self, row: Row, collector: Collector, went_back: bool) -> str:
        number = self.text(row, self.mapping.id)
        if not number:
            return collector.key(*(cell.strip() for cell in row.cells))
        product = self.text(row, self.mapping.product)
        kind = "refund" if went_back else "sale"
        return collector.key(number, product, self.text(row, self.mapping.artist), kind)

"""Gathering what a reader finds into sales, with keys that never change and exact remainders."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from cohive.bridges.sales.records import Sale, SaleKind, SalesFile, Skipped, Waiting, day_of
from cohive.bridges.sales.table import Table
from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["Amounts", "Collector"]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Exact minor units of one line; the fees are what is left between gross, tax and net."""

    gross: Fraction
    tax: Fraction
    net: Fraction

    @property
    def is_whole(self) -> bool:
        """Whether all of them are whole minor units."""
        return all(part.denominator == 1 for part in (self.gross, self.tax, self.net))

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(self.gross + other.gross, self.tax + other.tax, self.net + other.net)

    def __neg__(self) -> Amounts:
        return Amounts(-self.gross, -self.tax, -self.net)


_ZERO = Amounts(Fraction(0), Fraction(0), Fraction(0))


@dataclass(slots=True)
class _Heap:
    """What one product earned on one day in fractions of minor units."""

    amounts: Amounts = _ZERO
    quantity: int = 0
    line: int = 0


class Collector:
    """Takes lines one by one; `finished` gives the whole file or refuses it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._sales: list[Sale] = []
        self._skipped: list[Skipped] = []
        self._seen: Counter[str] = Counter()
        self._heaps: dict[tuple[str, str, str], dict[date, _Heap]] = defaultdict(dict)
        self._zero: dict[str, Money] = {}

    def skip(self, line: int, reason: Refused) -> None:
        """Leave a line out and say why."""
        self._skipped.append(Skipped(line, reason))

    def key(self, *parts: str) -> str:
        """A key of these parts; the second of equal lines gets another, the same every time."""
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
        self._seen[digest] += 1
        repeated = self._seen[digest]
        return f"{self.kind}:{digest}" + (f":{repeated}" if repeated > 1 else "")

    def add(
        self,
        *,
        line: int,
        key: str,
        product: str,
        artist: str,
        quantity: int,
        currency: str,
        amounts: Amounts,
        at: datetime | date,
        kind: SaleKind | None = None,
    ) -> None:
        """One line in whole minor units; without a `kind`, negative money is a refund."""
        if kind is None:
            went_back = amounts.net < 0 or (amounts.net == 0 and amounts.gross < 0)
            kind = SaleKind.REFUND if went_back else SaleKind.SALE
        self._sales.append(
            Sale(
                line=line,
                key=key,
                product=product,
                quantity=abs(quantity),
                gross=self._money(amounts.gross, currency),
                fees=self._money(amounts.gross - amounts.tax - amounts.net, currency),
                tax=self._money(amounts.tax, currency),
                net=self._money(amounts.net, currency),
                at=at,
                kind=kind,
                artist=artist,
            )
        )

    def heap(
        self,
        *,
        line: int,
        product: str,
        artist: str,
        quantity: int,
        currency: str,
        amounts: Amounts,
        day: date,
    ) -> None:
        """One line with fractions of minor units: added exactly to its product's day."""
        days = self._heaps[product, artist, currency]
        heap = days.setdefault(day, _Heap())
        heap.amounts += amounts
        heap.quantity += quantity
        heap.line = line

    def finished(self, table: Table) -> SalesFile:
        """The whole file. Raises Refused when nothing in it is a sale."""
        waiting = [self._emptied(name, days) for name, days in self._heaps.items()]
        if not self._sales and not any(each.minor for each in waiting):
            raise Refused("There is no sale in this file.", field=table.field)
        sales, waiting = _told_apart(self._sales, waiting)
        days = [day_of(sale.at) for sale in sales]
        currencies = [sale.net.currency for sale in sales] + [each.currency for each in waiting]
        return SalesFile(
            kind=self.kind,
            currencies=tuple(dict.fromkeys(currencies)),
            sales=tuple(sales),
            skipped=tuple(self._skipped),
            waiting=tuple(each for each in waiting if each.minor or each.quantity),
            first=min(days, default=None),
            last=max(days, default=None),
            digest=table.digest,
        )

    def _emptied(self, name: tuple[str, str, str], days: dict[date, _Heap]) -> Waiting:
        """Turn one product's days into sales by the floor of its running sum, and keep the rest.

        The floor of the running sum, not of each day: no day is rounded on its own.
        """
        product, artist, currency = name
        total, paid, quantity = _ZERO, _ZERO, 0
        for day, heap in sorted(days.items()):
            total += heap.amounts
            quantity += heap.quantity
            due = _floored(total) + -paid
            if due == _ZERO:
                continue
            key = self.key(day.isoformat(), product, artist, currency)
            self.add(
                line=heap.line,
                key=key,
                product=product,
                artist=artist,
                quantity=quantity,
                currency=currency,
                amounts=due,
                at=day,
            )
            paid, quantity = paid + due, 0
        return Waiting(product, artist, currency, total.net - paid.net, quantity)

    def _money(self, minor: Fraction, currency: str) -> Money:
        if minor == 0:  # most lines have several zeros: one object serves them all
            return self._zero.setdefault(currency, Money.zero(currency))
        if minor.denominator != 1:
            raise ValueError("a sale is in whole minor units")
        return Money(minor.numerator, currency)


def _floored(amounts: Amounts) -> Amounts:
    parts = (amounts.gross, amounts.tax, amounts.net)
    return Amounts(*(Fraction(math.floor(part)) for part in parts))


def _told_apart(sales: list[Sale], waiting: list[Waiting]) -> tuple[list[Sale], list[Waiting]]:
    """Name the artist with a title that several artists have, so that no one is paid for another.

    The key does not depend on it: another file may hold one of them only.
    """
    artists: dict[str, set[str]] = defaultdict(set)
    for sale in sales:
        artists[sale.product].add(sale.artist.casefold())
    for rest in waiting:
        artists[rest.product].add(rest.artist.casefold())

    def named(product: str, artist: str) -> str:
        return f"{product} ({artist})" if artist and len(artists[product]) > 1 else product

    return (
        [_renamed(sale, named(sale.product, sale.artist)) for sale in sales],
        [replace(rest, product=named(rest.product, rest.artist)) for rest in waiting],
    )


def _renamed(sale: Sale, product: str) -> Sale:
    return sale if sale.product == product else replace(sale, product=product)

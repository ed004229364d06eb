"""What a sales file says once it is read: sales, lines left out, and what is too small to pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["Sale", "SaleKind", "SalesFile", "Skipped", "Waiting", "day_of"]


class SaleKind(StrEnum):
    """Whether money came or went back."""

    SALE = "sale"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Sale:
    """One line of money: gross = fees + tax + net, to the minor unit.

    `gross` is what the buyer paid for the thing, without shipping; `net` is what there is to divide
    among its makers. A refund has negative amounts and the quantity that came back. `key` is the
    same whenever the same sale is read again, in the same file or in another export of it.
    """

    line: int
    key: str
    product: str
    quantity: int
    gross: Money
    fees: Money
    tax: Money
    net: Money
    at: datetime | date
    kind: SaleKind
    artist: str = ""

    def __post_init__(self) -> None:
        if self.gross.minor != self.fees.minor + self.tax.minor + self.net.minor:
            raise ValueError(f"line {self.line}: gross is not fees + tax + net")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no sale, and why: `reason` is a sentence, never raised."""

    line: int
    reason: Refused = field(compare=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left of a product's exact sum below one minor unit: 0 ≤ `minor` < 1.

    Streaming shops pay fractions of cents; the whole cents stand in the sales, the rest waits here,
    with the `quantity` that no sale counts yet.
    """

    product: str
    artist: str
    currency: str
    minor: Fraction
    quantity: int


@dataclass(frozen=True)
class SalesFile:
    """A sales file, wholly read. `kind` is "bandcamp", "shopify", "distrokid" or "mapped".

    `first` and `last` are the days of the earliest and latest sale, None when there is none;
    `digest` is the SHA-256 of the unpacked bytes: the same file has the same.
    """

    kind: str
    currencies: tuple[str, ...]
    sales: tuple[Sale, ...] = field(repr=False)
    skipped: tuple[Skipped, ...]
    waiting: tuple[Waiting, ...]
    first: date | None
    last: date | None
    digest: str

    def net(self, currency: str) -> Money:
        """The sum of all nets in one currency."""
        minor = sum(sale.net.minor for sale in self.sales if sale.net.currency == currency)
        return Money(minor, currency)

    def products(self) -> tuple[str, ...]:
        """Every product that stands in a sale, in order of appearance."""
        return tuple(dict.fromkeys(sale.product for sale in self.sales))


def day_of(at: datetime | date) -> date:
    """The day of a moment, as written in the file."""
    return at.date() if isinstance(at, datetime) else at

"""Money as integer minor units with its currency: no float ever touches an amount.

The number of minor digits of a currency comes from CLDR through Babel (EUR 2, JPY 0, KWD 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from babel.numbers import get_currency_precision, is_currency

from cohive.words.refusals import Refused

NOT_AN_AMOUNT = "“%(text)s” is not an amount. Write it like 40.00."
MINOR_MAX = 10**15
"""Above this an amount is a mistake: it still fits a 64-bit column after a thousandfold sum."""


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount: `minor` in the currency's smallest unit (cents for EUR), may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError("money is counted in whole minor units")

    def _same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact: 317 EUR minor units are Decimal('3.17')."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def plain(self) -> str:
        """The amount for files and commands: '3.17', never localised, no currency sign."""
        return f"{self.decimal:f}"

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)


def minor_digits(currency: str) -> int:
    """How many digits after the point a currency has (CLDR); unknown codes are refused."""
    if not is_currency(currency):
        raise Refused(
            "“%(code)s” is not a currency code. Write three letters such as EUR.",
            field="currency",
            code=currency,
        )
    return get_currency_precision(currency)


def parse_money(text: str, currency: str, *, field: str = "amount") -> Money:
    """Read an amount written by a person or a file: '40', '40.00', '1,272.50', '40,00', '−6.75'.

    The last point or comma followed by at most the currency's digits is the decimal mark.
    Raises Refused with the field named for anything else: letters, too many digits, too large.
    """
    digits = minor_digits(currency)
    cleaned = text.strip().replace("−", "-").replace("\u00a0", "").replace(" ", "")
    for sign in ("€", "$", "£", "¥", "￥", currency):
        cleaned = cleaned.replace(sign, "")
    cleaned = _with_point(cleaned, digits)
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        raise Refused(NOT_AN_AMOUNT, field=field, text=text) from None
    if not value.is_finite():
        raise Refused(NOT_AN_AMOUNT, field=field, text=text)
    scaled = value.scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise Refused(
            "%(currency)s has %(digits)s digits after the point, not more.",
            field=field,
            currency=currency,
            digits=digits,
        )
    if abs(scaled) > MINOR_MAX:
        raise Refused("This amount is too large to be true.", field=field)
    return Money(int(scaled), currency)


def _with_point(text: str, digits: int) -> str:
    """Turn the decimal mark into a point and drop grouping marks."""
    mark = max(text.rfind("."), text.rfind(","))
    if mark < 0:
        return text
    behind = text[mark + 1 :]
    both = "." in text and "," in text
    one_group = text.count(text[mark]) == 1 and len(behind) == 3 and digits != 3 and not both
    if one_group or text.count(text[mark]) > 1:
        return text.replace(",", "").replace(".", "")
    return text[:mark].replace(",", "").replace(".", "") + "." + behind


def floor_fraction(fraction: Fraction, minor: int) -> int:
    """The floor of `fraction` of `minor` units, exact in integers."""
    return fraction.numerator * minor // fraction.denominator


def round_half_up(value: Fraction) -> int:
    """The nearest integer, halves away from zero: how a bookkeeper rounds a tax line."""
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) * 2 + 1) // 2).__int__()

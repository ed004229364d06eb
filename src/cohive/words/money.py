"""Money as integer minor units with its currency: no float ever touches an amount.

The number of minor digits of a currency comes from CLDR through Babel (EUR 2, JPY 0, KWD 3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision, is_currency

from cohive.words.refusals import Refused

NOT_AN_AMOUNT = "“%(text)s” is not an amount. Write it like 40.00."
TWO_WAYS = (
    "“%(text)s” can be read in two ways. Write it without a mark between the thousands, like 1234."
)
MINOR_MAX = 10**15
"""Above this an amount is a mistake: it still fits a 64-bit column after a thousandfold sum."""
SHOWN_MAX = 40
"""As much of a wrong text as a refusal repeats."""
CURRENCIES_OF_SIGN = {
    "€": {"EUR"},
    "¥": {"CNY", "JPY"},
    "元": {"CNY"},
    "£": {"GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SSP", "SYP"},
}
"""Whom a sign can mean. The dollar sign can mean every currency that has none of these."""

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "−￥￡\u00a0\u2009\u202f\u3000", "-¥£    "
)
"""Full-width forms (from Chinese keyboards), the true minus, and the spaces that are no space."""
_SIGNED = re.compile(
    r"(?P<minus>[+-]?) ?(?P<before>[A-Za-z]{3}|[A-Za-z]{0,2}[€$£¥])? ?(?P<inner_minus>[+-]?)"
    r" ?(?P<number>[\d.,'’ ]+?) ?(?P<after>[A-Za-z]{3}|[€$£¥元])?",
    re.ASCII,
)
_AMOUNT = re.compile(
    r"(?P<whole>\d*|\d{1,3}(?P<group>[ ,.'’])\d{3}(?:(?P=group)\d{3})*|\d{1,2}(?:,\d\d)+,\d{3})"
    r"(?:(?P<mark>[.,])(?P<part>\d*))?",
    re.ASCII,
)


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

    Marks between thousands may be commas, points, spaces or apostrophes, in groups of three (or
    the Indian way); zeros beyond the currency's digits do no harm ('40.0000'). A single comma
    before three digits is a mark between thousands ('1,234'). A single point there ('1.234') is
    one to some readers and a decimal point to others; as it cannot be told, it is refused, and so
    is '1,234' where the currency has three digits. The currency's code or sign may stand at either
    end, in full width too.

    Raises Refused with the field named for anything else: letters, another currency, too many
    digits, marks in the wrong place, too large.
    """
    digits = minor_digits(currency)
    shown = text.strip()[:SHOWN_MAX]
    negative, number = _without_signs(text, currency, shown, field)
    match = _AMOUNT.fullmatch(number)
    if match is None or match["mark"] == match["group"] is not None or not re.search(r"\d", number):
        raise Refused(NOT_AN_AMOUNT, field=field, text=shown)
    whole, part = match["whole"], match["part"] or ""
    if len(part) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole):
        if match["mark"] == "," and digits != 3:
            whole, part = whole + part, ""
        elif match["mark"] == "," or digits != 3:
            raise Refused(TWO_WAYS, field=field, text=shown)
    part = part.rstrip("0")
    if len(part) > digits:
        raise Refused(
            "%(currency)s has %(digits)s digits after the point, not more.",
            field=field,
            currency=currency,
            digits=digits,
        )
    plain = re.sub(r"\D", "", whole).lstrip("0") + part.ljust(digits, "0")
    if len(plain) > len(str(MINOR_MAX)) or int(plain or "0") > MINOR_MAX:
        raise Refused("This amount is too large to be true.", field=field)
    minor = int(plain or "0")
    return Money(-minor if negative else minor, currency)


def _without_signs(text: str, currency: str, shown: str, field: str) -> tuple[bool, str]:
    """Whether the amount is below zero, and its digits and marks without currency and minus."""
    match = _SIGNED.fullmatch(text.translate(_NARROW).strip())
    twice = match and (
        (match["minus"] and match["inner_minus"]) or (match["before"] and match["after"])
    )
    if match is None or twice:
        raise Refused(NOT_AN_AMOUNT, field=field, text=shown)
    for sign in (match["before"], match["after"]):
        if sign and not _names(sign, currency):
            raise Refused(
                "“%(text)s” is not an amount in %(currency)s.",
                field=field,
                text=shown,
                currency=currency,
            )
    return "-" in (match["minus"], match["inner_minus"]), match["number"].strip()


def _names(sign: str, currency: str) -> bool:
    """Whether a sign or code beside an amount can mean this currency: '$', 'CA$' and 'cad' CAD."""
    mark = sign[-1]
    if mark not in CURRENCIES_OF_SIGN and mark != "$":
        return sign.upper() == currency
    if mark == "$":
        fits = not any(currency in others for others in CURRENCIES_OF_SIGN.values())
    else:
        fits = currency in CURRENCIES_OF_SIGN[mark]
    return fits and sign[:-1].upper() in ("", currency[:2])


def floor_fraction(fraction: Fraction, minor: int) -> int:
    """The floor of `fraction` of `minor` units, exact in integers."""
    return fraction.numerator * minor // fraction.denominator


def round_half_up(value: Fraction) -> int:
    """The nearest integer, halves away from zero: how a bookkeeper rounds a tax line."""
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) * 2 + 1) // 2).__int__()

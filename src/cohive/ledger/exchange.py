"""Rates: as they are written, and what an amount comes to at one. Exact, in whole numbers."""

from __future__ import annotations

import re
from fractions import Fraction

from cohive.words.money import Money, minor_digits, round_half_up
from cohive.words.refusals import Refused

EXCHANGE = "exchange"
_RATE = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)


def parse_rate(text: str) -> Fraction:
    """'1.0842' as an exact fraction. Raises Refused at rate."""
    plain = text.strip()
    if not _RATE.fullmatch(plain) or not Fraction(plain.replace(",", ".")):
        raise Refused("Write the rate like 1.0842.", field="rate")
    return Fraction(plain.replace(",", "."))


def converted(given: Money, currency: str, rate: Fraction) -> Money:
    """What an amount comes to in another currency: halves of the smallest unit are rounded up."""
    scale = Fraction(10) ** (minor_digits(currency) - minor_digits(given.currency))
    return Money(round_half_up(given.minor * rate * scale), currency)

"""Prices of parcels as lines of text: “Netherlands; NL; 4.95”."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cohive.trade.queries.shipping import RateView
from cohive.words.money import parse_money
from cohive.words.refusals import Refused

PARTS = 3


def read_rates(text: str, currency: str) -> list[RateView]:
    """Every line as a price; Refused (field "rates") naming the line that cannot be read."""
    rates = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in re.split(r"[;；]", line)]
        if len(parts) != PARTS:
            raise Refused(
                "Line %(number)s: write a name, the countries and the price, with ; between them.",
                field="rates",
                number=number,
            )
        codes = tuple(code.upper() for code in re.split(r"[\s,，]+", parts[1]) if code)
        rates.append(RateView(parts[0], codes, parse_money(parts[2], currency, field="rates")))
    return rates


def written_rates(rates: Iterable[RateView]) -> str:
    """The lines that `read_rates` reads."""
    return "\n".join(
        f"{rate.label}; {' '.join(rate.countries)}; {rate.amount.plain()}" for rate in rates
    )

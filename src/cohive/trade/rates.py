"""Prices of parcels as lines of text: “Netherlands; NL; 4.95”.

A line may go on with the largest parcel it holds for (“2 kg”, “500 g”, or a number of pieces) and
the sum of goods from which post is free. Lines of the same name and countries are one price with
steps; its last line has no largest parcel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cohive.trade.queries.shipping import RateView, StepView
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Refused

PARTS_MIN, PARTS_MAX = 3, 5
SIZE = re.compile(r"(\d{1,7}) ?(kg|g|)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class _Line:
    """One line as it was read; `measure` is '' without a largest parcel."""

    number: int
    label: str
    countries: tuple[str, ...]
    amount: Money
    measure: str
    up_to: int
    free_from: Money | None


def read_rates(text: str, currency: str) -> list[RateView]:
    """Every line as a price; Refused (field "rates") naming the line that cannot be read."""
    zones: dict[tuple[str, tuple[str, ...]], list[_Line]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            read = _read(number, line, currency)
            zones.setdefault((read.label, read.countries), []).append(read)
    return [_zone(lines) for lines in zones.values()]


def _read(number: int, text: str, currency: str) -> _Line:
    parts = [part.strip() for part in re.split(r"[;；]", text)]
    if not PARTS_MIN <= len(parts) <= PARTS_MAX:
        raise Refused(
            "Line %(number)s: write a name, the countries and the price, with ; between them.",
            field="rates",
            number=number,
        )
    label, countries, price, size, free = [*parts, "", ""][:PARTS_MAX]
    measure, up_to = _size(number, size)
    return _Line(
        number=number,
        label=label,
        countries=tuple(code.upper() for code in re.split(r"[\s,，]+", countries) if code),
        amount=parse_money(price, currency, field="rates"),
        measure=measure,
        up_to=up_to,
        free_from=parse_money(free, currency, field="rates") if free else None,
    )


def _size(number: int, text: str) -> tuple[str, int]:
    if not text:
        return "", 0
    found = SIZE.fullmatch(text)
    if found is None:
        raise Refused(
            "Line %(number)s: write the largest parcel as a number of pieces, or like 500 g or "
            "2 kg.",
            field="rates",
            number=number,
        )
    unit = found[2].lower()
    if not unit:
        return "pieces", int(found[1])
    return "grams", int(found[1]) * (1000 if unit == "kg" else 1)


def _zone(lines: list[_Line]) -> RateView:
    """The lines of one name as one price."""
    steps, last = lines[:-1], lines[-1]
    if last.measure or any(not line.measure for line in steps):
        raise Refused(
            "Line %(number)s: the last price of “%(label)s” has no largest parcel, and only the "
            "last.",
            field="rates",
            number=last.number,
            label=last.label,
        )
    if len({line.measure for line in steps}) > 1:
        raise Refused(
            "The steps of “%(label)s” are all in pieces or all in grams.",
            field="rates",
            label=last.label,
        )
    free = [line.free_from for line in lines if line.free_from is not None]
    return RateView(
        label=last.label,
        countries=last.countries,
        amount=last.amount,
        measure=steps[0].measure if steps else "",
        steps=tuple(StepView(line.up_to, line.amount) for line in steps),
        free_from=free[0] if free else None,
    )


def written_rates(rates: Iterable[RateView]) -> str:
    """The lines that `read_rates` reads."""
    return "\n".join(line for rate in rates for line in _written(rate))


def _written(rate: RateView) -> list[str]:
    start = f"{rate.label}; {' '.join(rate.countries)}; "
    free = f"; {rate.free_from.plain()}" if rate.free_from else ""
    steps = [
        f"{start}{step.amount.plain()}; {written_size(rate.measure, step.up_to)}"
        for step in rate.steps
    ]
    return [*steps, f"{start}{rate.amount.plain()}" + (f"; {free}" if free else "")]


def written_size(measure: str, size: int) -> str:
    """'3', '500 g', '2 kg': as it is read again."""
    if measure == "pieces":
        return str(size)
    return f"{size // 1000} kg" if size % 1000 == 0 else f"{size} g"

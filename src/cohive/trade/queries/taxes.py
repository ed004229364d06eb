"""Which tax holds where, from when, and for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from cohive.bond.queries import PlaceView
from cohive.journal.remembered import remembered
from cohive.trade.models import ProductFacts, TaxRate
from cohive.trade.models.taxes import BASIS_POINTS


@dataclass(frozen=True)
class TaxRateView:
    """A country's rate for a class, from a day on; `is_now` when it is the one in force."""

    id: UUID
    country: str
    tax_class: str
    rate: Fraction
    valid_from: date
    is_now: bool


@dataclass(frozen=True)
class Facts:
    """A product's class of tax and the weight of a piece, packed, in grams."""

    tax_class: str = "standard"
    weight_grams: int = 0


def tax_rates(*, on: date) -> list[TaxRateView]:
    """The whole table, by country and class, the newest first. One SQL query."""
    rows = TaxRate.objects.order_by("country", "tax_class", "-valid_from")
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = (row.country, row.tax_class)
        is_now = row.valid_from <= on and key not in seen
        if is_now:
            seen.add(key)
        found.append(
            TaxRateView(
                id=row.id,
                country=row.country,
                tax_class=row.tax_class,
                rate=Fraction(row.basis_points, BASIS_POINTS),
                valid_from=row.valid_from,
                is_now=is_now,
            )
        )
    return found


def rates_in(country: str, *, on: date) -> dict[str, Fraction]:
    """Class to rate in a country on a day; a class without a row is missing.

    One SQL query, two after a change.
    """
    return remembered(("trade.taxes", country, on), lambda: _rates_in(country, on))


def _rates_in(country: str, on: date) -> dict[str, Fraction]:
    rows = TaxRate.objects.filter(country=country, valid_from__lte=on).order_by("valid_from")
    return {
        tax_class: Fraction(points, BASIS_POINTS)
        for tax_class, points in rows.values_list("tax_class", "basis_points")
    }


def facts_of(products: Iterable[UUID]) -> Mapping[UUID, Facts]:
    """What was said of these products; those of which nothing was said are missing. One query."""
    return {
        row.product: Facts(row.tax_class, row.weight_grams)
        for row in ProductFacts.objects.filter(product__in=set(products))
    }


def day_here(at: datetime, place: PlaceView) -> date:
    """The calendar day at the place, by which a tax begins and an invoice is dated."""
    return at.astimezone(ZoneInfo(place.time_zone or "UTC")).date()

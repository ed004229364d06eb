"""What a parcel costs, and where one can be sent."""

from __future__ import annotations

from dataclasses import dataclass

from cohive.trade.models import ShippingRate
from cohive.words.money import Money

EVERYWHERE_ELSE = "*"


@dataclass(frozen=True)
class RateView:
    """A group of countries (ISO codes; `*` for all others) and the price of a parcel there."""

    label: str
    countries: tuple[str, ...]
    amount: Money


def shipping_rates() -> list[RateView]:
    """The prices in their order; none means post is free everywhere. One SQL query."""
    return [
        RateView(
            label=row.label,
            countries=tuple(row.countries.split()),
            amount=Money(row.amount_minor, row.currency),
        )
        for row in ShippingRate.objects.order_by("position", "id")
    ]


def shipping_to(country: str, currency: str) -> Money | None:
    """What a parcel to this country costs; None when none goes there. One SQL query."""
    rates = shipping_rates()
    if not rates:
        return Money.zero(currency)
    for wanted in (country, EVERYWHERE_ELSE):
        for rate in rates:
            if wanted in rate.countries:
                return rate.amount
    return None


def countries_served() -> tuple[str, ...] | None:
    """The codes one can choose from; None means every country. One SQL query."""
    rates = shipping_rates()
    served = [code for rate in rates for code in rate.countries]
    if not rates or EVERYWHERE_ELSE in served:
        return None
    return tuple(dict.fromkeys(served))

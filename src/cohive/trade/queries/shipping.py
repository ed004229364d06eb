"""What a parcel costs, and where one can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cohive.journal.remembered import remembered
from cohive.trade.models import ShippingRate
from cohive.words.money import Money

EVERYWHERE_ELSE = "*"


@dataclass(frozen=True)
class StepView:
    """What a parcel of at most `up_to` pieces or grams costs."""

    up_to: int
    amount: Money


@dataclass(frozen=True)
class RateView:
    """A group of countries (ISO codes; `*` for all others) and the price of a parcel there.

    With a `measure` ("pieces" or "grams") the `steps` hold in their order and `amount` above the
    last; from `free_from` of goods on, post is free.
    """

    label: str
    countries: tuple[str, ...]
    amount: Money
    measure: str = ""
    steps: tuple[StepView, ...] = ()
    free_from: Money | None = None


@dataclass(frozen=True)
class Load:
    """What goes into a parcel: how many pieces, how heavy, and what they cost."""

    pieces: int
    grams: int
    goods: Money


def shipping_rates() -> list[RateView]:
    """The prices in their order; none means post is free everywhere.

    One SQL query, three after a change.
    """
    return remembered("trade.shipping", _read)


def _read() -> list[RateView]:
    return [
        RateView(
            label=row.label,
            countries=tuple(row.countries.split()),
            amount=Money(row.amount_minor, row.currency),
            measure=row.measure,
            steps=tuple(
                StepView(step.up_to, Money(step.amount_minor, row.currency))
                for step in sorted(row.steps.all(), key=lambda step: step.up_to)
            ),
            free_from=None
            if row.free_from_minor is None
            else Money(row.free_from_minor, row.currency),
        )
        for row in ShippingRate.objects.order_by("position", "id").prefetch_related("steps")
    ]


def zone_of(rates: Sequence[RateView], country: str) -> RateView | None:
    """The price that holds for a country; None when nothing is sent there."""
    for wanted in (country, EVERYWHERE_ELSE):
        for rate in rates:
            if wanted in rate.countries:
                return rate
    return None


def price_of(rate: RateView, load: Load) -> Money:
    """The price of one parcel of this load in this zone."""
    same = rate.free_from is not None and rate.free_from.currency == load.goods.currency
    if same and rate.free_from is not None and load.goods.minor >= rate.free_from.minor:
        return Money.zero(rate.amount.currency)
    size = load.pieces if rate.measure == "pieces" else load.grams
    for step in rate.steps:
        if size <= step.up_to:
            return step.amount
    return rate.amount


def countries_served() -> tuple[str, ...] | None:
    """The codes one can choose from; None means every country. As `shipping_rates`."""
    rates = shipping_rates()
    served = [code for rate in rates for code in rate.countries]
    if not rates or EVERYWHERE_ELSE in served:
        return None
    return tuple(dict.fromkeys(served))

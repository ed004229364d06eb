"""What an order costs: its tax by country and class, its post by zone, and what must stay whole.

The price includes the tax; another country's rate changes what is inside, never what is paid. A
price that, with this tax or this voucher, does not cover what leaves it before the pool is refused
here, while somebody can still choose, not days later in the books.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.create import queries as create
from cohive.engine.allotment import sale_lines
from cohive.trade.goods import tax_inside
from cohive.trade.models import Order, OrderLine
from cohive.trade.operations.parties import founded
from cohive.trade.operations.posted import posted_variants
from cohive.trade.operations.wanted import Wanted
from cohive.trade.queries.shipping import Load, price_of, shipping_rates, zone_of
from cohive.trade.queries.taxes import Facts, day_here, facts_of, rates_in
from cohive.trade.taxes import agreed_rate
from cohive.words.money import Money
from cohive.words.refusals import Refused


@dataclass(frozen=True)
class Sums:
    """What an order costs, in minor units; `post_rate` is the rate of tax inside the post."""

    currency: str
    goods: int
    shipping: int
    tax: int
    post_rate: Fraction


@dataclass(frozen=True)
class TaxTable:
    """The rates of a country on a day by class, and the place's own for what has none."""

    rates: Mapping[str, Fraction]
    own_rate: Fraction

    @property
    def post_rate(self) -> Fraction:
        """The tax of the post: the country's standard rate, else the place's own."""
        return self.rates.get("standard", self.own_rate)


def tax_table(country: str, *, at: datetime) -> TaxTable:
    """What holds in a country ('' for the place's own) at an instant. Two SQL queries."""
    place = founded()
    rates = rates_in(country or place.country, on=day_here(at, place))
    return TaxTable(rates, place.tax_rate)


def taxed(wanted: Sequence[Wanted], table: TaxTable) -> list[Wanted]:
    """The lines with the tax of the table. One SQL query, none for an empty table."""
    if not table.rates:
        return list(wanted)
    facts = facts_of(line.good.product for line in wanted)
    return [
        line._replace(
            good=replace(
                line.good,
                tax_rate=table.rates.get(
                    facts.get(line.good.product, Facts()).tax_class, line.good.tax_rate
                ),
            )
        )
        for line in wanted
    ]


def total(
    wanted: Sequence[Wanted], country: str, table: TaxTable, *, posted: Sequence[Wanted]
) -> Sums:
    """What a basket costs, with the post of what is `posted` to a country ('' for none)."""
    currency = wanted[0].good.price.currency
    pieces = [(line.good.product, line.quantity) for line in posted]
    goods = sum(line.good.price.minor * line.quantity for line in wanted)
    carried = sum(line.good.price.minor * line.quantity for line in posted)
    shipping = post(pieces, carried, country, currency)
    return Sums(
        currency=currency,
        goods=goods,
        shipping=shipping,
        tax=sum(line.good.tax_minor * line.quantity for line in wanted)
        + tax_inside(shipping, table.post_rate),
        post_rate=table.post_rate,
    )


def post(pieces: Sequence[tuple[UUID, int]], goods_minor: int, country: str, currency: str) -> int:
    """What the parcel costs, in minor units; Refused (field "country") where none is sent."""
    if not country:
        return 0
    zones = shipping_rates()
    if not zones:
        return 0
    zone = zone_of(zones, country)
    if zone is None or zone.amount.currency != currency:
        raise Refused("We do not send to this country yet.", field="country")
    facts = facts_of(product for product, _ in pieces) if zone.measure == "grams" else {}
    load = Load(
        pieces=sum(quantity for _, quantity in pieces),
        grams=sum(facts.get(one, Facts()).weight_grams * quantity for one, quantity in pieces),
        goods=Money(goods_minor, currency),
    )
    return price_of(zone, load).minor


def check_covered(wanted: Sequence[Wanted], *, is_voucher: bool) -> None:
    """Refuse a line whose price would not cover tax, costs, house and link.

    Lines as they were agreed are covered already (offering the terms checked them).
    """
    for line in wanted:
        good = line.good
        if good.agreement is None:
            continue
        terms = create.frozen_terms(good.agreement)
        try:
            sale_lines(
                terms.waterfall,
                price_minor=good.price.minor,
                full_price_minor=(good.full_price or good.price).minor,
                tax_rate=good.tax_rate,
                is_house_bearing=good.discount_by == "house",
                linked=True,
            )
        except Refused:
            if is_voucher:
                raise Refused(
                    "This voucher takes more off %(what)s than its price can bear.",
                    field="voucher",
                    what=good.title,
                ) from None
            raise Refused(
                "%(what)s cannot be sold to this country: with its tax, the price does not cover "
                "what the thing costs.",
                field="country",
                what=good.title,
            ) from None


def reprice(order: Order, country: str) -> int:
    """Take over another country's tax and post before an order is paid; return the post.

    The rates are those of the day it was placed.
    """
    table = tax_table(country, at=order.placed_at)
    lines = list(order.lines.order_by("position"))
    classes = facts_of(line.product for line in lines)
    tax = 0
    for line in lines:
        found = table.rates.get(classes.get(line.product, Facts()).tax_class)
        rate = agreed_rate(line) if found is None else found
        _cover(line, rate)
        tax += tax_inside(line.unit_price_minor, rate) * line.quantity
        OrderLine.objects.filter(id=line.id).update(
            tax_numerator=rate.numerator, tax_denominator=rate.denominator
        )
    shipping = 0
    if order.channel == "web" and order.needs_parcel:
        posted = posted_variants(order)
        carried = [line for line in lines if line.variant in posted]
        shipping = post(
            [(line.product, line.quantity) for line in carried],
            sum(line.unit_price_minor * line.quantity for line in carried),
            country,
            order.currency,
        )
    rate = table.post_rate
    Order.objects.filter(id=order.id).update(
        shipping_minor=shipping,
        tax_minor=tax + tax_inside(shipping, rate),
        post_tax_numerator=rate.numerator,
        post_tax_denominator=rate.denominator,
    )
    return shipping


def _cover(line: OrderLine, rate: Fraction) -> None:
    if line.agreement is None:
        return
    try:
        sale_lines(
            create.frozen_terms(line.agreement).waterfall,
            price_minor=line.unit_price_minor,
            full_price_minor=line.full_price_minor or line.unit_price_minor,
            tax_rate=rate,
            is_house_bearing=line.discount_by == "house",
            linked=True,
        )
    except Refused:
        raise Refused(
            "%(what)s cannot be sold to this country: with its tax, the price does not cover "
            "what the thing costs.",
            field="country",
            what=line.title,
        ) from None

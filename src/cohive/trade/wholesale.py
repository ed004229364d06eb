"""The price at which a reseller buys, and what it leaves the house. Pure.

The house bears the difference: makers are paid of a wholesale piece what the agreed waterfall pays
them of the full price, to the cent, and a price that would leave the house less than nothing is
refused. A deeper discount needs terms of its own, with a larger part for the house, to which the
makers say yes.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from cohive.engine.allotment import Waterfall, sale_lines
from cohive.trade.goods import Good
from cohive.words.money import Money, round_half_up

THOUSANDTHS = 1000


def wholesale(good: Good, discount: Fraction) -> Good:
    """The good at its lower price, rounded half up to the minor unit."""
    minor = round_half_up(good.price.minor * (1 - discount))
    return replace(
        good,
        price=Money(minor, good.price.currency),
        full_price=good.price,
        discount_by="house",
    )


def house_keeps(good: Good, waterfall: Waterfall) -> int:
    """What a piece at its wholesale price leaves the house, minor units; may be below 0."""
    lines = sale_lines(
        waterfall,
        price_minor=good.price.minor,
        full_price_minor=(good.full_price or good.price).minor,
        tax_rate=good.tax_rate,
        is_house_bearing=True,
        linked=False,
    )
    return sum(line.minor for line in lines if line.kind == "house")

"""The tax an order was sold with: frozen on its lines and its post when it was placed."""

from __future__ import annotations

from fractions import Fraction

from cohive.bond import queries as bond
from cohive.create import queries as create
from cohive.trade.goods import tax_inside
from cohive.trade.models import Order, OrderLine


def rate_of(line: OrderLine) -> Fraction:
    """A line's rate on the net; lines from before the table of taxes have the agreement's."""
    return line.tax_rate if line.tax_rate is not None else agreed_rate(line)


def agreed_rate(line: OrderLine) -> Fraction:
    """The rate the agreement was made with; nothing for goods without one."""
    if line.agreement is None:
        return Fraction(0)
    inside = create.frozen_terms(line.agreement).waterfall.tax
    return inside / (1 - inside)


def rate_of_post(order: Order) -> Fraction:
    """The rate of the post; the place's own for orders from before the table of taxes."""
    if order.post_tax_rate is not None:
        return order.post_tax_rate
    place = bond.place()
    return place.tax_rate if place else Fraction(0)


def tax_of_post(order: Order, minor: int) -> int:
    """The tax inside so much of an order's post, in minor units."""
    return tax_inside(minor, rate_of_post(order)) if minor else 0

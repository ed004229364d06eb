"""Paid orders whose money still stands in the sales clearing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.create import queries as create
from cohive.ledger.clearing import OpenItem
from cohive.settle.models import Distribution
from cohive.trade import queries as trade
from cohive.words.money import Money

STATES = ("draft", "on_sale", "ended")


@dataclass(frozen=True)
class UndividedOrder:
    """A paid order and what of its goods is neither divided nor given back."""

    order: UUID
    reference: str
    paid_at: datetime
    goods: Money


def undivided_orders() -> list[UndividedOrder]:
    """Every paid order that is not divided yet, oldest first.

    One SQL query for each product and five for each order found; for `verify` and the desk.
    """
    divided = set(Distribution.objects.filter(kind="sale").values_list("line_id", flat=True))
    whole = _whole_orders()
    found: dict[UUID, UndividedOrder] = {}
    for product in _products():
        for order, _reference, _paid_at in trade.orders_of_product(product):
            if order in found or order in whole:
                continue
            waiting = _waiting(order, divided)
            if waiting is not None:
                found[order] = waiting
    return sorted(found.values(), key=lambda each: (each.paid_at, each.reference))


def _whole_orders() -> set[UUID | None]:
    """Orders that were divided; all lines of an order are, in one transaction."""
    return set(Distribution.objects.filter(kind="sale").values_list("order_id", flat=True))


def _products() -> Iterator[UUID]:
    before = None
    while page := create.products(states=STATES, before=before):
        yield from (product.id for product in page)
        before = page[-1].id


def _waiting(order: UUID, divided: set[UUID | None]) -> UndividedOrder | None:
    sale = trade.order_for_settlement(order)
    if sale is None:
        return None
    left = sum(
        (line.quantity - line.refunded_quantity) * line.unit_price_minor
        for line in sale.lines
        if line.line not in divided
    )
    return UndividedOrder(sale.order, sale.reference, sale.paid_at, Money(left, sale.currency))


def behind_sales() -> list[OpenItem]:
    """What explains the sales clearing: the orders that are not divided yet."""
    return [
        OpenItem(found.reference, found.goods, found.paid_at, found.order)
        for found in undivided_orders()
    ]

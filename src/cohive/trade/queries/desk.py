"""What the firm's own people need: orders to pack, parcels on the way, refunds, today's sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cohive.trade.models import Order, Refund
from cohive.trade.queries.orders import OrderView, RefundView, orders, views_of
from cohive.words.money import Money

LIMIT = 100
PARCELS_A_PAGE = 25


@dataclass(frozen=True)
class SaleView:
    """One sale at a stall: `is_back` when it was taken back or refunded whole."""

    order: OrderView
    method: str
    is_back: bool


def to_pack(*, limit: int = LIMIT) -> list[OrderView]:
    """Paid orders, the longest waiting first. Seven SQL queries."""
    return views_of(Order.objects.filter(state="paid").order_by("placed_at", "id")[:limit])


def packed(*, limit: int = LIMIT) -> list[OrderView]:
    """Packed and not sent. Seven SQL queries."""
    return views_of(Order.objects.filter(state="packed").order_by("placed_at", "id")[:limit])


def on_the_way(
    *, since: datetime, before: UUID | None = None, limit: int = PARCELS_A_PAGE
) -> list[OrderView]:
    """Sent, and arrived since an instant; newest first, older than `before`. Seven queries."""
    rows = Order.objects.filter(Q(state="sent") | Q(state="arrived", arrived_at__gte=since))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return views_of(rows.order_by("-id")[:limit])


def refunds_to_decide(*, limit: int = LIMIT) -> list[tuple[RefundView, OrderView]]:
    """Requests nobody has answered, the oldest first. Eight SQL queries."""
    rows = Refund.objects.filter(state="requested").order_by("requested_at", "id")
    ids = list(rows.values_list("id", "order_id")[:limit])
    found = orders(order for _, order in ids)
    return [
        (refund, found[order])
        for wanted, order in ids
        for refund in found[order].refunds
        if refund.id == wanted
    ]


def waiting_counts() -> tuple[int, int]:
    """(orders to pack, refunds to decide), for the navigation. Two SQL queries."""
    return (
        Order.objects.filter(state="paid").count(),
        Refund.objects.filter(state="requested").count(),
    )


def sales_at(location: UUID, *, since: datetime, limit: int = LIMIT) -> list[SaleView]:
    """What was sold at a place since an instant, newest first. Seven SQL queries."""
    rows = Order.objects.filter(location_id=location, paid_at__gte=since).exclude(channel="web")
    return [
        SaleView(
            order=view,
            method=view.payment.method if view.payment else "",
            is_back=not any(line.left for line in view.lines),
        )
        for view in views_of(rows.order_by("-paid_at", "-id")[:limit])
    ]


def taken(sales: list[SaleView], methods: tuple[str, ...], currency: str) -> Money:
    """The sum of today's sales paid in these ways and not taken back."""
    counted = [sale for sale in sales if sale.method in methods and not sale.is_back]
    return sum((sale.order.total for sale in counted), Money.zero(currency))


def expired_orders(*, at: datetime, limit: int = LIMIT) -> list[UUID]:
    """Unpaid orders whose time is over. One SQL query."""
    rows = Order.objects.filter(state="placed", expires_at__lte=at).order_by("placed_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def unpaid_orders(*, at: datetime, after: timedelta, limit: int = LIMIT) -> list[UUID]:
    """Orders of the web that wait for their payment a while and were not written to. One query.

    Who pays by bank transfer got its own letter, and days for it.
    """
    rows = Order.objects.filter(
        state="placed",
        channel="web",
        placed_at__lte=at - after,
        expires_at__gt=at,
        reminded_at__isnull=True,
    ).exclude(payments__method="transfer", payments__state="open")
    return list(rows.order_by("placed_at", "id").values_list("id", flat=True)[:limit])


def contacts_to_erase(*, before: datetime, limit: int = LIMIT) -> list[UUID]:
    """Orders that ended before an instant and whose address is still known. One SQL query."""
    rows = Order.objects.filter(contact__erased_at__isnull=True).filter(
        Q(arrived_at__lt=before) | Q(ended_at__lt=before)
    )
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])

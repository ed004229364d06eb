"""What of orders and refunds went by another means of payment than the provider."""

from __future__ import annotations

from uuid import UUID

from cohive.trade import means
from cohive.trade.models import Order, Refund
from cohive.words.money import Money


def due_of(order: UUID) -> Money | None:
    """What is still asked of the provider; None for an unknown order. Two SQL queries."""
    row = Order.objects.filter(id=order).first()
    return means.due(row) if row else None


def back_to_means(refund: UUID) -> int:
    """What of a finished refund goes to the means, in minor units. Three SQL queries."""
    row = Refund.objects.filter(id=refund, state="done").first()
    return means.back_of(row) if row else 0


def booked_by_means(order: UUID) -> int:
    """What the books took of the means for an order, less what they gave back; minor units."""
    row = Order.objects.filter(id=order, paid_at__isnull=False).first()
    if row is None:
        return 0
    done = row.refunds.filter(state="done", is_surplus=False)
    return means.part_of(order) - sum(means.back_of(refund) for refund in done)


def is_paid(order: UUID) -> bool:
    """Whether the order was paid. One SQL query."""
    return Order.objects.filter(id=order, paid_at__isnull=False).exists()

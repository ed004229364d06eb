"""How much was sold, in numbers, for the loop on the front page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from cohive.trade.models import Order, OrderLine


@dataclass(frozen=True)
class SoldCounts:
    """Paid orders, and how many of them were bought by members."""

    orders: int
    by_members: int

    @property
    def by_strangers(self) -> int:
        """Orders of guests and at counters."""
        return self.orders - self.by_members


def sold_counts() -> SoldCounts:
    """Every order of things that was paid. One SQL query."""
    found = Order.objects.filter(paid_at__isnull=False, is_membership=False).aggregate(
        orders=Count("id"), by_members=Count("id", filter=Q(buyer__isnull=False))
    )
    return SoldCounts(found["orders"], found["by_members"])


def members_who_bought(product: UUID) -> frozenset[UUID]:
    """Members with a paid order of this product, for the desk's segments. One SQL query."""
    lines = OrderLine.objects.filter(
        product=product, order__paid_at__isnull=False, order__buyer__isnull=False
    )
    return frozenset(buyer for buyer in lines.values_list("order__buyer", flat=True) if buyer)

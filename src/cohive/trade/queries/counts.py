"""How much was sold, in numbers, for the loop on the front page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from cohive.trade.models import Order


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

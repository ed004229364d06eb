"""Money that came and buys nothing, and has not gone back yet."""

from __future__ import annotations

from cohive.ledger.clearing import OpenItem
from cohive.trade.models import Refund
from cohive.words.money import Money


def surpluses_due() -> list[OpenItem]:
    """Every payment that is still to be given back whole, by its order. One SQL query."""
    rows = (
        Refund.objects.filter(is_surplus=True)
        .exclude(state__in=("done", "declined"))
        .select_related("order")
        .order_by("requested_at", "id")
    )
    return [
        OpenItem(
            reference=row.order.reference,
            amount=Money(row.goods_minor, row.currency),
            since=row.requested_at,
            order=row.order_id,
        )
        for row in rows
    ]

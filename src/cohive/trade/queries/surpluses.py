"""Money that has to go back and has not yet: it bought nothing, or its way back failed."""

from __future__ import annotations

from cohive.ledger.clearing import OpenItem
from cohive.trade import means
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


def refunds_by_hand() -> list[OpenItem]:
    """Refunds a buyer's bank refused and nobody has sent yet. One SQL query, more with balances."""
    rows = (
        Refund.objects.filter(state="done", failed_act__isnull=False, sent_at__isnull=True)
        .select_related("order", "payment")
        .order_by("failed_at", "id")
    )
    return [
        OpenItem(
            reference=row.order.reference,
            amount=Money(means.cash_of(row), row.currency),
            since=row.failed_at or row.requested_at,
            order=row.order_id,
        )
        for row in rows
    ]

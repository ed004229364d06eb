"""What this room tells of one person in time order: her orders."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cohive.bond.keyset import Mark, older
from cohive.trade.doors import token
from cohive.trade.models import Order, OrderLine
from cohive.words.moments import Moment
from cohive.words.money import Money
from cohive.words.sentences import Sentence

STATES = {
    "placed": Sentence("waits for payment"),
    "expired": Sentence("let go, unpaid"),
    "waiting": Sentence("paid, waits for the goal"),
    "paid": Sentence("paid"),
    "packed": Sentence("packed"),
    "sent": Sentence("on its way"),
    "arrived": Sentence("arrived"),
    "handed_over": Sentence("handed over"),
    "cancelled": Sentence("cancelled"),
}


def orders_in_time(
    buyer: UUID | None, *, among: Collection[UUID] = (), before: Mark | None, limit: int
) -> list[Moment]:
    """Orders of a buyer and those `among` these ids, newest first. Two SQL queries."""
    whose = Q(id__in=list(among))
    if buyer is not None:
        whose |= Q(buyer=buyer)
    rows = list(
        Order.objects.filter(whose, older(before, "placed_at")).order_by("-placed_at", "-id")[
            :limit
        ]
    )
    things: dict[UUID, list[str]] = {}
    lines = OrderLine.objects.filter(order__in=[row.id for row in rows]).order_by("position")
    for order, title, quantity in lines.values_list("order_id", "title", "quantity"):
        things.setdefault(order, []).append(f"{quantity} × {title}" if quantity > 1 else title)
    return [
        Moment(
            row.placed_at,
            row.id,
            "order",
            Sentence(
                "Order %(order)s: %(things)s",
                {"order": row.reference, "things": "; ".join(things.get(row.id, ()))},
            ),
            reverse("trade:order", args=[row.reference, token(row.id, row.door)]),
            Money(row.total_minor, row.currency),
            STATES[row.state],
        )
        for row in rows
    ]

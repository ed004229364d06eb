"""Exchanges of an order, and those that wait on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cohive.trade.models import Exchange
from cohive.trade.models.exchanges import OPEN
from cohive.trade.queries.orders import OrderView, orders

LIMIT = 100


@dataclass(frozen=True)
class ExchangeView:
    """So many pieces of a line for another size (`new_label`)."""

    id: UUID
    order: UUID
    line: UUID
    title: str
    old_variant: UUID
    new_variant: UUID
    new_label: str
    quantity: int
    state: str
    answer: str
    carrier: str
    tracking: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def words(self) -> str:
        """'1 × Two Harbours long-sleeve, L'."""
        name = f"{self.title}, {self.new_label}" if self.new_label else self.title
        return f"{self.quantity} × {name}"

    @property
    def is_open(self) -> bool:
        """Whether something still has to happen."""
        return self.state in OPEN


def exchanges_of(order: UUID) -> list[ExchangeView]:
    """An order's exchanges, newest first. One SQL query."""
    return _views(Exchange.objects.filter(order=order).order_by("-id"))


def exchanges_waiting(*, limit: int = LIMIT) -> list[tuple[ExchangeView, OrderView]]:
    """What the desk has to do something about, the oldest first. Eight SQL queries."""
    rows = _views(Exchange.objects.filter(state__in=OPEN).order_by("asked_at", "id")[:limit])
    found = orders(row.order for row in rows) if rows else {}
    return [(row, found[row.order]) for row in rows]


def _views(rows: QuerySet[Exchange]) -> list[ExchangeView]:
    return [
        ExchangeView(
            id=row.id,
            order=row.order_id,
            line=row.line_id,
            title=row.line.title,
            old_variant=row.old_variant,
            new_variant=row.new_variant,
            new_label=row.new_label,
            quantity=row.quantity,
            state=row.state,
            answer=row.answer,
            carrier=row.carrier,
            tracking=row.tracking,
            asked_at=row.asked_at,
            ended_at=row.ended_at,
        )
        for row in rows.select_related("line")
    ]

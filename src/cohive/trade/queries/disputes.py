"""Disputes as an order's page, the desk and `settle` read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from cohive.trade.models import Dispute, OrderLine
from cohive.trade.queries.settlement import RefundLineForSettlement
from cohive.words.money import Money

LIMIT = 100


@dataclass(frozen=True)
class DisputeView:
    """One dispute; `answer_by` is the last day for proof, `fee` what the provider charged.

    `is_whole`: it is lost, and took all that was left of the order.
    """

    id: UUID
    order: UUID
    reference: str
    provider: str
    provider_dispute: str
    state: str
    amount: Money
    fee: Money
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    closed_at: datetime | None
    is_whole: bool


@dataclass(frozen=True)
class DisputeForSettlement:
    """A lost dispute: `amount` is gone from the order.

    `lines` are the pieces whose money went, at their price: all that were left of the order when
    the bank took the whole rest, none when it took a part (then the firm bears it).
    """

    dispute: UUID
    order: UUID
    reference: str
    closed_at: datetime
    amount: Money
    lines: tuple[RefundLineForSettlement, ...]


def disputes_of(order: UUID) -> list[DisputeView]:
    """An order's disputes, the newest first. One SQL query."""
    return _views(order_id=order)


def disputes_at(*, state: str, limit: int = LIMIT) -> list[DisputeView]:
    """Disputes in a state, the newest first. One SQL query."""
    return _views(limit=limit, state=state)


def dispute_for_settlement(dispute: UUID) -> DisputeForSettlement | None:
    """The dispute if it is lost, else None. At most three SQL queries."""
    row = Dispute.objects.filter(id=dispute, state="lost").select_related("order").first()
    if row is None or row.closed_at is None:
        return None
    return DisputeForSettlement(
        dispute=row.id,
        order=row.order_id,
        reference=row.order.reference,
        closed_at=row.closed_at,
        amount=Money(row.amount_minor, row.currency),
        lines=_lines(row.order_id) if row.is_whole else (),
    )


def whole_disputes_of(order: UUID) -> list[UUID]:
    """The lost disputes that took all that was left of an order. One SQL query."""
    rows = Dispute.objects.filter(order=order, state="lost", is_whole=True)
    return list(rows.order_by("id").values_list("id", flat=True))


def _lines(order: UUID) -> tuple[RefundLineForSettlement, ...]:
    """What of an order did not go back by a refund."""
    gone = dict(
        OrderLine.objects.filter(
            order=order, refund_lines__refund__state__in=("granted", "asked", "done")
        )
        .values_list("id")
        .annotate(Sum("refund_lines__quantity"))
    )
    return tuple(
        RefundLineForSettlement(
            line=line.id,
            product=line.product,
            variant=line.variant,
            quantity=line.quantity - gone.get(line.id, 0),
            unit_price_minor=line.unit_price_minor,
            agreement=line.agreement,
        )
        for line in OrderLine.objects.filter(order=order).order_by("position")
        if line.quantity > gone.get(line.id, 0)
    )


def _views(limit: int = LIMIT, **which: object) -> list[DisputeView]:
    rows = (
        Dispute.objects.filter(**which)
        .select_related("order", "payment")
        .order_by("-opened_at", "-id")[:limit]
    )
    return [
        DisputeView(
            id=row.id,
            order=row.order_id,
            reference=row.order.reference,
            provider=row.payment.provider,
            provider_dispute=row.provider_dispute,
            state=row.state,
            amount=Money(row.amount_minor, row.currency),
            fee=Money(row.fee_minor, row.currency),
            reason=row.reason,
            opened_at=row.opened_at,
            answer_by=row.answer_by,
            closed_at=row.closed_at,
            is_whole=row.is_whole,
        )
        for row in rows
    ]

"""What the bank's statements brought, for the desk of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from cohive.trade import means
from cohive.trade.decisions import decisions_for
from cohive.trade.models import BankLine, BankStatement, Payment, Refund
from cohive.words.money import Money

LIMIT = 100


@dataclass(frozen=True)
class BankLineView:
    """A line to look at; `decisions` is what can be said about it, `wanted` what its order asks."""

    id: UUID
    booked_on: date
    amount: Money
    reference: str
    text: str
    payer_name: str
    found: str
    order: str
    wanted: Money | None
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class StatementView:
    """A file that was read: `matched` of its lines paid an order by themselves."""

    imported_at: datetime
    lines: int
    known: int
    outgoing: int


@dataclass(frozen=True)
class ToSendBack:
    """A refund that no provider makes, or that the buyer's bank did not take (`failed_at`)."""

    refund: UUID
    order: str
    amount: Money
    payer_name: str
    payer_account: str
    granted_at: datetime
    failed_at: datetime | None


@dataclass(frozen=True)
class TransferView:
    """What a buyer writes on her transfer."""

    reference: str
    amount: Money


def lines_to_review(*, limit: int = LIMIT) -> list[BankLineView]:
    """Lines nobody has decided about, the oldest first. One SQL query."""
    rows = (
        BankLine.objects.filter(state="review")
        .select_related("payment__order")
        .order_by("booked_on", "id")[:limit]
    )
    return [
        BankLineView(
            id=row.id,
            booked_on=row.booked_on,
            amount=Money(row.amount_minor, row.currency),
            reference=row.reference,
            text=row.text,
            payer_name=row.payer_name,
            found=row.found,
            order=row.payment.order.reference if row.payment else "",
            wanted=(Money(row.payment.amount_minor, row.payment.currency) if row.payment else None),
            decisions=decisions_for(row.found, names_order=row.payment_id is not None),
        )
        for row in rows
    ]


def statements(*, limit: int = 10) -> list[StatementView]:
    """The files read last. One SQL query."""
    return [
        StatementView(row.imported_at, row.lines, row.known, row.outgoing)
        for row in BankStatement.objects.order_by("-imported_at", "-id")[:limit]
    ]


def refunds_to_send(*, limit: int = LIMIT) -> list[ToSendBack]:
    """Refunds of transfers, and those a bank did not take, the oldest first. Two SQL queries."""
    rows = (
        Refund.objects.filter(
            Q(payment__provider="bank", state__in=("granted", "asked"))
            | Q(failed_at__isnull=False),
            sent_at__isnull=True,
        )
        .select_related("order", "payment")
        .order_by("requested_at", "id")[:limit]
    )
    found = list(rows)
    lines = _lines([row.payment for row in found])
    return [
        ToSendBack(
            refund=row.id,
            order=row.order.reference,
            amount=Money(means.cash_of(row), row.currency),
            payer_name=lines[row.payment_id].payer_name if row.payment_id in lines else "",
            payer_account=lines[row.payment_id].payer_account if row.payment_id in lines else "",
            granted_at=row.decided_at or row.requested_at,
            failed_at=row.failed_at,
        )
        for row in found
    ]


def transfer_of(order: UUID) -> TransferView | None:
    """The open transfer of an order, if its buyer chose that. One SQL query."""
    row = (
        Payment.objects.filter(
            order=order, provider="bank", state="open", intent__isnull=False, is_surplus=False
        )
        .order_by("-created_at")
        .first()
    )
    if row is None:
        return None
    return TransferView(str(row.intent), Money(row.amount_minor, row.currency))


def _lines(payments: list[Payment]) -> dict[UUID, BankLine]:
    """The line each payment came by: it is matched to the payment, or the payment names it."""
    named = {
        payment.id: UUID(payment.intent.removeprefix("line:"))
        for payment in payments
        if payment.intent and payment.intent.startswith("line:")
    }
    rows = BankLine.objects.filter(Q(payment__in=payments) | Q(id__in=named.values()))
    found = {row.id: row for row in rows.order_by("-id")}
    matched = {row.payment_id: row for row in found.values() if row.payment_id}
    return {
        payment.id: line
        for payment in payments
        if (line := found.get(named.get(payment.id, payment.id), matched.get(payment.id)))
    }

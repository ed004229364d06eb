"""Refunds that went otherwise than asked: made at the provider itself, or not taken by a bank."""

from __future__ import annotations

from cohive.bridges.payments import PaymentEvent
from cohive.journal.operations import record
from cohive.trade import books_by_hand, means
from cohive.trade.events import OrderCancelled, RefundFailed
from cohive.trade.means import ELSEWHERE
from cohive.trade.models import Payment, Refund, RefundLine
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.dispute_parts import complete_lost
from cohive.trade.operations.finishing import (
    finish_refund,
    quantities_left,
    refund_of_event,
    shipping_left,
)
from cohive.trade.operations.membership_effects import has_moved, take_back
from cohive.trade.operations.orders import advance
from cohive.trade.operations.parties import founded, payer
from cohive.trade.operations.refund_parts import favours_left
from cohive.trade.operations.telling import tell_of_refused
from cohive.words.money import Money


def hear_refund_elsewhere(payment: Payment, event: PaymentEvent) -> str:
    """Write what went back; the whole rest names its pieces, a part names none.

    The rest is what its pieces cost less what was given for none of them before.
    """
    order = payment.order
    left = {} if _was_taken(payment) else quantities_left(order)
    pieces = [(line, count) for line, count in left.values() if count]
    goods = sum(line.unit_price_minor * count for line, count in pieces)
    shipping = shipping_left(order) if pieces else 0
    before = favours_left(payment) if pieces else 0
    whole = Money(goods + shipping - before, order.currency)
    is_whole = bool(pieces) and event.amount == whole
    is_whole = is_whole and not (order.is_membership and has_moved(order))
    refund = Refund.objects.create(
        order=order,
        payment=payment,
        state="asked",
        reason="unsaid" if is_whole else ELSEWHERE,
        goods_minor=goods if is_whole else event.amount.minor,
        shipping_minor=shipping if is_whole else 0,
        given_before_minor=before if is_whole else 0,
        currency=event.amount.currency,
        provider_refund=event.refund_id or "",
        requested_at=event.occurred_at,
        decided_at=event.occurred_at,
    )
    if is_whole:
        RefundLine.objects.bulk_create(
            [RefundLine(refund=refund, line=line, quantity=count) for line, count in pieces]
        )
        take_back(order, by=payer(order), at=event.occurred_at)
    effect = finish_refund(refund=refund.id, at=event.occurred_at)
    refund.refresh_from_db()
    if refund.reason == ELSEWHERE and refund.done_act is not None:
        complete_lost(payment, act=refund.done_act)
    if is_whole and order.state == "waiting":  # nothing is left that could be made for it
        at = event.occurred_at
        advance(order, "cancelled", ended_at=at)
        voucher_uses.release(order, by=payer(order), at=at)
        record(
            OrderCancelled(order=order.id),
            by=payer(order),
            at=at,
            object_kind="order",
            object=order.id,
        )
    return effect


def hear_refund_failed(payment: Payment, event: PaymentEvent) -> str:
    """Write that a refund did not arrive: the provider holds it again, and a hand has to send it.

    It may be heard before the refund itself; then it is booked when that is done.
    """
    refund = refund_of_event(payment, event)
    if refund is None:
        return "unknown"
    moved = Refund.objects.filter(id=refund, failed_at__isnull=True).update(
        failed_at=event.occurred_at
    )
    if not moved:
        return "already"
    act = record(
        RefundFailed(order=payment.order_id, refund=refund),
        by=payer(payment.order),
        at=event.occurred_at,
        object_kind="order",
        object=payment.order_id,
    )
    Refund.objects.filter(id=refund).update(failed_act=act)
    row = Refund.objects.select_related("payment").get(id=refund)
    if row.state == "done":
        books_by_hand.post_failed(row, firm=founded().agent, act=act, at=event.occurred_at)
    tell_of_refused(
        refund=row.id,
        reference=payment.order.reference,
        minor=means.cash_of(row),
        currency=row.currency,
        at=event.occurred_at,
    )
    return "refund failed"


def _was_taken(payment: Payment) -> bool:
    """Whether the pieces are spoken for: by a lost dispute, or because it bought none."""
    return payment.is_surplus or payment.disputes.filter(state="lost", is_whole=True).exists()

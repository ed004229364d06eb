"""A refund somebody made at the provider itself: a part names no pieces, and the firm bears it."""

from __future__ import annotations

from cohive.bridges.payments import PaymentEvent
from cohive.trade.means import ELSEWHERE
from cohive.trade.models import Payment, Refund, RefundLine
from cohive.trade.operations.finishing import finish_refund, quantities_left, shipping_left
from cohive.words.money import Money


def hear_refund_elsewhere(payment: Payment, event: PaymentEvent) -> str:
    """Write what went back; the whole rest names its pieces, a part names none."""
    order = payment.order
    left = {} if _was_taken(payment) else quantities_left(order)
    pieces = [(line, count) for line, count in left.values() if count]
    goods = sum(line.unit_price_minor * count for line, count in pieces)
    shipping = shipping_left(order) if pieces else 0
    is_whole = bool(pieces) and event.amount == Money(goods + shipping, order.currency)
    refund = Refund.objects.create(
        order=order,
        payment=payment,
        state="asked",
        reason="unsaid" if is_whole else ELSEWHERE,
        goods_minor=goods if is_whole else event.amount.minor,
        shipping_minor=shipping if is_whole else 0,
        currency=event.amount.currency,
        provider_refund=event.refund_id or "",
        requested_at=event.occurred_at,
        decided_at=event.occurred_at,
    )
    if is_whole:
        RefundLine.objects.bulk_create(
            [RefundLine(refund=refund, line=line, quantity=count) for line, count in pieces]
        )
    return finish_refund(refund=refund.id, at=event.occurred_at)


def _was_taken(payment: Payment) -> bool:
    """Whether the pieces are spoken for: by a lost dispute, or because it bought none."""
    return payment.is_surplus or payment.disputes.filter(state="lost", is_whole=True).exists()

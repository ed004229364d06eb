"""Disputes: a bank takes a payment back, and decides. We only write down what the provider says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.trade import books_disputes as books
from cohive.trade.events import DisputeLost, DisputeOpened, DisputeWon, OrderCancelled
from cohive.trade.models import Dispute, Order, Payment
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.dispute_parts import Taken, end_taken, taken_by
from cohive.trade.operations.orders import advance
from cohive.trade.operations.parties import founded, payer
from cohive.trade.operations.telling import tell_of_decision, tell_of_dispute
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.verbs import Action


def hear_dispute(payment: Payment, event: PaymentEvent) -> str:
    """Write a dispute's beginning or end, once; its order and payment are held by the caller.

    The end of a dispute whose beginning was lost writes both. Returns what it changed: `disputed`,
    `dispute won`, `dispute lost`, or `already`.
    """
    report = event.dispute
    if report is None:
        raise Refused("The payment provider sent a message that cannot be read.")
    row = Dispute.objects.select_for_update().filter(provider_dispute=report.id).first()
    opened = row is None
    if row is None:
        row = _open(payment, event)
    if event.kind is EventKind.DISPUTE_OPENED:
        return "disputed" if opened else "already"
    if row.state != "open":
        return "already"
    return _close(row, payment, event)


def refuse_disputed(order: Order) -> None:
    """Refused while a bank decides about an order's payment, and when it decided against us."""
    states = set(order.disputes.values_list("state", flat=True))
    if "open" in states:
        raise Refused(
            "The buyer’s bank took this payment back and decides about it. "
            "Answer it at the payment provider first."
        )
    if "lost" in states:
        raise Refused("The buyer’s bank has given this money back already.")


def _open(payment: Payment, event: PaymentEvent) -> Dispute:
    report = event.dispute
    assert report is not None  # noqa: S101 - for the type only: the caller looked
    firm, order = founded().agent, payment.order
    row = Dispute.objects.create(
        order=order,
        payment=payment,
        provider_dispute=report.id,
        state="open",
        amount_minor=event.amount.minor,
        currency=event.amount.currency,
        reason=report.reason[:40],
        opened_at=report.opened_at,
        answer_by=report.answer_by,
    )
    act = record(
        DisputeOpened(
            order=order.id,
            dispute=row.id,
            amount_minor=row.amount_minor,
            currency=row.currency,
        ),
        by=payer(order),
        at=row.opened_at,
        object_kind="order",
        object=order.id,
    )
    books.post_dispute_opened(row, payment, firm=firm, act=act, at=row.opened_at)
    _charge(row, payment, report.fee, act=act, at=row.opened_at)
    tell_of_dispute(row, at=row.opened_at)
    return row


def _close(row: Dispute, payment: Payment, event: PaymentEvent) -> str:
    won = event.kind is EventKind.DISPUTE_WON
    place, order, at = founded(), payment.order, event.occurred_at
    waits = order.state == "waiting"
    taken = Taken() if won or waits else taken_by(row, payment)
    kind = DisputeWon if won else DisputeLost
    returned = Money(row.amount_minor, row.currency)
    act = record(
        kind(
            order=order.id,
            dispute=row.id,
            amount_minor=row.amount_minor,
            currency=row.currency,
        ),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
        flows=[]
        if won
        else [Flow(Action.TRANSFER, place.agent, payer(order), "money", order.id, amount=returned)],
    )
    if won:
        books.post_dispute_won(row, payment, firm=place.agent, act=act, at=at)
    elif waits:
        _end_waiting(row, order, firm=place.agent, act=act, at=at)
    else:
        is_alone = taken.is_whole and not taken.has_favours
        books.post_dispute_lost(
            row,
            goods=Money(taken.goods if is_alone else 0, row.currency),
            shipping=Money(taken.shipping if is_alone else 0, row.currency),
            firm=place.agent,
            act=act,
            at=at,
        )
        end_taken(taken, row, act=act, at=at)
    if event.dispute is not None:
        _charge(row, payment, event.dispute.fee, act=act, at=at)
    Dispute.objects.filter(id=row.id).update(
        state="won" if won else "lost", closed_at=at, is_whole=taken.is_whole
    )
    tell_of_decision(row, won=won, is_whole=taken.is_whole, at=at)
    return "dispute won" if won else "dispute lost"


def _end_waiting(row: Dispute, order: Order, *, firm: UUID, act: UUID, at: datetime) -> None:
    """What waited for a goal is taken: it was never a sale, and the order ends."""
    books.post_advance_taken(row, order, firm=firm, act=act, at=at)
    advance(order, "cancelled", ended_at=at)
    voucher_uses.release(order, by=payer(order), at=at)
    record(
        OrderCancelled(order=order.id),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
    )


def _charge(row: Dispute, payment: Payment, fee: Money, *, act: UUID, at: datetime) -> None:
    """Book what the provider charges for the dispute by now, as the difference to before."""
    if fee.currency != row.currency:
        raise Refused("The payment provider sent a message that cannot be read.")
    more = fee - Money(row.fee_minor, row.currency)
    books.post_dispute_fee(row, payment, more=more, firm=founded().agent, act=act, at=at)
    row.fee_minor = fee.minor
    Dispute.objects.filter(id=row.id).update(fee_minor=fee.minor)

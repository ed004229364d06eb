"""Paying: asking the provider, and believing nothing but its signed messages.

A message may come twice, late, out of order or never. Its receipt is written in the transaction of
its effect, so that twice is once; what it can still change depends on how order and payment stand
then; what was lost is found by asking how the payment stands (`jobs.reconcile`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cohive.bond.queries import PlaceView
from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.journal import jobs
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.spread import operations as spread
from cohive.trade import books
from cohive.trade.events import OrderPaid, PaymentFailed, PaymentOpened, PaymentSurplus
from cohive.trade.models import Order, OrderContact, Payment, Refund, WebhookReceipt
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.finishing import finish_refund, refund_of_event
from cohive.trade.operations.orders import advance, locked
from cohive.trade.operations.parties import founded, payer, plan_mail
from cohive.trade.operations.stock import Piece, take_pieces
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.verbs import Action, Stage

METHODS = ("card", "qr")


@dataclass(frozen=True)
class Asked:
    """What to ask the provider for: `payment` is also the idempotency key."""

    payment: UUID
    order: UUID
    reference: str
    amount: Money
    method: str
    intent: str


@transaction.atomic
def open_payment(*, order: UUID, method: str, by: UUID, at: datetime) -> Asked:
    """Begin paying an order this way; asking again gives the same payment.

    An order that costs nothing (a voucher took all) is paid by this at once, without a provider:
    the answer's amount is zero. Refused when the order is no longer held: its pieces may be gone.
    """
    if method not in METHODS:
        raise Refused("Choose how to pay.", field="method")
    row = locked(order)
    if row.state == "expired" or (
        row.state == "placed" and row.expires_at and at >= row.expires_at
    ):
        raise Refused("The half hour is over and the pieces lie on the shelf again. Order anew.")
    if row.state != "placed":
        raise Refused("This order is paid already.")
    if not row.total_minor:
        return _nothing_to_pay(row, at=at)
    known = Payment.objects.filter(
        order=row, method=method, state="open", amount_minor=row.total_minor
    ).first()
    if known is None:
        known = Payment.objects.create(
            order=row,
            method=method,
            state="open",
            amount_minor=row.total_minor,
            currency=row.currency,
            created_at=at,
        )
        record(
            PaymentOpened(order=row.id, payment=known.id),
            by=by,
            at=at,
            object_kind="order",
            object=row.id,
        )
    return Asked(
        payment=known.id,
        order=row.id,
        reference=row.reference,
        amount=Money(known.amount_minor, known.currency),
        method=method,
        intent=known.intent or "",
    )


def _nothing_to_pay(order: Order, *, at: datetime) -> Asked:
    payment = Payment.objects.create(
        order=order,
        method="elsewhere",
        state="paid",
        amount_minor=0,
        currency=order.currency,
        captured_at=at,
        created_at=at,
    )
    mark_paid(order, payment, at=at, now=at)
    return Asked(
        payment=payment.id,
        order=order.id,
        reference=order.reference,
        amount=Money.zero(order.currency),
        method="elsewhere",
        intent="",
    )


@transaction.atomic
def note_intent(*, payment: UUID, intent: str) -> None:
    """Remember the provider's id of a payment, before the buyer is sent there."""
    Payment.objects.filter(id=payment, intent__isnull=True).update(intent=intent)


@transaction.atomic
def confirm_payment(*, event: PaymentEvent, at: datetime) -> str:
    """Act on one signed message; return what it changed, in a word.

    `repeated`, `unknown` and `already` change nothing; `paid`, `paid late`, `surplus`, `failed`,
    `refunded` do. Safe to call again with the same event, in any order with others.
    """
    payment = _held(event.intent_id)
    if WebhookReceipt.objects.filter(id=event.id).exists():
        return "repeated"
    effect = "unknown" if payment is None else _effect(payment, event, at=at)
    try:
        with transaction.atomic():
            WebhookReceipt.objects.create(
                id=event.id,
                kind=event.kind.value,
                intent=event.intent_id,
                effect=effect,
                received_at=at,
            )
    except IntegrityError:  # only for unknown payments: nothing held a second reader up
        return "repeated"
    return effect


def _held(intent: str) -> Payment | None:
    """The payment, held together with its order: the order first, as everybody takes them."""
    order = Payment.objects.filter(intent=intent).values_list("order_id", flat=True).first()
    if order is None:
        return None
    locked(order)
    return Payment.objects.select_for_update().get(intent=intent)


def _effect(payment: Payment, event: PaymentEvent, *, at: datetime) -> str:
    if event.kind is EventKind.PAYMENT_SUCCEEDED:
        return _succeeded(payment, event, at=at)
    if event.kind is EventKind.PAYMENT_FAILED:
        return _failed(payment, event)
    refund = refund_of_event(payment, event)
    if refund is None:
        return "unknown"
    return finish_refund(refund=refund, at=event.occurred_at)


def _failed(payment: Payment, event: PaymentEvent) -> str:
    """One attempt was declined: nothing was charged and the buyer may try again."""
    if payment.state == "paid":
        return "already"
    Payment.objects.filter(id=payment.id).update(failed_at=event.occurred_at)
    record(
        PaymentFailed(order=payment.order_id, payment=payment.id),
        by=payer(payment.order),
        at=event.occurred_at,
        object_kind="order",
        object=payment.order_id,
    )
    return "failed"


def _succeeded(payment: Payment, event: PaymentEvent, *, at: datetime) -> str:
    if payment.state == "paid":
        return "already"
    order = locked(payment.order_id)
    came = event.amount
    wrong = came != Money(payment.amount_minor, payment.currency)
    Payment.objects.filter(id=payment.id).update(
        state="paid",
        captured_at=event.occurred_at,
        amount_minor=came.minor,
        currency=came.currency,
    )
    payment.refresh_from_db()
    if wrong or came != Money(order.total_minor, order.currency):
        return _surplus(payment, order, "amount", at=at)
    if order.state == "placed":
        mark_paid(order, payment, at=event.occurred_at, now=at)
        return "paid"
    if order.state == "expired" and _take_again(order, at=at):
        mark_paid(order, payment, at=event.occurred_at, now=at)
        return "paid late"
    return _surplus(payment, order, "late" if order.state == "expired" else "twice", at=at)


def _take_again(order: Order, *, at: datetime) -> bool:
    """Set the pieces of an expired order aside once more, if they still lie there."""
    lines = order.lines.all()
    pieces = [Piece(line.variant, line.quantity, line.title, line.label) for line in lines]
    if order.location_id is None:
        return True
    try:
        with transaction.atomic():
            voucher_uses.take_again(order, by=payer(order), at=at)
            take_pieces(pieces, location=order.location_id, order=order.id, by=payer(order), at=at)
    except Refused:
        return False
    return True


def mark_paid(order: Order, payment: Payment, *, at: datetime, now: datetime) -> None:
    """The money came at `at`: state, act, books, link and mail, in one transaction.

    At a stall the buyer has the things in her hand, so the order is at its end at once.
    """
    place = founded()
    advance(order, "paid", paid_at=at)
    if order.channel != "web":
        advance(order, "handed_over", arrived_at=at)
    act = record(
        OrderPaid(order=order.id),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
        target=place.agent,
        flows=_flows(order, place),
    )
    Order.objects.filter(id=order.id).update(paid_act=act)
    books.post_paid(order, payment, place=place, act=act, at=at)
    if order.link is not None:
        spread.record_conversion(
            link=order.link,
            order=order.id,
            buyer=order.buyer_id,
            amount=Money(order.goods_minor, order.currency),
            at=at,
            by=payer(order),
            is_own=order.is_own_link,
        )
    if OrderContact.objects.filter(order=order).exclude(email="").exists():
        plan_mail("paid", order.id, at=now)


def _flows(order: Order, place: PlaceView) -> list[Flow]:
    """Rights in the things to the buyer, money to the firm (ValueFlows)."""
    buyer = payer(order)
    rights = [
        Flow(
            Action.TRANSFER_ALL_RIGHTS,
            place.agent,
            buyer,
            "product",
            line.product,
            Stage.SALE,
            line.quantity,
            amount=Money(line.unit_price_minor * line.quantity, order.currency),
        )
        for line in order.lines.order_by("position")
    ]
    paid = Money(order.total_minor, order.currency)
    return [*rights, Flow(Action.TRANSFER, buyer, place.agent, "money", order.id, amount=paid)]


def _surplus(payment: Payment, order: Order, why: str, *, at: datetime) -> str:
    """Money that buys nothing goes back by itself, and its payer is told."""
    place = founded()
    Payment.objects.filter(id=payment.id).update(is_surplus=True)
    act = record(
        PaymentSurplus(order=order.id, payment=payment.id, why=why),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
    )
    books.post_surplus(payment, firm=place.agent, world=place.world, act=act, at=at)
    Refund.objects.create(
        order=order,
        payment=payment,
        state="granted",
        reason=why,
        is_surplus=True,
        goods_minor=payment.amount_minor,
        currency=payment.currency,
        requested_at=at,
        decided_at=at,
        decided_by_id=place.agent,
    )
    jobs.schedule("trade.refunds", key="next", run_at=at)
    plan_mail("surplus", order.id, at=at)
    return "surplus"

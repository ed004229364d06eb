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
from django.db.models import Q

from cohive.bond.queries import PlaceView
from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.journal import jobs
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.spread import operations as spread
from cohive.trade import books, means
from cohive.trade.events import OrderPaid, PaymentFailed, PaymentOpened, PaymentSurplus
from cohive.trade.models import Order, OrderContact, Payment, Refund, WebhookReceipt
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.advances import wait_for_goal
from cohive.trade.operations.disputes import hear_dispute
from cohive.trade.operations.early import is_early, keep_waiting, taken_up
from cohive.trade.operations.entitlements import entitle
from cohive.trade.operations.finishing import finish_refund, refund_of_event
from cohive.trade.operations.membership_effects import still_buys, take_effect
from cohive.trade.operations.membership_effects import take_again as keep_place_again
from cohive.trade.operations.orders import advance, locked
from cohive.trade.operations.parties import founded, payer, plan_mail
from cohive.trade.operations.posted import posted_variants
from cohive.trade.operations.refunds_elsewhere import hear_refund_elsewhere, hear_refund_failed
from cohive.trade.operations.stock import Piece, take_pieces
from cohive.trade.operations.supply import takes_payment
from cohive.words.money import Money
from cohive.words.refusals import Refused
from cohive.words.verbs import Action, Stage

METHODS = ("card", "qr", "phone", "transfer")


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
def open_payment(
    *, order: UUID, method: str, by: UUID, at: datetime, provider: str = "sandbox"
) -> Asked:
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
    if not still_buys(row):
        raise Refused("What you hold changed meanwhile. Cancel this order and begin anew.")
    due = means.due(row, hold=True)
    if not due:
        return nothing_left(row, at=at)
    known = Payment.objects.filter(
        order=row,
        method=method,
        provider=provider,
        state="open",
        amount_minor=due.minor,
    ).first()
    if known is None:
        known = Payment.objects.create(
            order=row,
            method=method,
            provider=provider,
            state="open",
            amount_minor=due.minor,
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


def nothing_left(order: Order, *, at: datetime) -> Asked:
    """Mark a locked order as paid of which nothing is left to pay."""
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
def confirm_payment(*, event: PaymentEvent, at: datetime, provider: str = "") -> str:
    """Act on one signed message; return what it changed, in a word.

    `repeated`, `unknown` and `already` change nothing; `paid`, `paid late`, `surplus`, `failed`,
    `refunded`, `refund failed`, `disputed`, `dispute won` and `dispute lost` do. `waiting` is a
    message about money of which we have not heard yet that it came: it is acted on when we do.
    Safe to call again with the same event, in any order with others.
    """
    receipts = WebhookReceipt.objects.filter(id=event.id)
    if receipts.exists():  # the commonest answer needs to hold nothing
        return "repeated"
    payment = _held(event)
    if receipts.all().exists():  # another reader was faster while this one waited
        return "repeated"
    if is_early(payment, event):
        return keep_waiting(event, provider=provider, at=at)
    effect = _acted(payment, event, at=at)
    if payment is not None and event.kind is EventKind.PAYMENT_SUCCEEDED:
        payment.refresh_from_db()
        for waiting in taken_up(payment):
            _acted(payment, waiting, at=at)
    return effect


def _acted(payment: Payment | None, event: PaymentEvent, *, at: datetime) -> str:
    """The effect of a message with its receipt."""
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


def _held(event: PaymentEvent) -> Payment | None:
    """The payment, held together with its order: the order first, as everybody takes them."""
    found = _named(event)
    if found is None:
        return None
    locked(found.order_id)
    payment = Payment.objects.select_for_update().get(id=found.id)
    if payment.intent != event.intent_id and payment.provider_payment is None:
        Payment.objects.filter(id=payment.id).update(provider_payment=event.intent_id)
        payment.provider_payment = event.intent_id
    return payment


def _named(event: PaymentEvent) -> Payment | None:
    """The payment a message is about: by the provider's id, else by ours that it hands back."""
    theirs = Q(intent=event.intent_id) | Q(provider_payment=event.intent_id)
    known = Payment.objects.filter(theirs).first()
    if known is not None or not event.payment:
        return known
    try:
        ours = UUID(event.payment)
    except ValueError:
        return None
    return Payment.objects.filter(id=ours).first()


def _effect(payment: Payment, event: PaymentEvent, *, at: datetime) -> str:
    if event.kind is EventKind.PAYMENT_SUCCEEDED:
        return _succeeded(payment, event, at=at)
    if event.kind is EventKind.PAYMENT_FAILED:
        return _failed(payment, event)
    if event.kind is EventKind.PAYMENT_CLOSED:
        return _closed(payment, event)
    if event.kind.is_dispute:
        return hear_dispute(payment, event)
    if event.kind is EventKind.REFUND_FAILED:
        return hear_refund_failed(payment, event)
    refund = refund_of_event(payment, event)
    if refund is None:
        return hear_refund_elsewhere(payment, event)
    return finish_refund(refund=refund, at=event.occurred_at)


def _failed(payment: Payment, event: PaymentEvent) -> str:
    """One attempt was declined: nothing was charged and the buyer may try again.

    Written also when a later attempt succeeded meanwhile, so that the order in which messages come
    changes nothing.
    """
    if payment.failed_at is None or payment.failed_at < event.occurred_at:
        Payment.objects.filter(id=payment.id).update(failed_at=event.occurred_at)
    record(
        PaymentFailed(order=payment.order_id, payment=payment.id),
        by=payer(payment.order),
        at=event.occurred_at,
        object_kind="order",
        object=payment.order_id,
    )
    return "failed"


def _closed(payment: Payment, event: PaymentEvent) -> str:
    """Nobody can pay this one any more: the next attempt is another payment.

    What this place closed itself says nothing to the buyer.
    """
    if payment.state == "closed":
        return "already"
    Payment.objects.filter(id=payment.id, state="open").update(state="closed")
    return _failed(payment, event)


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
    if payment.is_surplus or wrong or came != means.due(order, hold=True):
        return _surplus(payment, order, "amount", at=at)
    if not takes_payment(order.preorder_id) or not still_buys(order):
        return _surplus(payment, order, "late", at=at)
    if order.state == "placed":
        mark_paid(order, payment, at=event.occurred_at, now=at)
        return "paid"
    if order.state == "expired" and _take_again(order, at=at):
        mark_paid(order, payment, at=event.occurred_at, now=at)
        return "paid late"
    return _surplus(payment, order, "late" if order.state == "expired" else "twice", at=at)


def _take_again(order: Order, *, at: datetime) -> bool:
    """Set the pieces of an expired order aside once more, if they still lie there."""
    posted = posted_variants(order)
    lines = [line for line in order.lines.all() if line.variant in posted]
    pieces = [Piece(line.variant, line.quantity, line.title, line.label) for line in lines]
    shelf, by = order.location_id, payer(order)
    try:
        with transaction.atomic():
            voucher_uses.take_again(order, by=by, at=at)
            if order.is_membership:
                keep_place_again(order, at=at)
            if shelf is not None:
                take_pieces(pieces, location=shelf, order=order.id, by=by, at=at)
    except Refused:
        return False
    return True


def mark_paid(order: Order, payment: Payment, *, at: datetime, now: datetime) -> None:
    """The money came at `at`: state, act, books, link and mail, in one transaction.

    At a stall the buyer has the things in her hand, and a file needs no parcel, so the order is at
    its end at once; files beside things that are posted are owed at once too. An order of a
    pre-order waits first, and comes here again when it is certain.
    """
    if wait_for_goal(order, payment, at=at, now=now):
        return
    place = founded()
    has_waited = order.state == "waiting"
    advance(order, "paid", paid_at=at)
    if order.channel != "web" or not order.needs_parcel:
        advance(order, "handed_over", arrived_at=at)
    entitle(order)
    act = record(
        OrderPaid(order=order.id),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
        target=place.agent,
        flows=_flows(order, place)[: -1 if has_waited else None],  # its money came before
    )
    Order.objects.filter(id=order.id).update(paid_act=act)
    books.post_paid(order, payment, place=place, act=act, at=at, has_waited=has_waited)
    if order.is_membership:
        take_effect(order, act=act, at=now)
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
        plan_mail("reached" if has_waited else "paid", order.id, at=now)


def _flows(order: Order, place: PlaceView) -> list[Flow]:
    """Rights in the things to the buyer, money to the firm (ValueFlows).

    A membership gives no thing and has no lineage: only its money flows.
    """
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
        if not order.is_membership
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

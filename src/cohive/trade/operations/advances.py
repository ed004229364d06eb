"""Money that waits for a goal: received, made certain, or given back whole.

Until the goal is reached the firm owes it to the payer (its account `advance`). Nothing listens to
it: `trade.order.paid` is said when production is certain, and only then is anything divided.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond.queries import PlaceView
from cohive.journal import jobs
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.trade import books
from cohive.trade.events_making import AdvanceReceived, AdvanceReturned
from cohive.trade.models import (
    Advance,
    Order,
    OrderContact,
    Payment,
    PreOrder,
    Refund,
    RefundLine,
)
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.orders import advance
from cohive.trade.operations.parties import founded, payer, plan_mail
from cohive.trade.operations.refund_parts import fit_to_payment
from cohive.words.money import Money
from cohive.words.verbs import Action

DECIDE_JOB = "trade.preorders"


def wait_for_goal(order: Order, payment: Payment, *, at: datetime, now: datetime) -> bool:
    """Let a paid order wait if its goal is not reached yet; inside the payment's transaction.

    Returns False when it is certain already. Whether the goal is reached by it is decided after
    the commit, by `operations.preorders.decide_preorder`.
    """
    if order.preorder_id is None or order.state == "waiting":
        return False
    if PreOrder.objects.select_for_update().get(id=order.preorder_id).state != "open":
        return False
    place = founded()
    advance(order, "waiting")
    paid = Money(order.total_minor, order.currency)
    act = record(
        AdvanceReceived(order=order.id, preorder=order.preorder_id),
        by=payer(order),
        at=at,
        object_kind="order",
        object=order.id,
        target=place.agent,
        flows=[Flow(Action.TRANSFER, payer(order), place.agent, "money", order.id, amount=paid)],
    )
    row = Advance.objects.create(
        order=order,
        payment=payment,
        amount_minor=order.total_minor,
        currency=order.currency,
        received_at=at,
        received_act=act,
    )
    books.post_advance(row, place=place, at=at)
    jobs.schedule(DECIDE_JOB, key="next", run_at=now)
    if OrderContact.objects.filter(order=order).exclude(email="").exists():
        plan_mail("waiting", order.id, at=now)
    return True


def give_advance_back(order: Order, *, reason: str, by: UUID, at: datetime) -> UUID:
    """Cancel a locked order that waits and ask for all of its money to go back; the refund's id.

    The provider is asked by the job `trade.refunds`, at least once and with the refund's own key.
    """
    advance(order, "cancelled", ended_at=at)
    voucher_uses.release(order, by=by, at=at)
    row = Advance.objects.select_related("payment").get(order=order)
    refund = Refund.objects.create(
        order=order,
        payment=row.payment,
        state="granted",
        reason=reason,
        goods_minor=order.goods_minor,
        shipping_minor=order.shipping_minor,
        currency=order.currency,
        requested_at=at,
        decided_at=at,
        decided_by_id=by,
    )
    RefundLine.objects.bulk_create(
        [
            RefundLine(refund=refund, line=line, quantity=line.quantity)
            for line in order.lines.order_by("position")
        ]
    )
    fit_to_payment(refund)
    jobs.schedule("trade.refunds", key="next", run_at=at)
    return refund.id


def record_return(refund: Refund, order: Order, *, place: PlaceView, at: datetime) -> UUID:
    """Write that an advance went back: its act and its entry; the act's id."""
    buyer = payer(order)
    returned = Money(refund.amount_minor, refund.currency)
    act = record(
        AdvanceReturned(order=order.id, refund=refund.id),
        by=buyer,
        at=at,
        object_kind="order",
        object=order.id,
        target=place.agent,
        flows=[Flow(Action.TRANSFER, place.agent, buyer, "money", order.id, amount=returned)],
    )
    books.post_advance_returned(refund, refund.payment, place=place, act=act, at=at)
    return act

"""The end of a refund: the provider, or the hand at the stall, gave the money back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum

from cohive.bridges.payments import PaymentEvent
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.trade import books, books_by_hand, means
from cohive.trade.books_disputes import post_favour
from cohive.trade.events import OrderRefunded, RefundElsewhere, SurplusReturned
from cohive.trade.models import Advance, Order, OrderLine, Payment, Refund
from cohive.trade.operations.advances import record_return
from cohive.trade.operations.parties import founded, plan_mail
from cohive.words.money import Money
from cohive.words.verbs import Action, Stage

WAITING = ("granted", "asked")


def refund_of_event(payment: Payment, event: PaymentEvent) -> UUID | None:
    """The refund a message is about.

    A message may be faster than the answer to our own question: then the refund is the oldest of
    this payment that waits without a provider's id and has the same amount.
    """
    known = Refund.objects.filter(payment=payment, provider_refund=event.refund_id or "-").first()
    if known is not None:
        return known.id
    waiting = Refund.objects.filter(payment=payment, state__in=WAITING, provider_refund="")
    for refund in waiting.order_by("id"):
        if event.amount.minor == means.cash_of(refund):
            Refund.objects.filter(id=refund.id).update(provider_refund=event.refund_id or "")
            return refund.id
    return None


def finish_refund(*, refund: UUID, at: datetime) -> str:
    """Write that the money went back at `at`; inside a transaction only.

    Returns `refunded`, or `already` when it was written before.
    """
    row = Refund.objects.select_for_update().get(id=refund)
    moved = Refund.objects.filter(id=refund, state__in=WAITING).update(state="done", done_at=at)
    if not moved:
        return "already"
    place = founded()
    order = Order.objects.get(id=row.order_id)
    buyer = order.buyer_id or place.world
    if row.is_surplus:
        act = record(
            SurplusReturned(order=order.id, refund=row.id),
            by=place.agent,
            at=at,
            object_kind="order",
            object=order.id,
        )
        books.post_surplus_returned(
            row, row.payment, firm=place.agent, world=place.world, act=act, at=at
        )
    elif row.reason == "elsewhere":
        act = record(
            RefundElsewhere(order=order.id, refund=row.id),
            by=buyer,
            at=at,
            object_kind="order",
            object=order.id,
        )
        waits = order.state == "waiting"
        if waits:  # so much less is owed of what waits for the goal
            gone = F("returned_minor") + row.amount_minor
            Advance.objects.filter(order=order).update(returned_minor=gone)
        post_favour(row, row.payment, firm=place.agent, act=act, at=at, waits=waits)
    elif order.paid_at is None:  # it waited for a goal, and was never divided
        act = record_return(row, order, place=place, at=at)
    else:
        act = record(
            OrderRefunded(order=order.id, refund=row.id),
            by=buyer,
            at=at,
            object_kind="order",
            object=order.id,
            target=place.agent,
            flows=_flows(row, order, firm=place.agent, buyer=buyer),
        )
        books.post_refunded(row, row.payment, place=place, act=act, at=at)
    Refund.objects.filter(id=refund).update(done_act=act)
    if row.failed_act is not None and row.failed_at is not None:  # that was heard of before
        books_by_hand.post_failed(row, firm=place.agent, act=row.failed_act, at=row.failed_at)
    plan_mail("refunded", order.id, at=at, refund=row.id)
    return "refunded"


def _flows(refund: Refund, order: Order, *, firm: UUID, buyer: UUID) -> list[Flow]:
    """The exact reverse of the sale's flows, for what goes back."""
    rights = [
        Flow(
            Action.TRANSFER_ALL_RIGHTS,
            buyer,
            firm,
            "product",
            back.line.product,
            Stage.SALE,
            back.quantity,
            amount=Money(back.line.unit_price_minor * back.quantity, order.currency),
        )
        for back in refund.lines.select_related("line").order_by("line__position")
        if not order.is_membership
    ]
    returned = Money(refund.amount_minor, refund.currency)
    return [*rights, Flow(Action.TRANSFER, firm, buyer, "money", order.id, amount=returned)]


def quantities_left(order: Order) -> dict[UUID, tuple[OrderLine, int]]:
    """How many pieces of each line are not given back or about to be. Two SQL queries."""
    gone = dict(
        OrderLine.objects.filter(
            order=order, refund_lines__refund__state__in=("granted", "asked", "done")
        )
        .values_list("id")
        .annotate(Sum("refund_lines__quantity"))
    )
    return {
        line.id: (line, line.quantity - gone.get(line.id, 0))
        for line in order.lines.order_by("position")
    }


def shipping_left(order: Order) -> int:
    """What of the post was not given back yet, in minor units. One SQL query."""
    gone = order.refunds.exclude(state__in=("requested", "declined")).filter(is_surplus=False)
    return order.shipping_minor - (gone.aggregate(total=Sum("shipping_minor"))["total"] or 0)


def left_of(order: Order) -> tuple[int, int]:
    """(goods, post) of an order that did not go back yet, in minor units. Three SQL queries."""
    left = quantities_left(order).values()
    return sum(line.unit_price_minor * count for line, count in left), shipping_left(order)

"""Paying by bank transfer: a reference to write, and money that is matched by it alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.bridges.payments.bank import creditor_reference
from cohive.journal.operations import record
from cohive.trade import books_by_hand
from cohive.trade.events import RefundSent
from cohive.trade.models import DropOrder, Order, Payment, Refund
from cohive.trade.operations.finishing import finish_refund
from cohive.trade.operations.orders import ALPHABET, locked
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.payments import Asked, open_payment
from cohive.trade.queries.memberships import has_limited_places
from cohive.words.refusals import Missing, Refused

BANK = "bank"
TRANSFER = "transfer"


@transaction.atomic
def open_transfer(*, order: UUID, days: int, by: UUID, at: datetime) -> Asked:
    """Begin paying an order by transfer; it is held for `days` from now, once.

    The reference is in `intent`: the order's own, and for a later payment of the same order (its
    sum changed) one sign more. Asking again gives the same. At a stall and in a drop there is no
    time to wait, and a place among few is not kept for weeks.
    """
    row = locked(order)
    if row.channel != "web" or DropOrder.objects.filter(order=row).exists():
        raise Refused("Choose how to pay.", field="method")
    if row.is_membership and has_limited_places(row.id):
        raise Refused(
            "This tier has few places, and a transfer would keep one for days. Pay another way.",
            field="method",
        )
    asked = open_payment(order=order, method=TRANSFER, provider=BANK, by=by, at=at)
    if asked.intent:
        return asked
    before = Payment.objects.filter(order=row, provider=BANK, intent__isnull=False).count()
    if before >= len(ALPHABET):
        raise Refused("This order changed too often. Begin a new one.")
    reference = creditor_reference(row.reference + ("" if before == 0 else ALPHABET[before]))
    Payment.objects.filter(id=asked.payment).update(intent=reference)
    if before == 0:
        Order.objects.filter(id=row.id, expires_at__lt=at + timedelta(days=days)).update(
            expires_at=at + timedelta(days=days)
        )
    plan_mail("transfer", row.id, at=at)
    return Asked(asked.payment, row.id, row.reference, asked.amount, TRANSFER, reference)


@transaction.atomic
def confirm_sent_back(*, refund: UUID, by: UUID, at: datetime) -> None:
    """A steward sent a refund by her bank: a transfer's, or one the buyer's bank had not taken."""
    known = Refund.objects.filter(by_hand(), id=refund).first()
    if known is None:
        raise Missing("There is no such refund.")
    locked(known.order_id)
    if not Refund.objects.filter(id=refund, sent_at__isnull=True).update(sent_at=at):
        raise Refused("This was sent back already.")
    finish_refund(refund=refund, at=at)
    act = record(
        RefundSent(order=known.order_id, refund=refund),
        by=by,
        at=at,
        object_kind="order",
        object=known.order_id,
    )
    if known.failed_at is not None:  # a transfer's own refund is booked at the bank by its end
        row = Refund.objects.select_related("payment").get(id=refund)
        books_by_hand.post_sent(row, firm=founded().agent, act=act, at=at)
        Refund.objects.filter(id=refund).update(sent_act=act)


def by_hand() -> Q:
    """The refunds no provider brings to their buyer."""
    return Q(payment__provider=BANK, state__in=("granted", "asked", "done")) | Q(
        failed_at__isnull=False
    )

"""What a lost dispute takes: refunds that were on their way, all that was left, or a part.

A refund that was granted and never asked for is not given a second time: the bank gave it, so it is
done by the bank's money, and its pieces, its tax and its income end as with any other refund. What
the dispute took beyond that may be all that was left of the order, less favours given before it.

Worked examples. Two shirts for 80.00, a favour of 10.00, a dispute of 70.00 is lost: all is gone.
A year for 200.00, of which a balance paid 20.00, and a dispute of 180.00 is lost: the year ends,
and 20.00 stand in the balance again.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cohive.trade import means
from cohive.trade.books_disputes import post_rest_lost
from cohive.trade.models import Dispute, Order, Payment, Refund, RefundLine
from cohive.trade.operations.finishing import finish_refund, left_of
from cohive.trade.operations.membership_effects import has_moved, take_back
from cohive.trade.operations.parties import founded, payer
from cohive.trade.operations.refund_parts import favours_left
from cohive.trade.operations.telling import tell_of_late_loss
from cohive.words.money import Money


class Taken(NamedTuple):
    """What a lost dispute takes; amounts in minor units.

    `granted` are refunds it gave instead of us. `is_whole`: `goods` and `shipping` are all that was
    left (`has_favours`: together with favours before it). `is_beside_balance`: it took all that was
    paid for a membership besides a balance's part.
    """

    granted: tuple[Refund, ...] = ()
    goods: int = 0
    shipping: int = 0
    is_whole: bool = False
    has_favours: bool = False
    is_beside_balance: bool = False


def taken_by(row: Dispute, payment: Payment) -> Taken:
    """What a dispute takes if it is lost now; changes nothing. Its order is held."""
    order = payment.order
    granted, rest = _granted(row, payment)
    if payment.is_surplus or order.paid_at is None or (order.is_membership and has_moved(order)):
        return Taken(granted)
    goods, shipping = left_of(order)
    favours = favours_left(payment)
    left = goods + shipping - favours
    part = means.part_of(order.id, hold=True) if order.is_membership and goods else 0
    if part:
        return Taken(granted, goods, shipping, is_beside_balance=0 < left - part <= rest)
    if 0 < left <= rest:
        return Taken(granted, goods, shipping, is_whole=True, has_favours=favours != 0)
    return Taken(granted)


def end_taken(taken: Taken, row: Dispute, *, act: UUID, at: datetime) -> None:
    """End what a lost dispute took, whose own loss is in the books already."""
    payment, order = row.payment, row.payment.order
    if taken.is_whole and taken.has_favours:
        _post_rest(row, taken, act=act, at=at)
    for refund in taken.granted:
        _give_by_bank(refund, at=at)
    if taken.is_beside_balance:
        _give_by_bank(_rest_of(order, payment, taken, at=at), at=at)
    if taken.is_whole or taken.is_beside_balance:
        take_back(order, by=payer(order), at=at)


def complete_lost(payment: Payment, *, act: UUID) -> None:
    """A favour was heard of late: with it, a lost dispute may have taken all that was left.

    Then it ends as it would have, had the favour been heard of before it.
    """
    row = payment.disputes.filter(state="lost", is_whole=False).order_by("id").first()
    if row is None or row.closed_at is None:
        return
    taken = taken_by(row, payment)
    if not taken.is_whole:
        return
    row.payment = payment
    Dispute.objects.filter(id=row.id).update(is_whole=True)
    _post_rest(row, taken, act=act, at=row.closed_at)
    take_back(payment.order, by=payer(payment.order), at=row.closed_at)
    tell_of_late_loss(row, at=row.closed_at)


def _post_rest(row: Dispute, taken: Taken, *, act: UUID, at: datetime) -> None:
    post_rest_lost(
        row,
        goods=Money(taken.goods, row.currency),
        shipping=Money(taken.shipping, row.currency),
        firm=founded().agent,
        act=act,
        at=at,
    )


def _granted(row: Dispute, payment: Payment) -> tuple[tuple[Refund, ...], int]:
    """The refunds it covers, the oldest first, and what of it is left; nothing past a larger one.

    A larger one is asked of the provider as it stands: this dispute is a favour to it.
    """
    covered: list[Refund] = []
    rest = row.amount_minor
    for refund in Refund.objects.filter(payment=payment, state="granted").order_by("id"):
        cash = means.cash_of(refund)
        if cash > rest:
            return tuple(covered), 0
        rest -= cash
        covered.append(refund)
    return tuple(covered), rest


def _give_by_bank(refund: Refund, *, at: datetime) -> None:
    before = refund.amount_minor - means.back_of(refund)
    Refund.objects.filter(id=refund.id).update(given_before_minor=before)
    finish_refund(refund=refund.id, at=at)


def _rest_of(order: Order, payment: Payment, taken: Taken, *, at: datetime) -> Refund:
    """A refund of all that was left: a balance gets its part by it, the bank gave the rest."""
    refund = Refund.objects.create(
        order=order,
        payment=payment,
        state="granted",
        reason="cancelled",
        goods_minor=taken.goods,
        shipping_minor=taken.shipping,
        currency=order.currency,
        requested_at=at,
        decided_at=at,
        decided_by_id=founded().agent,
    )
    RefundLine.objects.bulk_create(
        [
            RefundLine(refund=refund, line=line, quantity=line.quantity)
            for line in order.lines.order_by("position")
        ]
    )
    return refund

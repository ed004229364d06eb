"""Buying with what came back: a member's balance pays a part or all of her order in the own shop.

What she takes is set aside at once and can be spent no second time. When the order is let go, it
stands in her balance again; when things come back, her balance gets its part first.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cohive.bond import queries as members
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.ledger.operations import Posting
from cohive.settle.models import BalanceMove
from cohive.settle.operations.purses import lock_purse, move_balance
from cohive.settle.payout_events import BalanceCameBack, BalanceSpent
from cohive.settle.queries.purses import Parts, purse_of
from cohive.trade import operations as trade
from cohive.trade import queries as orders
from cohive.trade.means import ACCOUNT as BALANCE_PAID
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action


@transaction.atomic
def spend_on_order(*, order: UUID, amount: Money, by: UUID, at: datetime) -> bool:
    """Pay so much of one's own order with one's balance; return whether that was all of it.

    Raises Forbidden for somebody else's order, Refused for more than is final and free, more than
    the order costs, a second time, or an order that is not waiting to be paid.
    """
    trade.hold_order(order=order, by=by, at=at)  # else it may expire between looking and taking
    place, view = members.place(), orders.order(order)
    if view is None or place is None:
        raise Missing("There is no such order.")
    if view.buyer != by:
        raise Forbidden("Only who ordered it can pay with her balance.")
    if view.state != "placed" or (view.expires_at and at >= view.expires_at):
        raise Refused("The half hour is over and the pieces lie on the shelf again. Order anew.")
    if amount.minor <= 0 or amount.currency != view.total.currency:
        raise Refused("Write an amount above 0.", field="amount")
    if view.preorder is not None:
        raise Refused(
            "What is made to order waits for its goal, and is paid another way until then."
        )
    lock_purse(by, amount.currency)
    if part_spent(order):
        raise Refused("Your balance pays a part of this order already.")
    purse = purse_of(by, amount.currency, at=at)
    most = min(purse.available.minor, view.total.minor)
    if amount.minor > most:
        raise Refused(
            "At most %(amount)s of your balance can pay for this.",
            field="amount",
            amount=Money(max(most, 0), amount.currency).plain(),
        )
    parts = purse.parts(amount.minor)
    act = record(
        BalanceSpent(order=order, amount_minor=amount.minor, currency=amount.currency),
        by=by,
        at=at,
        object_kind="order",
        object=order,
        target=place.agent,
        flows=[Flow(Action.TRANSFER_ALL_RIGHTS, by, place.agent, "money", order, amount=amount)],
    )
    move_balance(
        key=f"settle:bought:{order}",
        kind="settle.bought",
        payee=by,
        currency=amount.currency,
        why="bought",
        source=order,
        earned_minor=-parts.earned,
        link_minor=-parts.link,
        resale_minor=-parts.resale,
        other=[Posting(place.agent, BALANCE_PAID, amount)],
        act=act,
        at=at,
    )
    is_all = amount == view.total
    if is_all:
        trade.close_payment(order=order, by=by, at=at)
    return is_all


def part_spent(order: UUID, *, hold: bool = False) -> int:
    """What of an order a balance pays; `hold` keeps it as it is until the transaction ends.

    A part of an order that was let go is nobody's part any more. Two SQL queries, four with `hold`.
    """
    spent = BalanceMove.objects.filter(key=f"settle:bought:{order}").first()
    if spent is None:
        return 0
    if hold:
        lock_purse(spent.payee_id, spent.currency)
    if BalanceMove.objects.filter(key=_let_go(order)).exists():
        return 0
    return -(spent.earned_minor + spent.link_minor + spent.resale_minor)


def _let_go(order: UUID) -> str:
    return f"settle:bought:{order}:let-go"


@transaction.atomic
def release_order(*, order: UUID, by: UUID, at: datetime) -> bool:
    """An unpaid order was let go: what was set aside for it stands in her balance again."""
    spent = BalanceMove.objects.filter(key=f"settle:bought:{order}").first()
    if spent is None:
        return False
    lock_purse(spent.payee_id, spent.currency)
    if orders.is_paid(order):
        return False
    taken = Parts(-spent.earned_minor, -spent.link_minor, -spent.resale_minor)
    return _give_back(spent, taken, key=_let_go(order), by=by, at=at)


@transaction.atomic
def return_to_balance(*, order: UUID, refund: UUID, by: UUID, at: datetime) -> bool:
    """Things came back: her balance gets its part first, as it was taken."""
    minor = orders.back_to_means(refund)
    spent = BalanceMove.objects.filter(key=f"settle:bought:{order}").first()
    if spent is None or not minor:
        return False
    lock_purse(spent.payee_id, spent.currency)
    left = BalanceMove.objects.filter(source=order, why="bought").aggregate(
        earned=Sum("earned_minor"), link=Sum("link_minor")
    )
    earned = min(minor, -left["earned"])
    link = min(minor - earned, -left["link"])
    back = Parts(earned, link, minor - earned - link)
    key = f"settle:bought:{order}:{refund}"
    return _give_back(spent, back, key=key, by=by, at=at)


def _give_back(spent: BalanceMove, back: Parts, *, key: str, by: UUID, at: datetime) -> bool:
    if BalanceMove.objects.filter(key=key).exists():
        return False
    amount = Money(sum(back), spent.currency)
    act = record(
        BalanceCameBack(order=spent.source, amount_minor=amount.minor, currency=amount.currency),
        by=by,
        at=at,
        object_kind="order",
        object=spent.source,
        target=spent.payee_id,
        flows=[
            Flow(
                Action.TRANSFER_ALL_RIGHTS, by, spent.payee_id, "money", spent.source, amount=amount
            )
        ],
    )
    return move_balance(
        key=key,
        kind="settle.bought.back",
        payee=spent.payee_id,
        currency=spent.currency,
        why="bought",
        source=spent.source,
        earned_minor=back.earned,
        link_minor=back.link,
        resale_minor=back.resale,
        other=[Posting(by, BALANCE_PAID, -amount)],
        act=act,
        at=at,
    )

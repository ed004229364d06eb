"""Pre-orders: opened, decided when enough has been paid or the date has passed, carried out.

Deciding changes one row and says it; carrying out takes each waiting order in a transaction of its
own. What is left to carry out stands in the rows (an order waits, its pre-order has ended), so a
run that was cut off is simply gone on with.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.journal.operations import record
from cohive.trade.events_making import (
    PreOrderMissed,
    PreOrderOpened,
    PreOrderReached,
    PreOrderWithdrawn,
)
from cohive.trade.models import PREORDER_STATES, Order, PreOrder
from cohive.trade.models.preorders import COUNTED
from cohive.trade.operations.advances import give_advance_back
from cohive.trade.operations.orders import locked
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.payments import mark_paid
from cohive.trade.queries.preorders import desk_url, paid_for, taking_orders
from cohive.trade.queries.stock import on_hand
from cohive.words.refusals import Forbidden, Missing, Refused

GOAL_MAX = 100_000
PROMISE_CHARACTERS_MAX = 500
LONGEST_DAYS = 366
STAFF = frozenset({"maker", "steward"})
NO_PREORDER = "There is no such pre-order."

REACHED = gettext_noop("“%(product)s” has reached its goal: production can begin.")
MISSED = gettext_noop("“%(product)s” has missed its goal: everybody gets the money back.")


@transaction.atomic
def open_preorder(
    *,
    product: UUID,
    goal: int,
    counted: str,
    until: datetime,
    promise: str,
    language: str,
    goes_on: bool = False,
    by: UUID,
    at: datetime,
) -> UUID:
    """Open the bargain: made when `goal` pieces (or orders) have been paid before `until`.

    Refused while pieces of it lie on the web shelf, or another pre-order of it takes orders.
    """
    _require_staff(by)
    view = create.product(product)
    if view is None:
        raise Missing("There is no such product.")
    _check_terms(goal, counted, until, promise, at)
    _check_product(view, at)
    try:
        with transaction.atomic():
            row = PreOrder.objects.create(
                product=product,
                state="open",
                goal=goal,
                counted=counted,
                until=until,
                goes_on=goes_on,
                promise=promise.strip(),
                language=language,
                opened_by_id=by,
                opened_at=at,
            )
    except IntegrityError:
        raise Refused("A pre-order of it is open already.") from None
    record(
        PreOrderOpened(preorder=row.id, product=product, goal=goal),
        by=by,
        at=at,
        object_kind="preorder",
        object=row.id,
    )
    return row.id


@transaction.atomic
def withdraw_preorder(*, preorder: UUID, by: UUID, at: datetime) -> None:
    """Call it off before its goal is reached: everybody gets the money back."""
    _require_staff(by)
    row = _held(preorder)
    if row.state != "open":
        raise Refused("This pre-order has ended already.")
    _end(row, "withdrawn", at=at)
    record(
        PreOrderWithdrawn(preorder=row.id, product=row.product),
        by=by,
        at=at,
        object_kind="preorder",
        object=row.id,
    )


@transaction.atomic
def decide_preorder(*, preorder: UUID, at: datetime) -> str:
    """Look whether the goal is reached, or the date passed; return the state it has now.

    Whoever ordered in time may still pay in her half hour, so it is missed only when no order of
    it waits for its payment any more.
    """
    row = _held(preorder)
    if row.state != "open":
        return row.state
    count = paid_for([row.id])[row.id].towards(row.counted)
    if count >= row.goal:
        _end(row, "reached", at=at)
        event: PreOrderReached | PreOrderMissed = PreOrderReached(row.id, row.product, count)
    elif at >= row.until and not Order.objects.filter(preorder=row, state="placed").exists():
        _end(row, "missed", at=at)
        event = PreOrderMissed(row.id, row.product, count)
    else:
        return row.state
    record(
        event,
        by=founded().agent,
        at=at,
        object_kind="preorder",
        object=row.id,
    )
    _tell_firm(row, at=at)
    return row.state


@transaction.atomic
def carry_out(*, order: UUID, at: datetime) -> str:
    """Do for one waiting order what its ended pre-order means; return the order's state.

    Reached: it is paid for good and can be packed. Else its money goes back. Safe to repeat.
    """
    row = locked(order)
    if row.state != "waiting" or row.preorder_id is None:
        return row.state
    if row.disputes.filter(state="open").exists():
        return row.state  # a bank decides whose money it is first
    ended = PreOrder.objects.get(id=row.preorder_id)
    if ended.state == "reached":
        mark_paid(row, row.advance.payment, at=ended.ended_at or at, now=at)
    elif ended.state != "open":
        give_advance_back(row, reason=ended.state, by=founded().agent, at=at)
        plan_mail(ended.state, row.id, at=at)
    return row.state


def _end(row: PreOrder, state: str, *, at: datetime) -> None:
    PREORDER_STATES.move(row.state, state)
    PreOrder.objects.filter(id=row.id, state=row.state).update(state=state, ended_at=at)
    row.state, row.ended_at = state, at


def _held(preorder: UUID) -> PreOrder:
    row = PreOrder.objects.select_for_update().filter(id=preorder).first()
    if row is None:
        raise Missing(NO_PREORDER)
    return row


def _check_terms(goal: int, counted: str, until: datetime, promise: str, at: datetime) -> None:
    if counted not in COUNTED:
        raise Refused("Choose what is counted.", field="counted")
    if not 1 <= goal <= GOAL_MAX:
        raise Refused("Write how many, from 1 upwards.", field="goal")
    if until <= at:
        raise Refused("The date has to be in the future.", field="until")
    if (until - at).days > LONGEST_DAYS:
        raise Refused("People’s money waits for a year at most.", field="until")
    if not promise.strip() or len(promise.strip()) > PROMISE_CHARACTERS_MAX:
        raise Refused(
            "Say what happens then, in at most %(length)s characters: buyers decide by it.",
            field="promise",
            length=PROMISE_CHARACTERS_MAX,
        )


def _check_product(view: ProductView, at: datetime) -> None:
    if view.state == "ended":
        raise Refused("The sale of this product has ended.")
    if taking_orders({view.id}, at=at):
        raise Refused("A pre-order of it is open already.")
    if any(on_hand(variant.id for variant in view.variants).values()):
        raise Refused(
            "Pieces of it lie on the shelf of the web shop. Sell them or carry them elsewhere "
            "first: a pre-order is for what does not exist yet."
        )


def _require_staff(by: UUID) -> None:
    if not people.roles_of(by) & STAFF:
        raise Forbidden("Makers of the firm and stewards do this.")


def _tell_firm(row: PreOrder, *, at: datetime) -> None:
    """Who opened it and the stewards read it on their pages."""
    view = create.product(row.product)
    for agent in dict.fromkeys([row.opened_by_id, *people.stewards()]):
        bond.notify(
            to=agent,
            kind="trade.preorder",
            sentence=REACHED if row.state == "reached" else MISSED,
            values={"product": view.title if view else ""},
            url=desk_url(row.id),
            at=at,
            subject=row.id,
            key=f"trade:preorder:{row.id}:{row.state}",
        )

"""An order that another means of payment covers whole: nothing is left to ask a provider for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.trade import means
from cohive.trade.models import Order
from cohive.trade.operations.membership_effects import still_buys
from cohive.trade.operations.orders import locked
from cohive.trade.operations.payments import nothing_left
from cohive.words.refusals import Refused


@transaction.atomic
def hold_order(*, order: UUID, by: UUID, at: datetime) -> None:
    """Let nobody change an order until the caller's transaction ends; Missing for an unknown one.

    An order is held before a balance, by everybody who holds both. Refused when money would no
    longer buy what was ordered: no part of a balance is taken for that either.
    """
    del by, at
    row = locked(order)
    if row.state == "placed":
        _check_still_buys(row)


@transaction.atomic
def close_payment(*, order: UUID, by: UUID, at: datetime) -> None:
    """Mark an order as paid when nothing is due any more; Refused while something is.

    Refused also when what a membership credits was given back or used meanwhile.
    """
    del by
    row = locked(order)
    if row.state != "placed" or (row.expires_at and at >= row.expires_at):
        raise Refused("The half hour is over and the pieces lie on the shelf again. Order anew.")
    _check_still_buys(row)
    if means.due(row, hold=True):
        raise Refused("Something is left to pay.")
    nothing_left(row, at=at)


def _check_still_buys(order: Order) -> None:
    if not still_buys(order):
        raise Refused("What you hold changed meanwhile. Cancel this order and begin anew.")

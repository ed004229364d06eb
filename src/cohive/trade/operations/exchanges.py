"""Another size: asked by the buyer, agreed by a maker, one piece back, another sent.

The new pieces are set aside when it is asked, so that nobody agrees to what is gone. No money
moves: both sizes are the same product, and the price that was paid stays, as do the terms by which
it was divided.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cohive.journal.operations import record
from cohive.trade import goods
from cohive.trade.events_shop import (
    ExchangeAccepted,
    ExchangeAsked,
    ExchangeBack,
    ExchangeDeclined,
    ExchangeSent,
    ExchangeWithdrawn,
)
from cohive.trade.models import EXCHANGE_STATES, Exchange, Order, OrderLine, RefundLine
from cohive.trade.models.exchanges import OPEN
from cohive.trade.operations.finishing import quantities_left
from cohive.trade.operations.orders import locked
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.posted import posted_variants
from cohive.trade.operations.stock import Piece, give_back, take_pieces, web_shelf
from cohive.trade.operations.supply import open_shelf
from cohive.words.refusals import Missing, Refused

HERE = ("sent", "arrived", "handed_over")
Happened = (
    ExchangeAccepted
    | ExchangeAsked
    | ExchangeBack
    | ExchangeDeclined
    | ExchangeSent
    | ExchangeWithdrawn
)


@transaction.atomic
def ask_exchange(
    *, order: UUID, line: UUID, quantity: int, variant: UUID, by: UUID, at: datetime
) -> UUID:
    """The buyer wants another variant of the same product; return the exchange's id.

    Until the days for sending back are over, and while nothing else of the order waits. Raises
    Refused (field "variant") when the new one is not there.
    """
    row = locked(order)
    if row.state not in HERE:
        raise Refused("It is not sent yet: cancel it and order the other size.")
    if row.arrived_at and at > row.arrived_at + timedelta(days=row.return_days):
        until = row.arrived_at + timedelta(days=row.return_days)
        raise Refused("This could be sent back until %(day)s.", day=until.date())
    if row.refunds.filter(state="requested").exists():
        raise Refused("You have asked already; the answer comes by mail and here.")
    no_open_exchange(row)
    left = quantities_left(row)
    if line not in left:
        raise Missing("There is no such line in this order.")
    sold, count = left[line]
    if not 1 <= quantity <= count:
        raise Refused(
            "Of %(what)s, %(count)s can go back.", field="quantity", what=sold.title, count=count
        )
    if sold.variant not in posted_variants(row):
        raise Refused("A file has no other size. Ask for your money back instead.")
    at_hand = variants_back(line, quantity, are_written=False)
    if len(at_hand) > 1:
        raise Refused(
            "These are of different sizes. Ask for one after the other.", field="quantity"
        )
    old = at_hand[0][0]
    wanted = next(
        (good for good in goods.of_product(sold.product) if good.variant == variant), None
    )
    if wanted is None or wanted.variant == old:
        raise Refused("Choose another size.", field="variant")
    shelf = _shelf(row, at=at)
    made = Exchange.objects.create(
        order=row,
        line=sold,
        old_variant=old,
        new_variant=variant,
        new_label=wanted.label,
        quantity=quantity,
        location_id=shelf,
        state="asked",
        asked_at=at,
    )
    take_pieces(
        [Piece(variant, quantity, sold.title, wanted.label)],
        location=shelf,
        order=row.id,
        by=by,
        at=at,
    )
    _record(ExchangeAsked(order=row.id, exchange=made.id), by=by, at=at)
    return made.id


@transaction.atomic
def accept_exchange(*, exchange: UUID, by: UUID, at: datetime) -> None:
    """Agree: the buyer reads it by mail and sends the old piece."""
    row = _move(exchange, "accepted", at=at)
    _record(ExchangeAccepted(order=row.order_id, exchange=row.id), by=by, at=at)
    plan_mail("exchange_accepted", row.order_id, at=at)


@transaction.atomic
def decline_exchange(*, exchange: UUID, answer: str, by: UUID, at: datetime) -> None:
    """Say no, with the reason the buyer reads; the new piece lies on the shelf again."""
    if not answer.strip() or len(answer) > 500:
        raise Refused("Say why, in at most 500 characters: the buyer reads it.", field="answer")
    row = _move(exchange, "declined", at=at, answer=answer.strip())
    _lay_back(row, by=by, at=at)
    _record(ExchangeDeclined(order=row.order_id, exchange=row.id), by=by, at=at)
    plan_mail("exchange_declined", row.order_id, at=at)


@transaction.atomic
def withdraw_exchange(*, exchange: UUID, by: UUID, at: datetime) -> None:
    """The buyer keeps what she has, or the old piece never came."""
    row = _move(exchange, "withdrawn", at=at)
    _lay_back(row, by=by, at=at)
    _record(ExchangeWithdrawn(order=row.order_id, exchange=row.id), by=by, at=at)


@transaction.atomic
def take_exchange_back(*, exchange: UUID, is_on_shelf: bool, by: UUID, at: datetime) -> None:
    """The old piece is here; `is_on_shelf` when it can be sold again."""
    row = _move(exchange, "back", at=at, is_on_shelf=is_on_shelf)
    if is_on_shelf:
        give_back(
            [(row.old_variant, row.quantity)],
            location=row.location_id,
            order=row.order_id,
            by=by,
            at=at,
            kind="returned",
        )
    _record(ExchangeBack(order=row.order_id, exchange=row.id), by=by, at=at)


@transaction.atomic
def send_exchange(
    *, exchange: UUID, carrier: str = "", tracking: str = "", by: UUID, at: datetime
) -> None:
    """The new piece left; its number goes out by mail."""
    if len(carrier) > 60:
        raise Refused("At most %(length)s characters.", field="carrier", length=60)
    if len(tracking) > 80:
        raise Refused("At most %(length)s characters.", field="tracking", length=80)
    row = _move(exchange, "sent", at=at, carrier=carrier.strip(), tracking=tracking.strip())
    _record(ExchangeSent(order=row.order_id, exchange=row.id), by=by, at=at)
    plan_mail("exchange_sent", row.order_id, at=at)


def no_open_exchange(order: Order) -> None:
    """Refuse while an exchange of this order waits: its pieces are spoken for."""
    if order.exchanges.filter(state__in=OPEN).exists():
        raise Refused("An exchange of this order waits. Finish or withdraw it first.")


def variants_back(line: UUID, quantity: int, *, are_written: bool = True) -> list[tuple[UUID, int]]:
    """(variant, pieces) that come back of a line whose sizes may have been exchanged.

    The newest size comes first. `are_written` says that these pieces stand in a refund already.
    """
    row = OrderLine.objects.get(id=line)
    held = {row.variant: row.quantity}
    for old, new, count in (
        row.exchanges.filter(state="sent")
        .order_by("id")
        .values_list("old_variant", "new_variant", "quantity")
    ):
        held[old] -= count
        held[new] = held.pop(new, 0) + count  # the newest stands last
    gone = RefundLine.objects.filter(line=row, refund__state__in=("granted", "asked", "done"))
    skipped = gone.aggregate(total=Sum("quantity"))["total"] or 0
    skipped -= quantity if are_written else 0
    found = []
    for variant, count in reversed(list(held.items())):
        left = max(0, count - skipped)
        skipped = max(0, skipped - count)
        taken = min(left, quantity)
        quantity -= taken
        if taken:
            found.append((variant, taken))
    return found


def _move(exchange: UUID, state: str, *, at: datetime, **columns: object) -> Exchange:
    """Move it along its graph, by a guarded UPDATE, with its order held."""
    known = Exchange.objects.filter(id=exchange).values_list("order_id", flat=True).first()
    if known is None:
        raise Missing("There is no such exchange.")
    locked(known)
    row = Exchange.objects.get(id=exchange)
    EXCHANGE_STATES.move(row.state, state)
    if not EXCHANGE_STATES.moves[state]:
        columns["ended_at"] = at
    Exchange.objects.filter(id=row.id, state=row.state).update(state=state, **columns)
    row.refresh_from_db()
    return row


def _lay_back(row: Exchange, *, by: UUID, at: datetime) -> None:
    give_back(
        [(row.new_variant, row.quantity)],
        location=row.location_id,
        order=row.order_id,
        by=by,
        at=at,
    )


def _shelf(order: Order, *, at: datetime) -> UUID:
    """The shelf it was sold from while that is open, else the web shelf."""
    if order.location_id is not None:
        try:
            return open_shelf(order.location_id)
        except Missing:
            pass
    return web_shelf(by=founded().agent, at=at)


def _record(event: Happened, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="order", object=event.order)

"""Money back: asked for, decided, given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from cohive.journal import jobs
from cohive.journal.operations import record
from cohive.trade.events import OrderCancelled, RefundDeclined, RefundGranted, RefundRequested
from cohive.trade.models import Entitlement, Order, OrderLine, Payment, Refund, RefundLine
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.advances import give_advance_back
from cohive.trade.operations.disputes import refuse_disputed
from cohive.trade.operations.exchanges import no_open_exchange, variants_back
from cohive.trade.operations.finishing import finish_refund, quantities_left, shipping_left
from cohive.trade.operations.membership_effects import refuse_kept, take_back
from cohive.trade.operations.orders import advance, locked, release
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.posted import on_shelf, pieces_left
from cohive.trade.operations.refund_parts import fit_to_payment
from cohive.trade.operations.stock import give_back
from cohive.trade.operations.supply import takes_leave
from cohive.words.refusals import Missing, Refused

REASONS = ("does_not_fit", "not_as_imagined", "faulty", "unsaid")
BOUGHT = ("paid", "packed", "sent", "arrived", "handed_over")


class BackLine(NamedTuple):
    """So many pieces of an order line; `on_shelf` when they can be sold again."""

    line: UUID
    quantity: int
    on_shelf: bool = False


@transaction.atomic
def request_refund(
    *,
    order: UUID,
    lines: Sequence[tuple[UUID, int]],
    reason: str,
    note: str = "",
    by: UUID,
    at: datetime,
) -> UUID:
    """The buyer asks to send pieces back; a maker decides. Returns the refund's id.

    `lines` are (order line, quantity). Until the days the order was placed with are over, counted
    from its arrival; one request at a time.
    """
    row = locked(order)
    _check_bought(row)
    refuse_disputed(row)
    if row.arrived_at and at > row.arrived_at + timedelta(days=row.return_days):
        until = row.arrived_at + timedelta(days=row.return_days)
        raise Refused("This could be sent back until %(day)s.", day=until.date())
    if reason not in REASONS:
        raise Refused("Choose a reason, or “I would rather not say”.", field="reason")
    if len(note) > 500:
        raise Refused("At most %(length)s characters.", field="note", length=500)
    if row.refunds.filter(state="requested").exists():
        raise Refused("You have asked already; the answer comes by mail and here.")
    no_open_exchange(row)
    goods = _goods_minor(row, [BackLine(*line) for line in lines])
    refund = Refund.objects.create(
        order=row,
        payment=_payment(row),
        state="requested",
        reason=reason,
        note=note.strip(),
        goods_minor=goods,
        shipping_minor=_shipping_minor(row, [BackLine(*line) for line in lines]),
        currency=row.currency,
        requested_at=at,
    )
    _write_lines(refund, [BackLine(*line) for line in lines])
    record(
        RefundRequested(order=row.id, refund=refund.id),
        by=by,
        at=at,
        object_kind="order",
        object=row.id,
    )
    return refund.id


@transaction.atomic
def grant_refund(
    *,
    order: UUID,
    lines: Sequence[BackLine | tuple[UUID, int]],
    by: UUID,
    at: datetime,
    refund: UUID | None = None,
    reason: str = "unsaid",
) -> UUID:
    """Give money back for these pieces; return the refund's id.

    `refund` answers a request (its lines are replaced by what was decided); without one it is the
    firm's own wish. The post goes back with the last piece. Cash and card at a stall are given
    back at once; else the provider is asked for what it still holds of it, and
    `trade.order.refunded` follows its message.
    """
    row = locked(order)
    _check_bought(row, also=("cancelled",))
    refuse_disputed(row)
    refuse_kept(row, by=by, at=at)
    no_open_exchange(row)
    back = [BackLine(*line) for line in lines]
    goods = _goods_minor(row, back)
    decided = Refund(
        order=row, payment=_payment(row), reason=reason, currency=row.currency, requested_at=at
    )
    if refund is not None:
        decided = _requested(row, refund)
        decided.lines.all().delete()
    decided.state = "granted"
    decided.goods_minor = goods
    decided.shipping_minor = _shipping_minor(row, back)
    decided.decided_at = at
    decided.decided_by_id = by
    decided.save()
    _write_lines(decided, back)
    _put_back(row, back, by=by, at=at)
    _end_without_parcel(row, at=at)
    take_back(row, by=by, at=at)
    record(
        RefundGranted(order=row.id, refund=decided.id),
        by=by,
        at=at,
        object_kind="order",
        object=row.id,
    )
    if fit_to_payment(decided) and decided.payment.intent:
        jobs.schedule("trade.refunds", key="next", run_at=at)
    else:
        finish_refund(refund=decided.id, at=at)
    return decided.id


@transaction.atomic
def decline_refund(*, refund: UUID, answer: str, by: UUID, at: datetime) -> None:
    """Say no to a request, with the reason the buyer reads."""
    if not answer.strip() or len(answer) > 500:
        raise Refused("Say why, in at most 500 characters: the buyer reads it.", field="answer")
    known = Refund.objects.filter(id=refund).first()
    if known is None:
        raise Missing("There is no such request.")
    row = _requested(locked(known.order_id), refund)
    Refund.objects.filter(id=row.id).update(
        state="declined", answer=answer.strip(), decided_at=at, decided_by=by
    )
    record(
        RefundDeclined(order=row.order_id, refund=row.id),
        by=by,
        at=at,
        object_kind="order",
        object=row.order_id,
    )
    plan_mail("declined", row.order_id, at=at)


@transaction.atomic
def cancel_order(*, order: UUID, by: UUID, at: datetime) -> None:
    """Take an order back before it is sent; what was paid goes back whole, at once.

    A file that was fetched already stays bought: the rest goes back, and the order is at its end.
    """
    row = locked(order)
    if row.state == "waiting":
        _leave_preorder(row, by=by, at=at)
        return
    if row.preorder_id and row.state == "paid":
        raise Refused("It is being made for you. You can send it back when it is there.")
    if row.state not in ("placed", "paid", "packed"):
        raise Refused("This order is on its way already. You can send it back when it is there.")
    left = {} if row.state == "placed" else quantities_left(row)
    fetched = _fetched(row, left)
    if not fetched:
        _cancel(row, by=by, at=at)
    lines = [
        BackLine(line, count, True)
        for line, (_, count) in left.items()
        if count and line not in fetched
    ]
    if lines:
        asked = row.refunds.filter(state="requested").values_list("id", flat=True).first()
        grant_refund(
            order=order,
            refund=asked,  # what she asked for before is answered by this
            lines=lines,
            by=founded().agent,
            at=at,
            reason="cancelled",
        )
    elif fetched:
        raise Refused("Only files you fetched are left, and they stay yours.")


def _cancel(order: Order, *, by: UUID, at: datetime) -> None:
    was_paid = order.state != "placed"
    advance(order, "cancelled", ended_at=at)
    record(OrderCancelled(order=order.id), by=by, at=at, object_kind="order", object=order.id)
    plan_mail("cancelled", order.id, at=at)
    if was_paid:
        voucher_uses.release(order, by=by, at=at)
    else:
        release(order, by=by, at=at)


def _fetched(order: Order, left: Mapping[UUID, tuple[OrderLine, int]]) -> set[UUID]:
    """The lines of files the buyer has by now: nobody gives a file back."""
    rows = Entitlement.objects.filter(line__order=order, fetched__gt=0)
    lines = {
        line for line in rows.values_list("line_id", flat=True) if left.get(line, (None, 0))[1]
    }
    return lines - set(pieces_left(order, left)) if lines else lines


def _leave_preorder(order: Order, *, by: UUID, at: datetime) -> None:
    """The buyer goes before the goal is reached: all she paid goes back, and one less is in."""
    refuse_disputed(order)
    if not takes_leave(order.preorder_id):
        raise Refused("It is being made for you. You can send it back when it is there.")
    record(OrderCancelled(order=order.id), by=by, at=at, object_kind="order", object=order.id)
    give_advance_back(order, reason="cancelled", by=founded().agent, at=at)


@transaction.atomic
def fit_refund(*, refund: UUID, at: datetime) -> int:
    """Look once more what a granted refund asks of its provider, before it is asked; minor units.

    A favour may have been heard of since. Nothing left to ask for ends it; 0 when it is past that.
    """
    known = Refund.objects.filter(id=refund).first()
    if known is None:
        return 0
    locked(known.order_id)
    row = Refund.objects.select_related("payment").get(id=refund)
    if row.state != "granted":
        return 0
    left = fit_to_payment(row)
    if not left:
        finish_refund(refund=row.id, at=at)
    return left


@transaction.atomic
def note_refund_asked(*, refund: UUID, provider_refund: str) -> None:
    """The provider took the order to give the money back."""
    Refund.objects.filter(id=refund, state="granted").update(
        state="asked", provider_refund=provider_refund
    )


def _check_bought(order: Order, also: tuple[str, ...] = ()) -> None:
    if order.paid_at is None or order.state not in (*BOUGHT, *also):
        raise Refused("Only what was paid can be given back.")


def _requested(order: Order, refund: UUID) -> Refund:
    row = order.refunds.filter(id=refund).first()
    if row is None:
        raise Missing("There is no such request.")
    if row.state != "requested":
        raise Refused("This request was decided already.")
    return row


def _payment(order: Order) -> Payment:
    payment = order.payments.filter(state="paid", is_surplus=False).first()
    if payment is None:
        raise Refused("Only what was paid can be given back.")
    return payment


def _goods_minor(order: Order, back: Sequence[BackLine]) -> int:
    """What the pieces cost; Refused when there are not so many left to give back."""
    left = quantities_left(order)
    if not back:
        raise Refused("Choose what goes back.", field="lines")
    if len({line.line for line in back}) != len(back):
        raise Refused("Each line once, with its number.", field="lines")
    total = 0
    for line, quantity, _ in back:
        if line not in left:
            raise Missing("There is no such line in this order.")
        row, count = left[line]
        if not 1 <= quantity <= count:
            raise Refused(
                "Of %(what)s, %(count)s can go back.", field="lines", what=row.title, count=count
            )
        total += row.unit_price_minor * quantity
    return total


def _shipping_minor(order: Order, back: Sequence[BackLine]) -> int:
    """The post goes back with the last piece that is posted; a file beside it changes nothing."""
    left = quantities_left(order)
    posted = pieces_left(order, left) or {line: count for line, (_, count) in left.items()}
    whole = sum(line.quantity for line in back if line.line in posted) == sum(posted.values())
    return shipping_left(order) if whole else 0


def _write_lines(refund: Refund, back: Sequence[BackLine]) -> None:
    RefundLine.objects.bulk_create(
        [
            RefundLine(
                refund=refund,
                line_id=line.line,
                quantity=line.quantity,
                is_back_on_shelf=line.on_shelf,
            )
            for line in back
        ]
    )


def _end_without_parcel(order: Order, *, at: datetime) -> None:
    """With its last piece given back before it was sent, an order that kept files is at its end."""
    if order.state not in ("paid", "packed") or order.preorder_id is not None:
        return
    left = quantities_left(order)
    has_files = any(count for _, count in left.values())
    if has_files and not any(pieces_left(order, left).values()):
        advance(order, "handed_over", arrived_at=at)


def _put_back(order: Order, back: Sequence[BackLine], *, by: UUID, at: datetime) -> None:
    """Pieces that can be sold again lie on the order's shelf from now on.

    Of a line whose pieces were exchanged, those of the newer size come back first.
    """
    if order.location_id is None:
        return
    counts = [
        piece for line in back if line.on_shelf for piece in variants_back(line.line, line.quantity)
    ]
    counts = on_shelf(order, counts)
    give_back(counts, location=order.location_id, order=order.id, by=by, at=at, kind="returned")

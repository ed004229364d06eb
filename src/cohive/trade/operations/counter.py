"""Sold here: paid from hand to hand at a stall or partner's shop; and sales of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cohive.journal.operations import record
from cohive.trade.events import OrderPlaced
from cohive.trade.models import Location, Order, OrderLine, Payment
from cohive.trade.operations.finishing import quantities_left
from cohive.trade.operations.orders import (
    basket,
    fingerprint,
    insert_order,
    pieces,
    write_lines,
)
from cohive.trade.operations.payments import mark_paid
from cohive.trade.operations.pricing import check_covered, tax_table, taxed, total
from cohive.trade.operations.refunds import BackLine, grant_refund
from cohive.trade.operations.stock import take_pieces
from cohive.trade.queries.rules import shop_rules
from cohive.words.refusals import Missing, Refused

METHODS = {"cash": "cash", "card": "terminal"}
STALL_QUANTITY_MAX = 999
UNDO_HOURS = 24


@dataclass(frozen=True)
class PastLine:
    """A line of a sale that happened elsewhere, at the price it had there."""

    product: UUID
    variant: UUID
    agreement: UUID
    title: str
    quantity: int
    unit_price_minor: int


@transaction.atomic
def record_sale_here(
    *,
    lines: Sequence[tuple[UUID, int]],
    location: UUID,
    paid: str,
    by: UUID,
    at: datetime,
    key: str,
    link: UUID | None = None,
) -> UUID:
    """Write a sale that is paid and handed over; return the order's id.

    `paid` is "cash" or "card" (the seller's own reader). The same key is the same sale. Pieces
    leave this location's stock; Refused (field "quantity") when they do not lie there.
    """
    if paid not in METHODS:
        raise Refused("Choose how it was paid.", field="paid")
    shelf = Location.objects.filter(id=location, closed_at__isnull=True).first()
    if shelf is None:
        raise Missing("There is no such place to sell from.")
    wanted = basket(lines, quantity_max=STALL_QUANTITY_MAX)
    mark = fingerprint(wanted, shelf.id, f"{shelf.kind} {paid}")
    known = Order.objects.filter(key=key).first()
    if known is not None:
        return _same(known, mark)
    table = tax_table("", at=at)
    agreed, wanted = wanted, taxed(wanted, table)
    if wanted != agreed:
        check_covered(wanted, is_voucher=False)
    sums = total(wanted, "", table, posted=())
    order = insert_order(
        Order(
            key=key,
            fingerprint=mark,
            channel=shelf.kind,
            location=shelf,
            sold_by_id=by,
            link=link,
            state="placed",
            currency=sums.currency,
            goods_minor=sums.goods,
            tax_minor=sums.tax,
            return_days=shop_rules().return_days,
            placed_at=at,
        )
    )
    if order is None:
        return _same(Order.objects.get(key=key), mark)
    write_lines(order, wanted)
    take_pieces(pieces(wanted), location=shelf.id, order=order.id, by=by, at=at)
    _settle_at_once(order, METHODS[paid], by=by, at=at)
    return order.id


@transaction.atomic
def record_past_sale(
    *,
    lines: Sequence[PastLine],
    currency: str,
    by: UUID,
    at: datetime,
    key: str,
    paid: str = "elsewhere",
    buyer: UUID | None = None,
) -> UUID:
    """Write a sale that happened elsewhere (an imported file): no stock moves, no mail goes out.

    The money counts as held by the provider it came through. The same key is the same sale.
    """
    known = Order.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return known
    order = insert_order(
        Order(
            key=key,
            fingerprint="",
            channel="import",
            sold_by_id=by,
            buyer_id=buyer,
            state="placed",
            currency=currency,
            goods_minor=sum(line.unit_price_minor * line.quantity for line in lines),
            placed_at=at,
        )
    )
    if order is None:
        return Order.objects.get(key=key).id
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                position=position,
                product=line.product,
                variant=line.variant,
                agreement=line.agreement,
                title=line.title,
                quantity=line.quantity,
                unit_price_minor=line.unit_price_minor,
            )
            for position, line in enumerate(lines)
        ]
    )
    _settle_at_once(order, paid, by=by, at=at)
    return order.id


@transaction.atomic
def take_sale_back(*, order: UUID, location: UUID, by: UUID, at: datetime) -> UUID:
    """Undo a sale of today at this place: money back from the till, pieces on the shelf again."""
    row = Order.objects.filter(id=order, location_id=location).exclude(channel="web").first()
    if row is None or row.paid_at is None:
        raise Missing("There is no such sale here.")
    if at > row.paid_at + timedelta(hours=UNDO_HOURS):
        raise Refused("A sale can be taken back within a day. Later it is a refund.")
    left = quantities_left(row)
    lines = [BackLine(line, count, True) for line, (_, count) in left.items() if count]
    if not lines:
        raise Refused("This sale was taken back already.")
    return grant_refund(order=order, lines=lines, by=by, at=at, reason="taken_back")


def _settle_at_once(order: Order, method: str, *, by: UUID, at: datetime) -> None:
    record(
        OrderPlaced(order=order.id, channel=order.channel),
        by=by,
        at=at,
        object_kind="order",
        object=order.id,
    )
    payment = Payment.objects.create(
        order=order,
        method=method,
        state="paid",
        amount_minor=order.total_minor,
        currency=order.currency,
        captured_at=at,
        created_at=at,
    )
    mark_paid(order, payment, at=at, now=at)


def _same(order: Order, mark: str) -> UUID:
    if order.fingerprint != mark:
        raise Refused("This sale was written already, with other things in it. Begin a new one.")
    return order.id

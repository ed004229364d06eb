"""Ordering from a printer what was ordered here: written, ordered, received; or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.journal.operations import record
from cohive.trade.events_making import (
    PurchaseDropped,
    PurchaseOrdered,
    PurchaseReceived,
    PurchaseWritten,
)
from cohive.trade.models import PURCHASE_STATES, PurchaseLine, PurchaseOrder
from cohive.trade.operations.parties import founded
from cohive.trade.operations.stock import QUANTITY_MAX, receive_stock, web_shelf
from cohive.trade.queries.preorders import preorder as preorder_of
from cohive.trade.queries.runs import SizeRun, size_run, size_run_of_preorder
from cohive.words.refusals import Missing, Refused

SUPPLIER_CHARACTERS_MAX = 120
NO_PURCHASE = "There is no such purchase order."
RECEIVED_REASON = "purchase order"


@transaction.atomic
def write_purchase_of_preorder(*, preorder: UUID, by: UUID, at: datetime) -> UUID:
    """Freeze what was ordered in a pre-order that takes no more orders; the purchase order's id.

    All of its pieces are promised: what comes beyond them lies free on the shelf.
    """
    found = preorder_of(preorder)
    if found is None:
        raise Missing("There is no such pre-order.")
    if found.state != "reached" or found.takes_orders(at):
        raise Refused("A purchase order is written once the goal is reached and nobody joins.")
    row = PurchaseOrder(product=found.product, preorder_id=preorder)
    return _write(row, size_run_of_preorder(preorder), is_promised=True, by=by, at=at)


@transaction.atomic
def write_purchase(
    *, product: UUID, since: datetime, until: datetime, by: UUID, at: datetime
) -> UUID:
    """Order again what was sold of a product in [since, until): all that comes lies free."""
    if until <= since:
        raise Refused("The last day comes after the first.", field="until")
    row = PurchaseOrder(product=product, since=since, until=until)
    run = size_run(product, since=since, until=until)
    return _write(row, run, is_promised=False, by=by, at=at)


@transaction.atomic
def order_purchase(
    *,
    purchase: UUID,
    supplier: str,
    quantities: Mapping[UUID, int],
    by: UUID,
    at: datetime,
) -> None:
    """It was sent to the printer; `quantities` by line may be more than was ordered here."""
    row = _held(purchase)
    if len(supplier) > SUPPLIER_CHARACTERS_MAX:
        raise Refused(
            "At most %(length)s characters.", field="supplier", length=SUPPLIER_CHARACTERS_MAX
        )
    PURCHASE_STATES.move(row.state, "ordered")
    for line in row.lines.all():
        count = quantities.get(line.id, line.quantity)
        if not max(line.promised, 0) <= count <= QUANTITY_MAX:
            raise Refused(
                "Order at least the %(count)s that buyers have paid for.",
                field="quantity",
                count=line.promised,
            )
        PurchaseLine.objects.filter(id=line.id).update(quantity=count)
    PurchaseOrder.objects.filter(id=row.id).update(
        state="ordered", ordered_at=at, supplier=supplier.strip()
    )
    record(PurchaseOrdered(purchase=row.id), by=by, at=at, object_kind="purchase", object=row.id)


@transaction.atomic
def receive_purchase(
    *, purchase: UUID, received: Mapping[UUID, int], by: UUID, at: datetime
) -> int:
    """The pieces came, `received` by line; return how many of them lie free on the shelf.

    What is promised to orders is packed for them and never counted as free to be sold.
    """
    row = _held(purchase)
    PURCHASE_STATES.move(row.state, "received")
    shelf = web_shelf(by=founded().agent, at=at)
    pieces = free = 0
    for line in row.lines.order_by("variant"):
        count = received.get(line.id, line.quantity)
        if not 0 <= count <= QUANTITY_MAX:
            raise Refused("Write how many came, from 0 upwards.", field="quantity")
        PurchaseLine.objects.filter(id=line.id).update(received=count)
        pieces += count
        more = count - line.promised
        if more > 0:
            free += more
            receive_stock(
                variant=line.variant,
                location=shelf,
                quantity=more,
                reason=f"{RECEIVED_REASON} {row.number}",
                by=by,
                at=at,
            )
    PurchaseOrder.objects.filter(id=row.id).update(state="received", received_at=at)
    record(
        PurchaseReceived(purchase=row.id, pieces=pieces, free=free),
        by=by,
        at=at,
        object_kind="purchase",
        object=row.id,
    )
    return free


@transaction.atomic
def drop_purchase(*, purchase: UUID, by: UUID, at: datetime) -> None:
    """It will not be ordered, or not come; another can be written."""
    row = _held(purchase)
    PURCHASE_STATES.move(row.state, "dropped")
    PurchaseOrder.objects.filter(id=row.id).update(state="dropped")
    record(PurchaseDropped(purchase=row.id), by=by, at=at, object_kind="purchase", object=row.id)


def _write(row: PurchaseOrder, run: SizeRun, *, is_promised: bool, by: UUID, at: datetime) -> UUID:
    product = create.product(row.product)
    if product is None:
        raise Missing("There is no such product.")
    if not run.rows:
        raise Refused("Nothing was ordered of it then.")
    last = PurchaseOrder.objects.aggregate(last=Max("number"))["last"] or 0
    row.number, row.title, row.state = last + 1, product.title, "written"
    row.by_id, row.written_at = by, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("A purchase order of it was written already.") from None
    PurchaseLine.objects.bulk_create(_lines(row, product, run, is_promised=is_promised))
    record(
        PurchaseWritten(purchase=row.id, product=row.product, pieces=run.pieces),
        by=by,
        at=at,
        object_kind="purchase",
        object=row.id,
    )
    return row.id


def _lines(
    row: PurchaseOrder, product: ProductView, run: SizeRun, *, is_promised: bool
) -> Sequence[PurchaseLine]:
    sold = run.by_variant()
    known = {variant.id: variant for variant in (*product.variants, *product.retired)}
    return [
        PurchaseLine(
            purchase=row,
            position=position,
            variant=variant,
            label=known[variant].label,
            sku=known[variant].sku,
            promised=sold[variant][1] if is_promised else 0,
            quantity=sold[variant][1],
        )
        for position, variant in enumerate(variant for variant in known if variant in sold)
    ]


def _held(purchase: UUID) -> PurchaseOrder:
    row = PurchaseOrder.objects.select_for_update().filter(id=purchase).first()
    if row is None:
        raise Missing(NO_PURCHASE)
    return row

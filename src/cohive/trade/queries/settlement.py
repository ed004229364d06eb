"""What `settle` needs to know of an order and of a refund, and nothing of who lives where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Sum

from cohive.spread import queries as spread
from cohive.trade.models import Order, OrderLine, Payment, Refund, RefundLine

AT_ONCE = 500


@dataclass(frozen=True)
class SettlementLine:
    """A line of a paid order: `link_owner` may be rewarded (None: no link, or her own purchase).

    `tax_rate` on the net is as it was when it was placed (None: the agreement's). With a voucher
    `full_price_minor` is the price without it; `is_house_bearing`: the house alone bears it.
    """

    line: UUID
    product: UUID
    variant: UUID
    quantity: int
    unit_price_minor: int
    agreement: UUID | None
    link_owner: UUID | None
    refunded_quantity: int
    full_price_minor: int
    tax_rate: Fraction | None
    is_house_bearing: bool


@dataclass(frozen=True)
class OrderForSettlement:
    """A paid order as it is distributed."""

    order: UUID
    reference: str
    paid_at: datetime
    captured_at: datetime
    channel: str
    currency: str
    buyer: UUID | None
    lines: tuple[SettlementLine, ...]


@dataclass(frozen=True)
class RefundLineForSettlement:
    """So many pieces of an order line went back."""

    line: UUID
    product: UUID
    variant: UUID
    quantity: int
    unit_price_minor: int
    agreement: UUID | None


@dataclass(frozen=True)
class RefundForSettlement:
    """A refund that is done."""

    refund: UUID
    order: UUID
    reference: str
    done_at: datetime
    currency: str
    lines: tuple[RefundLineForSettlement, ...]


def order_for_settlement(order: UUID) -> OrderForSettlement | None:
    """The order if it was paid, else None. Four SQL queries, five when it came by a link.

    A membership has no lines to divide. What came through a reseller's page never rewards a link:
    her commission goes before.
    """
    paid = Order.objects.filter(id=order, paid_at__isnull=False)
    row = paid.select_related("resale").first()
    if row is None or row.paid_at is None:
        return None
    captured = (
        Payment.objects.filter(order=row, state="paid", is_surplus=False)
        .values_list("captured_at", flat=True)
        .first()
    )
    gone = _gone([row.id])
    owner = None
    is_resold = hasattr(row, "resale")  # its commission goes before
    if row.link is not None and not row.is_own_link and not is_resold:
        owner = spread.rewarded_owner(row.link, row.buyer_id)
    return OrderForSettlement(
        order=row.id,
        reference=row.reference,
        paid_at=row.paid_at,
        captured_at=captured or row.paid_at,
        channel=row.channel,
        currency=row.currency,
        buyer=row.buyer_id,
        lines=tuple(
            SettlementLine(
                line=line.id,
                product=line.product,
                variant=line.variant,
                quantity=line.quantity,
                unit_price_minor=line.unit_price_minor,
                agreement=line.agreement,
                link_owner=owner,
                refunded_quantity=gone.get(line.id, 0),
                full_price_minor=_full(line),
                tax_rate=line.tax_rate,
                is_house_bearing=line.discount_by == "house",
            )
            for line in ([] if row.is_membership else row.lines.order_by("position"))
        ),
    )


def refund_for_settlement(refund: UUID) -> RefundForSettlement | None:
    """The refund if it is done, else None. Two SQL queries."""
    row = (
        Refund.objects.filter(id=refund, state="done", is_surplus=False)
        .select_related("order")
        .first()
    )
    if row is None or row.done_at is None:
        return None
    return RefundForSettlement(
        refund=row.id,
        order=row.order_id,
        reference=row.order.reference,
        done_at=row.done_at,
        currency=row.currency,
        lines=tuple(
            RefundLineForSettlement(
                line=back.line_id,
                product=back.line.product,
                variant=back.line.variant,
                quantity=back.quantity,
                unit_price_minor=back.line.unit_price_minor,
                agreement=back.line.agreement,
            )
            for back in row.lines.select_related("line").order_by("line__position")
        ),
    )


def sold_units(product: UUID) -> dict[str, int]:
    """Pieces sold and not given back, by channel. Two SQL queries."""
    sold: dict[str, int] = defaultdict(int)
    lines = OrderLine.objects.filter(product=product, order__paid_at__isnull=False)
    for channel, count in lines.values_list("order__channel").annotate(Sum("quantity")):
        sold[channel] += count
    back = RefundLine.objects.filter(line__product=product, refund__state="done")
    for channel, count in back.values_list("line__order__channel").annotate(Sum("quantity")):
        sold[channel] -= count
    return dict(sold)


def orders_of_product(product: UUID) -> list[tuple[UUID, str, datetime]]:
    """(order, reference, paid at) of every paid order with this product. One SQL query."""
    rows = (
        Order.objects.filter(lines__product=product, paid_at__isnull=False)
        .order_by("paid_at", "id")
        .values_list("id", "reference", "paid_at")
        .distinct()
    )
    return [(order, reference, paid_at) for order, reference, paid_at in rows if paid_at]


@dataclass(frozen=True)
class Purchase:
    """A member bought a product; no sum, no address, and guests are nobody."""

    buyer: UUID
    product: UUID
    at: datetime


def purchases(*, since: datetime) -> list[Purchase]:
    """What members bought since an instant, for checks over many; never shown. One SQL query."""
    rows = OrderLine.objects.filter(
        order__buyer__isnull=False,
        order__is_membership=False,
        order__paid_at__isnull=False,
        order__paid_at__gte=since,
    ).order_by("order__paid_at", "order_id", "position")
    return [
        Purchase(buyer, product, paid_at)
        for buyer, product, paid_at in rows.values_list(
            "order__buyer_id", "product", "order__paid_at"
        )
        if buyer and paid_at
    ]


def buyers(product: UUID) -> int:
    """How many orders of this product were paid: buyers are counted, never listed. One query."""
    return Order.objects.filter(lines__product=product, paid_at__isnull=False).distinct().count()


def _gone(orders: list[UUID]) -> dict[UUID, int]:
    return dict(
        RefundLine.objects.filter(line__order__in=orders, refund__state="done")
        .values_list("line_id")
        .annotate(Sum("quantity"))
    )


def _full(line: OrderLine) -> int:
    """The price without a voucher."""
    return line.unit_price_minor if line.full_price_minor is None else line.full_price_minor


@dataclass(frozen=True)
class SoldPrice:
    """How one unit of an order line was sold; see `SettlementLine`."""

    full_price_minor: int
    tax_rate: Fraction | None
    is_house_bearing: bool


def sold_prices(lines: Iterable[UUID]) -> dict[UUID, SoldPrice]:
    """How these order lines were sold. One SQL query for each 500 of them."""
    wanted = list(lines)
    return {
        line.id: SoldPrice(_full(line), line.tax_rate, line.discount_by == "house")
        for start in range(0, len(wanted), AT_ONCE)
        for line in OrderLine.objects.filter(id__in=wanted[start : start + AT_ONCE])
    }

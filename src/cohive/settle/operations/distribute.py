"""Dividing a paid order, and taking a returned part of it back along the same way.

Heard from `trade` after its commit, one act at a time; safe to hear twice: each order line has its
own key, and a distribution with that key is made once.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.create import queries as create
from cohive.engine.allotment import sale_lines
from cohive.settle.arithmetic import FINAL_AFTER, PROVISIONAL_FOR, LineAmount, line_amounts
from cohive.settle.composition import compose
from cohive.settle.models import Distribution, Pool
from cohive.settle.operations.changes import Change, apply_change
from cohive.settle.operations.pools import locked_pool, open_pool
from cohive.trade import queries as trade


class NotYetDividedError(LookupError):
    """A refund was heard before its sale was divided; the listener tries again."""


@transaction.atomic
def distribute_order(*, order: UUID, by: UUID, at: datetime) -> list[UUID]:
    """Divide every line of a paid order; return the new distributions' ids.

    Lines without an agreement stay in the sales clearing and are listed by `verify`.
    """
    sale = trade.order_for_settlement(order)
    if sale is None:
        raise NotYetDividedError(f"order {order} is not known as paid")
    done = set(
        Distribution.objects.filter(order_id=order, refund_of__isnull=True).values_list(
            "line_id", flat=True
        )
    )
    return [
        _distribute_line(sale, line, agreement=line.agreement, by=by, at=at)
        for line in sale.lines
        if line.line not in done and line.agreement is not None
    ]


def _distribute_line(
    sale: trade.OrderForSettlement,
    line: trade.SettlementLine,
    *,
    agreement: UUID,
    by: UUID,
    at: datetime,
) -> UUID:
    """Divide one order line."""
    terms = create.frozen_terms(agreement)
    pool = locked_pool(product=line.product, agreement=agreement, currency=sale.currency)
    if pool is None:
        pool = open_pool(
            source="product",
            product=line.product,
            agreement=agreement,
            version=terms.version,
            currency=sale.currency,
            title=_title(line.product),
            labels=terms.labels,
            composition=compose(terms),
            at=at,
        )
    owner = line.link_owner if line.link_owner != sale.buyer else None
    lines = line_amounts(
        sale_lines(
            terms.waterfall,
            price_minor=line.unit_price_minor,
            full_price_minor=line.full_price_minor,
            tax_rate=line.tax_rate,
            is_house_bearing=line.is_house_bearing,
            linked=owner is not None,
        ),
        line.quantity,
    )
    change = Change(
        key=f"settle:sale:{line.line}",
        kind="sale",
        pool=pool,
        order=sale.order,
        line=line.line,
        reference=sale.reference,
        channel=sale.channel,
        units=line.quantity,
        unit_price_minor=line.unit_price_minor,
        lines=lines,
        link_owner=owner,
        at=sale.paid_at,
        provisional_until=sale.captured_at + PROVISIONAL_FOR,
        final_from=sale.paid_at + FINAL_AFTER,
    )
    return apply_change(change, by=by)


def _title(product: UUID) -> str:
    found = create.product(product)
    if found is None:
        raise NotYetDividedError(f"product {product} is not known")
    return found.title


@transaction.atomic
def take_back(*, order: UUID, refund: UUID, by: UUID, at: datetime) -> list[UUID]:
    """Walk the money of the returned units back; return the new distributions' ids.

    Inside the window the line shares the dates of its sale; afterwards it is a carry of its own.
    """
    made: list[UUID] = []
    refunded = trade.refund_for_settlement(refund)
    for back in refunded.lines if refunded else ():
        key = f"settle:refund:{refund}:{back.line}"
        if (
            not back.quantity
            or back.agreement is None
            or Distribution.objects.filter(key=key).exists()
        ):
            continue
        first = (
            Distribution.objects.select_related("pool")
            .prefetch_related("lines")
            .filter(key=f"settle:sale:{back.line}")
            .first()
        )
        if first is None:
            raise NotYetDividedError(f"order {order}: line {back.line} was not divided yet")
        made.append(_reverse(first, units=back.quantity, key=key, refund=refund, by=by, at=at))
    return made


def _reverse(
    first: Distribution, *, units: int, key: str, refund: UUID, by: UUID, at: datetime
) -> UUID:
    """Take back some units of a divided line, mirrored line by line."""
    is_carry = at >= first.final_from
    lines = tuple(
        LineAmount(line.kind, line.label, line.unit_minor, -(line.unit_minor or 0) * units)
        for line in sorted(first.lines.all(), key=lambda line: line.position)
    )
    pool = Pool.objects.select_for_update().get(id=first.pool_id)
    change = Change(
        key=key,
        kind="carry" if is_carry else "refund",
        pool=pool,
        order=first.order_id,
        line=first.line_id,
        reference=first.reference,
        channel=first.channel,
        units=-units,
        unit_price_minor=first.unit_price_minor,
        lines=lines,
        link_owner=first.link_owner_id,
        at=at,
        provisional_until=at if is_carry else first.provisional_until,
        final_from=at + FINAL_AFTER if is_carry else first.final_from,
        refund_of=first,
        refund=refund,
    )
    return apply_change(change, by=by)

"""Size runs: what was ordered of a product, by variant and by what was filled in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from cohive.trade.models import OrderLine, PurchaseOrder
from cohive.trade.queries.options import FillingView, fillings_of

GIVEN = ("granted", "asked", "done")
A_PAGE = 25


@dataclass(frozen=True)
class RunRow:
    """So many pieces of a variant with the same things filled in."""

    variant: UUID
    label: str
    filled: tuple[FillingView, ...]
    quantity: int


@dataclass(frozen=True)
class SizeRun:
    """What was ordered and not taken back."""

    rows: tuple[RunRow, ...]

    @property
    def pieces(self) -> int:
        """All of them."""
        return sum(row.quantity for row in self.rows)

    def by_variant(self) -> dict[UUID, tuple[str, int]]:
        """Variant to (label, pieces), in the order of the rows."""
        found: dict[UUID, tuple[str, int]] = {}
        for row in self.rows:
            found[row.variant] = (row.label, found.get(row.variant, ("", 0))[1] + row.quantity)
        return found


@dataclass(frozen=True)
class PurchaseLineView:
    """A line of a purchase order; what is received beyond `promised` lies free on the shelf."""

    id: UUID
    variant: UUID
    label: str
    sku: str
    promised: int
    quantity: int
    received: int


@dataclass(frozen=True)
class PurchaseView:
    """An order of the firm to a printer."""

    id: UUID
    number: int
    product: UUID
    title: str
    supplier: str
    preorder: UUID | None
    since: datetime | None
    until: datetime | None
    state: str
    written_at: datetime
    ordered_at: datetime | None
    received_at: datetime | None
    lines: tuple[PurchaseLineView, ...]

    @property
    def pieces(self) -> int:
        """How many are ordered."""
        return sum(line.quantity for line in self.lines)


def size_run_of_preorder(preorder: UUID) -> SizeRun:
    """What is in of a pre-order. Three SQL queries, more with works among it."""
    held = Q(order__state="waiting") | (
        Q(order__paid_at__isnull=False) & ~Q(order__state="cancelled")
    )
    return _run(OrderLine.objects.filter(held, order__preorder=preorder))


def size_run(product: UUID, *, since: datetime, until: datetime) -> SizeRun:
    """What was paid of a product in [since, until), pre-orders apart. As many SQL queries."""
    return _run(
        OrderLine.objects.filter(
            product=product,
            order__preorder__isnull=True,
            order__needs_parcel=True,
            order__paid_at__gte=since,
            order__paid_at__lt=until,
            entitlements__isnull=True,
        ).exclude(order__state="cancelled")
    )


def _run(lines: QuerySet[OrderLine]) -> SizeRun:
    found = list(lines.order_by("label", "order__placed_at", "order_id", "position"))
    gone = dict(
        OrderLine.objects.filter(
            id__in=[line.id for line in found], refund_lines__refund__state__in=GIVEN
        )
        .values_list("id")
        .annotate(Sum("refund_lines__quantity"))
    )
    filled = fillings_of({line.order_id for line in found})
    counts: dict[tuple[UUID, str, tuple[FillingView, ...]], int] = defaultdict(int)
    for line in found:
        key = (line.variant, line.label, tuple(filled.get(line.id, ())))
        counts[key] += line.quantity - gone.get(line.id, 0)
    return SizeRun(
        tuple(
            RunRow(variant, label, words, count)
            for (variant, label, words), count in counts.items()
            if count
        )
    )


def purchase(purchase_id: UUID) -> PurchaseView | None:
    """One purchase order. Two SQL queries."""
    return next(iter(_views(PurchaseOrder.objects.filter(id=purchase_id))), None)


def purchase_of_preorder(preorder: UUID) -> PurchaseView | None:
    """The purchase order written of a pre-order, if any. Two SQL queries at most."""
    rows = PurchaseOrder.objects.filter(preorder=preorder).exclude(state="dropped")
    return next(iter(_views(rows)), None)


def purchase_orders(*, before: UUID | None = None, limit: int = A_PAGE) -> list[PurchaseView]:
    """All, the newest first, older than `before`. Two SQL queries."""
    rows = PurchaseOrder.objects.all()
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _views(rows.order_by("-id")[:limit])


def _views(rows: QuerySet[PurchaseOrder]) -> list[PurchaseView]:
    return [
        PurchaseView(
            id=row.id,
            number=row.number,
            product=row.product,
            title=row.title,
            supplier=row.supplier,
            preorder=row.preorder_id,
            since=row.since,
            until=row.until,
            state=row.state,
            written_at=row.written_at,
            ordered_at=row.ordered_at,
            received_at=row.received_at,
            lines=tuple(
                PurchaseLineView(
                    id=line.id,
                    variant=line.variant,
                    label=line.label,
                    sku=line.sku,
                    promised=line.promised,
                    quantity=line.quantity,
                    received=line.received,
                )
                for line in sorted(row.lines.all(), key=lambda line: line.position)
            ),
        )
        for row in rows.prefetch_related("lines")
    ]

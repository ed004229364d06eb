"""Pre-orders: how many are in, how many are missing, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from cohive.journal.remembered import remembered
from cohive.trade.models import Order, PreOrder

A_PAGE = 25
LIMIT = 200


@dataclass(frozen=True)
class PaidFor:
    """What was paid for a pre-order and not taken back."""

    pieces: int = 0
    orders: int = 0

    def towards(self, counted: str) -> int:
        """How many count towards the goal."""
        return self.orders if counted == "orders" else self.pieces


@dataclass(frozen=True)
class PreOrderView:
    """A pre-order with how far it is; `ended_at` is when it was reached, missed or called off."""

    id: UUID
    product: UUID
    state: str
    goal: int
    counted: str
    until: datetime
    goes_on: bool
    promise: str
    language: str
    opened_by: UUID
    opened_at: datetime
    ended_at: datetime | None
    paid_for: PaidFor

    @property
    def count(self) -> int:
        """How many are in."""
        return self.paid_for.towards(self.counted)

    @property
    def missing(self) -> int:
        """How many are missing yet."""
        return max(0, self.goal - self.count)

    @property
    def desk_url(self) -> str:
        """Its page for the makers."""
        return desk_url(self.id)

    def takes_orders(self, at: datetime) -> bool:
        """Whether one can order by it now."""
        return at < self.until and (
            self.state == "open" or (self.state == "reached" and self.goes_on)
        )


def desk_url(preorder: UUID) -> str:
    """The page of a pre-order for the makers (a path)."""
    return reverse("trade:preorder", args=[preorder])


def preorder(preorder_id: UUID) -> PreOrderView | None:
    """One pre-order. Two SQL queries."""
    return next(iter(_views(PreOrder.objects.filter(id=preorder_id))), None)


def preorders_by_id(ids: Iterable[UUID]) -> dict[UUID, PreOrderView]:
    """Many of them. Two SQL queries."""
    return {view.id: view for view in _views(PreOrder.objects.filter(id__in=set(ids)))}


def preorders(*, before: UUID | None = None, limit: int = A_PAGE) -> list[PreOrderView]:
    """All, the newest first, older than `before`. Two SQL queries."""
    rows = PreOrder.objects.all() if before is None else PreOrder.objects.filter(id__lt=before)
    return _views(rows.order_by("-id")[:limit])


def newest_of(product: UUID) -> PreOrderView | None:
    """The newest pre-order of a product. Two SQL queries, one when there is none."""
    return next(iter(_views(PreOrder.objects.filter(product=product).order_by("-id")[:1])), None)


def taking_orders(products: Iterable[UUID], *, at: datetime) -> dict[UUID, PreOrder]:
    """The pre-order by which each product is sold now. One SQL query, two where there was one."""
    wanted = set(products) & remembered("trade.preordered", _ever_preordered)
    if not wanted:
        return {}
    rows = PreOrder.objects.filter(product__in=wanted, until__gt=at).filter(
        Q(state="open") | Q(state="reached", goes_on=True)
    )
    return {row.product: row for row in rows.order_by("id")}


def _ever_preordered() -> set[UUID]:
    """The products there ever was a pre-order of; what becomes of it is not remembered."""
    return set(PreOrder.objects.values_list("product", flat=True))


def preorders_taking(products: Iterable[UUID], *, at: datetime) -> dict[UUID, PreOrderView]:
    """The same, with how far they are. Two SQL queries, one when there is none."""
    rows = [row.id for row in taking_orders(products, at=at).values()]
    return {view.product: view for view in preorders_by_id(rows).values()} if rows else {}


def missed_among(products: Iterable[UUID]) -> set[UUID]:
    """Those of these products whose pre-order missed its goal or was called off. One SQL query."""
    rows = PreOrder.objects.filter(product__in=set(products), state__in=("missed", "withdrawn"))
    return set(rows.values_list("product", flat=True))


def is_made_to_order(product: UUID) -> bool:
    """Whether an open or reached pre-order stands for pieces that do not exist yet. One query."""
    return PreOrder.objects.filter(product=product, state__in=("open", "reached")).exists()


def paid_for(preorders_wanted: Iterable[UUID]) -> dict[UUID, PaidFor]:
    """What was paid for each and not taken back. One SQL query."""
    wanted = set(preorders_wanted)
    if not wanted:
        return {}
    held = Q(state="waiting") | (Q(paid_at__isnull=False) & ~Q(state="cancelled"))
    rows = (
        Order.objects.filter(held, preorder__in=wanted)
        .values_list("preorder_id")
        .annotate(Sum("lines__quantity"), Count("id", distinct=True))
    )
    found = {preorder: PaidFor(pieces or 0, orders) for preorder, pieces, orders in rows}
    return {preorder: found.get(preorder, PaidFor()) for preorder in wanted}


def preorders_to_decide(*, limit: int = LIMIT) -> list[UUID]:
    """Open ones, those that end first at the front. One SQL query."""
    rows = PreOrder.objects.filter(state="open").order_by("until", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def orders_to_carry_out(*, limit: int = LIMIT) -> list[UUID]:
    """Orders that wait though their pre-order has ended. One SQL query."""
    rows = Order.objects.filter(state="waiting").exclude(preorder__state="open")
    return list(rows.order_by("placed_at", "id").values_list("id", flat=True)[:limit])


def _views(rows: QuerySet[PreOrder]) -> list[PreOrderView]:
    found = list(rows)
    counts = paid_for(row.id for row in found)
    return [
        PreOrderView(
            id=row.id,
            product=row.product,
            state=row.state,
            goal=row.goal,
            counted=row.counted,
            until=row.until,
            goes_on=row.goes_on,
            promise=row.promise,
            language=row.language,
            opened_by=row.opened_by_id,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            paid_for=counts[row.id],
        )
        for row in found
    ]

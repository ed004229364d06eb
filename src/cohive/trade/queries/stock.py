"""How many lie where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from cohive.trade.models import Location, OrderLine, Stock, StockMove


@dataclass(frozen=True)
class LocationView:
    """A place things are sold from."""

    id: UUID
    name: str
    kind: str


@dataclass(frozen=True)
class MoveView:
    """One reason a number changed."""

    kind: str
    quantity: int
    reason: str
    location: UUID
    by: UUID
    at: datetime


def locations() -> list[LocationView]:
    """Where one can sell from now: the web shelf first, then by name. One SQL query."""
    rows = Location.objects.filter(closed_at__isnull=True).order_by("name")
    views = [LocationView(row.id, row.name, row.kind) for row in rows]
    return sorted(views, key=lambda view: view.kind != "web")


def location(location_id: UUID) -> LocationView | None:
    """One open location. One SQL query."""
    row = Location.objects.filter(id=location_id, closed_at__isnull=True).first()
    return LocationView(row.id, row.name, row.kind) if row else None


def web_location() -> UUID | None:
    """The web shop's shelf, if anything ever lay there. One SQL query."""
    return Location.objects.filter(kind="web").values_list("id", flat=True).first()


def on_hand(variants: Iterable[UUID], location_id: UUID | None = None) -> dict[UUID, int]:
    """Pieces free to be sold of each variant: at a location, else on the web shelf. One query."""
    rows = Stock.objects.filter(variant__in=set(variants))
    rows = (
        rows.filter(location_id=location_id) if location_id else rows.filter(location__kind="web")
    )
    return dict(rows.values_list("variant", "on_hand"))


def stock_table(variants: Iterable[UUID]) -> dict[tuple[UUID, UUID], int]:
    """(variant, location) to pieces, for the stock page. One SQL query."""
    rows = Stock.objects.filter(variant__in=set(variants), location__closed_at__isnull=True)
    return {
        (variant, place): count
        for variant, place, count in rows.values_list("variant", "location_id", "on_hand")
    }


def has_stock(variants: Iterable[UUID]) -> bool:
    """Whether at least one piece lies anywhere. One SQL query."""
    return Stock.objects.filter(variant__in=set(variants), on_hand__gt=0).exists()


def set_aside(variants: Iterable[UUID]) -> dict[UUID, int]:
    """Pieces that wait in unpaid or unpacked orders. One SQL query."""
    return dict(
        OrderLine.objects.filter(
            variant__in=set(variants),
            order__state__in=("placed", "paid"),
            order__channel="web",
        )
        .values_list("variant")
        .annotate(Sum("quantity"))
    )


def moves(variant: UUID, *, limit: int = 50) -> list[MoveView]:
    """Why the numbers of a variant changed, newest first. One SQL query."""
    rows = StockMove.objects.filter(variant=variant).order_by("-id")[:limit]
    return [
        MoveView(row.kind, row.quantity, row.reason, row.location_id, row.by_id, row.at)
        for row in rows
    ]

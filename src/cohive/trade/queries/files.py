"""Files that are sold, and those a buyer may fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cohive.journal.remembered import remembered
from cohive.trade import tickets
from cohive.trade.models import DigitalFile, Entitlement
from cohive.trade.queries.orders import OrderView


@dataclass(frozen=True)
class FileView:
    """A file that is sold with a variant."""

    id: UUID
    variant: UUID
    name: str
    media_type: str
    size_bytes: int
    added_at: datetime


@dataclass(frozen=True)
class BoughtFile:
    """A file of an order: `url` is a fresh link that holds for some days; '' once it is closed."""

    name: str
    size_bytes: int
    fetched: int
    last_at: datetime | None
    url: str


def digital_among(variants: Iterable[UUID]) -> set[UUID]:
    """Those of these variants that are files. One SQL query, two after a change."""
    wanted = frozenset(variants)
    return remembered(("trade.digital", wanted), lambda: _digital_among(wanted))


def _digital_among(variants: frozenset[UUID]) -> set[UUID]:
    rows = DigitalFile.objects.filter(variant__in=variants, removed_at__isnull=True)
    return set(rows.values_list("variant", flat=True))


def files_of(variants: Iterable[UUID]) -> dict[UUID, list[FileView]]:
    """The files sold with each variant, by name. One SQL query."""
    rows = DigitalFile.objects.filter(variant__in=set(variants), removed_at__isnull=True)
    found: dict[UUID, list[FileView]] = {}
    for row in rows.order_by("name", "id"):
        found.setdefault(row.variant, []).append(
            FileView(row.id, row.variant, row.name, row.media_type, row.size_bytes, row.added_at)
        )
    return found


def file(file_id: UUID) -> FileView | None:
    """One file that is sold. One SQL query."""
    row = DigitalFile.objects.filter(id=file_id, removed_at__isnull=True).first()
    if row is None:
        return None
    return FileView(row.id, row.variant, row.name, row.media_type, row.size_bytes, row.added_at)


def bought_files(order: OrderView) -> list[BoughtFile]:
    """What the buyer of this order may fetch, with fresh links. One SQL query."""
    left = {line.id: line.left for line in order.lines}
    rows = Entitlement.objects.filter(line__order=order.id).select_related("file")
    return [
        BoughtFile(
            name=row.file.name,
            size_bytes=row.file.size_bytes,
            fetched=row.fetched,
            last_at=row.last_at,
            url=file_url(row.id, order.door) if left.get(row.line_id) else "",
        )
        for row in rows.order_by("line__position", "file__name", "id")
    ]


def file_lines(orders: Iterable[UUID]) -> set[UUID]:
    """The lines of these orders that are files, and lie in no parcel. One SQL query."""
    rows = Entitlement.objects.filter(line__order__in=set(orders))
    return set(rows.values_list("line", flat=True))


def file_url(entitlement: UUID, door: int) -> str:
    """A fresh signed link (a path)."""
    return reverse("trade:file", args=[tickets.written(tickets.Ticket(entitlement, door))])

"""Where the gallery goes on: a signed mark of the last row, compared as one tuple.

Every order ends in the id, so that no two rows are equal, and has an index in its direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan

from cohive.create.models.works import Work
from cohive.words.refusals import Refused

SALT = "create.gallery"
GALLERY_ORDERS: Mapping[str, tuple[str, str]] = {
    "newest": ("at", "id"),
    "score": ("score_milli", "id"),
}


def after(rows: QuerySet[Work], *, order: str, cursor: str) -> QuerySet[Work]:
    """The rows in this order, those behind the cursor's mark."""
    if order not in GALLERY_ORDERS:
        raise Refused("Works are sorted by newest or by score.", field="order")
    columns = GALLERY_ORDERS[order]
    rows = rows.order_by(*(f"-{column}" for column in columns))
    if not cursor:
        return rows
    return rows.filter(TupleLessThan(columns, _read(cursor, order=order)))


def mark_of(row: Mapping[str, object], *, order: str) -> str:
    """The cursor behind a row; `row` holds the order's columns."""
    first, last = (row[column] for column in GALLERY_ORDERS[order])
    plain = first.isoformat() if isinstance(first, datetime) else first
    return signing.dumps([order, plain, str(last)], salt=SALT)


def _read(cursor: str, *, order: str) -> tuple[datetime | int, UUID]:
    try:
        of_order, first, last = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        of_order = ""
    if of_order != order:
        raise Refused("This page’s address is damaged. Start again at the first page.")
    return (datetime.fromisoformat(first) if order == "newest" else int(first)), UUID(last)

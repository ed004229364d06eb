"""Plain questions that every order is asked when it is placed, by statements of our own."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from cohive.journal.bulk import stored_id
from cohive.trade.doors import token
from cohive.trade.models import Order

_DOOR = f"SELECT reference, door FROM {Order._meta.db_table} WHERE id = %s"  # noqa: S608


def door_of(order_id: UUID) -> tuple[str, str] | None:
    """(reference, word) of the order's page, for the way there. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(_DOOR, [stored_id(order_id)])
        row = cursor.fetchone()
    return (str(row[0]), token(order_id, int(row[1]))) if row else None


def is_ordered(key: str) -> bool:
    """Whether an order was placed under this key before. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {Order._meta.db_table} WHERE key = %s", [key])  # noqa: S608
        return cursor.fetchone() is not None

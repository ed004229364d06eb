"""Many plain rows into one table with few statements, past the making of model objects.

Making an object for each row costs three times what the database needs to write it. Here rows are
tuples of text and whole numbers, as the database stores them. All constraints and triggers of the
table speak as ever: on SQLite the rows are the VALUES of INSERTs, on PostgreSQL a COPY.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from uuid import UUID

from django.db import connection, models

__all__ = ["Row", "insert_objects", "insert_rows", "stored_id", "stored_instant"]

Row = tuple[str | int | None, ...]
PARAMETERS_MAX = 999
"""As many as every SQLite takes in one statement."""
COPY_FROM_ROWS = 20
"""PostgreSQL: fewer are written sooner by an INSERT."""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows, their values in the order of the columns' names.

    Ids come from `stored_id` (or are 32 hexadecimal digits), instants from `stored_instant`. What
    is not named must have a default in the database. Raises what the database raises.
    """
    table = model._meta.db_table
    if connection.vendor == "postgresql" and len(rows) >= COPY_FROM_ROWS:
        _copy(table, columns, rows)
        return
    at_once = PARAMETERS_MAX // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            statement = _insert(table, tuple(columns), len(part))
            cursor.execute(statement, list(chain.from_iterable(part)))


def insert_objects(objects: Sequence[models.Model], *, unless: str = "") -> int:
    """Insert objects of one model as they stand, in one statement; return how many.

    A fifth of the work of `save`: for the few rows that every order writes. Their ids are set
    already, and nothing is read back. With `unless`, a unique column, those whose value is there
    already are left out instead of raising.
    """
    if not objects:
        return 0
    model = type(objects[0])
    fields = model._meta.concrete_fields
    statement = _insert(model._meta.db_table, _columns(model), len(objects))
    if unless:
        statement += f' ON CONFLICT ("{unless}") DO NOTHING'
    values = [
        field.get_db_prep_save(getattr(one, field.attname), connection)
        for one in objects
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@lru_cache(maxsize=64)
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.concrete_fields)


@lru_cache(maxsize=256)
def _insert(table: str, columns: tuple[str, ...], count: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * count)
    return f'INSERT INTO "{table}" ({names}) VALUES {values}'  # noqa: S608 - our own names


def _copy(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    text = "\n".join(["\t".join([_written(value) for value in row]) for row in rows])
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
    ):
        copy.write(text + "\n")


def _written(value: str | int | None) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def stored_id(key: UUID) -> str:
    """An id as both databases take it."""
    return key.hex


def stored_instant(at: datetime) -> str:
    """An instant as the database takes it: SQLite keeps the text, which others compare with."""
    if connection.vendor == "sqlite":
        return str(connection.ops.adapt_datetimefield_value(at))
    return at.astimezone(UTC).isoformat()

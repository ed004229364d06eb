"""Sealed rows as canonical JSON, put together from what the database has stored.

Column by column, without making objects: for the walk over the whole chain, and for sealing what
waits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

from django.db import connection, models

from cohive.journal.sealed import Attached, Queue, Sealed, registered

__all__ = ["Reader", "Rows", "expression", "reader_of", "texts"]

_PARSED = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Rows:
    """Rows of one kind as they came, and by position what hangs on them."""

    found: dict[str, tuple[Any, ...]]
    hanging: list[tuple[int, dict[str, str]]]


@dataclass
class Reader:
    """How rows of one kind are read and written out as canonical JSON."""

    statement: str
    template: str
    encoders: list[tuple[int, Callable[[Any], str]]]
    id_at: int
    payload_at: int | None = None
    attached: Mapping[int, Attached] = field(default_factory=dict)

    def rows(self, row_kind: str, after: int, until: int) -> Rows:
        """The rows of a stretch of the queue, and what hangs on them, both by id."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [row_kind, after, until])
            found = {row[self.id_at]: row for row in cursor.fetchall()}
        hanging = [
            (position, read(row_kind, after, until))
            for position, read in sorted(self.attached.items())
        ]
        return Rows(found, hanging)

    def texts(self, row_id: str, rows: Rows) -> Iterator[str]:
        """The canonical text; a payload first as it is stored, then as it reads."""
        row = list(rows.found[row_id])
        for position, texts in rows.hanging:
            row.insert(position, texts.get(row_id, "[]"))
        for position, encode in self.encoders:
            row[position] = encode(row[position])
        yield self.template % tuple(row)
        if self.payload_at is not None:
            stored = row[self.payload_at]
            row[self.payload_at] = _canonical(stored)
            if row[self.payload_at] != stored:
                yield self.template % tuple(row)


def _canonical(stored: str) -> str:
    """A stored JSON text with its keys in order; the text itself when it is not as we write it."""
    try:
        value = json.loads(stored)
    except ValueError:
        return stored
    if connection.vendor == "sqlite" and json.dumps(value) != stored:
        return stored
    return _PARSED.encode(value)


def texts(row_kind: str, queue: Queue, after: int, until: int) -> Callable[[str], str]:
    """Reads a stretch of a queue; gives each row's canonical text by its id."""
    reader = reader_of(registered()[row_kind], queue)
    rows = reader.rows(row_kind, after, until)
    return lambda row_id: list(reader.texts(row_id, rows))[-1]


def reader_of(sealed: Sealed, queue: Queue) -> Reader:
    """Columns in the order of their names, as JSON with sorted keys has them."""
    columns = {one.attname: one for one in sealed.model._meta.concrete_fields}
    parts, encoders, selected = [], [], []
    attached, payload_at = {}, None
    names = sorted({*columns, *sealed.attached})
    for position, name in enumerate(names):
        if name in sealed.attached:
            attached[position] = sealed.attached[name](queue)
            parts.append(f'"{name}": %s')
            continue
        column = columns[name]
        selected.append(expression(column, "sealed_row"))
        quotes, encode = _encoding(column)
        parts.append(f'"{name}": {quotes}')
        if encode:
            encoders.append((position, encode))
        if isinstance(column, models.JSONField):
            payload_at = position
    statement = (
        f"SELECT {', '.join(selected)} FROM {queue.table} AS seal "  # noqa: S608 - our own names
        f"JOIN {sealed.model._meta.db_table} AS sealed_row ON sealed_row.id = seal.row_id "
        f"WHERE seal.row_kind = %s AND seal.{queue.number} > %s AND seal.{queue.number} <= %s"
    )
    template = "{" + ", ".join(parts) + "}"
    id_at = [name for name in names if name in columns].index("id")
    return Reader(statement, template, encoders, id_at, payload_at, attached)


def _plain(column: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The column itself, or for a foreign key the one it points to."""
    return column.target_field if isinstance(column, models.ForeignKey) else column


def expression(column: models.Field[Any, Any], table: str) -> str:
    """SQL that gives a column as its canonical text."""
    kind, name = _plain(column), f"{table}.{column.column}"
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(kind, models.UUIDField):
        return name if is_sqlite else f"replace({name}::text, '-', '')"
    if isinstance(kind, models.DateTimeField):
        if is_sqlite:
            return (
                f"CASE WHEN substr({name}, 11, 1) <> ' ' THEN {name} "
                f"ELSE substr({name}, 1, 10) || 'T' || substr({name}, 12) || "
                f"CASE length({name}) WHEN 19 THEN '.000000+00:00' ELSE '+00:00' END END"
            )
        return f"""to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
    if isinstance(kind, models.JSONField):
        return name if is_sqlite else f"{name}::text"
    return name


def _encoding(column: models.Field[Any, Any]) -> tuple[str, Callable[[Any], str] | None]:
    """The place of a column in the template, and what is done with its value first."""
    kind = _plain(column)
    if isinstance(kind, models.JSONField):
        return "%s", None
    if isinstance(kind, models.UUIDField | models.DateTimeField):
        return ("%s", _quoted) if column.null else ('"%s"', None)
    if isinstance(kind, models.IntegerField):
        return ("%s", _number) if column.null else ("%s", None)
    if isinstance(kind, models.CharField | models.TextField) and not column.null:
        return "%s", _text
    raise TypeError(f"{column} has no canonical form here")


def _quoted(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def _number(value: int | None) -> str:
    return "null" if value is None else str(value)


def _text(value: Any) -> str:
    return encode_basestring(value) if isinstance(value, str) else repr(value)

"""Walking the chain of seals: is every sealed row still what was sealed?

The digests were made of each row's canonical JSON. Here that text is put together from what the
database has stored, column by column, without making objects, so that a whole place is proven in
seconds. What was stored is compared as it stands: a byte that reads as the same value (a letter of
an id in capitals, a space more in a payload) is a changed byte all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models

from cohive.journal import seals
from cohive.journal.models import PendingSeal, Seal

BATCH_ROWS = 2_000

_SEALS = Seal._meta.db_table
_PARSED = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


class _Link(NamedTuple):
    """One seal: its number, its row's kind and id (32 hexadecimal digits), its digest."""

    n: int
    row_kind: str
    row_id: str
    digest: str


@dataclass(frozen=True)
class _Rows:
    """Rows of one kind as they came, and by position what hangs on them."""

    found: dict[str, tuple[Any, ...]]
    hanging: list[tuple[int, dict[str, str]]]


@dataclass
class _Reader:
    """How rows of one kind are read and written out as canonical JSON."""

    statement: str
    template: str
    encoders: list[tuple[int, Callable[[Any], str]]]
    id_at: int
    payload_at: int | None = None
    attached: Mapping[int, seals.Attached] = field(default_factory=dict)

    def rows(self, row_kind: str, after: int, until: int) -> _Rows:
        """The rows sealed in a stretch of numbers, and what hangs on them, both by id."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [row_kind, after, until])
            found = {row[self.id_at]: row for row in cursor.fetchall()}
        hanging = [
            (position, read(row_kind, after, until))
            for position, read in sorted(self.attached.items())
        ]
        return _Rows(found, hanging)

    def texts(self, row_id: str, rows: _Rows) -> Iterator[str]:
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


def broken_link() -> str:
    """Walk the whole chain; return a sentence on the first fault, or ''."""
    readers = {kind: _reader(sealed) for kind, sealed in seals.registered().items()}
    digest, done = seals.FIRST_DIGEST, 0
    while batch := _batch(done):
        until = batch[-1].n
        rows = {
            kind: readers[kind].rows(kind, done, until)
            for kind in {link.row_kind for link in batch}
            if kind in readers
        }
        for link in batch:
            done += 1
            if link.n != done:
                return f"seal {done} is missing"
            if link.row_kind not in rows or link.row_id not in rows[link.row_kind].found:
                return f"seal {link.n}: {link.row_kind} {_shown(link.row_id)} is gone"
            texts = readers[link.row_kind].texts(link.row_id, rows[link.row_kind])
            if not _fits(digest, link, texts):
                return f"seal {link.n}: {link.row_kind} {_shown(link.row_id)} was changed"
            digest = link.digest
    return _unsealed()


def _fits(before: str, link: _Link, texts: Iterator[str]) -> bool:
    head = f"{before}\n{link.row_kind}\n"
    for text in texts:
        whole = (head + text).encode("utf-8", "surrogatepass")
        if hashlib.sha256(whole).hexdigest() == link.digest:
            return True
    return False


def _shown(row_id: str) -> str:
    try:
        return str(UUID(row_id))
    except ValueError:
        return row_id


def _batch(after: int) -> list[_Link]:
    row_id = expression(Seal._meta.get_field("row_id"), "seal")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n, row_kind, {row_id}, digest FROM {_SEALS} AS seal "  # noqa: S608 - our names
            "WHERE n > %s ORDER BY n LIMIT %s",
            [after, BATCH_ROWS],
        )
        return [_Link(*row) for row in cursor.fetchall()]


def _reader(sealed: seals.Sealed) -> _Reader:
    """Columns in the order of their names, as JSON with sorted keys has them."""
    columns = {one.attname: one for one in sealed.model._meta.concrete_fields}
    parts, encoders, selected = [], [], []
    attached, payload_at = {}, None
    names = sorted({*columns, *sealed.attached})
    for position, name in enumerate(names):
        if name in sealed.attached:
            attached[position] = sealed.attached[name]()
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
        f"SELECT {', '.join(selected)} FROM {_SEALS} AS seal "  # noqa: S608 - our own names
        f"JOIN {sealed.model._meta.db_table} AS sealed_row ON sealed_row.id = seal.row_id "
        "WHERE seal.row_kind = %s AND seal.n > %s AND seal.n <= %s"
    )
    template = "{" + ", ".join(parts) + "}"
    id_at = [name for name in names if name in columns].index("id")
    return _Reader(statement, template, encoders, id_at, payload_at, attached)


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


def _unsealed() -> str:
    """A row that stands in a sealed table, in no seal and in no queue, was slipped in."""
    kinds = {sealed.model: kind for kind, sealed in seals.registered().items()}
    for model, row_kind in kinds.items():
        outer = models.OuterRef("pk")
        stray = (
            model._default_manager.filter(
                ~models.Exists(Seal.objects.filter(row_id=outer)),
                ~models.Exists(PendingSeal.objects.filter(row_id=outer)),
            )
            .values_list("pk", flat=True)
            .first()
        )
        if stray is not None:
            return f"{row_kind} {stray} was written without a seal"
    return ""

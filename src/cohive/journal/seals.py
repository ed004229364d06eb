"""One order for all that is written, and a chain of hashes over it.

Sequences become visible out of order when writers overlap, so no reader may follow ids. Each
sealed row gets a number `n` without gaps, and digest(n) = SHA-256(digest(n-1) + row). On SQLite
there is one writer, so the seal is written with the row. On PostgreSQL the row is queued and one
sealer, holding an advisory lock, gives out the numbers after the commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from cohive.journal.bulk import Row, insert_rows, stored_id
from cohive.journal.models import Act, EconomicEvent, PendingSeal, Seal

ADVISORY_LOCK = 0x636F_6869_7665
BATCH_ROWS = 500
FIRST_DIGEST = "0" * 64


Text = tuple[str, str]
"""A row's id (32 hexadecimal digits) and its canonical text."""
Attached = Callable[[str, int, int], dict[str, str]]
"""Reads what hangs on rows of a kind sealed above one number and up to another: canonical JSON by
the row's id."""


@dataclass(frozen=True)
class Sealed:
    """A kind of sealed row: its model and how a row becomes bytes.

    What the content has besides the row's own columns is named in `attached`, with how the walk
    over the whole chain reads it. The content of a kind never changes; a new content is a new kind.
    """

    model: type[models.Model]
    content: Callable[[Any], dict[str, Any]]
    prefetch: tuple[str, ...] = ()
    attached: Mapping[str, Callable[[], Attached]] = field(default_factory=dict)

    def load(self, ids: Sequence[UUID]) -> dict[UUID, Any]:
        """The rows of these ids, with what their content needs."""
        rows = self.model._default_manager.prefetch_related(*self.prefetch)
        return rows.in_bulk(list(ids))


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


_registry: dict[str, Sealed] = {
    "act": Sealed(Act, _columns),
    "economic_event": Sealed(EconomicEvent, _columns),
}


def register(
    row_kind: str,
    model: type[models.Model],
    content: Callable[[Any], dict[str, Any]],
    *,
    prefetch: tuple[str, ...] = (),
    attached: Mapping[str, Callable[[], Attached]] | None = None,
) -> None:
    """Let a later room's append-only rows be sealed too (the ledger's entries with their legs)."""
    _registry[row_kind] = Sealed(model, content, prefetch, attached or {})


def registered() -> Mapping[str, Sealed]:
    """Every kind of sealed row by its name."""
    return _registry


def seal(row_kind: str, rows: Sequence[Any]) -> None:
    """Give freshly written rows their place: now on SQLite, after the commit on PostgreSQL."""
    seal_texts(row_kind, [(stored_id(row.pk), canonical(row_kind, row)) for row in rows])


def seal_texts(row_kind: str, texts: Sequence[Text]) -> None:
    """The same for who wrote the rows' canonical text beside them."""
    if not texts:
        return
    if connection.vendor == "sqlite":
        _append([(row_kind, *text) for text in texts])
        return
    insert_rows(PendingSeal, ("row_kind", "row_id"), [(row_kind, row_id) for row_id, _ in texts])
    transaction.on_commit(seal_pending, robust=True)


def seal_pending() -> int:
    """Seal what waits, if nobody else is doing it; return how many rows were sealed."""
    if connection.vendor == "sqlite":
        return 0
    total = 0
    while True:
        count = _seal_batch()
        total += count
        if count < BATCH_ROWS:
            return total


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        row = cursor.fetchone()
        if not row or not row[0]:
            return 0
    waiting = list(PendingSeal.objects.order_by("id")[:BATCH_ROWS])
    for run in _runs(waiting):
        sealed = _registry[run[0].row_kind]
        found = sealed.load([item.row_id for item in run])
        _append(
            [
                (item.row_kind, stored_id(item.row_id), canonical(item.row_kind, found[item.row_id]))
                for item in run
            ]
        )
    PendingSeal.objects.filter(id__in=[item.id for item in waiting]).delete()
    return len(waiting)


def _runs(waiting: Sequence[PendingSeal]) -> Iterable[list[PendingSeal]]:
    """Split into stretches of one kind, keeping the order."""
    run: list[PendingSeal] = []
    for item in waiting:
        if run and run[-1].row_kind != item.row_kind:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _append(texts: Iterable[tuple[str, str, str]]) -> None:
    """Chain up rows: of each its kind, its id and its canonical text."""
    last = Seal.objects.order_by("-n").values_list("n", "digest").first()
    n, digest = last or (0, FIRST_DIGEST)
    rows: list[Row] = []
    for row_kind, row_id, text in texts:
        n += 1
        digest = digest_of(digest, row_kind, text)
        rows.append((n, row_kind, row_id, digest))
    insert_rows(Seal, ("n", "row_kind", "row_id", "digest"), rows)


def digest_of(before: str, row_kind: str, text: str) -> str:
    """The chain's next digest: SHA-256 over the digest before and the row's canonical text."""
    return hashlib.sha256(f"{before}\n{row_kind}\n{text}".encode()).hexdigest()


def canonical(row_kind: str, row: Any) -> str:
    """A row's canonical JSON: keys in order, ids as hexadecimal digits, instants in UTC."""
    content = _registry[row_kind].content(row)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=_text)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    raise TypeError(f"{type(value).__name__} has no canonical form")

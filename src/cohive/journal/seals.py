"""One order for all that is written, and a chain of hashes over it.

Sequences become visible out of order when writers overlap, so no reader may follow ids. Each
sealed row gets a number `n` without gaps, and digest(n) = SHA-256(digest(n-1) + row). On SQLite
there is one writer, so the seal is written with the row. On PostgreSQL the row is queued and one
sealer, holding an advisory lock, gives out the numbers after the commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from cohive.journal import reading
from cohive.journal.bulk import Row, insert_rows, stored_id
from cohive.journal.models import PendingSeal, Seal
from cohive.journal.sealed import Queue, Text, canonical, register, registered

__all__ = [
    "FIRST_DIGEST",
    "canonical",
    "digest_of",
    "register",
    "registered",
    "seal",
    "seal_pending",
    "seal_texts",
]

ADVISORY_LOCK = 0x636F_6869_7665
BATCH_ROWS = 2_000
FIRST_DIGEST = "0" * 64
_LAST = f"SELECT n, digest FROM {Seal._meta.db_table} ORDER BY n DESC LIMIT 1"  # noqa: S608
_WAITING = Queue(PendingSeal._meta.db_table, "id")


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
    _append(_texts(waiting))
    PendingSeal.objects.filter(id__in=[item.id for item in waiting]).delete()
    return len(waiting)


def _texts(waiting: Sequence[PendingSeal]) -> Iterable[tuple[str, str, str]]:
    """The rows that wait, in their order: of each its kind, its id and its canonical text."""
    if not waiting:
        return
    first, last = waiting[0].id - 1, waiting[-1].id
    texts = {
        kind: reading.texts(kind, _WAITING, first, last)
        for kind in {one.row_kind for one in waiting}
    }
    for one in waiting:
        row_id = stored_id(one.row_id)
        yield one.row_kind, row_id, texts[one.row_kind](row_id)


def _append(texts: Iterable[tuple[str, str, str]]) -> None:
    """Chain up rows: of each its kind, its id and its canonical text."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        n, digest = cursor.fetchone() or (0, FIRST_DIGEST)
    rows: list[Row] = []
    for row_kind, row_id, text in texts:
        n += 1
        digest = digest_of(digest, row_kind, text)
        rows.append((n, row_kind, row_id, digest))
    insert_rows(Seal, ("n", "row_kind", "row_id", "digest"), rows)


def digest_of(before: str, row_kind: str, text: str) -> str:
    """The chain's next digest: SHA-256 over the digest before and the row's canonical text."""
    return hashlib.sha256(f"{before}\n{row_kind}\n{text}".encode()).hexdigest()

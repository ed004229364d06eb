"""Walking the chain of seals: is every sealed row still what was sealed?

The digests were made of each row's canonical JSON. Here that text is put together from what the
database has stored, column by column, without making objects, so that a whole place is proven in
seconds. What was stored is compared as it stands: a byte that reads as the same value (a letter of
an id in capitals, a space more in a payload) is a changed byte all the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models

from cohive.journal import reading, seals
from cohive.journal.models import PendingSeal, Seal
from cohive.journal.sealed import Queue

BATCH_ROWS = 2_000

_SEALS = Seal._meta.db_table
_ORDER = Queue(_SEALS, "n")


class _Link(NamedTuple):
    """One seal: its number, its row's kind and id (32 hexadecimal digits), its digest."""

    n: int
    row_kind: str
    row_id: str
    digest: str


def broken_link() -> str:
    """Walk the whole chain; return a sentence on the first fault, or ''."""
    readers = {
        kind: reading.reader_of(sealed, _ORDER) for kind, sealed in seals.registered().items()
    }
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
    row_id = reading.expression(Seal._meta.get_field("row_id"), "seal")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n, row_kind, {row_id}, digest FROM {_SEALS} AS seal "  # noqa: S608 - our names
            "WHERE n > %s ORDER BY n LIMIT %s",
            [after, BATCH_ROWS],
        )
        return [_Link(*row) for row in cursor.fetchall()]


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

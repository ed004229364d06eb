"""Entering the books of a collective that were kept elsewhere: all of it, once, as it was dated."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bridges.collective_books import CollectiveBooks, HostTransaction
from cohive.journal.operations import record
from cohive.ledger.events import BooksImported
from cohive.ledger.keepers import ensure_keeper
from cohive.ledger.models import Entry
from cohive.ledger.operations.posting import (
    Draft,
    Posting,
    closed_spans,
    first_open_instant,
    post_all,
)
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

HELD = "fiscal_host"
"""Where a collective's money is: with its fiscal host."""
COUNTERPARTS = {
    "CONTRIBUTION": "contributions",
    "ADDED_FUNDS": "contributions",
    "EXPENSE": "paid_expenses",
    "HOST_FEE": "host_fees",
    "PAYMENT_PROCESSOR_COVER": "payment_fees",
}
BATCH_ROWS = 500


@transaction.atomic
def import_books(*, books: CollectiveBooks, firm: UUID, by: UUID, at: datetime) -> int:
    """Enter every transaction that is not in the books yet; return how many were new.

    One act for all of them. What the file states beyond the sum of its rows is not entered: the
    caller tells it. Raises Refused when one of them is dated in a closed month.
    """
    ensure_keeper(by)
    fresh = _fresh(books)
    if not fresh:
        return 0
    closed = closed_spans(min(one.at for one in fresh))
    for one in fresh:
        if first_open_instant(one.at, closed) != one.at:
            raise Refused(
                "The books of %(month)s are closed. Open that month before you bring this in.",
                field="file",
                month=f"{one.at:%Y-%m}",
            )
    key = new_id()
    act = record(
        BooksImported(source="open-collective", transactions=len(fresh), currency=books.currency),
        by=by,
        at=at,
        object_kind="import",
        object=key,
    )
    post_all(
        drafts=[
            Draft(
                kind="ledger.imported",
                act=act,
                key=_key(books, one),
                postings=_postings(one, firm),
                at=one.at,
            )
            for one in fresh
        ]
    )
    return len(fresh)


def _fresh(books: CollectiveBooks) -> list[HostTransaction]:
    """What moves money and was not entered before."""
    moving = [one for one in books.transactions if one.net or one.amount]
    keys = [_key(books, one) for one in moving]
    known: set[str] = set()
    for start in range(0, len(keys), BATCH_ROWS):
        rows = Entry.objects.filter(key__in=keys[start : start + BATCH_ROWS])
        known.update(rows.values_list("key", flat=True))
    return [one for one, key in zip(moving, keys, strict=True) if key not in known]


def _key(books: CollectiveBooks, one: HostTransaction) -> str:
    return f"open-collective:{books.collective}:{one.key}"[:120]


def _postings(one: HostTransaction, firm: UUID) -> list[Posting]:
    """What reached the host's account, what it was for, and what was kept back on the way."""
    return [
        Posting(firm, HELD, -one.net),
        Posting(firm, COUNTERPARTS[one.kind], one.amount),
        Posting(firm, "payment_fees", -one.payment_fee),
        Posting(firm, "host_fees", -one.host_fee),
    ]

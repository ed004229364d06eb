"""Where a list goes on: a signed mark of the last row seen, never a count of rows to skip.

A cursor holds the row's sort instant and its id; a changed or foreign cursor is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.db.models.fields.tuple_lookups import TupleLessThan

from cohive.words.refusals import Refused

SALT = "bond.keyset"


@dataclass(frozen=True)
class Mark:
    """The sort key of one row: its instant, then its id."""

    at: datetime
    id: UUID

    def cursor(self) -> str:
        """The mark as it stands in an address."""
        return signing.dumps([self.at.isoformat(), self.id.hex], salt=SALT)


def read(cursor: str) -> Mark | None:
    """The mark of a cursor; None for an empty one. A damaged cursor is refused in words."""
    if not cursor:
        return None
    try:
        at, hexadecimal = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        raise Refused("This page’s address is damaged. Start again at the first page.") from None
    return Mark(datetime.fromisoformat(at), UUID(hexadecimal))


def older(mark: Mark | None, column: str = "at", key: str = "id") -> Q:
    """What stands behind a mark in a list of the newest first, sorted by `column`, then `key`."""
    if mark is None:
        return Q()
    return Q(TupleLessThan((column, key), (mark.at, mark.id)))

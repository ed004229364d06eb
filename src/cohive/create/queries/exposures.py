"""How often entries were shown: counts of a stretch of time, nobody's."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from cohive.create.models.scores import Impression

ROWS_AT_ONCE = 2_000


def times_shown(*, since: datetime, until: datetime) -> dict[UUID, int]:
    """How often each entry stood on a page that was looked at, by entry. One SQL query, streamed.

    Only entries of challenges are counted when they are shown; nothing else is.
    """
    pages = Impression.objects.filter(at__gte=since, at__lt=until).values_list("works", flat=True)
    found = Counter(work for page in pages.iterator(chunk_size=ROWS_AT_ONCE) for work in page)
    return {UUID(work): times for work, times in found.items()}

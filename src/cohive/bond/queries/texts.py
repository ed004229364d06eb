"""What members said to the place, as texts to count words in; never private messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import F

from cohive.bond.models import Member, Post

LIMIT_TEXTS = 50_000


def texts_told(
    *,
    until: datetime,
    since: datetime | None = None,
    circle: UUID | None = None,
    without: frozenset[UUID] = frozenset(),
    limit: int = LIMIT_TEXTS,
) -> Iterator[tuple[UUID, datetime, str]]:
    """Author, instant and text of the newest posts in the circles (or one), the newest first.

    News of the firm, withdrawn posts and those of `without` are left out. One SQL query, streamed.
    """
    asked = {
        name: value
        for name, value in (("at__gte", since), ("thread__circle", circle))
        if value is not None
    }
    rows = (
        Post.objects.filter(at__lt=until, withdrawn_at__isnull=True, **asked)
        .exclude(text="")
        .exclude(thread__is_news=True, parent__isnull=True)
        .exclude(author__in=without)
        .order_by("-at", "-id")
        .values_list("author_id", "at", "text")
    )
    return rows[:limit].iterator(chunk_size=5_000)


def answers_told(
    *, since: datetime, until: datetime, limit: int = LIMIT_TEXTS
) -> Iterator[tuple[UUID, UUID, str, str]]:
    """Author, whom it answers, language and text of the newest answers, the newest first.

    Withdrawn ones, and what somebody answered to herself, are left out. One SQL query, streamed.
    """
    rows = (
        Post.objects.filter(at__gte=since, at__lt=until, parent__isnull=False)
        .filter(withdrawn_at__isnull=True)
        .exclude(text="")
        .exclude(author=F("parent__author"))
        .order_by("-at", "-id")
        .values_list("author_id", "parent__author_id", "language", "text")
    )
    return rows[:limit].iterator(chunk_size=5_000)


def names_in_use() -> frozenset[str]:
    """What members are called, in both scripts. One SQL query."""
    rows = Member.objects.values_list("name", "name_other")
    return frozenset(name for pair in rows.iterator(chunk_size=5_000) for name in pair if name)

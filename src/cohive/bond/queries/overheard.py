"""What members lately said to each other, for the front page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from cohive.bond.models import Post
from cohive.bond.queries.talk import post_url


@dataclass(frozen=True)
class Overheard:
    """An answer of one member to another; `circle_name` is where."""

    text: str
    lang: str
    by: UUID
    to: UUID
    circle_name: str
    at: datetime
    url: str


def overheard(*, limit: int = 2) -> list[Overheard]:
    """The newest answers between two different members, one of each thread. One SQL query."""
    rows = (
        Post.objects.filter(parent__isnull=False, withdrawn_at__isnull=True)
        .exclude(parent__author=F("author"))
        .order_by("-at", "-id")
        .values_list(
            *("id", "text", "language", "author_id", "parent__author_id"),
            *("thread_id", "thread__circle__name", "at"),
        )
    )
    found: dict[UUID, Overheard] = {}
    for key, text, lang, by, to, thread, circle, at in rows[: limit * 8]:
        found.setdefault(thread, Overheard(text, lang, by, to, circle, at, post_url(key)))
    return list(found.values())[:limit]

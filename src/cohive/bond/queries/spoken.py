"""What checks over many people read of this room: what is said in public, and what was given.

Only posts of circles are here, which everybody may read. There is no query of this room for what
somebody was told alone: her notices are read by herself only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from cohive.bond.models import Commitment, Post
from cohive.bond.queries.talk import post_url

SAID_MAX = 20_000


@dataclass(frozen=True)
class Spoken:
    """A post as everybody may read it; `parent` is what it answers."""

    id: UUID
    author: UUID
    text: str
    parent: UUID | None
    at: datetime


@dataclass(frozen=True)
class Given:
    """A thing that one member gave another, both say so."""

    commitment: UUID
    provider: UUID
    receiver: UUID
    at: datetime


def spoken_since(since: datetime) -> Iterator[Spoken]:
    """Every post since an instant that was not withdrawn, the oldest first. One SQL query."""
    rows = Post.objects.filter(at__gte=since, withdrawn_at__isnull=True).order_by("at", "id")
    values = rows.values_list("id", "author_id", "text", "parent_id", "at")
    return (Spoken(*row) for row in values.iterator(chunk_size=10_000))


@dataclass(frozen=True)
class Said:
    """A post of a circle with where it stands, without its author; `changed_at` None if never."""

    id: UUID
    text: str
    language: str
    at: datetime
    changed_at: datetime | None
    url: str


def said(*, since: datetime | None = None, ids: Iterable[UUID] = ()) -> list[Said]:
    """Posts of circles everybody may read, the firm's own news left out, the oldest first.

    Those since an instant, or those of `ids` that still stand. One SQL query.
    """
    rows = Post.objects.filter(withdrawn_at__isnull=True).exclude(
        thread__is_news=True, id=F("thread_id")
    )
    rows = rows.filter(id__in=list(ids)) if since is None else rows.filter(at__gte=since)
    values = rows.order_by("at", "id").values_list("id", "text", "language", "at", "edited_at")
    return [Said(*row, url=post_url(row[0])) for row in values[:SAID_MAX]]


def things_given(*, since: datetime) -> list[Given]:
    """Things that passed from member to member, the oldest first. One SQL query."""
    rows = Commitment.objects.filter(
        state="done", proposal__what="thing", ended_at__gte=since
    ).order_by("ended_at", "id")
    return [
        Given(row, provider, receiver, at)
        for row, provider, receiver, at in rows.values_list(
            "id", "provider_id", "receiver_id", "ended_at"
        )
        if at
    ]

"""Followers by server, who asks, and which servers do not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from cohive.spread.models import FederationHost, Follower

LIMIT_HOSTS = 50


@dataclass(frozen=True)
class HostTally:
    """A server and how many follow from there."""

    host: str
    followers: int


@dataclass(frozen=True)
class FailingHost:
    """A server that does not answer: since when, when it is tried again, what waits for it."""

    host: str
    failing_since: datetime | None
    next_at: datetime | None
    said: str
    waiting: int
    dropped_followers: int
    dropped_at: datetime | None


@dataclass(frozen=True)
class AskingView:
    """Somebody elsewhere who asks to follow."""

    follower: UUID
    actor: UUID
    handle: str
    url: str
    at: datetime


def followers_by_host(*, limit: int = LIMIT_HOSTS) -> list[HostTally]:
    """Servers with most followers first. One SQL query."""
    rows = (
        Follower.objects.filter(state="following")
        .values_list("remote__host")
        .annotate(count=Count("id"))
        .order_by("-count", "remote__host")[:limit]
    )
    return [HostTally(host, count) for host, count in rows]


def failing_hosts(*, limit: int = LIMIT_HOSTS) -> list[FailingHost]:
    """Servers that fail, the longest silent first, then those whose followers went. One query."""
    rows = (
        FederationHost.objects.filter(Q(failures__gt=0) | Q(dropped_at__isnull=False))
        .annotate(waiting=Count("deliveries", filter=Q(deliveries__state="waiting")))
        .order_by("failing_since", "host")[:limit]
    )
    return [
        FailingHost(
            host=row.host,
            failing_since=row.failing_since,
            next_at=row.next_at,
            said=row.said,
            waiting=row.waiting,
            dropped_followers=row.dropped_followers,
            dropped_at=row.dropped_at,
        )
        for row in rows
    ]


def asking(*, limit: int = LIMIT_HOSTS) -> list[AskingView]:
    """Who waits for a yes, longest first. One SQL query."""
    rows = Follower.objects.filter(state="asked").select_related("remote").order_by("id")[:limit]
    return [
        AskingView(row.id, row.actor_id, row.remote.handle, row.remote.url, row.at) for row in rows
    ]

"""Reading channels, posts and what became of each message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cohive.spread.models import Channel, Delivery, Post, Push, PushSubscription
from cohive.spread.targets import line_of

POSTS_A_PAGE = 20
EXCERPT_LENGTH = 120


@dataclass(frozen=True)
class ChannelView:
    """A connected account; `state` is connected, broken (its key is not taken) or off."""

    id: UUID
    kind: str
    name: str
    account: str
    url: str
    language: str
    state: str
    connected_at: datetime


@dataclass(frozen=True)
class DeliveryView:
    """One message over one channel; `fault` is English with places, '' when all is well."""

    id: UUID
    post: UUID
    channel: ChannelView
    state: str
    attempts: int
    next_try_at: datetime
    sent_at: datetime | None
    url: str
    fault: str
    fault_values: Mapping[str, Any]
    likes: int | None
    boosts: int | None
    replies: int | None
    counted_at: datetime | None


@dataclass(frozen=True)
class PostView:
    """A post with its deliveries, in the order of the channels' connecting."""

    id: UUID
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    target_kind: str
    target: UUID | None
    link_code: str
    picture: str
    picture_description: str
    state: str
    due_at: datetime
    campaign: UUID | None
    by: UUID
    created_at: datetime
    deliveries: tuple[DeliveryView, ...]

    @property
    def excerpt(self) -> str:
        """Its first words, whatever language they are in."""
        return line_of(next(iter(self.texts.values()), ""), most=EXCERPT_LENGTH)


def channels(*, with_off: bool = False) -> list[ChannelView]:
    """The channels, the oldest first. One SQL query."""
    rows = Channel.objects.order_by("id")
    return [_channel(row) for row in (rows if with_off else rows.exclude(state="off"))]


def channel(channel_id: UUID) -> ChannelView | None:
    """One channel. One SQL query."""
    row = Channel.objects.filter(id=channel_id).first()
    return _channel(row) if row else None


def posts(
    *, before: UUID | None = None, campaign: UUID | None = None, limit: int = POSTS_A_PAGE
) -> tuple[list[PostView], UUID | None]:
    """A page of posts, newest first, and the id after which the next begins. Two SQL queries."""
    rows = Post.objects.select_related("link").order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    found = list(rows[: limit + 1])
    views = _posts(found[:limit])
    return views, found[limit - 1].id if len(found) > limit else None


def post(post_id: UUID) -> PostView | None:
    """One post. Two SQL queries."""
    return next(iter(_posts(Post.objects.select_related("link").filter(id=post_id))), None)


def due_deliveries(*, at: datetime, limit: int = 100) -> list[tuple[UUID, UUID]]:
    """(delivery, channel) of what is due, the oldest first. One SQL query."""
    rows = Delivery.objects.filter(
        state__in=("waiting", "failed"), next_try_at__lte=at, post__state="planned"
    ).exclude(channel__state="off")
    return list(rows.order_by("next_try_at", "id").values_list("id", "channel_id")[:limit])


def deliveries_to_count(*, at: datetime, limit: int = 50) -> list[tuple[UUID, UUID, str, str]]:
    """(delivery, channel, kind, remote id) of what shall be counted now. One SQL query."""
    rows = Delivery.objects.filter(state="sent", count_next_at__lte=at)
    named = rows.exclude(channel__state="off").order_by("count_next_at")
    return list(named.values_list("id", "channel_id", "channel__kind", "remote_id")[:limit])


def due_pushes(*, at: datetime, limit: int = 200) -> list[UUID]:
    """Pushes that are due, the oldest first. One SQL query."""
    rows = Push.objects.filter(next_try_at__lte=at).order_by("next_try_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def browsers_of(member: UUID) -> int:
    """On how many browsers a member is told. One SQL query."""
    return PushSubscription.objects.filter(member_id=member).count()


def push_channel() -> UUID | None:
    """The channel for browsers, if the place has one. One SQL query."""
    rows = Channel.objects.filter(kind="webpush").exclude(state="off")
    return rows.values_list("id", flat=True).first()


def browsers_taken_out(member: UUID) -> list[dict[str, Any]]:
    """A member's browsers, for the file of everything about her. One SQL query."""
    rows = PushSubscription.objects.filter(member_id=member).order_by("id")
    return [dict(row) for row in rows.values("endpoint", "language", "created_at")]


def _posts(rows: Iterable[Post]) -> list[PostView]:
    found = list(rows)
    by_post: dict[UUID, list[DeliveryView]] = defaultdict(list)
    sent = Delivery.objects.filter(post__in=[row.id for row in found]).select_related("channel")
    for delivery in sent.order_by("channel_id"):
        by_post[delivery.post_id].append(_delivery(delivery))
    return [
        PostView(
            id=row.id,
            titles=row.titles,
            texts=row.texts,
            target_kind=row.target_kind,
            target=row.target,
            link_code=row.link.code if row.link else "",
            picture=row.picture,
            picture_description=row.picture_description,
            state=row.state,
            due_at=row.due_at,
            campaign=row.campaign,
            by=row.by_id,
            created_at=row.created_at,
            deliveries=tuple(by_post[row.id]),
        )
        for row in found
    ]


def _channel(row: Channel) -> ChannelView:
    return ChannelView(
        row.id,
        row.kind,
        row.name,
        row.account,
        row.url,
        row.language,
        row.state,
        row.connected_at,
    )


def _delivery(row: Delivery) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        post=row.post_id,
        channel=_channel(row.channel),
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        url=row.remote_url,
        fault=row.fault,
        fault_values=row.fault_values,
        likes=row.likes,
        boosts=row.boosts,
        replies=row.replies,
        counted_at=row.counted_at,
    )

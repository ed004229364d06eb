"""What can be followed from elsewhere, what was said, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from cohive.spread import federating
from cohive.spread.models import (
    FederatedActor,
    FederatedPost,
    FederationConsent,
    Follower,
    RemoteActor,
    RemoteReaction,
    RemoteReply,
)

OUTBOX_A_PAGE = 20
PUBLIC_MAX = 20_000


@dataclass(frozen=True)
class ActorView:
    """One of ours as it can be followed. `address` is what one types on Mastodon."""

    agent: UUID
    kind: str
    handle: str
    address: str
    url: str
    is_on: bool
    approves_followers: bool
    followers: int = 0
    asking: int = 0


@dataclass(frozen=True)
class RemoteReplyView:
    """What somebody elsewhere said; the author's fields are '' once it was erased.

    `author_handle` is name@host: wherever the text is shown, it is shown with it.
    """

    id: UUID
    author_handle: str
    author_name: str
    author_url: str
    text: str
    language: str
    url: str
    at: datetime
    changed_at: datetime | None
    is_public: bool
    is_erased: bool
    to: UUID
    post: UUID | None
    parent: UUID | None


@dataclass(frozen=True)
class BoostView:
    """A post of ours was passed on elsewhere: one edge of its cascade, by whom we do not tell."""

    id: UUID
    post: UUID
    source_kind: str
    source: UUID | None
    host: str
    at: datetime


@dataclass(frozen=True)
class PostTally:
    """A post of ours with what came of it elsewhere."""

    id: UUID
    actor: UUID
    title: str
    text: str
    at: datetime
    page: str
    is_withdrawn: bool
    replies: int
    boosts: int
    likes: int


def _as_view(row: FederatedActor, followers: int = 0, asking: int = 0) -> ActorView:
    return ActorView(
        agent=row.agent_id,
        kind=row.kind,
        handle=row.handle,
        address=f"@{row.handle}@{federating.host()}",
        url=federating.actor_url(row.agent_id),
        is_on=row.is_on,
        approves_followers=row.approves_followers,
        followers=followers,
        asking=asking,
    )


def federated_actors() -> list[ActorView]:
    """Everything that is or was switched on, the place first, with its followers. One query."""
    rows = FederatedActor.objects.annotate(
        following=Count("followers", filter=Q(followers__state="following")),
        asking=Count("followers", filter=Q(followers__state="asked")),
    ).order_by("-kind", "handle")
    return [_as_view(row, row.following, row.asking) for row in rows]


def federated_actor(agent: UUID) -> ActorView | None:
    """One of ours, switched on or off; None when it never was. One SQL query."""
    row = FederatedActor.objects.filter(agent=agent).first()
    return _as_view(row) if row else None


def actor_called(handle: str) -> ActorView | None:
    """The one that is on under a handle. One SQL query."""
    row = FederatedActor.objects.filter(handle=handle.lower(), is_on=True).first()
    return _as_view(row) if row else None


def is_federating() -> bool:
    """Whether anything here can be followed. One SQL query."""
    return FederatedActor.objects.filter(is_on=True).exists()


def first_speaker() -> UUID | None:
    """Who signs when we ask somebody who she is: the place where it is on. One SQL query."""
    rows = FederatedActor.objects.filter(is_on=True).order_by("-kind", "agent")
    return rows.values_list("agent", flat=True).first()


def known_remote(uri: str) -> tuple[UUID, str, str, datetime] | None:
    """(id, key id, key, when it was asked) of somebody elsewhere. One SQL query."""
    return (
        RemoteActor.objects.filter(uri=uri)
        .values_list("id", "key_id", "public_key", "fetched_at")
        .first()
    )


def agreed_to_federation(member: UUID) -> bool:
    """Whether what a member begins in a federated circle may leave. One SQL query."""
    return FederationConsent.objects.filter(member=member).exists()


def outbox(actor: UUID, *, before: UUID | None = None) -> list[FederatedPost]:
    """A page of what one of ours said to everybody, newest first, and one more. One SQL query."""
    rows = FederatedPost.objects.filter(actor=actor, withdrawn_at__isnull=True, is_public=True)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.select_related("answers__remote").order_by("-id")[: OUTBOX_A_PAGE + 1])


def count_posts(actor: UUID | None = None) -> int:
    """How much was said to everybody, by one or by all of ours. One SQL query."""
    rows = FederatedPost.objects.filter(withdrawn_at__isnull=True, is_public=True)
    return (rows.filter(actor=actor) if actor else rows).count()


def count_followers(actor: UUID) -> int:
    """How many follow one of ours. One SQL query."""
    return Follower.objects.filter(actor=actor, state="following").count()


def remote_reply(reply: UUID) -> RemoteReplyView | None:
    """What somebody elsewhere said, erased or not. One SQL query."""
    rows = RemoteReply.objects.select_related("remote").filter(id=reply)
    return next(iter(_replies(list(rows))), None)


def remote_replies(*, post: UUID | None = None, limit: int = 20) -> list[RemoteReplyView]:
    """The newest replies, to one post or to all, without erased ones. One SQL query."""
    rows = RemoteReply.objects.select_related("remote").filter(erased_at__isnull=True)
    rows = rows.filter(post=post) if post else rows
    return _replies(list(rows.order_by("-id")[:limit]))


def public_replies(
    *, since: datetime | None = None, ids: Iterable[UUID] = ()
) -> list[RemoteReplyView]:
    """What everybody may read of what was said to us elsewhere, the oldest first.

    Silenced servers are left out. Those since an instant, or those of `ids` that still stand. One
    SQL query.
    """
    rows = RemoteReply.objects.select_related("remote").filter(
        erased_at__isnull=True, is_public=True, is_quiet=False
    )
    rows = rows.filter(id__in=list(ids)) if since is None else rows.filter(at__gte=since)
    return _replies(list(rows.order_by("at", "id")[:PUBLIC_MAX]))


def _replies(rows: Sequence[RemoteReply]) -> list[RemoteReplyView]:
    return [
        RemoteReplyView(
            id=row.id,
            author_handle=row.remote.handle if row.remote else "",
            author_name=row.remote.name if row.remote else "",
            author_url=row.remote.url if row.remote else "",
            text=row.text,
            language=row.language,
            url=row.url,
            at=row.at,
            changed_at=row.changed_at,
            is_public=row.is_public,
            is_erased=row.erased_at is not None,
            to=row.to_id,
            post=row.post_id,
            parent=row.parent_id,
        )
        for row in rows
    ]


def boosts(*, source_kind: str, source: UUID) -> list[BoostView]:
    """Where a thing was passed on elsewhere, in order: edges of its cascade. One SQL query."""
    rows = RemoteReaction.objects.filter(
        kind="boost", post__source_kind=source_kind, post__source=source
    ).order_by("at", "id")
    return [
        BoostView(each[0], each[1], source_kind, source, each[2], each[3])
        for each in rows.values_list("id", "post_id", "remote__host", "at")
    ]


def post_of_source(source_kind: str, source: UUID) -> FederatedPost | None:
    """What was said of a thing. One SQL query."""
    return FederatedPost.objects.filter(source_kind=source_kind, source=source).first()


def post_tallies(*, limit: int = 20) -> list[PostTally]:
    """The newest posts with what came of them elsewhere. One SQL query."""
    rows = FederatedPost.objects.annotate(
        reply_count=Count("replies", filter=Q(replies__erased_at__isnull=True), distinct=True),
        boosts=Count("reactions", filter=Q(reactions__kind="boost"), distinct=True),
        likes=Count("reactions", filter=Q(reactions__kind="like"), distinct=True),
    ).order_by("-id")[:limit]
    return [
        PostTally(
            id=row.id,
            actor=row.actor_id,
            title=row.title,
            text=next(iter(row.texts.values()), ""),
            at=row.at,
            page=row.page,
            is_withdrawn=row.withdrawn_at is not None,
            replies=row.reply_count,
            boosts=row.boosts,
            likes=row.likes,
        )
        for row in rows
    ]

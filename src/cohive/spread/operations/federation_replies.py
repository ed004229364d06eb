"""What strangers say and do to what we said; every row of it can be erased again."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cohive.bridges.federation.activities import Note
from cohive.journal.operations import record
from cohive.spread import federating, targets
from cohive.spread.events_federation import (
    RemoteBoosted,
    RemoteReplied,
    RemoteReplyChanged,
    RemoteReplyErased,
)
from cohive.spread.models import (
    FederatedActor,
    FederatedPost,
    RemoteActor,
    RemoteReaction,
    RemoteReply,
)
from cohive.spread.operations.cascade import record_boost, undo_boost

CHANNEL = "fediverse"
"""What the edges of a cascade call the servers that speak ActivityPub."""


def digest_of(uri: str) -> str:
    """What stays of an address when it must be known again and not kept."""
    return hashlib.sha256(uri.encode()).hexdigest()


@transaction.atomic
def record_reply(*, note: Note, remote: RemoteActor, is_quiet: bool, at: datetime) -> UUID | None:
    """Keep what somebody said to a post of ours, below one, or by naming one of ours.

    None when it is about nothing of ours. The same note again changes nothing; one that was erased
    does not come back. From a silenced server it is kept and tells nobody.
    """
    post, parent = _what_it_answers(note)
    to = post.actor if post else (parent.to if parent else _named_in(note))
    if to is None or not to.is_on:
        return None
    row, is_new = RemoteReply.objects.get_or_create(
        uri_digest=digest_of(note.id),
        defaults={
            "uri": note.id,
            "remote": remote,
            "to": to,
            "post": post,
            "parent": parent,
            "text": note.text,
            "language": note.language,
            "url": note.url,
            "is_public": note.is_public,
            "is_quiet": is_quiet,
            "at": min(note.published_at or at, at),
        },
    )
    if is_new and not is_quiet:
        event = RemoteReplied(
            reply=row.id,
            federated_actor=to.agent_id,
            post=post.id if post else None,
            parent=parent.id if parent else None,
        )
        _record(event, row, at=at)
    return row.id


def _what_it_answers(note: Note) -> tuple[FederatedPost | None, RemoteReply | None]:
    ours = federating.named(note.in_reply_to)
    if ours is not None and ours.kind == "objects":
        post = (
            FederatedPost.objects.select_related("actor", "answers")
            .filter(id=ours.id, withdrawn_at__isnull=True)
            .first()
        )
        return post, post.answers if post else None
    parent = (
        RemoteReply.objects.select_related("to", "post__actor")
        .filter(uri_digest=digest_of(note.in_reply_to), erased_at__isnull=True)
        .first()
        if note.in_reply_to
        else None
    )
    return (parent.post if parent else None), parent


def _named_in(note: Note) -> FederatedActor | None:
    named = [federating.named(each) for each in note.mentions]
    ids = [each.id for each in named if each is not None and each.kind == "actors"]
    return FederatedActor.objects.filter(agent__in=ids, is_on=True).order_by("kind").first()


@transaction.atomic
def change_reply(*, note: Note, remote: RemoteActor, at: datetime) -> None:
    """Its author changed what she had said."""
    row = RemoteReply.objects.filter(uri_digest=digest_of(note.id), remote=remote).first()
    if row is None or row.text == note.text:
        return
    row.text, row.language, row.changed_at = note.text, note.language, at
    row.save()
    if not row.is_quiet:
        _record(RemoteReplyChanged(reply=row.id), row, at=at)


@transaction.atomic
def erase_reply(*, uri: str, remote: RemoteActor, at: datetime) -> None:
    """Its author took it back: author and words go, that something was said stays."""
    row = RemoteReply.objects.filter(uri_digest=digest_of(uri), remote=remote).first()
    if row is not None:
        _erase(row, at=at)


@transaction.atomic
def erase_actor(*, remote: RemoteActor, at: datetime) -> None:
    """Somebody is gone: what she said, passed on, liked and followed is erased, and she herself."""
    for row in RemoteReply.objects.filter(remote=remote):
        _erase(row, at=at)
    _undo_boosts(RemoteReaction.objects.filter(remote=remote), at=at)
    remote.delete()


def _erase(row: RemoteReply, *, at: datetime) -> None:
    row.text, row.uri, row.url, row.language, row.remote, row.erased_at = "", "", "", "", None, at
    row.save()
    if not row.is_quiet:
        _record(RemoteReplyErased(reply=row.id), row, at=at)


@transaction.atomic
def note_boost(*, post: UUID, remote: UUID, uri: str, at: datetime, is_quiet: bool = False) -> UUID:
    """Somebody elsewhere passed a post of ours on: one edge of its cascade, however often."""
    row, is_new = _reaction("boost", post=post, remote=remote, uri=uri, at=at)
    if is_new:
        _into_the_cascade(row, at=at)
    if is_new and not is_quiet:
        about = row.post
        record(
            RemoteBoosted(
                boost=row.id, post=post, source_kind=about.source_kind, source=about.source
            ),
            by=federating.world(),
            at=at,
            object_kind="federated_post",
            object=post,
            target=about.actor_id,
        )
    return row.id


def _into_the_cascade(row: RemoteReaction, *, at: datetime) -> None:
    """The boost as an edge of the thing the post speaks of, where that can be passed on."""
    about = row.post
    if about.source is None or about.source_kind not in targets.kinds():
        return
    if targets.describe(about.source_kind, about.source) is None:
        return
    record_boost(
        target_kind=about.source_kind,
        target=about.source,
        channel=CHANNEL,
        handle=row.remote.handle,
        remote_id=row.uri,
        at=at,
        by=federating.world(),
    )


@transaction.atomic
def record_like(*, post: UUID, remote: UUID, uri: str, at: datetime) -> None:
    """Somebody elsewhere liked a post of ours: a measurement, so a row and no act."""
    _reaction("like", post=post, remote=remote, uri=uri, at=at)


def _reaction(
    kind: str, *, post: UUID, remote: UUID, uri: str, at: datetime
) -> tuple[RemoteReaction, bool]:
    return RemoteReaction.objects.select_related("post").get_or_create(
        kind=kind, post_id=post, remote_id=remote, defaults={"uri": uri, "at": at}
    )


@transaction.atomic
def take_reaction_back(
    *, remote: UUID, kind: str, uri: str, post: UUID | None, at: datetime
) -> None:
    """She took her boost or like back; named by its own id or by what it was about."""
    rows = RemoteReaction.objects.filter(remote=remote)
    if uri and rows.filter(uri=uri).exists():
        rows = rows.filter(uri=uri)
    elif post is not None and kind:
        rows = rows.filter(post=post, kind=kind)
    else:
        return
    _undo_boosts(rows, at=at)
    rows.delete()


def _undo_boosts(rows: QuerySet[RemoteReaction], *, at: datetime) -> None:
    """The edges they made in cascades do not count any more."""
    for boost in rows.filter(kind="boost"):
        undo_boost(channel=CHANNEL, remote_id=boost.uri, by=federating.world(), at=at)


def _record(event: object, row: RemoteReply, *, at: datetime) -> None:
    record(
        event,
        by=federating.world(),
        at=at,
        object_kind="remote_reply",
        object=row.id,
        target=row.to_id,
        circle=row.to_id if row.to.kind == "circle" else None,
    )

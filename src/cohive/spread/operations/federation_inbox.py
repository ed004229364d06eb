"""What comes in, once its signature is proven: one activity, one effect, however often it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bridges.federation import activities
from cohive.bridges.federation.activities import Activity
from cohive.journal.operations import record
from cohive.spread import federating
from cohive.spread.events_federation import Followed, Unfollowed
from cohive.spread.models import (
    FederatedActor,
    FederatedPost,
    Follower,
    ReceivedActivity,
    RemoteActor,
)
from cohive.spread.operations.federation_blocks import answer_follow
from cohive.spread.operations.federation_replies import (
    change_reply,
    digest_of,
    erase_actor,
    erase_reply,
    note_boost,
    record_like,
    record_reply,
    take_reaction_back,
)
from cohive.spread.queries.federation_blocks import severity_of


@transaction.atomic
def keep_remote(*, actor: activities.RemoteActor, at: datetime) -> UUID:
    """Keep who somebody elsewhere is, as her server says now."""
    row, _ = RemoteActor.objects.update_or_create(
        uri=actor.id,
        defaults={
            "host": actor.host,
            "handle": actor.handle,
            "name": actor.name,
            "url": actor.url,
            "inbox": actor.inbox,
            "shared_inbox": actor.shared_inbox,
            "key_id": actor.key_id,
            "public_key": actor.public_key,
            "fetched_at": at,
        },
    )
    return row.id


@transaction.atomic
def receive_activity(*, activity: Activity, by: UUID, at: datetime) -> bool:
    """Act on a proven activity of a known actor; False when it came before.

    `by` is who acts in the journal: the world. What is not understood here (Move, Flag, Block of
    others, announcements of things that are not ours) is taken politely and does nothing.
    """
    if activity.kind not in _DOING or activity.actor.startswith(f"{federating.base()}/"):
        return False
    _row, is_new = ReceivedActivity.objects.get_or_create(
        digest=digest_of(activity.id), defaults={"at": at}
    )
    remote = RemoteActor.objects.select_for_update().filter(uri=activity.actor).first()
    if not is_new or remote is None:
        return False
    _DOING[activity.kind](activity, remote, by, at)
    return True


def _follow(activity: Activity, remote: RemoteActor, by: UUID, at: datetime) -> None:
    ours = federating.named(activity.object)
    actor = (
        FederatedActor.objects.filter(agent=ours.id, is_on=True).first()
        if ours is not None and ours.kind == "actors"
        else None
    )
    if actor is None:
        return
    asks = actor.approves_followers or severity_of(remote.host) == "silence"
    row, is_new = Follower.objects.get_or_create(
        actor=actor,
        remote=remote,
        defaults={
            "state": "asked" if asks else "following",
            "follow": activity.id,
            "at": at,
        },
    )
    if not is_new:
        row.follow = activity.id
        row.save()
    if row.state == "following":
        answer_follow(row, is_welcome=True, at=at)
    if is_new:
        record(
            Followed(follower=row.id, is_asking=row.state == "asked"),
            by=by,
            at=at,
            object_kind="federated_actor",
            object=actor.agent_id,
        )


def _undo(activity: Activity, remote: RemoteActor, by: UUID, at: datetime) -> None:
    """Only what is her own can be undone: an inner actor who is somebody else undoes nothing."""
    if activity.inner_actor not in ("", activity.actor):
        return
    about = federating.named(activity.inner_object)
    kinds = {"Announce": "boost", "Like": "like"}
    follows = Follower.objects.filter(remote=remote)
    if activity.inner_kind == "Follow" and about is not None:
        _unfollow(follows.filter(actor=about.id).first(), by, at)
    elif activity.inner_kind in ("", *kinds):
        if not activity.inner_kind:
            _unfollow(follows.filter(follow=activity.object).first(), by, at)
        take_reaction_back(
            remote=remote.id,
            kind=kinds.get(activity.inner_kind, ""),
            uri=activity.object,
            post=about.id if about is not None and about.kind == "objects" else None,
            at=at,
        )


def _unfollow(row: Follower | None, by: UUID, at: datetime) -> None:
    if row is None:
        return
    record(
        Unfollowed(follower=row.id),
        by=by,
        at=at,
        object_kind="federated_actor",
        object=row.actor_id,
    )
    row.delete()


def _create(activity: Activity, remote: RemoteActor, _by: UUID, at: datetime) -> None:
    if activity.note is not None:
        is_quiet = severity_of(remote.host) == "silence"
        record_reply(note=activity.note, remote=remote, is_quiet=is_quiet, at=at)


def _update(activity: Activity, remote: RemoteActor, _by: UUID, at: datetime) -> None:
    """Words are taken over; a new key is not: that is asked at its origin when it is needed."""
    if activity.note is not None:
        change_reply(note=activity.note, remote=remote, at=at)
    elif activity.about is not None:
        about = activity.about
        remote.name, remote.handle, remote.url = about.name, about.handle, about.url
        remote.inbox, remote.shared_inbox = about.inbox, about.shared_inbox
        remote.save()


def _delete(activity: Activity, remote: RemoteActor, _by: UUID, at: datetime) -> None:
    if activity.object == activity.actor:
        erase_actor(remote=remote, at=at)
    elif activity.object:
        erase_reply(uri=activity.object, remote=remote, at=at)


def _announce(activity: Activity, remote: RemoteActor, _by: UUID, at: datetime) -> None:
    post = _post(activity)
    if post is not None:
        is_quiet = severity_of(remote.host) == "silence"
        note_boost(post=post, remote=remote.id, uri=activity.id, at=at, is_quiet=is_quiet)


def _like(activity: Activity, remote: RemoteActor, _by: UUID, at: datetime) -> None:
    post = _post(activity)
    if post is not None:
        record_like(post=post, remote=remote.id, uri=activity.id, at=at)


def _reject(activity: Activity, remote: RemoteActor, by: UUID, at: datetime) -> None:
    """Who blocks one of ours does not follow it any more; we follow nobody who could refuse."""
    ours = federating.named(activity.object)
    if activity.kind == "Block" and ours is not None:
        _unfollow(Follower.objects.filter(remote=remote, actor=ours.id).first(), by, at)


def _post(activity: Activity) -> UUID | None:
    ours = federating.named(activity.object)
    if ours is None or ours.kind != "objects":
        return None
    rows = FederatedPost.objects.filter(id=ours.id, withdrawn_at__isnull=True, is_public=True)
    return rows.values_list("id", flat=True).first()


_DOING: dict[str, Callable[[Activity, RemoteActor, UUID, datetime], None]] = {
    "Follow": _follow,
    "Undo": _undo,
    "Create": _create,
    "Update": _update,
    "Delete": _delete,
    "Announce": _announce,
    "Like": _like,
    "Reject": _reject,
    "Block": _reject,
}

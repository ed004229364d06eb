"""Speaking to followers elsewhere: saying something, changing it, taking it back, answering."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bridges.federation.activities import PUBLIC
from cohive.bridges.federation.documents import (
    Attachment,
    activity,
    addressed,
    note_document,
    tombstone,
)
from cohive.journal.operations import record
from cohive.spread import federating
from cohive.spread.events_federation import Federated, FederatedWithdrawn
from cohive.spread.federated_notes import our_note
from cohive.spread.models import FederatedActor, FederatedPost, RemoteReply
from cohive.spread.operations.federation_deliveries import send_to, send_to_followers
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

TEXT_CHARACTERS_MAX = 5_000
TITLE_CHARACTERS_MAX = 200
ATTACHMENTS_MAX = 4
HASHTAGS_MAX = 8
LANGUAGES_MAX = 4
_HASHTAG = re.compile(r"#(\w{2,60})")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@transaction.atomic
def publish(
    *,
    actor: UUID,
    texts: Mapping[str, str],
    by: UUID,
    at: datetime,
    title: str = "",
    page: str = "",
    kind: str = "Note",
    source_kind: str = "",
    source: UUID | None = None,
    member: UUID | None = None,
    attachments: Sequence[Attachment] = (),
) -> UUID | None:
    """Tell everybody who follows one of ours; return the post's id.

    `texts` are plain words by language tag, the main one first; #words in them become tags. `page`
    is a path here that the post leads to. The same source again says nothing new and gives the
    post of the first time. None while the actor is switched off.
    """
    row = FederatedActor.objects.filter(agent=actor, is_on=True).first()
    if row is None:
        return None
    if source is not None:
        known = FederatedPost.objects.filter(source_kind=source_kind, source=source).first()
        if known is not None:
            return known.id
    said = _texts(texts)
    post = FederatedPost.objects.create(
        actor=row,
        kind=kind,
        source_kind=source_kind,
        source=source,
        member_id=member,
        title=" ".join(title.split())[:TITLE_CHARACTERS_MAX],
        texts=said,
        page=page,
        attachments=[asdict(each) for each in _described(attachments)],
        hashtags=_hashtags(said),
        at=at,
    )
    _say("Create", post, at=at)
    record(
        Federated(post=post.id, federated_actor=actor, source_kind=source_kind, source=source),
        by=by,
        at=at,
        object_kind="federated_post",
        object=post.id,
        target=actor,
    )
    return post.id


@transaction.atomic
def change_post(
    *, post: UUID, texts: Mapping[str, str], by: UUID, at: datetime, title: str = ""
) -> None:
    """Say it in other words; every server that has it is told."""
    row = _post(post)
    said = _texts(texts)
    if row.texts == said and row.title == title:
        return
    row.texts, row.hashtags, row.title, row.changed_at = said, _hashtags(said), title, at
    row.save()
    _say("Update", row, at=at)
    record(
        Federated(
            post=row.id,
            federated_actor=row.actor_id,
            source_kind=row.source_kind,
            source=row.source,
        ),
        by=by,
        at=at,
        object_kind="federated_post",
        object=row.id,
        target=row.actor_id,
    )


@transaction.atomic
def withdraw_post(*, post: UUID, by: UUID, at: datetime) -> None:
    """Take it back: its words are erased here, and every server that has it is asked to forget."""
    row = FederatedPost.objects.select_for_update().filter(id=post).first()
    if row is None or row.withdrawn_at is not None:
        return
    note = our_note(row)
    row.title, row.page, row.texts, row.withdrawn_at = "", "", {}, at
    row.attachments, row.hashtags, row.member_id = [], [], None
    row.save()
    actor = federating.actor_url(row.actor_id)
    document = activity(
        "Delete",
        id=federating.activity_url(new_id()),
        actor=actor,
        object=tombstone(note.id),
        to=[PUBLIC],
        cc=[f"{actor}/followers"],
    )
    inboxes = [row.answers.remote.inbox] if row.answers and row.answers.remote else []
    send_to_followers(actor=row.actor_id, document=document, also=inboxes, at=at)
    record(
        FederatedWithdrawn(post=row.id),
        by=by,
        at=at,
        object_kind="federated_post",
        object=row.id,
        target=row.actor_id,
    )


@transaction.atomic
def answer_remote(*, reply: UUID, text: str, by: UUID, at: datetime, language: str = "en") -> UUID:
    """Answer somebody elsewhere as the one of ours she spoke to; return the post's id.

    What was said to us alone is answered to her alone. Raises Missing for what is erased, Refused
    (field "text") for an empty or too long text, or while that one of ours is switched off.
    """
    said = RemoteReply.objects.select_related("remote", "to").filter(id=reply).first()
    if said is None or said.remote is None or said.erased_at is not None:
        raise Missing("What you answer was erased meanwhile.")
    if not said.to.is_on:
        raise Refused("Following from elsewhere is switched off here, so no answer leaves.")
    texts = _texts({language: text})
    post = FederatedPost.objects.create(
        actor=said.to,
        kind="Note",
        texts=texts,
        hashtags=_hashtags(texts),
        answers=said,
        is_public=said.is_public,
        at=at,
    )
    _say("Create", post, at=at)
    record(
        Federated(post=post.id, federated_actor=said.to_id, source_kind="reply", source=said.id),
        by=by,
        at=at,
        object_kind="federated_post",
        object=post.id,
        target=said.to_id,
    )
    return post.id


def _say(kind: str, row: FederatedPost, *, at: datetime) -> None:
    """Queue a Create or an Update for all who follow, and for whom it answers."""
    note = our_note(row)
    to, cc = addressed(note)
    document = activity(
        kind,
        id=federating.activity_url(new_id()),
        actor=note.author,
        object=note_document(note, alone=False),
        to=to,
        cc=cc,
        at=at,
    )
    remote = row.answers.remote if row.answers else None
    if remote is not None and not row.is_public:
        send_to(actor=row.actor_id, document=document, inboxes=[remote.inbox], at=at)
        return
    also = [remote.shared_inbox or remote.inbox] if remote is not None else []
    send_to_followers(actor=row.actor_id, document=document, also=also, at=at)


def _post(post: UUID) -> FederatedPost:
    row = FederatedPost.objects.filter(id=post, withdrawn_at__isnull=True).first()
    if row is None:
        raise Missing("There is no such post.")
    return row


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The words by language, empty ones left out; Refused for none or too many."""
    said = {tag: text.strip() for tag, text in texts.items() if text.strip()}
    if not said:
        raise Refused("Write what you want to say.", field="text")
    if any(len(text) > TEXT_CHARACTERS_MAX for text in said.values()):
        raise Refused("Keep it under %(count)s characters.", field="text", count=5000)
    if len(said) > LANGUAGES_MAX or not all(_LANGUAGE.fullmatch(tag) for tag in said):
        raise Refused("Say in which language it is written.", field="language")
    return said


def _hashtags(texts: Mapping[str, str]) -> list[str]:
    """The #words of all languages, each once, without their #."""
    found = [tag for text in texts.values() for tag in _HASHTAG.findall(text)]
    return list(dict.fromkeys(tag for tag in found if not tag.isdigit()))[:HASHTAGS_MAX]


def _described(attachments: Sequence[Attachment]) -> Sequence[Attachment]:
    """Pictures, each with words for those who do not see it."""
    if len(attachments) > ATTACHMENTS_MAX:
        raise Refused("At most %(count)s pictures go with a post.", count=ATTACHMENTS_MAX)
    if not all(each.said.strip() for each in attachments):
        raise Refused("Say in words what each picture shows.", field="attachments")
    return attachments

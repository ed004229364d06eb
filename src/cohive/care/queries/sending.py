"""What is due to leave, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from cohive.care.doors import link_path
from cohive.care.models import Attachment, CorrespondentKey, Dispatch, Message

A_TURN = 50


@dataclass(frozen=True)
class LetterFile:
    """A file that goes with an answer; `key` is where it lies."""

    name: str
    media_type: str
    key: str


@dataclass(frozen=True)
class Letter:
    """One answer with all that its channel needs. `address` is '' where none is known.

    `heard_at` is when the person last wrote.
    """

    message: UUID
    conversation: UUID
    channel: str
    remote_conversation: str
    person: UUID
    name: str
    member: UUID | None
    address: str
    subject: str
    text: str
    language: str
    author: UUID | None
    link: str
    refers_to: tuple[str, ...]
    heard_at: datetime | None = None
    files: tuple[LetterFile, ...] = ()


def due(*, at: datetime) -> list[UUID]:
    """The answers whose time has come, oldest first. One SQL query."""
    rows = Dispatch.objects.filter(state="queued", next_at__lte=at).order_by("next_at")
    return list(rows.values_list("message_id", flat=True)[:A_TURN])


def letter(message: UUID) -> Letter | None:
    """An answer and where it goes: always to whom its conversation is with. Five SQL queries."""
    row = (
        Message.objects.select_related("conversation__correspondent__root")
        .filter(id=message, kind="out")
        .first()
    )
    if row is None or row.conversation.state == "forgotten":
        return None
    talk = row.conversation
    who = talk.correspondent
    keys = dict(
        CorrespondentKey.objects.filter(correspondent=who, kind__in=("mail", "typed"))
        .order_by("-at", "-id")
        .values_list("kind", "value")
    )
    said = Message.objects.filter(
        conversation=talk, kind__in=("in", "out"), at__lte=row.at
    ).exclude(id=row.id)
    names = said.exclude(remote_id="").order_by("-at", "-id").values_list("remote_id", flat=True)
    return Letter(
        message=row.id,
        conversation=talk.id,
        channel=talk.channel,
        remote_conversation=talk.remote_id,
        person=who.id,
        name=who.name or who.root.name,
        member=who.member_id,
        address=keys.get("mail") or keys.get("typed") or "",
        subject=talk.subject,
        text=row.text,
        language=row.language or talk.language,
        author=row.author_id,
        link=link_path(talk.id, talk.door),
        refers_to=tuple(reversed(names[:10])),
        heard_at=said.filter(kind="in").aggregate(last=Max("at"))["last"],
        files=tuple(
            LetterFile(file.name, file.media_type, file.key)
            for file in Attachment.objects.filter(message=row).order_by("id")
        ),
    )


def message_of_ours(message: UUID) -> bool:
    """Whether an answer of this id exists. One SQL query."""
    return Message.objects.filter(id=message, kind="out").exists()

"""The one door for whatever comes in, by whichever channel.

Idempotent by channel and remote id: what comes twice (a poll after a crash, a webhook repeated) is
one message. Who wrote is found by her key in the channel; what she answers by the channel's own
conversation, by the signed address her answer went to, or by the message it refers to. A stranger
who refers to somebody else's message gets a conversation of her own, so nobody can slip into a
talk; and answers always go to whom the conversation is with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cohive.bond.queries import place
from cohive.care import files
from cohive.care.events import MessageReceived
from cohive.care.files import Piece
from cohive.care.finding import note_words
from cohive.care.models import (
    CHANNELS,
    KEY_KINDS,
    NAME_LENGTH,
    QUOTED_LENGTH,
    REMOTE_LENGTH,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    Attachment,
    Conversation,
    Correspondent,
    CorrespondentKey,
    Message,
)
from cohive.care.models.conversations import CONVERSATION_STATES, PREVIEW_LENGTH
from cohive.journal.operations import record
from cohive.look.formats import CHINESE
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

KEY_LENGTH = 254
CUT = " …"


@dataclass(frozen=True)
class Sender:
    """Who writes: her key in the channel, what she calls herself, and the member she is, if known.

    `kind` is one of KEY_KINDS; `typed` is an address nobody has proven.
    """

    kind: str
    key: str
    name: str = ""
    member: UUID | None = None
    language: str = ""


@dataclass(frozen=True)
class Received:
    """Where it went; `is_new` False when it had come before."""

    conversation: UUID
    message: UUID
    is_new: bool


@dataclass(frozen=True)
class _Arrival:
    """One message as it came, checked."""

    channel: str
    remote_id: str
    sender: Sender
    text: str
    at: datetime
    conversation_id: str
    subject: str
    quoted: str
    language: str
    attachments: Sequence[Piece]
    signed_for: UUID | None
    refers_to: Sequence[str]
    order: UUID | None
    is_automatic: bool
    by: UUID | None
    writer: UUID | None
    is_authenticated: bool


def receive(
    *,
    channel: str,
    remote_id: str,
    sender: Sender,
    text: str,
    at: datetime,
    conversation_id: str = "",
    subject: str = "",
    quoted: str = "",
    language: str = "",
    attachments: Sequence[Piece] = (),
    signed_for: UUID | None = None,
    refers_to: Sequence[str] = (),
    order: UUID | None = None,
    is_automatic: bool = False,
    by: UUID | None = None,
    writer: UUID | None = None,
    is_authenticated: bool = False,
) -> Received:
    """Take in one message; the same `remote_id` of a channel again changes nothing.

    `conversation_id` is the channel's own name for the talk; `signed_for` a conversation named by
    an address only we can make; `refers_to` remote ids of messages it answers. What a machine wrote
    (`is_automatic`) is kept and wakes nobody. `by` is the member who writes, else the world.
    `writer` is the member whose proven address it says it is from, `is_authenticated` whether that
    is proven; only then belongs `member` into the sender.
    Longer than 20,000 characters is cut, with a sign that it was.
    """
    if channel not in CHANNELS or sender.kind not in KEY_KINDS:
        raise ValueError(f"no channel is called {channel} with {sender.kind}")
    came = _Arrival(
        channel=channel,
        remote_id=_short(remote_id, REMOTE_LENGTH),
        sender=sender,
        text=_text(text, TEXT_LENGTH),
        at=at,
        conversation_id=_short(conversation_id, REMOTE_LENGTH),
        subject=_line(subject, SUBJECT_LENGTH),
        quoted=_text(quoted, QUOTED_LENGTH),
        language=(language or sender.language or _language_of(text))[:10],
        attachments=attachments,
        signed_for=signed_for,
        refers_to=[_short(name, REMOTE_LENGTH) for name in refers_to if name],
        order=order,
        is_automatic=is_automatic,
        by=by,
        writer=writer,
        is_authenticated=is_authenticated and writer is not None,
    )
    try:
        return _take_in(came)
    except IntegrityError:
        # another process took the same message in, or met the same stranger, a moment before
        return _take_in(came)


def _language_of(text: str) -> str:
    return "zh-hans" if CHINESE.search(text) else ""


@transaction.atomic
def _take_in(came: _Arrival) -> Received:
    known = _known(came.channel, came.remote_id)
    if known is not None:
        return known
    who = _correspondent(came.sender, at=came.at)
    conversation = _conversation(came, who)
    is_first = conversation is None
    if conversation is None:
        conversation = _begin(came, who)
    message = Message.objects.create(
        conversation=conversation,
        kind="in",
        correspondent=who,
        text=came.text,
        quoted=came.quoted,
        language=came.language,
        channel=came.channel,
        remote_id=came.remote_id,
        is_automatic=came.is_automatic,
        at=came.at,
        recorded_at=came.at,
        writer_id=came.writer,
        is_authenticated=came.is_authenticated,
    )
    keep_files(message, came.attachments)
    if not came.is_automatic or is_first:
        _wake(conversation, message)
    note_words(conversation.root_id, who.name, message.text, conversation.subject)
    record(
        MessageReceived(conversation.id, message.id, came.channel, came.is_automatic),
        by=came.by or came.sender.member or _world(),
        at=came.at,
        object_kind="conversation",
        object=conversation.id,
    )
    return Received(conversation.id, message.id, True)


def _known(channel: str, remote_id: str) -> Received | None:
    if not remote_id:
        return None
    row = Message.objects.filter(channel=channel, remote_id=remote_id).first()
    return Received(row.conversation_id, row.id, False) if row else None


def _world() -> UUID:
    here = place()
    if here is None:
        raise Refused("This place has not been founded yet.")
    return here.world


def _correspondent(sender: Sender, *, at: datetime) -> Correspondent:
    """Who has this key; a new person for a new one. What she calls herself the first time stays."""
    value = _short(sender.key.strip().casefold(), KEY_LENGTH)
    if not value:
        raise Refused("A message needs somebody who wrote it.")
    row = (
        CorrespondentKey.objects.select_related("correspondent")
        .filter(kind=sender.kind, value=value)
        .first()
    )
    if row is not None:
        who = row.correspondent
        if sender.member is not None and who.member_id is None:
            who.member_id = sender.member
            who.save(update_fields=["member"])
        if not who.name and sender.name:
            who.name = _line(sender.name, NAME_LENGTH)
            who.save(update_fields=["name"])
        return who
    new = new_id()
    who = Correspondent.objects.create(
        id=new,
        root_id=new,
        name=_line(sender.name, NAME_LENGTH),
        language=sender.language[:10],
        member_id=sender.member,
        created_at=at,
    )
    CorrespondentKey.objects.create(correspondent=who, kind=sender.kind, value=value, at=at)
    return who


def _conversation(came: _Arrival, who: Correspondent) -> Conversation | None:
    """The conversation a message goes on with, locked; None for a new one or a forgotten one."""
    rows = Conversation.objects.select_for_update().exclude(state="forgotten")
    if came.conversation_id:
        found = rows.filter(channel=came.channel, remote_id=came.conversation_id).first()
        if found is not None:
            return found
    if came.signed_for is not None:
        found = rows.filter(id=came.signed_for).first()
        if found is not None:
            return found
    if not came.refers_to:
        return None
    referred = Message.objects.filter(
        channel=came.channel,
        remote_id__in=came.refers_to,
        conversation__correspondent__root=who.root_id,  # she herself, by whichever of her keys
    )
    known = referred.order_by("-at", "-id").values_list("conversation_id", flat=True).first()
    return rows.filter(id=known).first() if known else None


def _begin(came: _Arrival, who: Correspondent) -> Conversation:
    new = new_id()
    return Conversation.objects.create(
        id=new,
        root_id=new,
        channel=came.channel,
        remote_id=came.conversation_id,
        correspondent=who,
        subject=came.subject,
        language=came.language,
        order=came.order,
        state="done" if came.is_automatic else "open",
        done_at=came.at if came.is_automatic else None,
        is_automatic=came.is_automatic,
        opened_at=came.at,
        last_at=came.at,
        waits_since=None if came.is_automatic else came.at,
    )


def _wake(conversation: Conversation, message: Message) -> None:
    """The conversation that is shown stands on top again and waits for us."""
    shown = conversation
    if conversation.root_id != conversation.id:
        shown = Conversation.objects.select_for_update().get(id=conversation.root_id)
    shown.last_at = max(shown.last_at, message.at)
    shown.last_kind = "in"
    shown.preview = preview_of(message.text)
    if not message.is_automatic:
        shown.is_automatic = False
        if shown.state not in ("open", "forgotten"):
            shown.state = CONVERSATION_STATES.move(shown.state, "open")
        shown.waits_since = shown.waits_since or message.at
        shown.snoozed_until = shown.done_at = None
    shown.save()


def preview_of(text: str) -> str:
    """The beginning of a message in one line."""
    return _line(text, PREVIEW_LENGTH)


def keep_files(message: Message, pieces: Sequence[Piece]) -> None:
    """For this room's operations: the files of a message, within the limits."""
    kept = [
        Attachment(
            message=message,
            name=piece.plain_name,
            media_type=piece.plain_type,
            size_bytes=len(piece.body),
            key=files.keep(message.id, number, piece.body),
        )
        for number, piece in enumerate(pieces[: files.FILES_MAX])
        if 0 < len(piece.body) <= files.FILE_BYTES_MAX
    ]
    Attachment.objects.bulk_create(kept)


def _kept(text: str) -> str:
    """Without the signs no database keeps: NUL, and halves of signs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _short(text: str, length: int) -> str:
    return _kept(text).strip()[:length]


def _line(text: str, length: int) -> str:
    line = " ".join(_kept(text).split())
    return line if len(line) <= length else line[: length - len(CUT)] + CUT


def _text(text: str, length: int) -> str:
    tidy = _kept(text).replace("\r\n", "\n").strip()
    return tidy if len(tidy) <= length else tidy[: length - len(CUT)] + CUT


def locked_conversation(conversation: UUID) -> Conversation:
    """For this room's operations: the row, locked; Missing where there is none."""
    row = Conversation.objects.select_for_update().filter(id=conversation).first()
    if row is None:
        raise Missing("There is no such conversation.")
    return row

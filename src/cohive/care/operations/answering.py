"""Answering: a draft others can see, the answer itself, a note among us.

An answer is a row with its dispatch, written before anything leaves. Who sends what she began to
write before somebody else answered is told so first: two people must not answer as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.queries import cards
from cohive.care import files
from cohive.care.events import AnswerTakenBack, AnswerTriedAgain, AnswerWritten, NoteWritten
from cohive.care.files import Piece
from cohive.care.finding import note_words
from cohive.care.models import (
    CONVERSATION_STATES,
    DISPATCH_STATES,
    TEXT_LENGTH,
    Conversation,
    Dispatch,
    Message,
    Presence,
)
from cohive.care.operations.receiving import keep_files, locked_conversation, preview_of
from cohive.care.operations.standing import require_answerer
from cohive.care.queries.hours import opening_seconds
from cohive.care.senders import takes_answers, takes_files
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

NO_MESSAGE = "There is no such message."
FORGOTTEN = "What stood in this conversation was erased. It cannot be answered any more."


@transaction.atomic
def write_answer(
    *,
    conversation: UUID,
    text: str,
    by: UUID,
    at: datetime,
    seen: UUID | None = None,
    attachments: Sequence[Piece] = (),
) -> UUID:
    """Queue an answer in the conversation's own channel; return the message's id.

    `seen` is the last message the writer had before her: with a newer one the answer is kept as her
    draft and refused once, so that she reads it first. It becomes hers if it was nobody's.
    Files go along where the channel carries them, as many and as large as those that come in.
    """
    require_answerer(by)
    row = _shown(conversation)
    words = checked_text(text)
    if not takes_answers(row.channel):
        raise Refused("This channel is not connected: nothing can be sent there now.")
    check_files(row.channel, attachments)
    _refuse_unseen(row, seen, by=by)
    message = Message.objects.create(
        conversation=row,
        kind="out",
        author_id=by,
        text=words,
        language=row.language,
        channel=row.channel,
        at=at,
        recorded_at=at,
    )
    keep_files(message, attachments)
    Dispatch.objects.create(message=message, state="queued", next_at=at)
    Message.objects.filter(conversation=row, author=by, kind="draft").delete()
    Presence.objects.filter(conversation=row, agent=by).update(is_writing=False)
    seconds = None
    if row.first_answer_at is None:
        row.first_answer_at = at
        seconds = row.first_answer_seconds = opening_seconds(row.opened_at, at)
    if row.state != "waiting":
        row.state = CONVERSATION_STATES.move(row.state, "waiting")
    row.assignee_id = row.assignee_id or by
    row.last_at, row.last_kind, row.preview = max(row.last_at, at), "out", preview_of(words)
    row.waits_since = row.snoozed_until = row.done_at = None
    row.save()
    note_words(row.id, words)
    record(
        AnswerWritten(row.id, message.id, row.channel, seconds),
        by=by,
        at=at,
        object_kind="conversation",
        object=row.id,
    )
    return message.id


@transaction.atomic
def write_note(*, conversation: UUID, text: str, by: UUID, at: datetime) -> UUID:
    """Leave words for the others who answer; whom the conversation is with never sees them."""
    require_answerer(by)
    row = _shown(conversation)
    message = Message.objects.create(
        conversation=row,
        kind="note",
        author_id=by,
        text=checked_text(text),
        channel=row.channel,
        at=at,
        recorded_at=at,
    )
    note_words(row.id, message.text)
    record(NoteWritten(row.id, message.id), by=by, at=at, object_kind="conversation", object=row.id)
    return message.id


@transaction.atomic
def save_draft(*, conversation: UUID, text: str, by: UUID, at: datetime) -> None:
    """Keep what she has written so far, for her and for the others to see; '' throws it away.

    A draft is no act: nothing has happened yet.
    """
    require_answerer(by)
    row = _shown(conversation)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()[:TEXT_LENGTH]
    if not words:
        Message.objects.filter(conversation=row, author=by, kind="draft").delete()
        _be_here(row.id, by, is_writing=False, at=at)
        return
    Message.objects.update_or_create(
        conversation=row,
        author_id=by,
        kind="draft",
        defaults={"text": words, "channel": row.channel, "at": at, "recorded_at": at},
    )
    _be_here(row.id, by, is_writing=True, at=at)


def be_here(*, conversation: UUID, is_writing: bool, by: UUID, at: datetime) -> None:
    """Say that one looks at a conversation or writes in it: a measurement, so no act."""
    require_answerer(by)
    if Conversation.objects.filter(id=conversation).exists():
        _be_here(conversation, by, is_writing=is_writing, at=at)


def _be_here(conversation: UUID, agent: UUID, *, is_writing: bool, at: datetime) -> None:
    Presence.objects.update_or_create(
        conversation_id=conversation,
        agent_id=agent,
        defaults={"is_writing": is_writing, "at": at},
    )


@transaction.atomic
def take_answer_back(*, message: UUID, by: UUID, at: datetime) -> None:
    """Stop an answer that has not left; its words become the writer's draft again."""
    require_answerer(by)
    row = _dispatch(message)
    row.state = DISPATCH_STATES.move(row.state, "taken_back")
    row.save(update_fields=["state"])
    conversation = row.message.conversation_id
    record(
        AnswerTakenBack(conversation, message),
        by=by,
        at=at,
        object_kind="conversation",
        object=conversation,
    )


@transaction.atomic
def try_answer_again(*, message: UUID, by: UUID, at: datetime) -> None:
    """Send an answer again that failed, or of which nobody knows whether it left."""
    require_answerer(by)
    row = _dispatch(message)
    if row.state == "sending":
        raise Refused("It is being sent at this moment.")
    row.state = DISPATCH_STATES.move(row.state, "queued")
    row.next_at, row.error, row.attempts = at, "", 0
    row.save(update_fields=["state", "next_at", "error", "attempts"])
    conversation = row.message.conversation_id
    record(
        AnswerTriedAgain(conversation, message),
        by=by,
        at=at,
        object_kind="conversation",
        object=conversation,
    )


def checked_text(text: str) -> str:
    """Words that can be kept: not empty, not longer than 20,000 characters."""
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write something first.", field="text")
    if len(words) > TEXT_LENGTH:
        raise Refused("Keep it under %(count)s characters.", field="text", count=TEXT_LENGTH)
    return words


def check_files(channel: str, attachments: Sequence[Piece]) -> None:
    """Refuse files where the channel carries none, and more or larger ones than come in."""
    if not attachments:
        return
    if not takes_files(channel):
        raise Refused(
            "Files cannot be sent in this channel. Put them where this person can fetch them, and "
            "write the address.",
            field="files",
        )
    if len(attachments) > files.FILES_MAX:
        raise Refused(
            "At most %(count)s files go with an answer.", field="files", count=files.FILES_MAX
        )
    for piece in attachments:
        if not piece.body:
            raise Refused("“%(name)s” is empty.", field="files", name=piece.plain_name)
    if sum(len(piece.body) for piece in attachments) > files.FILE_BYTES_MAX:
        raise Refused(
            "Together the files may have %(size)s MB: many mailboxes take no larger mails.",
            field="files",
            size=files.FILE_BYTES_MAX // (1024 * 1024),
        )


def _shown(conversation: UUID) -> Conversation:
    row = locked_conversation(conversation)
    if row.root_id != row.id:
        row = locked_conversation(row.root_id)
    if row.state == "forgotten":
        raise Refused(FORGOTTEN)
    return row


def _refuse_unseen(row: Conversation, seen: UUID | None, *, by: UUID) -> None:
    """Refuse an answer whose writer has not seen the newest thing said."""
    if seen is None:
        return
    said = Message.objects.filter(conversation__root=row, kind__in=("in", "out"))
    newest = said.order_by("-at", "-id").first()
    if newest is None or newest.id == seen:
        return
    if newest.kind == "in":
        raise Refused("A new message came while you wrote. Read it, then send.", field="text")
    if newest.author_id == by:
        raise Refused("You have just answered this. Send again if you mean both.", field="text")
    card = cards([newest.author_id]).get(newest.author_id) if newest.author_id else None
    raise Refused(
        "%(who)s answered while you wrote. Read it, then send if it is still needed.",
        field="text",
        who=card.name if card else "Somebody",
    )


def _dispatch(message: UUID) -> Dispatch:
    row = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("message")
        .filter(message=message)
        .first()
    )
    if row is None:
        raise Missing(NO_MESSAGE)
    return row

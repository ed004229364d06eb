"""One conversation as its page shows it, to those who answer and to whom it is with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from cohive.care.doors import link_path, opens
from cohive.care.models import Attachment, Conversation, CorrespondentKey, Message, Presence
from cohive.care.queries.inbox import labels_of

MESSAGES_MAX = 300
HERE_SECONDS = 75
OTHERS_MAX = 10


@dataclass(frozen=True)
class FileView:
    """A file that came with a message."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    key: str


@dataclass(frozen=True)
class MessageView:
    """One thing said. `delivery` is the state of its dispatch ('' for what is not sent).

    `writer` is the member whose proven address it says it is from, proven by the mail itself only
    where it `is_authenticated`.
    """

    id: UUID
    conversation: UUID
    kind: str
    channel: str
    person: UUID | None
    name: str
    author: UUID | None
    text: str
    quoted: str
    language: str
    is_automatic: bool
    at: datetime
    delivery: str
    error: str
    next_at: datetime | None
    score: int | None
    comment: str
    files: tuple[FileView, ...]
    writer: UUID | None = None
    is_authenticated: bool = False


@dataclass(frozen=True)
class KeyView:
    """How a channel calls a person; `typed` is not proven."""

    kind: str
    value: str


@dataclass(frozen=True)
class PersonView:
    """Who writes: with what else she is known as, and the rows that stand for her."""

    id: UUID
    name: str
    member: UUID | None
    since: datetime
    keys: tuple[KeyView, ...]
    merged: tuple[tuple[UUID, str], ...]

    @property
    def is_proven(self) -> bool:
        """Whether anything but what she wrote herself says who she is."""
        return any(key.kind not in ("typed", "link") for key in self.keys)


@dataclass(frozen=True)
class ConversationView:
    """A conversation without its messages."""

    id: UUID
    channel: str
    subject: str
    language: str
    state: str
    assignee: UUID | None
    order: UUID | None
    person: UUID
    name: str
    is_automatic: bool
    opened_at: datetime
    last_at: datetime
    waits_since: datetime | None
    snoozed_until: datetime | None
    first_answer_seconds: int | None
    door: int
    root: UUID
    labels: tuple[tuple[str, str], ...]
    joined: tuple[tuple[UUID, str], ...] = ()

    @property
    def link(self) -> str:
        """The page of who has its link (a path)."""
        return link_path(self.id, self.door)


def conversation(conversation_id: UUID) -> ConversationView | None:
    """One conversation by its id, with those that were joined to it. Three SQL queries."""
    row = (
        Conversation.objects.select_related("correspondent__root")
        .filter(id=conversation_id)
        .first()
    )
    if row is None:
        return None
    joined = Conversation.objects.filter(merged_into=row).order_by("opened_at", "id")
    return ConversationView(
        id=row.id,
        channel=row.channel,
        subject=row.subject,
        language=row.language,
        state=row.state,
        assignee=row.assignee_id,
        order=row.order,
        person=row.correspondent.root_id,
        name=row.correspondent.root.name,
        is_automatic=row.is_automatic,
        opened_at=row.opened_at,
        last_at=row.last_at,
        waits_since=row.waits_since,
        snoozed_until=row.snoozed_until,
        first_answer_seconds=row.first_answer_seconds,
        door=row.door,
        root=row.root_id,
        labels=labels_of([row.id]).worn.get(row.id, ()),
        joined=tuple((one.id, one.subject or one.channel) for one in joined),
    )


def messages(conversation_id: UUID, *, outside: bool = False) -> list[MessageView]:
    """What was said in it and in what was joined to it, oldest first. Two SQL queries.

    `outside`: only what was said to each other, as the person herself may read it.
    """
    rows = Message.objects.filter(conversation__root=conversation_id)
    if outside:
        # the link opens one conversation: what was joined to it may be somebody else's
        rows = Message.objects.filter(conversation=conversation_id, kind__in=("in", "out"))
        rows = rows.exclude(kind="out", out__state="taken_back")
    newest = rows.select_related("correspondent", "out", "satisfaction")
    found = list(newest.order_by("-at", "-id")[:MESSAGES_MAX])[::-1]
    kept: dict[UUID, list[FileView]] = {}
    for file in Attachment.objects.filter(message__in=[row.id for row in found]).order_by("id"):
        view = FileView(file.id, file.name, file.media_type, file.size_bytes, file.key)
        kept.setdefault(file.message_id, []).append(view)
    return [_message(row, tuple(kept.get(row.id, ()))) for row in found]


def _message(row: Message, files: tuple[FileView, ...]) -> MessageView:
    out = row.out if hasattr(row, "out") else None
    rated = row.satisfaction if hasattr(row, "satisfaction") else None
    return MessageView(
        id=row.id,
        conversation=row.conversation_id,
        kind=row.kind,
        channel=row.channel,
        person=row.correspondent_id,
        name=row.correspondent.name if row.correspondent else "",
        author=row.author_id,
        text=row.text,
        quoted=row.quoted,
        language=row.language,
        is_automatic=row.is_automatic,
        at=row.at,
        delivery=out.state if out else "",
        error=out.error if out else "",
        next_at=out.next_at if out else None,
        score=rated.score if rated else None,
        comment=rated.comment if rated else "",
        files=files,
        writer=row.writer_id,
        is_authenticated=row.is_authenticated,
    )


def by_link(conversation_id: UUID, word: str) -> ConversationView | None:
    """The conversation a secret link opens; None for a wrong word or one that was erased."""
    found = conversation(conversation_id)
    if found is None or found.state == "forgotten" or not opens(word, found.id, found.door):
        return None
    return found


def person(person_id: UUID) -> PersonView | None:
    """A person with all her keys. Two SQL queries."""
    keys = CorrespondentKey.objects.select_related("correspondent").filter(
        correspondent__root=person_id
    )
    found = list(keys.order_by("at", "id"))
    if not found:
        return None
    rows = {key.correspondent_id: key.correspondent for key in found}
    root = rows.get(person_id) or next(iter(rows.values()))
    member = next((row.member_id for row in rows.values() if row.member_id), None)
    return PersonView(
        id=person_id,
        name=root.name or next((row.name for row in rows.values() if row.name), ""),
        member=member,
        since=min(row.created_at for row in rows.values()),
        keys=tuple(KeyView(key.kind, key.value) for key in found),
        merged=tuple((row.id, row.name) for row in rows.values() if row.id != person_id),
    )


def other_conversations(person_id: UUID, besides: UUID) -> list[tuple[UUID, str, str, datetime]]:
    """(id, channel, subject or beginning, last) of what else she wrote about. One SQL query."""
    rows = Conversation.objects.filter(
        correspondent__root=person_id, merged_into__isnull=True
    ).exclude(Q(id=besides) | Q(state="forgotten"))
    return [
        (row.id, row.channel, row.subject or row.preview, row.last_at)
        for row in rows.order_by("-last_at", "-id")[:OTHERS_MAX]
    ]


def people_alike(person_id: UUID) -> list[tuple[UUID, str]]:
    """Others who use one of her addresses, proven or typed: perhaps the same. Two SQL queries."""
    mine = CorrespondentKey.objects.filter(
        correspondent__root=person_id, kind__in=("mail", "typed")
    )
    values = list(mine.values_list("value", flat=True))
    others = (
        CorrespondentKey.objects.filter(value__in=values, kind__in=("mail", "typed"))
        .exclude(correspondent__root=person_id)
        .select_related("correspondent__root")
    )
    return list({key.correspondent.root_id: key.correspondent.root.name for key in others}.items())


def who_is_here(conversation_id: UUID, *, besides: UUID, at: datetime) -> list[tuple[UUID, bool]]:
    """(agent, whether she writes) of the others who look at it now. One SQL query."""
    lately = at - timedelta(seconds=HERE_SECONDS)
    rows = Presence.objects.filter(conversation=conversation_id, at__gte=lately)
    return list(rows.exclude(agent=besides).values_list("agent_id", "is_writing"))


def file_of(conversation_id: UUID, file_id: UUID, *, outside: bool = False) -> FileView | None:
    """A file of a conversation (and, inside, of what was joined to it). One SQL query."""
    within = Q(message__conversation=conversation_id)
    if not outside:
        within |= Q(message__conversation__root=conversation_id)
    rows = Attachment.objects.filter(within, id=file_id)
    if outside:
        rows = rows.exclude(message__out__state="taken_back")
    row = rows.first()
    return FileView(row.id, row.name, row.media_type, row.size_bytes, row.key) if row else None


def first_key(conversation_id: UUID) -> KeyView | None:
    """How the person of a conversation is called in some channel. One SQL query."""
    keys = CorrespondentKey.objects.filter(correspondent__conversations=conversation_id)
    row = keys.order_by("at", "id").first()
    return KeyView(row.kind, row.value) if row else None

"""The list: who waits, what is mine, what is done; searched, filtered, paged by a signed mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan

from cohive.care.finding import asked
from cohive.care.models import CHANNELS, CONVERSATION_STATES, Conversation, ConversationLabel, Term
from cohive.words.refusals import Refused

SALT = "care.inbox"
A_PAGE = 30
COUNT_MAX = 1000
LIVE = ("open", "waiting", "snoozed")
FOLDERS = ("waiting", "mine", "done", "answered", "snoozed", "all")
"""`waiting` is who waits for us (state open), `answered` whom we wait for (state waiting)."""
STATES = {"waiting": "open", "done": "done", "answered": "waiting", "snoozed": "snoozed"}


@dataclass(frozen=True)
class Filter:
    """What part of the inbox is looked at."""

    folder: str = "waiting"
    channel: str = ""
    label: UUID | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One conversation in the list."""

    id: UUID
    person: UUID
    name: str
    channel: str
    subject: str
    preview: str
    language: str
    state: str
    assignee: UUID | None
    last_at: datetime
    is_unread: bool
    is_automatic: bool
    order: UUID | None
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """Lines, and the mark where the next page begins ('' at the end)."""

    lines: tuple[Line, ...] = field(default_factory=tuple)
    next: str = ""


@dataclass(frozen=True)
class Counts:
    """How many wait and are mine, counted up to a thousand; since when the oldest waits."""

    waiting: int
    mine: int
    oldest: datetime | None


def inbox(chosen: Filter, *, viewer: UUID, cursor: str = "", limit: int = A_PAGE) -> Page:
    """One page of the list, newest first. Two SQL queries (one for an empty page)."""
    rows = _filtered(chosen, viewer)
    if cursor:
        rows = rows.filter(TupleLessThan(("last_at", "id"), _read(cursor)))
    found = list(
        rows.order_by("-last_at", "-id").values_list(
            "id",
            "correspondent__root_id",
            "correspondent__root__name",
            "channel",
            "subject",
            "preview",
            "language",
            "state",
            "assignee_id",
            "last_at",
            "last_kind",
            "is_automatic",
            "order",
        )[: limit + 1]
    )
    shown = found[:limit]
    worn = labels_of(row[0] for row in shown)
    lines = tuple(
        Line(
            id=row[0],
            person=row[1],
            name=row[2],
            channel=row[3],
            subject=row[4],
            preview=row[5],
            language=row[6],
            state=row[7],
            assignee=row[8],
            last_at=row[9],
            is_unread=row[7] == "open" and row[10] == "in",
            is_automatic=row[11],
            order=row[12],
            labels=worn.get(row[0], ()),
        )
        for row in shown
    )
    return Page(lines, mark_of(lines[-1]) if len(found) > limit else "")


def counts(viewer: UUID) -> Counts:
    """How many wait and how many are the viewer's own, and the oldest. One SQL query."""
    live = Conversation.objects.filter(merged_into__isnull=True).order_by()
    waiting = live.filter(state="open")
    mine = live.filter(assignee=viewer, state__in=LIVE)
    parts = [
        rows.values("pk")[:COUNT_MAX].query.sql_with_params() for rows in (waiting, mine)
    ] + [waiting.order_by("waits_since").values("waits_since")[:1].query.sql_with_params()]
    (first, some), (second, more), (third, rest) = parts
    sql = (
        f"SELECT (SELECT COUNT(*) FROM ({first}) AS a), "  # noqa: S608 - the ORM's own SQL
        f"(SELECT COUNT(*) FROM ({second}) AS b), ({third})"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (*some, *more, *rest))
        row = cursor.fetchone()
    return Counts(waiting=row[0], mine=row[1], oldest=_moment(row[2]))


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite gives an instant as it is stored: text in UTC."""
    if not isinstance(value, str):
        return value
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def labels_of(conversations: Iterable[UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """(name, tone) of the labels of each conversation. At most one SQL query."""
    wanted = list(conversations)
    if not wanted:
        return {}
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = ConversationLabel.objects.filter(conversation__in=wanted).order_by("label__name", "id")
    for conversation, name, tone in rows.values_list(
        "conversation_id", "label__name", "label__tone"
    ):
        found.setdefault(conversation, []).append((name, tone))
    return {conversation: tuple(labels) for conversation, labels in found.items()}


def _filtered(chosen: Filter, viewer: UUID) -> QuerySet[Conversation]:
    if chosen.folder not in FOLDERS:
        raise Refused("There is no such part of the inbox.")
    rows = Conversation.objects.filter(merged_into__isnull=True)
    if chosen.folder == "mine":
        rows = rows.filter(assignee=viewer, state__in=LIVE)
    elif chosen.folder in STATES:
        rows = rows.filter(state=STATES[chosen.folder])
    if chosen.channel:
        if chosen.channel not in CHANNELS:
            raise Refused("There is no such channel.")
        rows = rows.filter(channel=chosen.channel)
    if chosen.label is not None:
        worn = ConversationLabel.objects.filter(conversation=OuterRef("pk"), label=chosen.label)
        rows = rows.filter(Exists(worn))
    for token in asked(chosen.words):
        rows = rows.filter(id__in=_with(token))
    return rows


def _with(token: str) -> QuerySet[Term, UUID]:
    """The conversations a token stands in; a lone Chinese sign is found in its pairs too."""
    known = Term.objects.filter(token=token)
    if len(token) == 1 and not token.isascii():
        known = Term.objects.filter(token__startswith=token)
    return known.values_list("conversation_id", flat=True)


def mark_of(line: Line) -> str:
    """The cursor behind a line."""
    return signing.dumps([line.last_at.isoformat(), line.id.hex], salt=SALT)


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, hexadecimal = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise Refused("This page’s address is damaged. Start again at the first page.") from None
    return datetime.fromisoformat(at), UUID(hexadecimal)


def states() -> list[str]:
    """All states of a conversation, in their order."""
    return CONVERSATION_STATES.states

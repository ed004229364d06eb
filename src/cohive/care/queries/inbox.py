"""The list: who waits, what is mine, what is done; searched, filtered, paged by a signed mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan

from cohive.care.finding import asked
from cohive.care.models import (
    CHANNELS,
    CONVERSATION_STATES,
    Conversation,
    ConversationLabel,
    Label,
    Term,
)
from cohive.care.queries.rules import LabelView
from cohive.words.refusals import Refused

SALT = "care.inbox"
A_PAGE = 30
COUNT_MAX = 1000
OF_LATE = (
    f"SELECT first_answer_seconds AS s FROM {Conversation._meta.db_table} "  # noqa: S608 - ours
    "WHERE first_answer_at IS NOT NULL ORDER BY first_answer_at DESC LIMIT 200"
)
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
    """Lines, the mark where the next page begins ('' at the end), and the labels in use."""

    lines: tuple[Line, ...] = field(default_factory=tuple)
    next: str = ""
    labels: tuple[LabelView, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many wait and are mine, counted up to a thousand; since when the oldest waits.

    Half of the last 200 that were answered had their answer within `median_seconds` of opening
    hours; None: none was answered yet.
    """

    waiting: int
    mine: int
    oldest: datetime | None
    median_seconds: int | None = None


def inbox(chosen: Filter, *, viewer: UUID, cursor: str = "", limit: int = A_PAGE) -> Page:
    """One page of the list, newest first. Two SQL queries."""
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
    known = labels_of(row[0] for row in shown)
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
            labels=known.worn.get(row[0], ()),
        )
        for row in shown
    )
    return Page(lines, mark_of(lines[-1]) if len(found) > limit else "", known.in_use)


def counts(viewer: UUID) -> Counts:
    """How many wait and how many are the viewer's own, and the oldest. One SQL query."""
    live = Conversation.objects.filter(merged_into__isnull=True).order_by()
    waiting = live.filter(state="open")
    mine = live.filter(assignee=viewer, state__in=LIVE)
    parts = [rows.values("pk")[:COUNT_MAX].query.sql_with_params() for rows in (waiting, mine)] + [
        waiting.order_by("waits_since").values("waits_since")[:1].query.sql_with_params()
    ]
    (first, some), (second, more), (third, rest) = parts
    sql = (
        f"SELECT (SELECT COUNT(*) FROM ({first}) AS a), "  # noqa: S608 - the ORM's own SQL
        f"(SELECT COUNT(*) FROM ({second}) AS b), ({third}), "
        f"(SELECT s FROM ({OF_LATE}) AS c ORDER BY s LIMIT 1 "
        f"OFFSET (SELECT COUNT(*) / 2 FROM ({OF_LATE}) AS d))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (*some, *more, *rest))
        row = cursor.fetchone()
    return Counts(waiting=row[0], mine=row[1], oldest=_moment(row[2]), median_seconds=row[3])


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite gives an instant without its zone, which is UTC."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Labels:
    """Every label in use, and (name, tone) of those each conversation wears."""

    in_use: tuple[LabelView, ...]
    worn: Mapping[UUID, tuple[tuple[str, str], ...]]


def labels_of(conversations: Iterable[UUID]) -> Labels:
    """The labels in use and those of some conversations. One SQL query."""
    rows = Label.objects.annotate(
        put_on=FilteredRelation(
            "wearing", condition=Q(wearing__conversation__in=list(conversations))
        )
    )
    in_use: dict[UUID, LabelView] = {}
    worn: dict[UUID, list[tuple[str, str]]] = {}
    named = rows.order_by("name", "id").values_list(
        "id", "name", "tone", "retired_at", "put_on__conversation_id"
    )
    for key, name, tone, retired_at, conversation in named:
        if retired_at is None:
            in_use[key] = LabelView(key, name, tone)
        if conversation is not None:
            worn.setdefault(conversation, []).append((name, tone))
    return Labels(tuple(in_use.values()), {key: tuple(names) for key, names in worn.items()})


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

"""What a person may read and take with her: her own conversations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cohive.care.doors import link_path
from cohive.care.models import Conversation, Correspondent, CorrespondentKey, Message
from cohive.care.queries.customers import writers_of

MINE_MAX = 50
UNLOGGED_DAYS = 60


@dataclass(frozen=True)
class OwnLine:
    """One conversation of a member with the place."""

    id: UUID
    channel: str
    title: str
    is_answered: bool
    last_at: datetime
    link: str


def own_conversations(member: UUID) -> list[OwnLine]:
    """A member's conversations with the place, newest first. One SQL query."""
    rows = Conversation.objects.filter(correspondent__member=member).exclude(state="forgotten")
    return [
        OwnLine(
            id=row.id,
            channel=row.channel,
            title=row.subject or row.preview,
            is_answered=row.last_kind == "out",
            last_at=row.last_at,
            link=link_path(row.id, row.door),
        )
        for row in rows.order_by("-last_at", "-id")[:MINE_MAX]
    ]


def taken_out(agent: UUID) -> dict[str, Any]:
    """All that is kept of a member as one who writes and as one who answers.

    What somebody joined to hers by hand is not hers to take: it may be another's.
    """
    return {
        **written_by(list(writers_of(agent).values_list("id", flat=True))),
        "answered_for_the_place": list(
            Message.objects.filter(author=agent)
            .order_by("at", "id")
            .values("conversation_id", "kind", "text", "at", "contribution")
        ),
    }


def written_by(people: Collection[UUID]) -> dict[str, Any]:
    """All that is kept of these correspondents: names, addresses, words, files. Four queries."""
    said = Message.objects.filter(conversation__correspondent__in=people).exclude(kind="draft")
    hers = Correspondent.objects.filter(id__in=people).order_by("id")
    return {
        "known_as": list(hers.values("name", "language", "created_at")),
        "addresses": list(
            CorrespondentKey.objects.filter(correspondent__in=people)
            .order_by("id")
            .values("kind", "value", "at")
        ),
        "messages": list(
            said.order_by("conversation_id", "at", "id").values(
                "conversation_id",
                "channel",
                "kind",
                "text",
                "quoted",
                "language",
                "at",
                "satisfaction__score",
                "satisfaction__comment",
            )
        ),
        "files": list(
            said.filter(attachments__isnull=False)
            .order_by("id")
            .values("id", "attachments__name", "attachments__size_bytes")
        ),
    }


def unlogged_answers(agent: UUID, *, at: datetime) -> int:
    """How many of a member's answers of sixty days are not logged as work. One SQL query."""
    since = at - timedelta(days=UNLOGGED_DAYS)
    mine = Message.objects.filter(
        author=agent, kind="out", contribution__isnull=True, at__gte=since, out__state="sent"
    )
    return mine.count()

"""Reading reported messages and questions about interests; for stewards, and for who is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from cohive.guard.models.contradictions import Contradiction, ReportedMessage

LIMIT_CONTRADICTIONS = 100


@dataclass(frozen=True)
class MessageView:
    """A message somebody received and reported; `text` is '' once one of the two has left."""

    id: UUID
    sender: UUID
    reporter: UUID
    channel: str
    text: str
    reported_at: datetime
    has_question: bool


@dataclass(frozen=True)
class ContradictionView:
    """A question about an interest, with what it recomputes from; no text of anybody else."""

    id: UUID
    state: str
    person: UUID
    beneficiary: UUID | None
    message: UUID | None
    evidence: dict[str, Any]
    found_at: datetime
    asked_at: datetime | None
    answer: str
    has_declared: bool
    answered_at: datetime | None
    closed_at: datetime | None
    reason: str


def reported_messages(*, limit: int = LIMIT_CONTRADICTIONS) -> list[MessageView]:
    """What members reported, the newest first; for stewards. Two SQL queries."""
    rows = list(ReportedMessage.objects.order_by("-id")[:limit])
    asked = set(Contradiction.objects.filter(message__in=rows).values_list("message_id", flat=True))
    return [
        MessageView(
            id=row.id,
            sender=row.sender_id,
            reporter=row.reporter_id,
            channel=row.channel,
            text=row.text,
            reported_at=row.reported_at,
            has_question=row.id in asked,
        )
        for row in rows
    ]


def contradictions(*, limit: int = LIMIT_CONTRADICTIONS) -> list[ContradictionView]:
    """All of them, the newest first; for stewards. One SQL query."""
    return _views(Contradiction.objects.order_by("-id")[:limit])


def contradiction(contradiction_id: UUID) -> ContradictionView | None:
    """One of them. One SQL query."""
    return next(iter(_views(Contradiction.objects.filter(id=contradiction_id))), None)


def questions_to(person: UUID) -> list[ContradictionView]:
    """What she was asked; nothing of what nobody has asked her. One SQL query."""
    rows = Contradiction.objects.filter(person_id=person, asked_at__isnull=False)
    return _views(rows.order_by("-id")[:LIMIT_CONTRADICTIONS])


def known_contradictions() -> frozenset[tuple[UUID, UUID]]:
    """(person, beneficiary) of every one there ever was. One SQL query."""
    rows = Contradiction.objects.filter(beneficiary__isnull=False)
    return frozenset(rows.values_list("person_id", "beneficiary_id"))


def count_contradictions() -> tuple[int, int]:
    """How many likely undeclared interests are open, and how many nobody was asked about yet.

    One SQL query.
    """
    found = Contradiction.objects.exclude(state="closed").aggregate(
        all=Count("id"), unasked=Count("id", filter=Q(state="found"))
    )
    return found["all"], found["unasked"]


def _views(rows: Iterable[Contradiction]) -> list[ContradictionView]:
    return [
        ContradictionView(
            id=row.id,
            state=row.state,
            person=row.person_id,
            beneficiary=row.beneficiary_id,
            message=row.message_id,
            evidence=row.evidence,
            found_at=row.found_at,
            asked_at=row.asked_at,
            answer=row.answer,
            has_declared=row.has_declared,
            answered_at=row.answered_at,
            closed_at=row.closed_at,
            reason=row.reason,
        )
        for row in rows
    ]

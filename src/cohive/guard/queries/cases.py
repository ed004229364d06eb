"""Reading cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cohive.guard.models.cases import ANSWER, Case

LIMIT_CASES = 100
REPORTS = ~Q(kind=ANSWER)
"""Answers in a review wait for its verdict, not for a steward's look at this desk."""


@dataclass(frozen=True)
class CaseView:
    """A case as the desk shows it."""

    id: UUID
    kind: str
    subject_kind: str
    subject: UUID
    evidence: str
    opened_by: UUID
    opened_at: datetime
    state: str
    closed_by: UUID | None
    closed_at: datetime | None
    outcome: str
    reason: str


def _view(row: Case) -> CaseView:
    return CaseView(
        id=row.id,
        kind=row.kind,
        subject_kind=row.subject_kind,
        subject=row.subject_id,
        evidence=row.evidence,
        opened_by=row.opened_by_id,
        opened_at=row.opened_at,
        state=row.state,
        closed_by=row.closed_by_id,
        closed_at=row.closed_at,
        outcome=row.outcome,
        reason=row.reason,
    )


def open_cases(*, limit: int = LIMIT_CASES) -> list[CaseView]:
    """What waits for a steward, longest waiting first. One SQL query."""
    return [_view(row) for row in Case.objects.filter(REPORTS, state="open").order_by("id")[:limit]]


def closed_cases(*, limit: int = 20) -> list[CaseView]:
    """What was decided lately. One SQL query."""
    return [
        _view(row) for row in Case.objects.filter(REPORTS, state="closed").order_by("-id")[:limit]
    ]


def case(case_id: UUID) -> CaseView | None:
    """One case. One SQL query."""
    row = Case.objects.filter(id=case_id).first()
    return _view(row) if row else None


def count_open() -> int:
    """How many cases wait. One SQL query."""
    return Case.objects.filter(REPORTS, state="open").count()

"""Reading what those under review said; for stewards, and each for her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.guard.models.cases import ANSWER, Case


@dataclass(frozen=True)
class AnswerView:
    """What one of the group said; `is_open` until the verdict."""

    by: UUID
    text: str
    at: datetime
    is_open: bool


def answers(review_id: UUID) -> list[AnswerView]:
    """What the group said, in the order of their first words. One SQL query."""
    rows = Case.objects.filter(kind=ANSWER, subject_id=review_id).exclude(evidence="")
    return [
        AnswerView(row.opened_by_id, row.evidence, row.opened_at, row.state == "open")
        for row in rows.order_by("id")
    ]

"""One of a group under review says how it was, before anybody judges.

An answer is a case of its own kind: words that wait until a verdict closes them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.guard.events import ReviewAnswered
from cohive.guard.models.cases import ANSWER, CASE_STATES, Case
from cohive.guard.models.reviews import Review
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

ANSWER_CHARACTERS_MAX = 2_000
ANSWERED_STATES = frozenset({"marked", "held"})


@transaction.atomic
def answer(*, review: UUID, text: str, by: UUID, at: datetime) -> None:
    """Say to the stewards how it was; a second answer takes the place of the first.

    Only while the group is publicly marked and nothing is decided: a verdict is appealed instead.
    """
    row = Review.objects.select_for_update().filter(id=review).first()
    if row is None:
        raise Missing("There is no such review.")
    if not row.members.filter(agent_id=by).exists():
        raise Forbidden("Only somebody of the group can answer.")
    if row.state not in ANSWERED_STATES:
        raise Refused("An answer is given while the group is under review.")
    said = text.strip()
    if not said:
        raise Refused("Say it in a sentence; stewards read it before they decide.", field="text")
    if len(said) > ANSWER_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="text", count=ANSWER_CHARACTERS_MAX
        )
    Case.objects.update_or_create(
        kind=ANSWER,
        subject_id=row.id,
        opened_by_id=by,
        state=CASE_STATES.start,
        defaults={"subject_kind": "review", "evidence": said, "opened_at": at},
    )
    record(ReviewAnswered(review=row.id), by=by, at=at, object_kind="review", object=row.id)


def close_answers(*, review: UUID, outcome: str, reason: str, by: UUID, at: datetime) -> None:
    """The verdict is what every answer waited for; called by the operation that decides."""
    Case.objects.filter(kind=ANSWER, subject_id=review, state=CASE_STATES.start).update(
        state=CASE_STATES.move(CASE_STATES.start, "closed"),
        outcome=outcome,
        reason=reason,
        closed_by_id=by,
        closed_at=at,
    )


def forget_answers(*, agent: UUID) -> None:
    """Delete the words of somebody who leaves; that she answered stays."""
    Case.objects.filter(kind=ANSWER, opened_by_id=agent).update(evidence="")

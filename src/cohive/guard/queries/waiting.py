"""What waits for a steward: reports, reviews of groups, questions about interests.

A steward never reads of a review of a group of which she is one, nor of a question about herself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef

from cohive.guard.models.cases import Case
from cohive.guard.models.contradictions import Contradiction
from cohive.guard.models.reviews import Review, ReviewVerdict
from cohive.guard.queries.cases import REPORTS

LIMIT_WAITING = 100
UNDECIDED_STATES = ("observe", "marked", "held", "appealed")
OPEN_STATES = ("found", "asked", "answered")


@dataclass(frozen=True)
class ReportsWaiting:
    """How many reports wait, and since when the oldest of them."""

    count: int
    since: datetime | None


@dataclass(frozen=True)
class WaitingReview:
    """A review that is not decided, since it came to this state.

    `members` is how many the group are. `is_hers` is false where this steward has had her part
    already, so that it waits for another one.
    """

    id: UUID
    state: str
    members: int
    since: datetime
    is_hers: bool


@dataclass(frozen=True)
class WaitingQuestion:
    """A question about an interest that is not closed, since it came to this state.

    found: to be put to the person, or closed; asked: she has not answered; answered: to be closed.
    """

    id: UUID
    state: str
    since: datetime


def reports_waiting() -> ReportsWaiting:
    """The reports that wait for a steward's look. One SQL query."""
    found = Case.objects.filter(REPORTS, state="open").aggregate(
        count=Count("id"), since=Min("opened_at")
    )
    return ReportsWaiting(found["count"], found["since"])


def reviews_waiting(steward: UUID, *, limit: int | None = LIMIT_WAITING) -> list[WaitingReview]:
    """Reviews that are not decided, the longest waiting first. One SQL query."""
    judged = ReviewVerdict.objects.filter(review=OuterRef("id"), steward=steward)
    rows = (
        Review.objects.filter(state__in=UNDECIDED_STATES)
        .exclude(members__agent=steward)
        .annotate(count=Count("members", distinct=True), is_judged=Exists(judged))
        .order_by("id")
    )
    found = [
        WaitingReview(
            row.id,
            row.state,
            row.count,
            _since(row),
            not row.is_judged and not (row.state == "appealed" and row.marked_by_id == steward),
        )
        for row in rows[:limit]
    ]
    return sorted(found, key=lambda one: (one.since, one.id))


def _since(row: Review) -> datetime:
    reached = {"marked": row.marked_at, "held": row.held_at, "appealed": row.appealed_at}
    return reached.get(row.state) or row.opened_at


def questions_waiting(steward: UUID, *, limit: int | None = LIMIT_WAITING) -> list[WaitingQuestion]:
    """Questions that are not closed, the longest waiting first. One SQL query."""
    rows = (
        Contradiction.objects.filter(state__in=OPEN_STATES)
        .exclude(person=steward)
        .exclude(beneficiary=steward)
        .order_by("id")
    )
    found = [
        WaitingQuestion(
            row.id,
            row.state,
            {"asked": row.asked_at, "answered": row.answered_at}.get(row.state) or row.found_at,
        )
        for row in rows[:limit]
    ]
    return sorted(found, key=lambda one: (one.since, one.id))

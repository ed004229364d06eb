"""Reading reviews of groups, and which votes weigh nothing at present."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from cohive.guard.models.reviews import Review, ReviewMember, ReviewTarget, ReviewVerdict

LIMIT_REVIEWS = 100


@dataclass(frozen=True)
class ReviewView:
    """A review as pages show it; `targets` maps each thing to its kind. Nobody is named in it."""

    id: UUID
    state: str
    witnesses: int
    evidence: dict[str, Any]
    opened_at: datetime
    marked_at: datetime | None
    held_at: datetime | None
    decided_at: datetime | None
    reason: str
    apology: str
    appealed_at: datetime | None
    appeal: str
    members: int
    targets: dict[UUID, str]

    @property
    def is_public(self) -> bool:
        """Whether everybody may know that it is looked at, or was."""
        return self.marked_at is not None

    @property
    def sets_aside(self) -> bool:
        """Whether the group's votes on the targets weigh nothing at present."""
        return self.state in Review.SET_ASIDE_STATES


@dataclass(frozen=True)
class VerdictView:
    """What one steward found; `appeal` tells the second round from the first."""

    steward: UUID
    verdict: str
    reason: str
    at: datetime
    appeal: bool


@dataclass(frozen=True)
class KnownGroup:
    """A group that has a review: who, on what, how many witnesses, in which state."""

    members: frozenset[UUID]
    targets: frozenset[UUID]
    witnesses: int
    state: str


@dataclass(frozen=True)
class Doubted:
    """Whose accounts a public review concerns at present: by a verdict, or not judged yet.

    Who is in both kinds is in `confirmed` alone.
    """

    confirmed: frozenset[UUID]
    unjudged: frozenset[UUID]


@dataclass(frozen=True)
class HeldPayout:
    """A review that keeps back what its `members` earn from its `targets`, since `held_at`."""

    review: UUID
    members: frozenset[UUID]
    targets: frozenset[UUID]
    held_at: datetime


@dataclass(frozen=True)
class PrecisionLog:
    """How often the check was right, of all reviews that were ever publicly marked."""

    marked: int
    confirmed: int
    released: int
    reversed: int
    pending: int


def set_aside(objects: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """For each thing the agents whose votes on it weigh 0 at present.

    Only publicly marked reviews set aside, until they are released or reversed. Things without such
    a review are missing. One SQL query.
    """
    found: dict[UUID, set[UUID]] = {}
    rows = ReviewTarget.objects.filter(
        target__in=list(objects),
        review__state__in=Review.SET_ASIDE_STATES,
        review__marked_at__isnull=False,
    ).values_list("target", "review__members__agent")
    for target, agent in rows:
        found.setdefault(target, set()).add(agent)
    return {target: frozenset(agents) for target, agents in found.items()}


def doubted() -> Doubted:
    """The accounts of public reviews whose votes weigh nothing at present. One SQL query."""
    rows = ReviewMember.objects.filter(
        review__state__in=Review.SET_ASIDE_STATES, review__marked_at__isnull=False
    ).values_list("agent_id", "review__state")
    found = list(rows)
    confirmed = frozenset(agent for agent, state in found if state == "confirmed")
    return Doubted(confirmed, frozenset(agent for agent, _state in found) - confirmed)


def held_payouts() -> list[HeldPayout]:
    """The reviews whose group's pay is kept back at present. Three SQL queries, mostly one."""
    rows = Review.objects.filter(state__in=Review.SET_ASIDE_STATES, held_at__isnull=False)
    return [
        HeldPayout(
            row.id,
            frozenset(one.agent_id for one in row.members.all()),
            frozenset(one.target for one in row.targets.all()),
            row.held_at,
        )
        for row in rows.prefetch_related("members", "targets").order_by("id")
        if row.held_at is not None
    ]


def public_reviews(target: UUID) -> list[ReviewView]:
    """Reviews of this thing that everybody may know, the newest first. Two SQL queries."""
    return _views(
        Review.objects.filter(targets__target=target, marked_at__isnull=False), LIMIT_REVIEWS
    )


def public_reviews_all(*, limit: int = LIMIT_REVIEWS) -> list[ReviewView]:
    """Every review that everybody may know, the newest first. Two SQL queries."""
    return _views(Review.objects.filter(marked_at__isnull=False), limit)


def all_reviews(*, limit: int = LIMIT_REVIEWS) -> list[ReviewView]:
    """All reviews, the newest first; for stewards. Two SQL queries."""
    return _views(Review.objects.all(), limit)


def reviews_of(agent: UUID) -> list[ReviewView]:
    """Reviews in which this agent is one of the group and of which she was told. Two queries."""
    return _views(
        Review.objects.filter(members__agent=agent, marked_at__isnull=False), LIMIT_REVIEWS
    )


def review(review_id: UUID) -> ReviewView | None:
    """One review. Two SQL queries."""
    found = _views(Review.objects.filter(id=review_id), 1)
    return found[0] if found else None


def review_members(review_id: UUID) -> frozenset[UUID]:
    """Who the group is; for stewards, and for one of it. One SQL query."""
    return frozenset(
        ReviewMember.objects.filter(review_id=review_id).values_list("agent_id", flat=True)
    )


def verdicts(review_id: UUID) -> list[VerdictView]:
    """What stewards found so far, the oldest first. One SQL query."""
    return [
        VerdictView(
            row.steward_id, row.verdict, row.reason, row.at, row.round == ReviewVerdict.APPEAL
        )
        for row in ReviewVerdict.objects.filter(review_id=review_id).order_by("at", "id")
    ]


def known_groups() -> list[KnownGroup]:
    """Every group that was ever written down, for the check not to open one twice. Three reads."""
    rows = Review.objects.prefetch_related("members", "targets").order_by("id")
    return [
        KnownGroup(
            frozenset(one.agent_id for one in row.members.all()),
            frozenset(one.target for one in row.targets.all()),
            row.witnesses,
            row.state,
        )
        for row in rows
    ]


def precision_log() -> PrecisionLog:
    """How many marked reviews were confirmed, released, reversed. One SQL query."""
    rows = (
        Review.objects.filter(marked_at__isnull=False)
        .values_list("state")
        .annotate(count=Count("id"))
    )
    counts = dict(rows)
    decided = {state: counts.get(state, 0) for state in ("confirmed", "released", "reversed")}
    marked = sum(counts.values())
    return PrecisionLog(marked, **decided, pending=marked - sum(decided.values()))


def _views(rows: QuerySet[Review], limit: int) -> list[ReviewView]:
    kept = list(rows.annotate(count=Count("members", distinct=True)).order_by("-id")[:limit])
    targets: dict[UUID, dict[UUID, str]] = {row.id: {} for row in kept}
    for review_id, target, kind in ReviewTarget.objects.filter(
        review__in=list(targets)
    ).values_list("review_id", "target", "kind"):
        targets[review_id][target] = kind
    return [
        ReviewView(
            id=row.id,
            state=row.state,
            witnesses=row.witnesses,
            evidence=row.evidence,
            opened_at=row.opened_at,
            marked_at=row.marked_at,
            held_at=row.held_at,
            decided_at=row.decided_at,
            reason=row.reason,
            apology=row.apology,
            appealed_at=row.appealed_at,
            appeal=row.appeal,
            members=row.count,
            targets=targets[row.id],
        )
        for row in kept
    ]

"""Offers and needs, and what is in hand between members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cohive.bond.models import Commitment, Proposal

LIMIT_PROPOSALS = 50
LIMIT_COMMITMENTS = 50


@dataclass(frozen=True)
class ProposalView:
    """An offer or a need; `taken` counts who has taken it up and not dropped it."""

    id: UUID
    kind: str
    what: str
    title: str
    text: str
    lang: str
    circle: UUID | None
    by: UUID
    at: datetime
    until: date | None
    state: str
    taken: int
    in_hand: int


@dataclass(frozen=True)
class CommitmentView:
    """What two members agreed on, seen from either side."""

    id: UUID
    proposal: UUID
    kind: str
    what: str
    title: str
    provider: UUID
    receiver: UUID
    agreed_at: datetime
    provider_done_at: datetime | None
    receiver_done_at: datetime | None
    ended_at: datetime | None
    state: str

    def done_by(self, agent: UUID) -> bool:
        """Whether this side has said that it is done."""
        mine = self.provider_done_at if agent == self.provider else self.receiver_done_at
        return mine is not None

    def other(self, agent: UUID) -> UUID:
        """The one on the other side."""
        return self.receiver if agent == self.provider else self.provider


def _views(rows: QuerySet[Proposal]) -> list[ProposalView]:
    counted = rows.annotate(
        taken=Count("commitments", filter=~Q(commitments__state="dropped")),
        in_hand=Count("commitments", filter=Q(commitments__state="agreed")),
    )
    return [
        ProposalView(
            id=row["id"],
            kind=row["kind"],
            what=row["what"],
            title=row["title"],
            text=row["text"],
            lang=row["language"],
            circle=row["circle_id"],
            by=row["by_id"],
            at=row["at"],
            until=row["until"],
            state=row["state"],
            taken=row["taken"],
            in_hand=row["in_hand"],
        )
        for row in counted.values()
    ]


def proposals(
    *,
    kind: str,
    today: date,
    what: str = "",
    circle: UUID | None = None,
    limit: int = LIMIT_PROPOSALS,
) -> list[ProposalView]:
    """Open offers or needs, longest waiting first; a need in hand is not listed. One SQL query."""
    rows = Proposal.objects.filter(kind=kind, state="open").filter(
        Q(until__isnull=True) | Q(until__gte=today)
    )
    if what:
        rows = rows.filter(what=what)
    if circle:
        rows = rows.filter(circle=circle)
    if kind == "need":
        held = Commitment.objects.filter(proposal=OuterRef("id"), state="agreed")
        rows = rows.exclude(Exists(held))
    return _views(rows.order_by("id")[:limit])


def proposal(proposal_id: UUID) -> ProposalView | None:
    """One offer or need. One SQL query."""
    return next(iter(_views(Proposal.objects.filter(id=proposal_id))), None)


def proposals_of(member: UUID) -> list[ProposalView]:
    """What a member offers and needs now. One SQL query."""
    return _views(Proposal.objects.filter(by=member, state="open").order_by("id"))


def _commitment(row: Mapping[str, Any]) -> CommitmentView:
    return CommitmentView(
        id=row["id"],
        proposal=row["proposal_id"],
        kind=row["proposal__kind"],
        what=row["proposal__what"],
        title=row["proposal__title"],
        provider=row["provider_id"],
        receiver=row["receiver_id"],
        agreed_at=row["agreed_at"],
        provider_done_at=row["provider_done_at"],
        receiver_done_at=row["receiver_done_at"],
        ended_at=row["ended_at"],
        state=row["state"],
    )


_COLUMNS = (
    "id",
    "proposal_id",
    "proposal__kind",
    "proposal__what",
    "proposal__title",
    "provider_id",
    "receiver_id",
    "agreed_at",
    "provider_done_at",
    "receiver_done_at",
    "ended_at",
    "state",
)


def commitments_of(member: UUID, *, state: str = "agreed") -> list[CommitmentView]:
    """What is in hand (or done, or dropped) for a member, oldest first. One SQL query."""
    rows = Commitment.objects.filter(Q(provider=member) | Q(receiver=member), state=state)
    return [_commitment(row) for row in rows.order_by("id").values(*_COLUMNS)[:LIMIT_COMMITMENTS]]


def done_lately(*, limit: int = 10) -> list[CommitmentView]:
    """What members did for each other, newest first. One SQL query."""
    rows = Commitment.objects.filter(state="done").order_by("-ended_at", "-id")
    return [_commitment(row) for row in rows.values(*_COLUMNS)[:limit]]


def done_count() -> tuple[int, int]:
    """How many times members helped each other, and how many of them. One SQL query."""
    pairs = Commitment.objects.filter(state="done").values_list("provider_id", "receiver_id")
    done = list(pairs)
    return len(done), len({agent for pair in done for agent in pair})

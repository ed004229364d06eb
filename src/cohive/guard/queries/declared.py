"""Reading what stewards declared groups to be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cohive.guard.models.declared import GroupDeclaration
from cohive.guard.models.reviews import ReviewMember

CLEARED_STATES = ("released", "reversed")
CONFIRMED = "confirmed"
HOUSEHOLD = "household"


@dataclass(frozen=True)
class DeclarationView:
    """A group is a household, a class or a team, by a steward's sentence."""

    kind: str
    sentence: str
    steward: UUID
    at: datetime


def declaration_of(review: UUID) -> DeclarationView | None:
    """What the group of this review was declared to be. One SQL query."""
    row = GroupDeclaration.objects.filter(review=review).first()
    return DeclarationView(row.kind, row.sentence, row.steward_id, row.at) if row else None


def declared_groups() -> list[frozenset[UUID]]:
    """Groups that were declared and then cleared, the oldest first: they are known to be innocent.

    One steward's word alone never hides a group from the next look. One SQL query.
    """
    rows = ReviewMember.objects.filter(
        review__state__in=CLEARED_STATES, review__declaration__isnull=False
    ).order_by("review_id", "agent_id")
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for review, agent in rows.values_list("review_id", "agent_id"):
        found[review].add(agent)
    return [frozenset(group) for group in found.values()]


def one_purse(agent: UUID) -> frozenset[UUID]:
    """Who buys out of the same purse as this agent: her declared household, her other accounts.

    A group counts once a steward declared it a household, or while its review is confirmed. Only
    asked where somebody would be paid for what she buys herself. One SQL query.
    """
    hers = ReviewMember.objects.filter(agent=agent).values("review_id")
    rows = ReviewMember.objects.filter(
        Q(review__state=CONFIRMED) | Q(review__declaration__kind=HOUSEHOLD), review__in=hers
    ).exclude(agent=agent)
    return frozenset(rows.values_list("agent_id", flat=True))

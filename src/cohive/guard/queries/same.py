"""What the guard knows of two agents: one household, or one hand by a verdict."""

from __future__ import annotations

from uuid import UUID

from cohive.guard.models.declared import GroupDeclaration
from cohive.guard.models.reviews import Review

ONE_HAND_STATES = ("confirmed", "appealed")


def known_together(first: UUID, second: UUID) -> str:
    """`household` when a steward declared both to be one, `confirmed` by a verdict; '' for neither.

    One steward's word is enough here: who asks wants two people who are not of one house. A verdict
    that was reversed counts no more. Two SQL queries.
    """
    both = Review.objects.filter(members__agent_id=first).filter(members__agent_id=second)
    if both.filter(state__in=ONE_HAND_STATES).exists():
        return "confirmed"
    told = GroupDeclaration.objects.filter(kind="household", review__in=both)
    return "household" if told.exists() else ""

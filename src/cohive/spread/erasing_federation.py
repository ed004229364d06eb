"""What the federation erases of a member who leaves, and gives her to take along."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from cohive.spread import operations
from cohive.spread.models import FederatedPost, FederationConsent


def erase(*, agent: UUID, at: datetime) -> None:
    """Her words outside are asked back, and her yes goes."""
    for post in FederatedPost.objects.filter(member=agent).values_list("id", flat=True):
        operations.withdraw_post(post=post, by=agent, at=at)
    FederationConsent.objects.filter(member=agent).delete()


def collect(agent: UUID) -> dict[str, Any]:
    """What left of hers, and since when it may."""
    return {
        "may_leave_since": FederationConsent.objects.filter(member=agent)
        .values_list("at", flat=True)
        .first(),
        "left": list(
            FederatedPost.objects.filter(member=agent)
            .order_by("id")
            .values("title", "texts", "at", "page")
        ),
    }

"""What a member takes with her of what she passed on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cohive.spread.models import Arrival, Consent, Link, PathCredit


def passing_on_of(agent: UUID) -> dict[str, Any]:
    """Her links, what she allowed of her works, what she was credited, how she came."""
    return {
        "links": list(
            Link.objects.filter(owner=agent)
            .order_by("id")
            .values("code", "target_kind", "target", "created_at")
        ),
        "consents": list(
            Consent.objects.filter(maker=agent)
            .order_by("id")
            .values("work", "state", "asked_at", "answered_at", "ended_at")
        ),
        "credits": list(
            PathCredit.objects.filter(person=agent)
            .order_by("id")
            .values("link__code", "step", "numerator", "denominator", "void")
        ),
        "came_by_a_link": list(Arrival.objects.filter(member=agent).values("link__code", "at")),
    }

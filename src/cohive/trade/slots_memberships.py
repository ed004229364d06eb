"""What memberships add to other pages: settings, a circle for a tier, what one takes along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from markupsafe import Markup

from cohive.bond import queries as bond
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.trade import queries


def settings(request: HttpRequest, subject: object) -> Markup | None:
    """On the page of settings: what one holds, and the way to it. One SQL query."""
    if not isinstance(subject, UUID):
        return None
    held = bond.periods_of(subject, at=timezone.now())
    return rendered(request, "trade/parts/membership_settings.html", {"held": held})


def circle(request: HttpRequest, subject: object) -> Markup | None:
    """On the page of a circle for a tier: whom it is for. One SQL query, two where it is."""
    tier = bond.tier_of_circle(subject) if isinstance(subject, UUID) else None
    if tier is None:
        return None
    viewer = viewer_of(request)
    holds = viewer is not None and bond.holds_tier(viewer.agent_id, tier.id, at=timezone.now())
    return rendered(request, "trade/parts/circle_tier.html", {"tier": tier, "is_holding": holds})


def gifts_taken_out(agent: UUID) -> list[dict[str, Any]]:
    """The gifts a member gave, for what she takes along."""
    return [
        {
            "order": gift.order,
            "email": gift.email,
            "code": gift.code,
            "expires_at": gift.expires_at,
            "redeemed_at": gift.redeemed_at,
        }
        for gift in queries.gifts_of(agent)
    ]

"""Who may act at all: active members and the firm."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond.models import Member, Membership, Place, RoleGrant
from cohive.bond.queries.tiers import holds_tier, tier_of_circle
from cohive.words.refusals import Forbidden, Missing, Refused


def is_firm(agent: UUID) -> bool:
    """Whether this agent is the place's firm. One SQL query."""
    return Place.objects.filter(firm=agent).exists()


def require_member(agent: UUID) -> bool:
    """Refuse who is neither an active member nor the firm; return whether it is the firm."""
    if Member.objects.filter(agent=agent, state="active").exists():
        return False
    if is_firm(agent):
        return True
    raise Missing("There is no such member.")


def require_belonging(agent: UUID, circle: UUID, *, at: datetime) -> None:
    """Refuse who does not belong to the circle (the firm may speak in every one).

    In a circle for a tier that is who holds it now; who keeps the circle always may.
    """
    if require_member(agent):
        return
    row = Membership.objects.filter(circle=circle, member=agent).first()
    if row is None:
        raise Refused("Join this circle to talk in it.")
    if not row.keeps:
        require_tier_of(circle, agent, at=at)


def require_tier_of(circle: UUID, agent: UUID, *, at: datetime) -> None:
    """Refuse who does not hold the tier a circle is for. One SQL query for most circles."""
    tier = tier_of_circle(circle)
    if tier is not None and not holds_tier(agent, tier.id, at=at):
        raise Refused(
            "This circle is for members of “%(tier)s”. The page of memberships says how one "
            "comes to it.",
            tier=tier.name,
        )


def require_role(agent: UUID, role: str) -> None:
    """Refuse who does not hold the role (the firm itself holds every one)."""
    held = RoleGrant.objects.filter(member=agent, role=role, revoked_at__isnull=True)
    if not held.exists() and not is_firm(agent):
        raise Forbidden("Your role here does not open it. A steward of the place can say who may.")


def holds(agent: UUID, role: str) -> bool:
    """Whether an agent holds a role now. One SQL query."""
    return RoleGrant.objects.filter(member=agent, role=role, revoked_at__isnull=True).exists()

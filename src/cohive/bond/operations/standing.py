"""Who may act at all: active members and the firm."""

from __future__ import annotations

from uuid import UUID

from cohive.bond.models import Member, Membership, Place, RoleGrant
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


def require_belonging(agent: UUID, circle: UUID) -> None:
    """Refuse who does not belong to the circle (the firm may speak in every one)."""
    if require_member(agent):
        return
    if not Membership.objects.filter(circle=circle, member=agent).exists():
        raise Refused("Join this circle to talk in it.")


def require_role(agent: UUID, role: str) -> None:
    """Refuse who does not hold the role (the firm itself holds every one)."""
    held = RoleGrant.objects.filter(member=agent, role=role, revoked_at__isnull=True)
    if not held.exists() and not is_firm(agent):
        raise Forbidden("Your role here does not open it. A steward of the place can say who may.")


def holds(agent: UUID, role: str) -> bool:
    """Whether an agent holds a role now. One SQL query."""
    return RoleGrant.objects.filter(member=agent, role=role, revoked_at__isnull=True).exists()

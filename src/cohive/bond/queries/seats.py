"""Roles that were given: who keeps which circle, and who holds which role of the place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.bond.models import Membership, RoleGrant
from cohive.bond.models.place import ROLES


@dataclass(frozen=True)
class SeatView:
    """One seat with who holds it now; `circle` is None for a role of the place."""

    circle: UUID | None
    role: str
    holders: tuple[UUID, ...]


def seats(*, firm: UUID) -> tuple[SeatView, ...]:
    """Every seat that somebody holds; the firm itself holds none. Two SQL queries."""
    found: dict[tuple[UUID | None, str], list[UUID]] = {(None, role): [] for role in ROLES}
    grants = RoleGrant.objects.filter(revoked_at__isnull=True).exclude(member_id=firm)
    for role, member in grants.order_by("id").values_list("role", "member_id"):
        found[None, role].append(member)
    kept = Membership.objects.filter(keeps=True).order_by("circle_id", "id")
    for circle, member in kept.values_list("circle_id", "member_id"):
        found.setdefault((circle, "keeper"), []).append(member)
    return tuple(
        SeatView(circle, role, tuple(held)) for (circle, role), held in found.items() if held
    )

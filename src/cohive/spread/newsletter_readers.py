"""Who may ask for and read the mails of a list: of a circle for a tier only who is in it now.

All other lists are everybody's. Stewards write the issues, so they read them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond.queries import (
    TierView,
    holds_tier,
    is_member,
    members_of_circles,
    roles_of,
    tier_of_circle,
)


def tier_of_list(kind: str, list_id: UUID) -> TierView | None:
    """The tier whose holders alone read a list; None: it is everybody's. One SQL query at most."""
    return tier_of_circle(list_id) if kind == "circle" else None


def may_get(kind: str, list_id: UUID, agent: UUID | None, *, at: datetime) -> bool:
    """Whether an agent (None: a stranger) may be sent a list's mails. Three SQL queries at most."""
    tier = tier_of_list(kind, list_id)
    if tier is None:
        return True
    return agent is not None and is_member(agent, list_id) and holds_tier(agent, tier.id, at=at)


def may_read(kind: str, list_id: UUID, agent: UUID | None, *, at: datetime) -> bool:
    """Whether an agent may read an issue of a list. Four SQL queries at most."""
    if may_get(kind, list_id, agent, at=at):
        return True
    return agent is not None and "steward" in roles_of(agent)


def only_readers(kind: str, list_id: UUID, *, at: datetime) -> frozenset[UUID] | None:
    """The members a list's mails go to, where it is not everybody's (None).

    One SQL query for each member of a circle for a tier.
    """
    tier = tier_of_list(kind, list_id)
    if tier is None:
        return None
    inside = members_of_circles([list_id]).get(list_id, frozenset())
    return frozenset(agent for agent in inside if holds_tier(agent, tier.id, at=at))

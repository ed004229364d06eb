"""Everything this place keeps of a member, as plain data she can take with her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from cohive.bond.models import Commitment, Member, Membership, Notice, Post, Proposal, RoleGrant
from cohive.bond.queries.gatherings import attendances_of, gatherings_by
from cohive.bond.queries.tiers import all_periods_of, applications_of
from cohive.bond.queries.translations import confirmed_by, translated_by
from cohive.guard.queries import interests_of
from cohive.journal.queries import acts_of_actor

LIMIT_ACTS = 10_000

Collector = Callable[[UUID], Any]

_collectors: dict[str, Collector] = {}


def also_collect(name: str, collector: Collector) -> None:
    """Let a later room add its part (works, statements) under a name; called from `ready`.

    The collector takes the agent's id and returns dicts, lists and plain values.
    """
    _collectors[name] = collector


def everything_of(agent: UUID) -> dict[str, Any]:
    """The member's rows of this room, her acts, and what later rooms add. JSON-ready values."""
    member: dict[str, Any] = dict(Member.objects.filter(agent=agent).values().first() or {})
    email = Member.objects.filter(agent=agent).values_list("user__email", flat=True).first()
    mine: dict[str, Any] = {
        "member": {**member, "email": email},
        "circles": list(
            Membership.objects.filter(member=agent).values("circle__name", "joined_at")
        ),
        "posts": list(
            Post.objects.filter(author=agent)
            .order_by("at", "id")
            .values("id", "thread__title", "text", "at", "edited_at", "withdrawn_at")
        ),
        "offers_and_needs": list(Proposal.objects.filter(by=agent).order_by("id").values()),
        "done_for_others": list(Commitment.objects.filter(provider=agent).values()),
        "done_by_others": list(Commitment.objects.filter(receiver=agent).values()),
        "gatherings_planned": gatherings_by(agent),
        "gatherings_come_to": attendances_of(agent),
        "roles": list(RoleGrant.objects.filter(member=agent).values("role", "granted_at")),
        "notices": list(Notice.objects.filter(to=agent).order_by("id").values()),
        "memberships": [
            {
                "tier": period.tier.name,
                "reason": period.reason,
                "starts_at": period.starts_at,
                "ends_at": period.ends_at,
                "ended_at": period.ended_at,
            }
            for period in all_periods_of(agent)
        ],
        "asked_to_join": [
            {"said": asked.said, "state": asked.state, "asked_at": asked.asked_at}
            for asked in applications_of(agent)
        ],
        "declared_interests": [
            {"about_kind": one.about_kind, "about": one.about, **asdict(one.shown)}
            for one in interests_of(agent)
        ],
        "translations": translated_by(agent),
        "translations_confirmed": confirmed_by(agent),
        "acts": [
            {"kind": act.kind, "at": act.at, "object": act.object, "id": act.id}
            for act in acts_of_actor(agent, limit=LIMIT_ACTS)
        ],
    }
    return {**mine, **{name: collector(agent) for name, collector in _collectors.items()}}

"""What this room tells of one member in time order: she came, joined circles, held memberships."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from cohive.bond.keyset import Mark, older
from cohive.bond.models import Member, Membership, TierPeriod
from cohive.words.moments import Moment
from cohive.words.sentences import Sentence

BOUGHT = Sentence("Has the membership %(name)s, bought")
EARNED = Sentence("Has the membership %(name)s, earned")
GIVEN = Sentence("Has the membership %(name)s, given")
REASONS = {"bought": BOUGHT, "earned": EARNED, "given": GIVEN, "granted": GIVEN}


def joined_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """When she became a member. One SQL query."""
    rows = Member.objects.filter(older(before, "joined_at", "agent"), agent=agent)
    return [
        Moment(row.joined_at, row.agent_id, "account", Sentence("Came to the place"))
        for row in rows.exclude(state__in=("erased", "unclaimed"))[:limit]
    ]


def tiers_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Memberships she held or holds, newest first. One SQL query."""
    rows = TierPeriod.objects.filter(older(before, "given_at"), member=agent)
    return [
        Moment(row.given_at, row.id, "tier", REASONS[row.reason].filled(name=row.tier.name))
        for row in rows.select_related("tier").order_by("-given_at", "-id")[:limit]
    ]


def circles_in_time(agent: UUID, *, before: Mark | None, limit: int) -> list[Moment]:
    """Circles she belongs to, by when she joined, newest first. One SQL query."""
    rows = Membership.objects.filter(older(before, "joined_at"), member=agent)
    return [
        Moment(
            row.joined_at,
            row.id,
            "circle",
            Sentence("Joined the circle %(name)s", {"name": row.circle.name}),
            reverse("bond:circle", kwargs={"slug": row.circle.slug}),
        )
        for row in rows.select_related("circle").order_by("-joined_at", "-id")[:limit]
    ]

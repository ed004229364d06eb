"""A circle becomes two, two become one, and the way back: who belongs where afterwards.

Whether that was agreed is a later room's affair. Threads stay in the circle they were begun in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.events import CircleCreated, CircleDivided, CircleRestored, CirclesMerged
from cohive.bond.models import Circle, Membership
from cohive.bond.operations.circles import checked_name, checked_purpose, free_slug
from cohive.journal.operations import create_agent, record
from cohive.words.refusals import Missing


@dataclass(frozen=True)
class Belonging:
    """Who belongs to a circle, since when, and whether she keeps it."""

    agent: UUID
    keeps: bool
    joined_at: datetime


@transaction.atomic
def divide_circle(
    *,
    circle: UUID,
    name: str,
    purpose: str,
    members: Sequence[Belonging],
    leaving: Collection[UUID],
    by: UUID,
    at: datetime,
) -> UUID:
    """Found a circle that grew out of another; return its id.

    `members` belong to the new one; those in `leaving` belong to the old one no more. Who does not
    belong to the old circle at this moment is left out. Raises Refused at name or purpose.
    """
    mother = _locked(circle)
    shown, said = checked_name(name), checked_purpose(purpose)
    here = set(Membership.objects.filter(circle=mother).values_list("member_id", flat=True))
    daughter = create_agent(kind="circle", at=at)
    Circle.objects.create(
        agent_id=daughter,
        name=shown,
        slug=free_slug(shown),
        purpose=said,
        created_by_id=by,
        created_at=at,
    )
    record(
        CircleCreated(circle=daughter),
        by=by,
        at=at,
        object_kind="circle",
        object=daughter,
        circle=daughter,
    )
    _belong(daughter, circle, [one for one in members if one.agent in here])
    Membership.objects.filter(circle=mother, member__in=leaving).delete()
    _somebody_keeps(circle)
    _somebody_keeps(daughter)
    record(
        CircleDivided(circle=circle, daughter=daughter, left=tuple(sorted(here & set(leaving)))),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        target=daughter,
        circle=circle,
    )
    return daughter


@transaction.atomic
def merge_circle(
    *, circle: UUID, into: UUID, members: Sequence[Belonging], by: UUID, at: datetime
) -> None:
    """Let everybody of a circle belong to another; nobody belongs to the first any more.

    `members` says since when they belong and who keeps; others of the circle belong from now on.
    Who belongs to the other already stays as she is, but may keep it from now on.
    """
    _locked(circle)
    _locked(into)
    known = {one.agent: one for one in members}
    here = Membership.objects.filter(circle=circle).values_list("member_id", flat=True)
    moved = sorted(here)
    _belong(into, circle, [known.get(agent, Belonging(agent, False, at)) for agent in moved])
    Membership.objects.filter(circle=circle).delete()
    _somebody_keeps(into)
    record(
        CirclesMerged(circle=circle, into=into, moved=tuple(moved)),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        target=into,
        circle=into,
    )


@transaction.atomic
def restore_circle(
    *,
    circle: UUID,
    out_of: UUID,
    members: Sequence[Belonging],
    leaving: Collection[UUID],
    by: UUID,
    at: datetime,
) -> None:
    """Let a merged circle live again; those in `leaving` belong to the other no more.

    Who has left the other circle meanwhile is left out.
    """
    _locked(circle)
    _locked(out_of)
    here = set(Membership.objects.filter(circle=out_of).values_list("member_id", flat=True))
    _belong(circle, out_of, [one for one in members if one.agent in here])
    Membership.objects.filter(circle=out_of, member__in=leaving).delete()
    _somebody_keeps(circle)
    _somebody_keeps(out_of)
    record(
        CircleRestored(circle=circle, out_of=out_of),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        target=out_of,
        circle=circle,
    )


def _locked(agent: UUID) -> Circle:
    row = Circle.objects.select_for_update().filter(agent=agent).first()
    if row is None:
        raise Missing("There is no such circle.")
    return row


def _belong(circle: UUID, source: UUID, members: Sequence[Belonging]) -> None:
    """Make the memberships that are not there; who should keep the circle keeps it.

    Who has no vote in the circle she comes from has none in the other; who gained hers after she
    had come in by a tier has it since then.
    """
    voters = dict(
        Membership.objects.filter(circle=source, votes_since__isnull=False).values_list(
            "member_id", "votes_since"
        )
    )
    Membership.objects.bulk_create(
        [
            Membership(
                circle_id=circle,
                member_id=one.agent,
                keeps=one.keeps,
                joined_at=one.joined_at,
                votes_since=_votes_since(one, voters.get(one.agent)),
            )
            for one in members
        ],
        ignore_conflicts=True,
    )
    keeping = [one.agent for one in members if one.keeps]
    Membership.objects.filter(circle=circle, member__in=keeping).update(keeps=True)


def _votes_since(one: Belonging, voted_since: datetime | None) -> datetime | None:
    return max(one.joined_at, voted_since) if voted_since else None


def _somebody_keeps(circle: UUID) -> None:
    """Where nobody keeps a circle, who has been there longest does."""
    rows = Membership.objects.filter(circle=circle).order_by("id")
    if not rows.filter(keeps=True).exists():
        Membership.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:1])).update(
            keeps=True
        )

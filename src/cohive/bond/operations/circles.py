"""Circles: opening, changing, joining, leaving."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import naming
from cohive.bond.events import (
    CircleChanged,
    CircleCreated,
    CircleJoined,
    CircleLeft,
    CircleVoteGained,
)
from cohive.bond.models import Circle, Membership
from cohive.bond.operations.standing import require_member, require_tier_of
from cohive.bond.queries.tiers import is_for_a_tier
from cohive.journal import conditions
from cohive.journal.operations import create_agent, record
from cohive.words.refusals import Forbidden, Missing, Refused

PURPOSE_CHARACTERS_MAX = 500
MAY_JOIN = "bond.may_join"
"""The question whether one may come to belong to a circle; later rooms know reasons against."""


@transaction.atomic
def create_circle(
    *,
    name: str,
    purpose: str,
    by: UUID,
    at: datetime,
    slug: str = "",
    name_other: str = "",
    purpose_other: str = "",
) -> UUID:
    """Open a circle; who opens it keeps it (a firm opens circles without belonging to them)."""
    is_firm = require_member(by)
    shown = checked_name(name)
    agent = create_agent(kind="circle", at=at)
    Circle.objects.create(
        agent_id=agent,
        name=shown,
        name_other=naming.clean_name(name_other, field="name_other") if name_other else "",
        slug=free_slug(slug or shown),
        purpose=checked_purpose(purpose),
        purpose_other=purpose_other.strip(),
        created_by_id=by,
        created_at=at,
    )
    record(
        CircleCreated(circle=agent),
        by=by,
        at=at,
        object_kind="circle",
        object=agent,
        circle=agent,
    )
    if not is_firm:
        Membership.objects.create(
            circle_id=agent, member_id=by, keeps=True, joined_at=at, votes_since=at
        )
        _record_joined(agent, by=by, at=at)
    return agent


def checked_name(name: str) -> str:
    """A circle's name, cleaned; refused at the field when another circle has it."""
    shown = naming.clean_name(name)
    if Circle.objects.filter(name__iexact=shown).exists():
        raise Refused(
            "There is a circle of this name. Join it, or choose another name.", field="name"
        )
    return shown


def free_slug(text: str) -> str:
    """An address for a circle that no other has."""
    return naming.slug_for(text, fallback="circle", is_taken=_is_taken)


def _is_taken(slug: str) -> bool:
    return slug == "new" or Circle.objects.filter(slug=slug).exists()


def checked_purpose(text: str) -> str:
    """What people come together for, cleaned; refused at the field when it is missing."""
    return naming.clean_text(
        text,
        characters_max=PURPOSE_CHARACTERS_MAX,
        empty=Refused("Say in a sentence what people come together for.", field="purpose"),
    )


@transaction.atomic
def change_circle(
    *, circle: UUID, name: str, purpose: str, by: UUID, at: datetime, name_other: str = ""
) -> None:
    """Change a circle's name or purpose; only who keeps it may. Its address stays."""
    row = _circle(circle)
    if not Membership.objects.filter(circle=circle, member=by, keeps=True).exists():
        raise Forbidden("Only who keeps this circle may change it.")
    row.name, row.purpose = naming.clean_name(name), checked_purpose(purpose)
    row.name_other = naming.clean_name(name_other, field="name_other") if name_other else ""
    row.save()
    record(
        CircleChanged(circle=circle),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        circle=circle,
    )


@transaction.atomic
def join_circle(*, circle: UUID, by: UUID, at: datetime) -> None:
    """Belong to a circle from now on; joining twice changes nothing.

    Who comes in while it is for a tier has no vote in it. When it is for everybody again she joins
    once more, by the same door as everybody, and votes from then on.
    """
    is_firm = require_member(by)
    _circle(circle)
    if not is_firm:
        require_tier_of(circle, by, at=at)
    for reason in conditions.obstacles(MAY_JOIN, circle):
        raise Refused("%(reason)s", reason=reason)
    votes_since = None if is_for_a_tier(circle) else at
    row, is_new = Membership.objects.get_or_create(
        circle_id=circle, member_id=by, defaults={"joined_at": at, "votes_since": votes_since}
    )
    if is_new:
        _record_joined(circle, by=by, at=at)
    elif row.votes_since is None and votes_since is not None:
        row.votes_since = votes_since
        row.save(update_fields=["votes_since"])
        event = CircleVoteGained(circle=circle)
        record(event, by=by, at=at, object_kind="circle", object=circle, circle=circle)


@transaction.atomic
def leave_circle(*, circle: UUID, by: UUID, at: datetime) -> None:
    """Leave a circle; when its only keeper leaves, who has been there longest keeps it."""
    _circle(circle)
    gone, _ = Membership.objects.filter(circle=circle, member=by).delete()
    if not gone:
        return
    rest = Membership.objects.filter(circle=circle).order_by("id")
    if not rest.filter(keeps=True).exists():
        Membership.objects.filter(pk__in=list(rest.values_list("pk", flat=True)[:1])).update(
            keeps=True
        )
    record(
        CircleLeft(circle=circle),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        target=circle,
        circle=circle,
    )


def _circle(agent: UUID) -> Circle:
    row = Circle.objects.select_for_update().filter(agent=agent).first()
    if row is None:
        raise Missing("There is no such circle.")
    return row


def _record_joined(circle: UUID, *, by: UUID, at: datetime) -> None:
    record(
        CircleJoined(circle=circle),
        by=by,
        at=at,
        object_kind="circle",
        object=circle,
        target=circle,
        circle=circle,
    )

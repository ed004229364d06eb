"""Proposing that a circle becomes two, or two become one: nothing is decided by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from cohive.bond import queries as bond
from cohive.evolve.events_changes import (
    ChangeProposed,
)
from cohive.evolve.models.changes import (
    ASKED_AGAIN_AFTER,
    CHANGE_STATES,
    OPEN_STATES,
    ChangeMember,
    CircleChange,
    SplitFinding,
)
from cohive.evolve.operations.border import ties_inside
from cohive.evolve.operations.changes import SIDE_MIN
from cohive.evolve.operations.concerned import circle_view, tell_concerned
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Refused

REASON_LENGTH_MAX = 2_000

LOOK_MERGE = gettext_noop("“%(circle)s” and “%(other)s” may become one. Have a look.")

LOOK = gettext_noop("“%(circle)s” may become two. Say where you would be.")


@transaction.atomic
def propose_split(
    *,
    circle: UUID,
    reason: str,
    by: UUID,
    at: datetime,
    name: str = "",
    purpose: str = "",
    going: Iterable[UUID] = (),
) -> UUID:
    """Propose that a circle becomes two; `going` are on the new side until they choose themselves.

    Without `going` it is who the talk of the circle would put there, where the rule of
    `cohive.engine.fission` proposes a split; else nobody.
    Return the change's id. Members of the circle and stewards may; nothing is decided by it.
    """
    view, people = circle_view(circle), bond.circle_voters(circle)
    _may_propose(by, {one.agent for one in people})
    _refuse_bought_votes(circle)
    _nothing_open(circle)
    if len(people) < 2 * SIDE_MIN:
        raise Refused("A split takes at least %(least)s people.", least=2 * SIDE_MIN)
    _not_asked_lately("split", circle, at=at)
    row = CircleChange.objects.create(
        kind="split",
        circle_id=circle,
        name=name.strip()[:60],
        purpose=purpose.strip()[:500],
        reason=_reason(reason),
        ties=ties_inside([circle], {one.agent for one in people}),
        state=CHANGE_STATES.start,
        proposed_by_id=by,
        proposed_at=at,
    )
    moving = set(going) or _found_going(circle)
    ChangeMember.objects.bulk_create(
        ChangeMember(
            change=row,
            member_id=one.agent,
            side="second" if one.agent in moving else "first",
            keeps=one.keeps,
            joined_at=one.joined_at,
        )
        for one in people
    )
    _proposed(row, by=by, at=at)
    tell_concerned(row, LOOK, "look", at=at, values={"circle": view.name})
    return row.id


@transaction.atomic
def propose_merge(*, circle: UUID, other: UUID, reason: str, by: UUID, at: datetime) -> UUID:
    """Propose that `other` becomes part of `circle`; return the change's id."""
    view, gone = circle_view(circle), circle_view(other)
    if circle == other:
        raise Refused("Choose another circle.", field="other")
    here = {one.agent: one for one in bond.circle_voters(circle)}
    there = {one.agent: one for one in bond.circle_voters(other)}
    _may_propose(by, here.keys() | there.keys())
    _refuse_bought_votes(circle, other)
    _nothing_open(circle)
    _nothing_open(other)
    if not here or not there:
        raise Refused("Nobody belongs to one of these circles.", field="other")
    _not_asked_lately("merge", circle, at=at)
    row = CircleChange.objects.create(
        kind="merge",
        circle_id=circle,
        other_id=other,
        reason=_reason(reason),
        ties=ties_inside([circle, other], here.keys() | there.keys()),
        state=CHANGE_STATES.start,
        proposed_by_id=by,
        proposed_at=at,
    )
    rows = []
    for agent in sorted(here.keys() | there.keys()):
        one, two = here.get(agent), there.get(agent)
        side = "both" if one and two else "first" if one else "second"
        first = one or two
        if first is None:
            continue
        rows.append(
            ChangeMember(
                change=row,
                member_id=agent,
                side=side,
                keeps=bool(one and one.keeps),
                joined_at=first.joined_at,
                keeps_other=bool(two and two.keeps),
                joined_other_at=two.joined_at if two else None,
            )
        )
    ChangeMember.objects.bulk_create(rows)
    _proposed(row, by=by, at=at)
    tell_concerned(row, LOOK_MERGE, "look", at=at, values={"circle": view.name, "other": gone.name})
    return row.id


def _found_going(circle: UUID) -> set[UUID]:
    """Who the talk itself would put on the new side, where the rule proposes a split."""
    found = SplitFinding.objects.filter(circle=circle, is_proposed=True).first()
    return {UUID(one) for one in found.members} if found else set()


def _refuse_bought_votes(*circles: UUID) -> None:
    """Who pays for a tier must not have a vote by it: its circle is not changed by one."""
    if any(bond.is_for_a_tier(circle) for circle in circles):
        raise Refused(
            "This circle is for members of a tier, and paying does not buy votes: it is not "
            "divided or joined by a vote."
        )


def _may_propose(agent: UUID, people: Iterable[UUID]) -> None:
    if agent not in set(people) and "steward" not in bond.roles_of(agent):
        raise Forbidden("Members of the circle, and stewards, propose what becomes of it.")


def _nothing_open(circle: UUID) -> None:
    about = CircleChange.objects.filter(Q(circle=circle) | Q(other=circle))
    if about.filter(state__in=OPEN_STATES).exists():
        raise Refused("Something is proposed for this circle already. Finish that first.")


def _not_asked_lately(kind: str, circle: UUID, *, at: datetime) -> None:
    last = (
        CircleChange.objects.filter(kind=kind, circle=circle, state="declined")
        .order_by("-ended_at")
        .values_list("ended_at", flat=True)
        .first()
    )
    if last is not None and at < last + ASKED_AGAIN_AFTER:
        raise Refused(
            "This was asked and declined. It is not asked again before %(day)s.",
            day=last + ASKED_AGAIN_AFTER,
        )


def _reason(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused("Say in a sentence why.", field="reason")
    if len(words) > REASON_LENGTH_MAX:
        raise Refused("Write at most %(most)s characters.", field="reason", most=REASON_LENGTH_MAX)
    return words


def _proposed(row: CircleChange, *, by: UUID, at: datetime) -> None:
    record(
        ChangeProposed(row.id, row.kind),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        target=row.other_id,
        circle=row.circle_id,
    )

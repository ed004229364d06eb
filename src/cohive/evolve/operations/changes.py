"""From a proposal to a vote: a circle that becomes two, or two that become one.

`create` decides about ideas and challenges by one tally that staff publishes. Circles that part
need another vote, so it stands here: each side agrees by itself, nobody of the firm has a say in
it, and it is counted as soon as nothing can change any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from cohive.bond import operations as telling
from cohive.bond import queries as bond
from cohive.evolve.divisions import needed
from cohive.evolve.events_changes import (
    ChangeCounted,
    ChangeVoted,
    ChangeVoteOpened,
    ChangeWithdrawn,
    SideChosen,
)
from cohive.evolve.models.changes import (
    CHANGE_STATES,
    ChangeMember,
    CircleChange,
)
from cohive.evolve.operations.concerned import circle_view, notice_key, tell_concerned
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

DAYS_MIN, DAYS_MAX, DAYS = 1, 60, 7
SIDE_MIN = 2
"""People on each side, at least: one alone is no circle."""
WILLING_MIN = 2
"""Who would keep the new circle, at least."""
VOTE = gettext_noop("Please vote about “%(circle)s” until %(day)s.")
AGREED = gettext_noop("“%(circle)s”: both sides said yes.")
DECLINED = gettext_noop("“%(circle)s”: it stays as it is.")


@transaction.atomic
def choose_side(
    *, change: UUID, side: str, by: UUID, at: datetime, is_willing: bool = False
) -> None:
    """Say for oneself where one would belong, and whether one would keep that circle."""
    row = locked_change(change)
    if row.kind != "split" or row.state != "preview":
        raise Refused("The border is drawn: sides can be chosen until the vote opens.")
    if side not in ChangeMember.SIDES:
        raise Refused("Choose one side, the other, or both.", field="side")
    own = _own(row, by)
    own.side, own.is_willing, own.chose_at = side, is_willing, at
    own.save(update_fields=["side", "is_willing", "chose_at"])
    record(
        SideChosen(row.id), by=by, at=at, object_kind="change", object=row.id, circle=row.circle_id
    )


@transaction.atomic
def open_change_vote(*, change: UUID, by: UUID, at: datetime, days: int = DAYS) -> None:
    """Ask everybody concerned; who proposed it and stewards may. Sides are fixed from now on."""
    row = locked_change(change)
    require_mover(row, by)
    if row.state != "preview":
        raise Refused("The vote was opened already.")
    if not DAYS_MIN <= days <= DAYS_MAX:
        raise Refused(
            "A vote lasts from %(least)s to %(most)s days.",
            field="days",
            least=DAYS_MIN,
            most=DAYS_MAX,
        )
    _leave_out_who_left(row)
    if row.kind == "split":
        _check_sides(row)
    row.state = CHANGE_STATES.move(row.state, "voting")
    row.opened_at, row.closes_at = at, at + timedelta(days=days)
    row.save(update_fields=["state", "opened_at", "closes_at"])
    record(
        ChangeVoteOpened(row.id),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        circle=row.circle_id,
    )
    values = {
        "circle": circle_view(row.circle_id).name,
        "day": f"day:{row.closes_at.date().isoformat()}",
    }
    tell_concerned(row, VOTE, "vote", at=at, values=values, waits=True)


@transaction.atomic
def vote_on_change(*, change: UUID, answer: str, by: UUID, at: datetime) -> str:
    """Give one's vote, or change it while the vote is open; return the change's state.

    When everybody has voted it is counted at once.
    """
    row = locked_change(change)
    if row.state != "voting" or row.closes_at is None or at >= row.closes_at:
        raise Refused("This vote is closed.")
    if answer not in ("yes", "no"):
        raise Refused("Answer yes or no.", field="answer")
    own = _own(row, by)
    own.answer, own.answered_at = answer, at
    own.save(update_fields=["answer", "answered_at"])
    telling.answer_notice(to=by, key=notice_key(row, "vote", by), at=at)
    record(
        ChangeVoted(row.id), by=by, at=at, object_kind="change", object=row.id, circle=row.circle_id
    )
    if not row.people.filter(answer="").exists():
        _count(row, by=by, at=at)
    return row.state


def count_closed_votes(*, at: datetime) -> int:
    """Count every vote whose time is over; a job of every hour. Return how many."""
    firm = bond.place()
    due = CircleChange.objects.filter(state="voting", closes_at__lte=at)
    done = 0
    for key in list(due.values_list("id", flat=True)):
        with transaction.atomic():
            row = locked_change(key)
            if row.state == "voting" and firm is not None:
                _count(row, by=firm.agent, at=at)
                done += 1
    return done


@transaction.atomic
def withdraw_change(*, change: UUID, by: UUID, at: datetime) -> None:
    """Go no further with it; who proposed it and stewards may, but not while people vote."""
    row = locked_change(change)
    require_mover(row, by)
    if row.state == "voting":
        raise Refused("People are voting. What they say counts.")
    row.state = CHANGE_STATES.move(row.state, "withdrawn")
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    record(
        ChangeWithdrawn(row.id),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        circle=row.circle_id,
    )


def locked_change(change: UUID) -> CircleChange:
    """The change with its row locked until the transaction ends."""
    row = CircleChange.objects.select_for_update().filter(id=change).first()
    if row is None:
        raise Missing("There is no such proposal.")
    return row


def require_mover(row: CircleChange, agent: UUID) -> None:
    """Refuse who neither proposed it nor is a steward."""
    if row.proposed_by_id != agent and "steward" not in bond.roles_of(agent):
        raise Forbidden("Who proposed it, or a steward, goes on with it.")


def _count(row: CircleChange, *, by: UUID, at: datetime) -> None:
    """Two thirds of each side have to say yes; who is on both counts on both."""
    yes, size = {}, {}
    for side in ("first", "second"):
        voters = row.people.filter(Q(side=side) | Q(side="both"))
        yes[side], size[side] = voters.filter(answer="yes").count(), voters.count()
    row.first_yes, row.first_size = yes["first"], size["first"]
    row.second_yes, row.second_size = yes["second"], size["second"]
    is_agreed = all(size[side] and yes[side] >= needed(size[side]) for side in size)
    row.state = CHANGE_STATES.move(row.state, "agreed" if is_agreed else "declined")
    row.ended_at = at
    row.save()
    record(
        ChangeCounted(
            change=row.id,
            is_agreed=is_agreed,
            first_yes=yes["first"],
            first_size=size["first"],
            second_yes=yes["second"],
            second_size=size["second"],
        ),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        circle=row.circle_id,
    )
    for agent in row.people.filter(answer="").values_list("member_id", flat=True):
        telling.answer_notice(to=agent, key=notice_key(row, "vote", agent), at=at)
    values = {"circle": circle_view(row.circle_id).name}
    tell_concerned(row, AGREED if is_agreed else DECLINED, "counted", at=at, values=values)


def _own(row: CircleChange, agent: UUID) -> ChangeMember:
    own = row.people.filter(member=agent).first()
    if own is None:
        raise Forbidden("Only who belonged to the circle when this was proposed has a say in it.")
    return own


def _leave_out_who_left(row: CircleChange) -> None:
    """Who belongs to neither circle any more, or came in by a tier, has no vote."""
    here: set[UUID] = set()
    for circle in filter(None, (row.circle_id, row.other_id)):
        here |= {one.agent for one in bond.circle_voters(circle)}
    row.people.exclude(member__in=here).delete()


def _check_sides(row: CircleChange) -> None:
    sides = list(row.people.values_list("side", "is_willing"))
    for side in ("first", "second"):
        if sum(one in (side, "both") for one, _ in sides) < SIDE_MIN:
            raise Refused(
                "Each side takes at least %(least)s people. Ask who would go, then open the vote.",
                least=SIDE_MIN,
            )
    if sum(willing and side != "first" for side, willing in sides) < WILLING_MIN:
        raise Refused(
            "At least %(least)s people of the new circle have to be willing to keep it.",
            least=WILLING_MIN,
        )

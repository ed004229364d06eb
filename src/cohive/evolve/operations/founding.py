"""From a vote to a deed: a circle is founded or two come together, and the way back for 90 days."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as circles
from cohive.bond import queries as bond
from cohive.bond.operations import Belonging
from cohive.evolve.divisions import needed
from cohive.evolve.events_changes import ChangeDone, ChangeUndone, UndoAsked
from cohive.evolve.models.changes import (
    CHANGE_STATES,
    UNDO_FOR,
    ChangeCourse,
    ChangeMember,
    CircleChange,
)
from cohive.evolve.operations import treasury
from cohive.evolve.operations.changes import locked_change, require_mover
from cohive.evolve.queries.changes import is_closed
from cohive.evolve.treasuries import moves_back, moves_of
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Refused

DONE = gettext_noop("It is founded: “%(circle)s” and “%(other)s” are two circles.")
DONE_MERGE = gettext_noop("It is done: “%(other)s” is part of “%(circle)s”.")
UNDONE = gettext_noop("It was undone: “%(circle)s” is as it was before.")


@transaction.atomic
def found_change(
    *, change: UUID, by: UUID, at: datetime, name: str = "", purpose: str = ""
) -> UUID:
    """Do what both sides agreed on; who proposed it, stewards, and who is willing to keep may.

    Of a split the new circle is opened under `name` with its members, keepers and part of the
    treasury; of a merging everybody and the treasury come together. Return the other circle's id.
    Raises Refused at name or purpose.
    """
    row = locked_change(change)
    if not row.people.filter(member=by, is_willing=True).exists():
        require_mover(row, by)
    if row.state != "agreed":
        raise Refused("This is done when both sides have said yes, and once.")
    people = list(row.people.order_by("id"))
    if row.kind == "split":
        row.name, row.purpose = name.strip() or row.name, purpose.strip() or row.purpose
        row.other_id = _divide(row, people, by=by, at=at)
    else:
        _merge(row, people, by=by, at=at)
    money = moves_of(row, **_sizes(people))
    row.state = CHANGE_STATES.move(row.state, "done")
    row.done_by_id, row.done_at, row.undo_until = by, at, at + UNDO_FOR
    row.save()
    if row.kind == "split":
        ChangeCourse.objects.create(change=row, at=at, sides=_sizes(people))
    act = record(
        ChangeDone(change=row.id, kind=row.kind, circle=row.circle_id, other=_other(row)),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        target=row.other_id,
        circle=row.circle_id,
        flows=treasury.flows_of(row, money),
    )
    treasury.post_moves(row, money, act=act, at=at)
    _tell(row, DONE if row.kind == "split" else DONE_MERGE, "done", at=at)
    return _other(row)


def _sizes(people: list[ChangeMember]) -> dict[str, int]:
    return {side: sum(one.side == side for one in people) for side in ChangeMember.SIDES}


def _other(row: CircleChange) -> UUID:
    if row.other_id is None:
        raise Refused("There is no second circle yet.")
    return row.other_id


def _divide(row: CircleChange, people: list[ChangeMember], *, by: UUID, at: datetime) -> UUID:
    return circles.divide_circle(
        circle=row.circle_id,
        name=row.name,
        purpose=row.purpose,
        members=[
            Belonging(one.member_id, one.is_willing, at) for one in people if one.side != "first"
        ],
        leaving=[one.member_id for one in people if one.side == "second"],
        by=by,
        at=at,
    )


def _merge(row: CircleChange, people: list[ChangeMember], *, by: UUID, at: datetime) -> None:
    circles.merge_circle(
        circle=_other(row),
        into=row.circle_id,
        members=[
            Belonging(one.member_id, one.keeps_other, at) for one in people if one.side != "first"
        ],
        by=by,
        at=at,
    )


@transaction.atomic
def ask_undo(*, change: UUID, by: UUID, at: datetime) -> bool:
    """Ask to undo a change that was done, within 90 days; return whether that undid it.

    It is undone when two thirds of one side's people have asked, or a keeper of each circle has.
    """
    row = locked_change(change)
    if row.state != "done" or row.undo_until is None:
        raise Refused("There is nothing to undo.")
    if at > row.undo_until:
        raise Refused("This could be undone until %(day)s.", day=row.undo_until)
    if is_closed(row.circle_id) or (row.kind == "split" and is_closed(_other(row))):
        raise Refused("One of these circles has become part of another since. Undo that first.")
    own = row.people.filter(member=by).first()
    if own is None:
        raise Forbidden("Only who voted on it can ask to undo it.")
    if own.asks_undo_at is None:
        own.asks_undo_at = at
        own.save(update_fields=["asks_undo_at"])
        record(
            UndoAsked(row.id),
            by=by,
            at=at,
            object_kind="change",
            object=row.id,
            circle=row.circle_id,
        )
    if not _enough_ask(row):
        return False
    _undo(row, by=by, at=at)
    return True


def _enough_ask(row: CircleChange) -> bool:
    people = list(row.people.all())
    asking = {one.member_id for one in people if one.asks_undo_at is not None}
    for side in ("first", "second"):
        belonging = [one for one in people if one.side in (side, "both")]
        asked = sum(one.member_id in asking for one in belonging)
        if belonging and asked >= needed(len(belonging)):
            return True
    return all(asking & keepers for keepers in _keepers(row, people))


def _keepers(row: CircleChange, people: list[ChangeMember]) -> tuple[set[UUID], set[UUID]]:
    """Who keeps the one circle, and who the other: of a merged one, who kept it before."""
    first = {one.agent for one in bond.circle_members(row.circle_id, limit=None) if one.keeps}
    if row.kind == "merge":
        return first, {one.member_id for one in people if one.keeps_other}
    return first, {one.agent for one in bond.circle_members(_other(row), limit=None) if one.keeps}


def _undo(row: CircleChange, *, by: UUID, at: datetime) -> None:
    people = list(row.people.all())
    if row.kind == "split":
        circles.merge_circle(
            circle=_other(row),
            into=row.circle_id,
            members=[Belonging(one.member_id, one.keeps, one.joined_at) for one in people],
            by=by,
            at=at,
        )
    else:
        circles.restore_circle(
            circle=_other(row),
            out_of=row.circle_id,
            members=[
                Belonging(one.member_id, one.keeps_other, one.joined_other_at)
                for one in people
                if one.joined_other_at is not None
            ],
            leaving=[one.member_id for one in people if one.side == "second"],
            by=by,
            at=at,
        )
    amounts = moves_back(row)
    row.state, row.undone_at = CHANGE_STATES.move(row.state, "undone"), at
    row.save(update_fields=["state", "undone_at"])
    act = record(
        ChangeUndone(row.id),
        by=by,
        at=at,
        object_kind="change",
        object=row.id,
        target=row.other_id,
        circle=row.circle_id,
        flows=treasury.flows_back(row, amounts),
    )
    treasury.post_back(row, amounts, act=act, at=at)
    _tell(row, UNDONE, "undone", at=at)


def _tell(row: CircleChange, sentence: str, what: str, *, at: datetime) -> None:
    cards = bond.cards([row.circle_id, _other(row)])
    values = {"circle": cards[row.circle_id].name, "other": cards[_other(row)].name}
    for agent in row.people.values_list("member_id", flat=True):
        circles.notify(
            to=agent,
            kind="change",
            sentence=sentence,
            values=values,
            url=reverse("evolve:change", args=[row.id]),
            at=at,
            subject=row.id,
            key=f"change:{row.id}:{what}:{agent}",
        )

"""Two who are one person, and one who is two after all; naming somebody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.care.events import PeopleMerged, PeopleUnmerged
from cohive.care.models import Correspondent, PersonMerge
from cohive.care.operations.standing import require_answerer
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused


def key_of_writer(person: UUID) -> str:
    """What a correspondent is called where she is an author: her row here, never her address."""
    return f"care:{person.hex}"


@transaction.atomic
def merge_people(*, taken: UUID, into: UUID, by: UUID, at: datetime) -> None:
    """Say that `taken` is the same person as `into`; keys and conversations stay where they are."""
    require_answerer(by)
    first, second = sorted((taken, into))
    locked = {row.id: row for row in (_locked(first), _locked(second))}
    row, goal = locked[taken], locked[into]
    if row.root_id == goal.root_id:
        raise Refused("These are one person already.")
    if row.merged_into_id or goal.merged_into_id:
        raise Refused("Choose the person the others were joined to.")
    if row.member_id and goal.member_id and row.member_id != goal.member_id:
        raise Refused("These are two members, so they are not one person.")
    PersonMerge.objects.create(taken=row, into=goal, by_id=by, at=at)
    row.merged_into = goal
    row.save(update_fields=["merged_into"])
    _stand_for(row.id, goal.id)
    record(
        PeopleMerged(row.id, goal.id),
        by=by,
        at=at,
        object_kind="correspondent",
        object=goal.id,
    )


@transaction.atomic
def unmerge_person(*, person: UUID, by: UUID, at: datetime) -> None:
    """Take a merge back: each has her own keys and conversations again."""
    require_answerer(by)
    row = _locked(person)
    if row.merged_into_id is None:
        raise Refused("This person stands by herself already.")
    _part(row, by=by, at=at)


def part_people(rows: Collection[UUID], *, by: UUID, at: datetime) -> None:
    """For this room's operations: part these rows from all others that were joined to them by hand.

    Nothing proves such a join, so whatever is erased or given out leaves the others alone.
    """
    joined = Correspondent.objects.filter(merged_into__isnull=False)
    crossing = joined.filter(Q(id__in=rows) ^ Q(merged_into__in=rows))
    for row in crossing.select_for_update(of=("self",)).order_by("id"):
        _part(row, by=by, at=at)


def _part(row: Correspondent, *, by: UUID, at: datetime) -> None:
    goal = row.merged_into_id
    assert goal is not None  # noqa: S101 - asked for by who calls
    PersonMerge.objects.filter(taken=row, undone_at__isnull=True).update(undone_by=by, undone_at=at)
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    _stand_for(row.id, row.id)
    record(
        PeopleUnmerged(row.id, goal),
        by=by,
        at=at,
        object_kind="correspondent",
        object=row.id,
    )


def _locked(person: UUID) -> Correspondent:
    row = Correspondent.objects.select_for_update().filter(id=person, erased_at=None).first()
    if row is None:
        raise Missing("There is no such person.")
    return row


def _stand_for(person: UUID, root: UUID) -> None:
    ahead, below = [person], [person]
    while ahead:
        ahead = list(
            Correspondent.objects.filter(merged_into__in=ahead).values_list("id", flat=True)
        )
        below += ahead
    Correspondent.objects.filter(id__in=below).update(root=root)

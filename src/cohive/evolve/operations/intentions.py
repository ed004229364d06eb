"""Saying how large a circle is meant to be, and naming what it does every week."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as members
from cohive.evolve.events_intentions import CircleSizeSaid, RitualEnded, RitualNamed
from cohive.evolve.models.intentions import CircleSize, Ritual
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

RITUALS_MAX = 20
"""Of one place; each is one more thing to count every night."""


@transaction.atomic
def say_circle_size(*, circle: UUID, people_max: int | None, by: UUID, at: datetime) -> None:
    """Say how many people a circle is meant for at most; None takes it back. Stewards may.

    Refused (people_max) outside of 2 to 10,000.
    """
    _require(circle, by)
    if people_max is None:
        gone, _ = CircleSize.objects.filter(circle_id=circle).delete()
        if not gone:
            return
    elif not CircleSize.PEOPLE_MIN <= people_max <= CircleSize.PEOPLE_MAX:
        raise Refused("A circle is meant for 2 to 10,000 people.", field="people_max")
    else:
        before = CircleSize.objects.filter(circle_id=circle).first()
        if before is not None and before.people_max == people_max:
            return
        CircleSize.objects.update_or_create(
            circle_id=circle, defaults={"people_max": people_max, "said_at": at}
        )
    record(
        CircleSizeSaid(people_max), by=by, at=at, object_kind="circle", object=circle,
        circle=circle,
    )  # fmt: skip


@transaction.atomic
def name_ritual(
    *,
    circle: UUID,
    name: str,
    weekday: int,
    begins_at: time,
    begins_on: date,
    by: UUID,
    at: datetime,
) -> UUID:
    """Name what a circle does every week, so that it is watched; return its id. Stewards may.

    weekday: 0 is Monday. Refused (name) without a name or a too long one, (weekday) for no day of
    the week, (begins_on) in the future, (begins_at) where the circle has one at that hour, and when
    the place has twenty.
    """
    _require(circle, by)
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the ritual a name, such as The 06:20 voice.", field="name")
    if len(name) > Ritual.NAME_LENGTH_MAX:
        raise Refused("A name has at most 80 characters.", field="name")
    if weekday not in range(7):
        raise Refused("Choose a day of the week.", field="weekday")
    if begins_on > at.date():
        raise Refused("A ritual is watched from a day that has come.", field="begins_on")
    living = Ritual.objects.filter(ended_on__isnull=True)
    if living.filter(circle_id=circle, weekday=weekday, begins_at=begins_at).exists():
        raise Refused("This circle has a ritual at this hour already.", field="begins_at")
    if living.count() >= RITUALS_MAX:
        raise Refused("Twenty rituals are watched already. End one first.")
    row = Ritual.objects.create(
        circle_id=circle, name=name, weekday=weekday, begins_at=begins_at, begins_on=begins_on
    )
    record(RitualNamed(row.id), by=by, at=at, object_kind="ritual", object=row.id, circle=circle)
    return row.id


@transaction.atomic
def end_ritual(*, ritual: UUID, by: UUID, at: datetime) -> None:
    """End a ritual: it is watched no more. Stewards may; twice is once."""
    row = Ritual.objects.select_for_update().filter(id=ritual).first()
    if row is None:
        raise Missing("There is no such ritual.")
    _require(row.circle_id, by)
    if row.ended_on is not None:
        return
    row.ended_on = max(at.date(), row.begins_on)
    row.save(update_fields=["ended_on"])
    record(
        RitualEnded(row.id), by=by, at=at, object_kind="ritual", object=row.id,
        circle=row.circle_id,
    )  # fmt: skip


def _require(circle: UUID, by: UUID) -> None:
    if by not in members.stewards():
        raise Forbidden("Stewards say what the circles are meant to be.")
    if members.circle(circle) is None:
        raise Missing("There is no such circle.")

"""Gatherings: planned by members, come to by members; who comes is told what changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from cohive.bond import naming
from cohive.bond.events_gatherings import (
    GatheringCalledOff,
    GatheringChanged,
    GatheringPlanned,
    SaidComing,
    SaidNotComing,
)
from cohive.bond.models import Attendance, Circle, Gathering, Membership
from cohive.bond.models.gatherings import GATHERING_STATES
from cohive.bond.operations.notices import notify
from cohive.bond.operations.standing import holds, is_firm, require_belonging, require_member
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

TITLE_CHARACTERS_MAX = 100
TEXT_CHARACTERS_MAX = 2_000
WHERE_CHARACTERS_MAX = 200
HOW_TO_COME_CHARACTERS_MAX = 500
WHY_CHARACTERS_MAX = 500
LONGEST = timedelta(days=14)
FURTHEST = timedelta(days=730)
PLACES_MAX = 10_000
REMINDED_AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class GatheringTerms:
    """What a gathering says: when, where, and for how many (None: for all who come)."""

    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    text: str = ""
    how_to_come: str = ""
    places: int | None = None


@transaction.atomic
def plan_gathering(
    *, terms: GatheringTerms, by: UUID, at: datetime, circle: UUID | None = None
) -> UUID:
    """Plan a gathering of a circle one belongs to; for the whole place only stewards do.

    The members of the circle are told once, on their page of notices.
    """
    require_member(by)
    if circle is None:
        _require_steward(by)
    else:
        if not Circle.objects.filter(agent=circle).exists():
            raise Missing("There is no such circle.")
        require_belonging(by, circle, at=at)
    row = Gathering(circle_id=circle, by_id=by, at=at)
    _write(row, terms, at=at)
    if known := _sent_before(row):
        return known
    row.save(force_insert=True)
    _record(GatheringPlanned(gathering=row.id), row, by=by, at=at)
    members = Membership.objects.filter(circle=circle).exclude(member=by) if circle else None
    for member in members.values_list("member_id", flat=True) if members is not None else ():
        _tell(member, "planned", _("%(what)s: %(when)s, %(where)s."), row, at=at)
    return row.id


@transaction.atomic
def change_gathering(*, gathering: UUID, terms: GatheringTerms, by: UUID, at: datetime) -> None:
    """Change what it says; who comes is told when hour or place are other ones."""
    row = _ahead(gathering, at=at)
    _require_keeper(row, by)
    stood = (row.starts_at, row.ends_at, row.where, row.how_to_come)
    _write(row, terms, at=at)
    coming = _coming(row)
    if row.places is not None and row.places < len(coming):
        raise Refused(
            "%(count)s people have said that they come. Make room for them.",
            field="places",
            count=len(coming),
        )
    moved = stood != (row.starts_at, row.ends_at, row.where, row.how_to_come)
    row.revision += 1
    row.save()
    _record(GatheringChanged(gathering=row.id, moved=moved), row, by=by, at=at)
    if moved:
        for member in coming:
            if member != by:
                sentence = _("Changed: %(what)s is on %(when)s, %(where)s.")
                _tell(member, f"changed:{row.revision}", sentence, row, at=at)


@transaction.atomic
def call_off_gathering(*, gathering: UUID, why: str, by: UUID, at: datetime) -> None:
    """Call it off and say why; who would have come is told. A steward may call off any."""
    row = _ahead(gathering, at=at)
    _require_keeper(row, by)
    row.why = naming.clean_text(
        why,
        characters_max=WHY_CHARACTERS_MAX,
        empty=Refused("Say why: who wanted to come reads it.", field="why"),
    )
    row.state = GATHERING_STATES.move(row.state, "called_off")
    row.revision += 1
    row.save()
    _record(GatheringCalledOff(gathering=row.id), row, by=by, at=at)
    for member in _coming(row):
        if member != by:
            _tell(member, "called-off", _("Called off: %(what)s on %(when)s."), row, at=at)


@transaction.atomic
def say_coming(*, gathering: UUID, by: UUID, at: datetime) -> None:
    """Say that one comes. First come when places are few; saying it twice changes nothing."""
    row = _ahead(gathering, at=at)
    if require_member(by):
        raise Refused("People come to gatherings; the firm does not.")
    if row.circle_id is not None:
        require_belonging(by, row.circle_id, at=at)
    coming = _coming(row)
    if by in coming:
        return
    if row.places is not None and len(coming) >= row.places:
        raise Refused("All places are taken. When somebody cannot come, one is free again.")
    Attendance.objects.create(gathering=row, member_id=by, at=at)
    _record(SaidComing(gathering=row.id), row, by=by, at=at)


@transaction.atomic
def say_not_coming(*, gathering: UUID, by: UUID, at: datetime) -> None:
    """Say that one cannot come after all; the place is free again."""
    row = _ahead(gathering, at=at)
    gone, _kinds = Attendance.objects.filter(gathering=row, member=by).delete()
    if gone:
        _record(SaidNotComing(gathering=row.id), row, by=by, at=at)


def remind(*, at: datetime) -> None:
    """Tell who comes a day ahead; once for each gathering and person."""
    soon = Gathering.objects.filter(
        state="planned", starts_at__gt=at, starts_at__lte=at + REMINDED_AHEAD
    )
    for row in soon.iterator():
        for member in _coming(row):
            sentence = _("Soon: %(what)s, %(when)s, %(where)s.")
            _tell(member, f"soon:{row.starts_at.isoformat()}", sentence, row, at=at)


def forget_attendance(*, agent: UUID, at: datetime) -> None:  # noqa: ARG001 - an eraser's form
    """Where she wanted to be is nobody's business once she has left."""
    Attendance.objects.filter(member=agent).delete()


def _write(row: Gathering, terms: GatheringTerms, *, at: datetime) -> None:
    row.title = " ".join(
        naming.clean_text(
            terms.title,
            characters_max=TITLE_CHARACTERS_MAX,
            empty=Refused("Give it a name.", field="title"),
        ).split()
    )
    row.where = " ".join(
        naming.clean_text(
            terms.where,
            characters_max=WHERE_CHARACTERS_MAX,
            empty=Refused("Say where: a town and a house, or “on a call”.", field="where"),
        ).split()
    )
    for name, text, most in (
        ("text", terms.text, TEXT_CHARACTERS_MAX),
        ("how_to_come", terms.how_to_come, HOW_TO_COME_CHARACTERS_MAX),
    ):
        if len(text) > most:
            raise Refused("Keep it under %(count)s characters.", field=name, count=most)
        setattr(row, name, text.replace("\r\n", "\n").strip())
    row.language = naming.language_guess(f"{row.title} {row.text}")
    if terms.starts_at <= at:
        raise Refused("This hour has passed. Choose a later one.", field="starts_at")
    if terms.starts_at > at + FURTHEST:
        raise Refused("Choose a day within two years.", field="starts_at")
    if terms.ends_at <= terms.starts_at:
        raise Refused("It has to end after it starts.", field="ends_at")
    if terms.ends_at > terms.starts_at + LONGEST:
        raise Refused("A gathering lasts two weeks at most.", field="ends_at")
    if terms.places is not None and not 1 <= terms.places <= PLACES_MAX:
        raise Refused("Leave it empty, or make room for at least one.", field="places")
    row.starts_at, row.ends_at, row.places = terms.starts_at, terms.ends_at, terms.places


def _sent_before(row: Gathering) -> UUID | None:
    """The one her form already made, when she has just planned exactly this."""
    same = Gathering.objects.filter(
        by=row.by_id, circle=row.circle_id, title=row.title, starts_at=row.starts_at,
        where=row.where, state="planned",
    )  # fmt: skip
    return same.values_list("id", flat=True).first()


def _ahead(gathering: UUID, *, at: datetime) -> Gathering:
    row = Gathering.objects.select_for_update().filter(id=gathering).first()
    if row is None:
        raise Missing("There is no such gathering.")
    if row.state == "called_off":
        raise Refused("It was called off.")
    if row.ends_at <= at:
        raise Refused("It is over.")
    return row


def _coming(row: Gathering) -> list[UUID]:
    return list(row.attendances.order_by("id").values_list("member_id", flat=True))


def _require_steward(by: UUID) -> None:
    if not is_firm(by) and not holds(by, "steward"):
        raise Forbidden("For the whole place a steward plans it. Choose a circle of yours.")


def _require_keeper(row: Gathering, by: UUID) -> None:
    if row.by_id == by:
        return
    keeps = Membership.objects.filter(circle=row.circle_id, member=by, keeps=True)
    if not keeps.exists() and not is_firm(by) and not holds(by, "steward"):
        raise Forbidden("Only who planned it, who keeps the circle or a steward may change it.")


def _record(payload: object, row: Gathering, *, by: UUID, at: datetime) -> None:
    record(
        payload,
        by=by,
        at=at,
        object_kind="gathering",
        object=row.id,
        circle=row.circle_id,
    )


def _tell(to: UUID, kind: str, sentence: str, row: Gathering, *, at: datetime) -> None:
    notify(
        to=to,
        kind=f"gathering.{kind.partition(':')[0].replace('-', '_')}",
        sentence=sentence,
        values={
            "what": row.title,
            "when": f"moment:{row.starts_at.isoformat()}",
            "where": row.where,
        },
        url=reverse("bond:gathering", kwargs={"gathering_id": row.id}),
        at=at,
        subject=row.id,
        key=f"gathering:{row.id}:{kind}",
    )

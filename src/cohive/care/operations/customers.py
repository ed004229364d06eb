"""Writing about a person, coming back to her, and what she allows and reads of it herself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.bond import operations as bond
from cohive.bond.queries import profile
from cohive.care.events import PersonForgotten
from cohive.care.events_customers import (
    FollowUpDone,
    FollowUpSet,
    PersonGathered,
    PersonNoted,
    PersonNoteErased,
    TimelineAllowed,
    TimelineTakenBack,
)
from cohive.care.models import (
    ABOUT_LENGTH,
    REASON_LENGTH,
    FollowUp,
    PersonNote,
    PersonReading,
    TimelineConsent,
)
from cohive.care.models.customers import CONSENT_LENGTH
from cohive.care.operations.forgetting import forget_person
from cohive.care.operations.known import forget_person as forget_known
from cohive.care.operations.standing import may_answer, require_answerer, require_steward
from cohive.care.queries.audience import known_rows
from cohive.care.queries.customers import (
    KNOWN,
    MEMBER,
    NOBODY,
    WRITER,
    Customer,
    chosen_of,
    customer,
)
from cohive.care.queries.hours import zone_here
from cohive.care.queries.own import written_by
from cohive.care.queries.rules import inbox_rules
from cohive.care.queries.told_about import kept_about
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

FOLLOW_UP_DAYS_MAX = 730
A_TURN = 500


def notice_key(follow_up: UUID) -> str:
    """The name of the one notice of a day to come back."""
    return f"care:follow-up:{follow_up}"


@transaction.atomic
def write_person_note(*, kind: str, person: UUID, text: str, by: UUID, at: datetime) -> UUID:
    """Write a note about a person, which she can read; return its id. Raises Refused ("text")."""
    require_answerer(by)
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write something first.", field="text")
    if len(words) > ABOUT_LENGTH:
        raise Refused("Keep it under %(count)s characters.", field="text", count=ABOUT_LENGTH)
    row = PersonNote.objects.create(
        **_about(customer(kind, person)), author_id=by, text=words, at=at
    )
    record(PersonNoted(row.id), by=by, at=at, object_kind="person_note", object=row.id)
    return row.id


@transaction.atomic
def erase_person_note(*, note: UUID, by: UUID, at: datetime) -> tuple[str, UUID]:
    """Erase a note: who wrote it, or a steward. Return whose page it stood on."""
    require_answerer(by)
    row = PersonNote.objects.select_for_update().filter(id=note).first()
    if row is None:
        raise Missing("There is no such note.")
    if row.author_id != by:
        require_steward(by)
    person = _person(row.member_id, row.writer_id, row.known_id)
    row.delete()
    record(PersonNoteErased(note), by=by, at=at, object_kind="person_note", object=note)
    return person


@transaction.atomic
def set_follow_up(
    *, kind: str, person: UUID, on: date, reason: str, owner: UUID, by: UUID, at: datetime
) -> UUID:
    """Say who comes back to a person on which day, and why; return its id.

    The day is today or within two years, by the place's clock. Raises Refused ("on", "reason",
    "owner").
    """
    require_answerer(by)
    words, today = " ".join(reason.split()), at.astimezone(zone_here()).date()
    if not words:
        raise Refused("Say in a few words what for.", field="reason")
    if len(words) > REASON_LENGTH:
        raise Refused("Keep it under %(count)s characters.", field="reason", count=REASON_LENGTH)
    if not today <= on <= today + timedelta(days=FOLLOW_UP_DAYS_MAX):
        raise Refused("Choose a day from today on, within two years.", field="on")
    if not may_answer(owner):
        raise Refused("Choose somebody who may answer people here.", field="owner")
    row = FollowUp.objects.create(
        **_about(customer(kind, person)),
        owner_id=owner,
        on=on,
        reason=words,
        made_by_id=by,
        made_at=at,
    )
    record(FollowUpSet(row.id, owner), by=by, at=at, object_kind="follow_up", object=row.id)
    return row.id


@transaction.atomic
def finish_follow_up(*, follow_up: UUID, by: UUID, at: datetime) -> tuple[str, UUID]:
    """Somebody came back to her; whoever answers may say so. Return whose page it stood on."""
    require_answerer(by)
    row = FollowUp.objects.select_for_update().filter(id=follow_up).first()
    if row is None:
        raise Missing("There is no such day to come back.")
    person = _person(row.member_id, row.writer_id, row.known_id)
    if row.done_at is not None:
        return person
    row.done_at, row.done_by_id = at, by
    row.save(update_fields=["done_at", "done_by"])
    if row.owner_id:
        bond.answer_notice(to=row.owner_id, key=notice_key(row.id), at=at)
    record(FollowUpDone(row.id), by=by, at=at, object_kind="follow_up", object=row.id)
    return person


def note_told(*, follow_up: UUID, at: datetime) -> None:
    """Its owner has been told of the day, or may be told no more; nobody is told twice."""
    FollowUp.objects.filter(id=follow_up, told_at=None).update(told_at=at)


def note_reading(*, who: Customer, by: UUID, at: datetime) -> None:
    """Somebody opened her page: a measurement she can read, no act. Her own looking is none."""
    if by != who.member:
        PersonReading.objects.create(**_about(who), reader_id=by, at=at)


@transaction.atomic
def allow_timeline(*, words: str, by: UUID, at: datetime) -> None:
    """She allows the desk to see what she does here in one line; again changes nothing.

    `words` are the sentence she agreed to, as she read it.
    """
    if profile(by) is None:
        raise Forbidden("Sign in first.")
    row, is_new = TimelineConsent.objects.get_or_create(
        member_id=by,
        withdrawn_at=None,
        defaults={"words": words[:CONSENT_LENGTH], "given_at": at},
    )
    if is_new:
        record(TimelineAllowed(row.id), by=by, at=at, object_kind="consent", object=row.id)


@transaction.atomic
def take_timeline_back(*, by: UUID, at: datetime) -> None:
    """She takes it back: from now on the desk sees orders and messages only."""
    row = TimelineConsent.objects.select_for_update().filter(member=by, withdrawn_at=None).first()
    if row is None:
        return
    row.withdrawn_at = max(at, row.given_at)
    row.save(update_fields=["withdrawn_at"])
    record(TimelineTakenBack(row.id), by=by, at=at, object_kind="consent", object=row.id)


@transaction.atomic
def gather_person(
    *, kind: str, person: UUID, by: UUID, at: datetime, rows: Collection[UUID] = ()
) -> dict[str, Any]:
    """Everything held about somebody without an account, to be given to her; a steward does it.

    Where rows were joined by hand, `rows` are those the steward says are hers; with none it is
    Refused ("rows"). A member gathers her things herself, without asking anybody.
    """
    require_steward(by)
    who = customer(kind, person)
    if who.member is not None:
        raise Refused("A member gathers her things herself, in her settings.")
    hers = chosen_of(who, rows)
    record(
        PersonGathered(who.kind, who.id), by=by, at=at, object_kind="correspondent", object=who.id
    )
    return {
        "written": written_by(hers.writers),
        "known_before": known_rows(Q(id__in=hers.knowns)),
        "desk": kept_about(hers.about),
    }


@transaction.atomic
def erase_person(
    *, kind: str, person: UUID, by: UUID, at: datetime, rows: Collection[UUID] = ()
) -> None:
    """Erase somebody without an account, with all her rows here; a steward does it on her asking.

    Where rows were joined by hand, `rows` are those the steward says are hers; with none it is
    Refused ("rows"), and the others stay, parted from her. A member leaves by herself.
    """
    require_steward(by)
    who = customer(kind, person)
    if who.member is not None:
        raise Refused("A member erases her account herself, in her settings.")
    hers = chosen_of(who, rows)
    for known in hers.knowns:
        forget_known(person=known, at=at)
    for writer in hers.writers:
        forget_person(person=writer, by=by, at=at)
    if not hers.writers:
        record(PersonForgotten(who.id), by=by, at=at, object_kind="known_person", object=who.id)


@transaction.atomic
def erase_told_about(*, agent: UUID, at: datetime) -> None:
    """A member leaves: what the desk wrote of her goes, and nobody waits for her to come back."""
    del at
    for rows in (PersonNote, FollowUp, PersonReading):
        rows.objects.filter(member=agent).delete()
    TimelineConsent.objects.filter(member=agent).delete()
    FollowUp.objects.filter(owner=agent, done_at=None).update(owner=None)


@transaction.atomic
def forget_told_about(*, at: datetime) -> int:
    """Erase notes, finished days and readings that are older than the inbox keeps words."""
    before = at - timedelta(days=inbox_rules().retention_days)
    gone = 0
    for rows in (
        PersonNote.objects.filter(at__lt=before),
        FollowUp.objects.filter(done_at__lt=before),
        PersonReading.objects.filter(at__lt=before),
    ):
        ids = list(rows.order_by("id").values_list("id", flat=True)[:A_TURN])
        gone += rows.filter(id__in=ids).delete()[0]
    return gone


def _about(who: Customer) -> dict[str, UUID]:
    return {f"{who.kind}_id": who.id}


def _person(member: UUID | None, writer: UUID | None, known: UUID | None) -> tuple[str, UUID]:
    for kind, person in ((MEMBER, member), (WRITER, writer), (KNOWN, known)):
        if person is not None:
            return kind, person
    raise Missing(NOBODY)

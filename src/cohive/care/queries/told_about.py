"""What the desk wrote about a person, what it means to come back to, and who looked at her page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from cohive.bond import keyset
from cohive.care.models import FollowUp, PersonNote, PersonReading, TimelineConsent
from cohive.care.models.customers import AboutSomebody
from cohive.care.queries.customers import KNOWN, MEMBER, WRITER, Customer
from cohive.words.refusals import Refused

NOTES_MAX = 100
FOLLOW_UPS_A_PAGE = 25
READINGS_A_PAGE = 10
SALT = "care.follow_ups"


@dataclass(frozen=True)
class NoteView:
    """A note about a person."""

    id: UUID
    author: UUID
    text: str
    at: datetime


@dataclass(frozen=True)
class FollowUpView:
    """A day to come back to somebody, named by the kind and id of her page."""

    id: UUID
    person: tuple[str, UUID]
    owner: UUID | None
    on: date
    reason: str
    made_by: UUID
    done_at: datetime | None


@dataclass(frozen=True)
class ReadingView:
    """Somebody opened her page."""

    reader: UUID
    at: datetime


@dataclass(frozen=True)
class Part:
    """A page of a list and the cursor of what follows ('' at the end)."""

    readings: tuple[ReadingView, ...] = ()
    follow_ups: tuple[FollowUpView, ...] = ()
    next: str = ""


def notes_about(who: Customer) -> list[NoteView]:
    """The newest hundred notes about her, newest first. One SQL query."""
    rows = PersonNote.objects.filter(who.about).order_by("-at", "-id")[:NOTES_MAX]
    return [NoteView(row.id, row.author_id, row.text, row.at) for row in rows]


def follow_ups_about(who: Customer) -> list[FollowUpView]:
    """Days to come back to her that are not done, the nearest first. One SQL query."""
    rows = FollowUp.objects.filter(who.about, done_at=None).order_by("on", "id")
    return [_follow_up(row) for row in rows[:FOLLOW_UPS_A_PAGE]]


def follow_ups(*, owner: UUID | None = None, cursor: str = "") -> Part:
    """Days to come back to anybody, or one's own, the nearest first. One SQL query."""
    rows = FollowUp.objects.filter(done_at=None).order_by("on", "id")
    if owner is not None:
        rows = rows.filter(owner=owner)
    if cursor:
        rows = rows.filter(TupleGreaterThan(("on", "id"), _read(cursor)))
    found = list(rows[: FOLLOW_UPS_A_PAGE + 1])
    shown = found[:FOLLOW_UPS_A_PAGE]
    more = ""
    if len(found) > len(shown):
        more = signing.dumps([shown[-1].on.isoformat(), shown[-1].id.hex], salt=SALT)
    return Part(follow_ups=tuple(_follow_up(row) for row in shown), next=more)


def _read(cursor: str) -> tuple[date, UUID]:
    try:
        on, hexadecimal = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        raise Refused("This page’s address is damaged. Start again at the first page.") from None
    return date.fromisoformat(on), UUID(hexadecimal)


def readings_of(who: Customer, *, cursor: str = "") -> Part:
    """Who opened her page, the newest first. One SQL query."""
    rows = PersonReading.objects.filter(who.about, keyset.older(keyset.read(cursor)))
    found = list(rows.order_by("-at", "-id")[: READINGS_A_PAGE + 1])
    shown = found[:READINGS_A_PAGE]
    more = keyset.Mark(shown[-1].at, shown[-1].id).cursor() if len(found) > len(shown) else ""
    return Part(readings=tuple(ReadingView(row.reader_id, row.at) for row in shown), next=more)


def follow_ups_to_tell(today: date, *, limit: int) -> list[FollowUpView]:
    """Days that have come and of which their owner was not told. One SQL query."""
    rows = FollowUp.objects.filter(on__lte=today, done_at=None, told_at=None)
    return [_follow_up(row) for row in rows.order_by("on", "id")[:limit]]


def person_of(row: AboutSomebody) -> tuple[str, UUID]:
    """The page of whom a row is about."""
    for kind, key in ((MEMBER, row.member_id), (WRITER, row.writer_id), (KNOWN, row.known_id)):
        if key is not None:
            return kind, key
    raise AssertionError("a row is about somebody")


def _follow_up(row: FollowUp) -> FollowUpView:
    return FollowUpView(
        row.id, person_of(row), row.owner_id, row.on, row.reason, row.made_by_id, row.done_at
    )


def kept_about(about: Q) -> dict[str, Any]:
    """Every row the desk wrote about a person, as plain data. Three SQL queries."""
    notes = PersonNote.objects.filter(about).order_by("at", "id")
    days = FollowUp.objects.filter(about).order_by("on", "id")
    readings = PersonReading.objects.filter(about).order_by("at", "id")
    return {
        "notes": list(notes.values("author", "text", "at")),
        "days_to_come_back": list(
            days.values("owner", "on", "reason", "made_by", "made_at", "done_by", "done_at")
        ),
        "who_looked": list(readings.values("reader", "at")),
    }


def desk_taken_out(agent: UUID, about: Q) -> dict[str, Any]:
    """The desk's part of what a member takes with her: all about her, and her own work at it.

    Of others she takes the times only; the words are about them. Seven SQL queries.
    """
    consents = TimelineConsent.objects.filter(member=agent).order_by("given_at", "id")
    return {
        **kept_about(about),
        "timeline_allowed": list(consents.values("words", "given_at", "withdrawn_at")),
        "notes_i_wrote_at": list(
            PersonNote.objects.filter(author=agent)
            .order_by("at", "id")
            .values_list("at", flat=True)
        ),
        "days_i_keep": list(
            FollowUp.objects.filter(Q(owner=agent) | Q(made_by=agent) | Q(done_by=agent))
            .order_by("on", "id")
            .values("on", "told_at", "done_at")
        ),
        "pages_i_opened_at": list(
            PersonReading.objects.filter(reader=agent)
            .order_by("at", "id")
            .values_list("at", flat=True)
        ),
    }

"""Reporting a message, and asking one person about an interest: a question, never a verdict.

Only a steward asks and closes, and never about herself or one whom she speaks of; nobody but she
who is asked and the stewards ever reads it. It changes no weight, no pay and no standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cohive.guard.events import (
    ContradictionAnswered,
    ContradictionAsked,
    ContradictionClosed,
    ContradictionFound,
    MessageReported,
)
from cohive.guard.models.contradictions import (
    CHANNELS,
    CONTRADICTION_STATES,
    Contradiction,
    ReportedMessage,
)
from cohive.guard.operations.interests import declare_standing_interest
from cohive.journal.operations import record
from cohive.journal.queries import agent_kind
from cohive.words.refusals import Forbidden, Missing, Refused

TEXT_CHARACTERS_MAX = 5_000
WORDS_CHARACTERS_MAX = 2_000


@transaction.atomic
def report_message(*, sender: UUID, channel: str, text: str, by: UUID, at: datetime) -> UUID:
    """Show stewards the words of a message one received; no other message is ever read."""
    if agent_kind(sender) != "person":
        raise Missing("There is no such member.")
    if sender == by:
        raise Refused("Report what somebody else sent you.", field="text")
    if channel not in CHANNELS:
        raise Refused("Choose where it reached you.", field="channel")
    row = ReportedMessage.objects.create(
        sender_id=sender,
        reporter_id=by,
        channel=channel,
        text=_said(text, field="text", characters_max=TEXT_CHARACTERS_MAX),
        reported_at=at,
    )
    record(MessageReported(message=row.id), by=by, at=at, object_kind="message", object=row.id)
    return row.id


@transaction.atomic
def note_contradiction(
    *,
    person: UUID,
    beneficiary: UUID,
    evidence: Mapping[str, Any],
    by: UUID,
    at: datetime,
) -> tuple[UUID, bool]:
    """Write down what the books and the public acts say; stewards alone are told.

    A pair of people that has one gets no second one. Returns it and whether it is new.
    """
    row, is_new = Contradiction.objects.get_or_create(
        person_id=person,
        beneficiary_id=beneficiary,
        defaults={"evidence": dict(evidence), "found_at": at},
    )
    if is_new:
        _record(ContradictionFound(contradiction=row.id), row, by=by, at=at)
    return row.id, is_new


@transaction.atomic
def ask_about_message(*, message: UUID, by: UUID, at: datetime) -> UUID:
    """A steward asks who sent a reported message whether there is something to declare."""
    found = ReportedMessage.objects.filter(id=message).first()
    if found is None:
        raise Missing("There is no such message.")
    if by in (found.sender_id, found.reporter_id):
        raise Forbidden("Ask another steward; you are part of this.")
    row, is_new = Contradiction.objects.get_or_create(
        message=found,
        defaults={"person_id": found.sender_id, "evidence": {}, "found_at": at},
    )
    if is_new:
        ask_person(contradiction=row.id, by=by, at=at)
    return row.id


@transaction.atomic
def ask_person(*, contradiction: UUID, by: UUID, at: datetime) -> None:
    """A steward asks the person herself, before anything else: do you want to declare it?"""
    row = _judged(contradiction, by=by)
    row.state = CONTRADICTION_STATES.move(row.state, "asked")
    row.asked_by_id, row.asked_at = by, at
    row.save()
    _record(ContradictionAsked(contradiction=row.id), row, by=by, at=at)


@transaction.atomic
def answer_question(
    *, contradiction: UUID, by: UUID, at: datetime, basis: str = "", text: str = ""
) -> None:
    """She declares it with a basis, or says in a sentence why there is nothing to declare."""
    row = _row(contradiction)
    if row.person_id != by:
        raise Forbidden("Only who was asked may answer.")
    row.state = CONTRADICTION_STATES.move(row.state, "answered")
    if basis and row.beneficiary_id:
        declare_standing_interest(subject=row.beneficiary_id, basis=basis, by=by, at=at)
        row.has_declared = True
    if text.strip() or not row.has_declared:
        row.answer = _said(text, field="text", characters_max=WORDS_CHARACTERS_MAX)
    row.answered_at = at
    row.save()
    event = ContradictionAnswered(contradiction=row.id, has_declared=row.has_declared)
    _record(event, row, by=by, at=at)


@transaction.atomic
def close_contradiction(*, contradiction: UUID, reason: str, by: UUID, at: datetime) -> None:
    """A steward ends it with a reason; who was asked reads it."""
    row = _judged(contradiction, by=by)
    row.state = CONTRADICTION_STATES.move(row.state, "closed")
    row.closed_by_id, row.closed_at = by, at
    row.reason = _said(reason, field="reason", characters_max=WORDS_CHARACTERS_MAX)
    row.save()
    _record(ContradictionClosed(contradiction=row.id), row, by=by, at=at)


def forget_message_words(*, agent: UUID, at: datetime) -> None:
    """Delete the words of messages and answers of somebody who leaves, sent or reported."""
    del at  # whenever they were reported
    ReportedMessage.objects.filter(Q(sender_id=agent) | Q(reporter_id=agent)).update(text="")
    Contradiction.objects.filter(person_id=agent).update(answer="")


def _row(contradiction: UUID) -> Contradiction:
    row = Contradiction.objects.select_for_update().filter(id=contradiction).first()
    if row is None:
        raise Missing("There is no such question.")
    return row


def _judged(contradiction: UUID, *, by: UUID) -> Contradiction:
    """The row, for a steward who is no part of it."""
    row = _row(contradiction)
    if by in (row.person_id, row.beneficiary_id):
        raise Forbidden("Ask another steward; you are part of this.")
    return row


def _said(text: str, *, field: str, characters_max: int) -> str:
    said = text.strip()
    if not said:
        raise Refused("Write a sentence.", field=field)
    if len(said) > characters_max:
        raise Refused("Keep it under %(count)s characters.", field=field, count=characters_max)
    return said


def _record(event: object, row: Contradiction, *, by: UUID, at: datetime) -> None:
    record(event, by=by, at=at, object_kind="contradiction", object=row.id)

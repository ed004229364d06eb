"""Opening and closing a survey, wave after wave."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from cohive.evolve.events_surveys import OutcomeTold, SurveyClosed, SurveyOpened
from cohive.evolve.models.answers import Draft, Invitation, Participation, Response
from cohive.evolve.models.surveys import SURVEY_STATES, TEXT_LENGTH_MAX, Survey, Wave
from cohive.evolve.operations.surveys import require_steward
from cohive.evolve.wording import Wording, checked
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def open_wave(*, survey: UUID, by: UUID, at: datetime) -> int:
    """Ask it, for the first time or again in the same words; return the wave's number."""
    row = _held(survey, by=by)
    if row.state == "open":
        raise Refused("It is open already.")
    if not row.questions.exists():
        raise Refused("Write a question first, or take a ready scale.")
    row.state = SURVEY_STATES.move(row.state, "open")
    row.save(update_fields=["state"])
    number = int(row.waves.aggregate(last=Max("number"))["last"] or 0) + 1
    Wave.objects.create(survey=row, number=number, opened_at=at)
    event = SurveyOpened(survey=row.id, wave=number)
    record(event, by=by, at=at, object_kind="survey", object=row.id)
    return number


@transaction.atomic
def close_wave(*, survey: UUID, by: UUID, at: datetime) -> None:
    """Take no more answers; the result can be read.

    Drafts, invitations and the notes of who took part go: nobody needs them any more, and so
    nobody can tell afterwards who answered.
    """
    row = _held(survey, by=by)
    wave = row.waves.filter(closed_at__isnull=True).first()
    if wave is None:
        raise Refused("It is not open.")
    row.state = SURVEY_STATES.move(row.state, "closed")
    row.save(update_fields=["state"])
    wave.closed_at = at
    wave.save(update_fields=["closed_at"])
    Draft.objects.filter(survey=row).delete()
    Participation.objects.filter(wave=wave).delete()
    Invitation.objects.filter(wave=wave).delete()
    event = SurveyClosed(
        survey=row.id, wave=wave.number, responses=Response.objects.filter(wave=wave).count()
    )
    record(event, by=by, at=at, object_kind="survey", object=row.id)


@transaction.atomic
def tell_outcome(*, survey: UUID, wave: int, outcome: Wording, by: UUID, at: datetime) -> None:
    """Tell all members what came of a closed wave; the newest words stand."""
    row = _held(survey, by=by)
    held = row.waves.filter(number=wave, closed_at__isnull=False).first()
    if held is None:
        raise Missing("There is no such wave, or it is still open.")
    said = checked(outcome, field="outcome_en", length_max=TEXT_LENGTH_MAX)
    held.outcome_en, held.outcome_zh = said.english, said.chinese
    held.save(update_fields=["outcome_en", "outcome_zh"])
    event = OutcomeTold(survey=row.id, wave=held.number)
    record(event, by=by, at=at, object_kind="survey", object=row.id)


def _held(survey: UUID, *, by: UUID) -> Survey:
    require_steward(by)
    row = Survey.objects.select_for_update().filter(id=survey).exclude(state="dropped").first()
    if row is None:
        raise Missing("There is no such survey.")
    return row

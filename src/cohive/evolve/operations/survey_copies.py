"""Beginning a survey from another one: the same words, to be changed before they are asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.evolve.events_surveys import SurveyMade
from cohive.evolve.models.surveys import Choice, Item, Question, Survey
from cohive.evolve.operations.surveys import require_steward
from cohive.journal.operations import record
from cohive.words.ids import new_id
from cohive.words.refusals import Missing


@transaction.atomic
def copy_survey(*, survey: UUID, by: UUID, at: datetime) -> UUID:
    """Begin a survey with all questions of another, its keys, scales, weights and quotas.

    Answers, waves and invitations stay where they are. Return the new survey's id.
    """
    require_steward(by)
    row = Survey.objects.filter(id=survey).exclude(state="dropped").first()
    if row is None:
        raise Missing("There is no such survey.")
    questions = list(row.questions.order_by("position"))
    items = list(Item.objects.filter(survey=row).order_by("question", "position"))
    choices = list(Choice.objects.filter(question__survey=row).order_by("question", "value"))
    row.id, row.state, row.made_at = new_id(), "draft", at
    row.save(force_insert=True)
    copies: dict[UUID, Question] = {}
    for question in questions:
        copies[question.id] = question
        question.id, question.survey = new_id(), row
    for item in items:
        item.id, item.question, item.survey = new_id(), copies[item.question_id], row
    for choice in choices:
        choice.id, choice.question = new_id(), copies[choice.question_id]
    Question.objects.bulk_create(questions)
    Item.objects.bulk_create(items)
    Choice.objects.bulk_create(choices)
    record(SurveyMade(survey=row.id), by=by, at=at, object_kind="survey", object=row.id)
    return row.id

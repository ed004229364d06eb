"""Writing a survey: its title, its questions, its waves. Stewards do this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from cohive.bond import queries as members
from cohive.engine.scales.instruments import INSTRUMENTS
from cohive.evolve.events_surveys import SurveyChanged, SurveyDropped, SurveyMade
from cohive.evolve.models.surveys import (
    CHOOSING,
    KINDS,
    SCALED,
    SURVEY_STATES,
    TEXT_LENGTH_MAX,
    Choice,
    Item,
    Question,
    Survey,
)
from cohive.evolve.wording import Wording, checked
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused

TITLE_LENGTH_MAX = 140
HUNDRED = 100
QUESTIONS_MAX = 40
ITEMS_MAX = 30
CHOICES_MIN, CHOICES_MAX = 2, 20
FROZEN = "Somebody may have answered already. Make a new survey of other questions."


@dataclass(frozen=True)
class Statement:
    """One line of a matrix: its words, and whether agreeing means less of what is measured."""

    wording: Wording
    is_reversed: bool = False


@transaction.atomic
def make_survey(
    *,
    title: Wording,
    lead: Wording = Wording(),  # noqa: B008 - frozen
    may_join: bool = False,
    takes_guests: bool = False,
    by: UUID,
    at: datetime,
) -> UUID:
    """Begin a survey; nobody sees it before it is opened. Return its id."""
    require_steward(by)
    named = checked(title, field="title_en", length_max=TITLE_LENGTH_MAX)
    said = checked(lead, field="lead_en", length_max=TEXT_LENGTH_MAX) if lead else lead
    survey = Survey.objects.create(
        title_en=named.english,
        title_zh=named.chinese,
        lead_en=said.english,
        lead_zh=said.chinese,
        may_join=may_join,
        takes_guests=takes_guests,
        made_at=at,
    )
    record(SurveyMade(survey=survey.id), by=by, at=at, object_kind="survey", object=survey.id)
    return survey.id


@transaction.atomic
def change_survey(
    *,
    survey: UUID,
    title: Wording,
    lead: Wording,
    may_join: bool,
    takes_guests: bool,
    by: UUID,
    at: datetime,
) -> None:
    """Change title, lead and whose the answers are, before anybody was asked."""
    row = being_written(survey, by=by)
    named = checked(title, field="title_en", length_max=TITLE_LENGTH_MAX)
    said = checked(lead, field="lead_en", length_max=TEXT_LENGTH_MAX) if lead else lead
    row.title_en, row.title_zh = named.english, named.chinese
    row.lead_en, row.lead_zh = said.english, said.chinese
    row.may_join, row.takes_guests = may_join, takes_guests
    row.save()
    _changed(row, "settings", by=by, at=at)


@transaction.atomic
def drop_survey(*, survey: UUID, by: UUID, at: datetime) -> None:
    """Put away a survey that nobody was asked yet."""
    row = being_written(survey, by=by)
    row.state = SURVEY_STATES.move(row.state, "dropped")
    row.save(update_fields=["state"])
    record(SurveyDropped(survey=row.id), by=by, at=at, object_kind="survey", object=row.id)


@transaction.atomic
def add_question(
    *,
    survey: UUID,
    kind: str,
    wording: Wording,
    statements: Sequence[Statement] = (),
    choices: Sequence[Wording] = (),
    scale: str = "",
    by: UUID,
    at: datetime,
) -> UUID:
    """Add a question at the end; return its id.

    A matrix has statements; all but open text have choices, from the least to the most, which
    count 1, 2, 3 …; `scale` names what the statements measure together.
    """
    row = being_written(survey, by=by)
    if kind not in KINDS:
        raise Refused("Choose what kind of question it is.", field="kind")
    asked = checked(wording, field="text_en", length_max=TEXT_LENGTH_MAX)
    lines = [
        Statement(
            checked(one.wording, field="statements_en", length_max=TEXT_LENGTH_MAX),
            one.is_reversed,
        )
        for one in statements
    ]
    offered = [checked(one, field="choices_en", length_max=TEXT_LENGTH_MAX) for one in choices]
    _check_shape(kind, lines, offered)
    question = _question(row, kind, asked)
    name = " ".join(scale.split())[:80] if kind in SCALED else ""
    prefix = f"q{question.position}"
    if kind == "matrix":
        items = [
            _item(question, place, f"{prefix}_{place}", one.wording, name, one.is_reversed)
            for place, one in enumerate(lines, 1)
        ]
    else:
        items = [_item(question, 1, prefix, Wording(), name, False)]
    Item.objects.bulk_create(items)
    _offer(question, list(enumerate(offered, 1)))
    _changed(row, "questions", by=by, at=at)
    return question.id


@transaction.atomic
def add_instrument(*, survey: UUID, instrument: str, by: UUID, at: datetime) -> UUID:
    """Add a ready scale as a matrix, in both languages, in one step; return its question."""
    row = being_written(survey, by=by)
    found = {one.key: one for one in INSTRUMENTS}.get(instrument)
    if found is None:
        raise Missing("There is no such ready scale.")
    if row.questions.filter(instrument=instrument).exists():
        raise Refused("This scale is in the survey already.", field="instrument")
    lead = Wording(found.lead_english, found.lead_chinese)
    question = _question(row, "matrix", lead, instrument)
    together = [item.factor for item in found.items]
    Item.objects.bulk_create(
        _item(
            question,
            place,
            f"{found.key}_{item.key}",
            Wording(item.english, item.chinese),
            f"{found.key}: {item.factor}" if together.count(item.factor) > 1 else "",
            item.is_reversed,
        )
        for place, item in enumerate(found.items, 1)
    )
    answers = [(one.value, Wording(one.english, one.chinese)) for one in found.answers]
    _offer(question, answers)
    _changed(row, "questions", by=by, at=at)
    return question.id


@transaction.atomic
def remove_question(*, question: UUID, by: UUID, at: datetime) -> None:
    """Take a question out of a survey that is being written."""
    row, survey = _question_of(question, by=by)
    position = row.position
    row.delete()
    survey.questions.filter(position__gt=position).update(position=F("position") - 1)
    _changed(survey, "questions", by=by, at=at)


@transaction.atomic
def move_question(*, question: UUID, up: bool, by: UUID, at: datetime) -> None:
    """Move a question one place up or down; at the end it stays where it is."""
    row, survey = _question_of(question, by=by)
    other = survey.questions.filter(position=row.position + (-1 if up else 1)).first()
    if other is None:
        return
    row.position, other.position = other.position, row.position
    Question.objects.bulk_update([row, other], ["position"])
    _changed(survey, "questions", by=by, at=at)


@transaction.atomic
def set_targets(
    *,
    question: UUID,
    targets: dict[int, int | None],
    quotas: dict[int, int | None],
    by: UUID,
    at: datetime,
) -> None:
    """Say how many of a hundred each choice stands for, and how many who choose it are heard.

    Targets are for weighting: all of them or none, together 100. They can be set at any time;
    quotas only while the survey is being written.
    """
    require_steward(by)
    row = Question.objects.select_related("survey").filter(id=question, kind="single").first()
    if row is None:
        raise Missing("There is no such question.")
    choices = {choice.value: choice for choice in row.choices.all()}
    given = [targets.get(value) for value in choices]
    is_given = any(one is not None for one in given)
    if is_given and (None in given or sum(one or 0 for one in given) != HUNDRED):
        raise Refused("The parts of all choices together make 100.", field="targets")
    asked = {value: quotas.get(value) for value in choices}
    is_written = row.survey.state == "draft"
    if not is_written and any(asked[value] != choices[value].quota for value in choices):
        raise Refused(FROZEN, field="quotas")
    for value, choice in choices.items():
        choice.target_percent, choice.quota = targets.get(value), asked[value]
    Choice.objects.bulk_update(choices.values(), ["target_percent", "quota"])
    _changed(row.survey, "weights", by=by, at=at)


def require_steward(agent: UUID) -> None:
    """Refuse who is no steward."""
    if "steward" not in members.roles_of(agent):
        raise Forbidden("Stewards do this.")


def being_written(survey: UUID, *, by: UUID) -> Survey:
    """The survey, locked, while it may still change."""
    require_steward(by)
    row = Survey.objects.select_for_update().filter(id=survey).exclude(state="dropped").first()
    if row is None:
        raise Missing("There is no such survey.")
    if row.state != "draft":
        raise Refused(FROZEN)
    return row


def _check_shape(kind: str, lines: Sequence[Statement], choices: Sequence[Wording]) -> None:
    if kind == "matrix" and not 1 <= len(lines) <= ITEMS_MAX:
        raise Refused(
            "Write the statements, one a line, at most %(count)s.",
            field="statements_en",
            count=ITEMS_MAX,
        )
    if kind != "matrix" and lines:
        raise Refused("Only a matrix has statements.", field="statements_en")
    if kind == "text" and choices:
        raise Refused("An open question has no answers to choose.", field="choices_en")
    if kind != "text" and not CHOICES_MIN <= len(choices) <= CHOICES_MAX:
        raise Refused(
            "Write the answers to choose, one a line, from %(least)s to %(most)s.",
            field="choices_en",
            least=CHOICES_MIN,
            most=CHOICES_MAX,
        )
    if kind in CHOOSING and len({one.spoken("en")[0] for one in choices}) < len(choices):
        raise Refused("Two answers to choose are alike.", field="choices_en")


def _question(survey: Survey, kind: str, wording: Wording, instrument: str = "") -> Question:
    last = survey.questions.aggregate(last=Max("position"))["last"] or 0
    if last >= QUESTIONS_MAX:
        raise Refused("A survey has at most %(count)s questions.", count=QUESTIONS_MAX)
    return Question.objects.create(
        survey=survey,
        position=last + 1,
        kind=kind,
        instrument=instrument,
        text_en=wording.english,
        text_zh=wording.chinese,
    )


def _item(
    question: Question, position: int, key: str, wording: Wording, scale: str, is_reversed: bool
) -> Item:
    taken = Item.objects.filter(survey=question.survey, key=key).exists()
    return Item(
        survey=question.survey,
        question=question,
        position=position,
        key=f"{key}_{question.id.hex[-6:]}" if taken else key,
        text_en=wording.english,
        text_zh=wording.chinese,
        scale=scale,
        is_reversed=is_reversed,
    )


def _offer(question: Question, choices: Sequence[tuple[int, Wording]]) -> None:
    Choice.objects.bulk_create(
        Choice(question=question, value=value, text_en=one.english, text_zh=one.chinese)
        for value, one in choices
    )


def _question_of(question: UUID, *, by: UUID) -> tuple[Question, Survey]:
    row = Question.objects.filter(id=question).first()
    if row is None:
        raise Missing("There is no such question.")
    survey = being_written(row.survey_id, by=by)
    return row, survey


def _changed(survey: Survey, part: str, *, by: UUID, at: datetime) -> None:
    event = SurveyChanged(survey=survey.id, part=part)
    record(event, by=by, at=at, object_kind="survey", object=survey.id)

"""Answering: drafts that only one browser can find, and answers nobody can join to a person.

Who took part and what was said stand in different tables without a time. So that not even the
order of the rows tells, each new participation and each new anonymous response is written together
with up to `MIXED_WITH` others of its wave, all deleted and written again in random order: on the
disk it is one among ten (one among all, while there are fewer).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from cohive.evolve.events_surveys import AnswersJoined, AnswersUnjoined
from cohive.evolve.models.answers import Answer, Draft, Invitation, Participation, Response
from cohive.evolve.models.surveys import Choice, Item, Survey, Wave
from cohive.journal.operations import record
from cohive.journal.queries import people_among
from cohive.words.refusals import Missing, Refused

MIXED_WITH = 9
DRAFT_DAYS = 30
TEXT_ANSWER_LENGTH_MAX = 4_000
NOT_OPEN = "This survey takes no answers now."
TWICE = "You have answered already. Thank you."

Said = int | list[int] | str
M = TypeVar("M", bound=Model)
_lots = secrets.SystemRandom()


def new_draft_key() -> str:
    """What the answering browser keeps; the place keeps only its digest."""
    return secrets.token_urlsafe(24)


def digest_of(key: str, *, survey: UUID, who: str) -> str:
    """Where the draft of this browser and this person lies; nobody finds it without the key."""
    return hashlib.sha256(f"{key}|{survey.hex}|{who}".encode()).hexdigest()


@transaction.atomic
def save_step(*, draft: str, survey: UUID, said: Mapping[str, Said | None], at: datetime) -> None:
    """Keep what was answered so far, by item key; None takes an answer back.

    A measurement on its way, no change of the place: no act belongs to it.
    """
    row = _open(survey)
    items = {item.key: item for item in Item.objects.filter(survey=row).select_related("question")}
    offered = _offered(row)
    held, _new = Draft.objects.select_for_update().get_or_create(
        key=draft, defaults={"survey": row, "begun_on": at.date()}
    )
    for key, one in said.items():
        item = items.get(key)
        if item is None:
            raise Missing("There is no such question.")
        kept = _kept(item.question.kind, offered[item.question_id], one)
        if kept in (None, "", []):
            held.data.pop(key, None)
        else:
            held.data[key] = kept
    held.save(update_fields=["data"])


@transaction.atomic
def send_answers(
    *,
    draft: str,
    survey: UUID,
    member: UUID | None = None,
    invitation: UUID | None = None,
    joins: bool = False,
    at: datetime,
) -> None:
    """Hand in the draft: take part once, and leave the answers.

    Without `joins` nothing of `member` or `invitation` is kept with the answers; with it, which
    takes a survey that asks for it and a member, they are hers until she takes them back.
    """
    row = _open(survey, locked=True)
    wave = Wave.objects.get(survey=row, closed_at__isnull=True)
    held = Draft.objects.filter(key=draft, survey=row).first()
    if held is None or not held.data:
        raise Refused("There is no answer yet. Answer what you like, then send it.")
    if joins and (member is None or not row.may_join):
        raise Refused("Only members can join answers to what they do, where a survey asks for it.")
    if member is not None and not people_among([member]):
        raise Missing("There is no such member.")
    _take_part(wave, member, invitation)
    _respect_quotas(wave, held.data)
    response = Response(wave=wave, member_id=member if joins else None)
    _write_mixed(wave, response, _answers(response, row, held.data))
    held.delete()
    if joins and member is not None:
        event = AnswersJoined(survey=row.id)
        record(event, by=member, at=at, object_kind="survey", object=row.id)


@transaction.atomic
def take_back(*, survey: UUID, by: UUID, at: datetime, delete: bool = False) -> None:
    """Join her answers no more, in every wave; with `delete` they go altogether."""
    responses = Response.objects.filter(wave__survey=survey, member=by)
    if not responses.exists():
        raise Missing("There is nothing of yours to take back.")
    if delete:
        responses.delete()
    else:
        for response in responses.select_related("wave"):
            _unjoin(response)
    event = AnswersUnjoined(survey=survey, is_deleted=delete)
    record(event, by=by, at=at, object_kind="survey", object=survey)


def erase_answerer(*, agent: UUID, at: datetime) -> None:
    """She leaves the place: her name goes from answers and participations, her own words too."""
    del at
    Answer.objects.filter(response__member=agent, value__isnull=True).delete()
    for response in Response.objects.filter(member=agent).select_related("wave"):
        _unjoin(response)
    Participation.objects.filter(member=agent).delete()


def clear_drafts(*, at: datetime) -> None:
    """Every night: what was begun a month ago and never sent goes."""
    Draft.objects.filter(begun_on__lt=_day(at) - timedelta(days=DRAFT_DAYS)).delete()


def _day(at: datetime) -> date:
    return at.date()


def _open(survey: UUID, *, locked: bool = False) -> Survey:
    rows = Survey.objects.select_for_update() if locked else Survey.objects
    row = rows.filter(id=survey).exclude(state__in=("draft", "dropped")).first()
    if row is None:
        raise Missing("There is no such survey.")
    if row.state != "open":
        raise Refused(NOT_OPEN)
    return row


def _offered(survey: Survey) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = {
        one: set() for one in survey.questions.values_list("id", flat=True)
    }
    rows = Choice.objects.filter(question__survey=survey).values_list("question_id", "value")
    for question, value in rows:
        found[question].add(value)
    return found


def _kept(kind: str, offered: set[int], said: Said | None) -> Said | None:
    """What is kept of one answer; refused when it was not among the choices."""
    if said is None:
        return None
    if kind == "text":
        if not isinstance(said, str):
            raise Refused("Write your answer in words.")
        text = said.strip()
        if len(text) > TEXT_ANSWER_LENGTH_MAX:
            raise Refused(
                "This is too long: at most %(count)s characters.", count=TEXT_ANSWER_LENGTH_MAX
            )
        return text
    many = kind in ("multiple", "ranking")
    values = said if isinstance(said, list) else [said]
    if isinstance(said, list) != many or not all(value in offered for value in values):
        raise Refused("Choose one of the answers that are offered.")
    if len(set(values)) < len(values):
        raise Refused("Each answer can be chosen once.")
    return said


def _take_part(wave: Wave, member: UUID | None, invitation: UUID | None) -> None:
    """Note who took part, in mixed order; nothing for a guest who came by the open link."""
    if member is None and invitation is None:
        if not wave.survey.takes_guests:
            raise Refused("Only who was asked can answer this.")
        return
    if invitation and not Invitation.objects.filter(id=invitation, wave=wave).exists():
        raise Refused(NOT_OPEN)
    mine = Participation.objects.filter(wave=wave, member=member, invitation=invitation)
    if mine.exists():
        raise Refused(TWICE)
    added = Participation(wave=wave, member_id=member, invitation_id=invitation)
    _rewrite(Participation.objects.filter(wave=wave), [added])


def _respect_quotas(wave: Wave, data: Mapping[str, Any]) -> None:
    limits = Choice.objects.filter(
        question__survey=wave.survey_id, question__kind="single", quota__isnull=False
    ).select_related("question")
    for choice in limits:
        item = Item.objects.get(question=choice.question)
        if data.get(item.key) != choice.value:
            continue
        heard = Answer.objects.filter(response__wave=wave, item=item, value=choice.value).count()
        if heard >= (choice.quota or 0):
            raise Refused(
                "Enough people who chose “%(choice)s” have been heard already. Thank you for "
                "coming.",
                choice=choice.text_en or choice.text_zh,
            )


def _answers(response: Response, survey: Survey, data: Mapping[str, Any]) -> list[Answer]:
    items = {
        item.key: item for item in Item.objects.filter(survey=survey).select_related("question")
    }
    found = []
    for key, said in data.items():
        item = items[key]
        if isinstance(said, str):
            found.append(Answer(response=response, item=item, text=said))
        elif isinstance(said, list):
            is_ranked = item.question.kind == "ranking"
            found += [
                Answer(
                    response=response, item=item, value=value, place=place if is_ranked else None
                )
                for place, value in enumerate(said, 1)
            ]
        else:
            found.append(Answer(response=response, item=item, value=said))
    return found


def _write_mixed(wave: Wave, response: Response, answers: Sequence[Answer]) -> None:
    """Write one response; an anonymous one among others that are written again."""
    if response.member_id is not None:
        response.save(force_insert=True)
        Answer.objects.bulk_create(answers)
        return
    _take_turn(wave.survey_id)
    others = _some(Response.objects.filter(wave=wave, member__isnull=True))
    kept = list(Answer.objects.filter(response__in=others))
    Response.objects.filter(id__in=[one.id for one in others]).delete()
    sheets: dict[UUID, list[Answer]] = {one.id: [] for one in (*others, response)}
    for answer in (*kept, *answers):
        sheets[answer.response_id].append(answer)
    order = _shuffled([*others, response])
    Response.objects.bulk_create(order)
    Answer.objects.bulk_create(answer for one in order for answer in _shuffled(sheets[one.id]))


def _unjoin(response: Response) -> None:
    """Take her from her answers, and give them another id and another place."""
    kept = list(Answer.objects.filter(response=response))
    wave = response.wave
    response.delete()
    fresh = Response(wave=wave)
    again = [
        Answer(
            response=fresh,
            item_id=one.item_id,
            value=one.value,
            place=one.place,
            text=one.text,
        )
        for one in kept
    ]
    _write_mixed(wave, fresh, again)


def _take_turn(survey: UUID) -> None:
    """Whoever writes rows of a survey again does so alone, until the transaction ends."""
    Survey.objects.select_for_update().get(id=survey)


def _rewrite(rows: QuerySet[M], added: Sequence[M]) -> None:
    others = _some(rows)
    rows.model._default_manager.filter(pk__in=[one.pk for one in others]).delete()
    rows.model._default_manager.bulk_create(_shuffled([*others, *added]))


def _some(rows: QuerySet[M]) -> list[M]:
    """Up to nine rows by lot."""
    ids = list(rows.values_list("pk", flat=True))
    chosen = _lots.sample(ids, min(MIXED_WITH, len(ids)))
    return list(rows.model._default_manager.filter(pk__in=chosen))


def _shuffled(rows: Iterable[M]) -> list[M]:
    found = list(rows)
    _lots.shuffle(found)
    return found

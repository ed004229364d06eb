"""Reading what is asked: surveys with their questions, and which of them wait for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from cohive.evolve.models.answers import Draft, Invitation, Participation, Response
from cohive.evolve.models.surveys import Question, Survey, Wave
from cohive.evolve.wording import Wording

LISTED_MAX = 50


@dataclass(frozen=True)
class ChoiceView:
    """One answer to choose."""

    value: int
    wording: Wording
    target_percent: int | None
    quota: int | None


@dataclass(frozen=True)
class ItemView:
    """What one answer is given to; its wording is empty when it is the question itself."""

    id: UUID
    key: str
    wording: Wording
    scale: str
    is_reversed: bool


@dataclass(frozen=True)
class QuestionView:
    """One question with what can be answered."""

    id: UUID
    position: int
    kind: str
    instrument: str
    wording: Wording
    items: tuple[ItemView, ...]
    choices: tuple[ChoiceView, ...]


@dataclass(frozen=True)
class WaveView:
    """One time of asking."""

    id: UUID
    number: int
    opened_at: datetime
    closed_at: datetime | None
    asked_on: date | None
    reminded_on: date | None
    responses: int
    outcome: Wording


@dataclass(frozen=True)
class SurveyView:
    """A survey whole."""

    id: UUID
    title: Wording
    lead: Wording
    state: str
    may_join: bool
    takes_guests: bool
    made_at: datetime
    questions: tuple[QuestionView, ...]
    waves: tuple[WaveView, ...]

    @property
    def open_wave(self) -> WaveView | None:
        """The wave that can be answered now."""
        return next((wave for wave in self.waves if wave.closed_at is None), None)

    @property
    def told_waves(self) -> tuple[WaveView, ...]:
        """Waves that are closed, so that their result can be told."""
        return tuple(wave for wave in self.waves if wave.closed_at is not None)

    def wave(self, number: int) -> WaveView | None:
        """The wave of this number."""
        return next((wave for wave in self.waves if wave.number == number), None)


@dataclass(frozen=True)
class SurveyLine:
    """A survey in a list."""

    id: UUID
    title: Wording
    state: str
    questions: int
    wave: int
    responses: int
    is_done: bool = False
    is_joined: bool = False


def survey(id: UUID) -> SurveyView | None:  # noqa: A002 - the field's own word
    """One survey with its questions and waves. Five SQL queries."""
    row = Survey.objects.filter(id=id).exclude(state="dropped").first()
    if row is None:
        return None
    questions = (
        Question.objects.filter(survey=row)
        .order_by("position")
        .prefetch_related("items", "choices")
    )
    waves = Wave.objects.filter(survey=row).order_by("number").annotate(n=Count("responses"))
    return SurveyView(
        id=row.id,
        title=Wording(row.title_en, row.title_zh),
        lead=Wording(row.lead_en, row.lead_zh),
        state=row.state,
        may_join=row.may_join,
        takes_guests=row.takes_guests,
        made_at=row.made_at,
        questions=tuple(map(_question, questions)),
        waves=tuple(
            WaveView(
                wave.id,
                wave.number,
                wave.opened_at,
                wave.closed_at,
                wave.asked_on,
                wave.reminded_on,
                wave.n,
                Wording(wave.outcome_en, wave.outcome_zh),
            )
            for wave in waves
        ),
    )


def surveys(*, before: UUID | None = None, limit: int = LISTED_MAX) -> list[SurveyLine]:
    """Surveys for the desk, the newest first, older than `before`. Two SQL queries."""
    older = Survey.objects.exclude(state="dropped").order_by("-id")
    if before is not None:
        older = older.filter(id__lt=before)
    rows = list(older.annotate(n=Count("questions"))[:limit])
    newest: dict[UUID, tuple[int, int]] = {}
    waves = Wave.objects.filter(survey__in=rows).order_by("number").annotate(n=Count("responses"))
    for wave in waves:
        newest[wave.survey_id] = (wave.number, wave.n)
    return [
        SurveyLine(
            row.id, Wording(row.title_en, row.title_zh), row.state, row.n,
            *newest.get(row.id, (0, 0)),
        )
        for row in rows
    ]  # fmt: skip


def surveys_for(member: UUID) -> list[SurveyLine]:
    """What is open and not answered by her yet, then what she answered or joined. Two queries."""
    took = Participation.objects.filter(wave__survey=OuterRef("id"), member=member)
    open_took = took.filter(wave__closed_at__isnull=True)
    joined = Response.objects.filter(wave__survey=OuterRef("id"), member=member)
    rows = (
        Survey.objects.filter(Q(state="open") | Q(Exists(joined)))
        .annotate(n=Count("questions"), done=Exists(open_took), joined=Exists(joined))
        .order_by("done", "-id")[:LISTED_MAX]
    )
    return [
        SurveyLine(
            row.id, Wording(row.title_en, row.title_zh), row.state, row.n, 0, 0,
            is_done=row.done or row.state != "open", is_joined=row.joined,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class OutcomeView:
    """What came of a wave."""

    title: Wording
    number: int
    closed_at: datetime
    outcome: Wording


def outcomes() -> list[OutcomeView]:
    """What came of the surveys asked here, the newest first. One SQL query."""
    rows = (
        Wave.objects.filter(closed_at__isnull=False)
        .exclude(outcome_en="", outcome_zh="")
        .select_related("survey")
        .order_by("-closed_at", "-id")[:LISTED_MAX]
    )
    return [
        OutcomeView(
            Wording(row.survey.title_en, row.survey.title_zh),
            row.number,
            row.closed_at,
            Wording(row.outcome_en, row.outcome_zh),
        )
        for row in rows
        if row.closed_at is not None
    ]


def took_part(wave: UUID, *, member: UUID | None = None, invitation: UUID | None = None) -> bool:
    """Whether she, or this guest, has taken part in a wave already."""
    if member is None and invitation is None:
        return False
    rows = Participation.objects.filter(wave=wave, member=member, invitation=invitation)
    return rows.exists()


def invitation_of(id: UUID, *, survey: UUID) -> bool:  # noqa: A002
    """Whether this guest was asked in the wave that is open now."""
    return Invitation.objects.filter(
        id=id, wave__survey=survey, wave__closed_at__isnull=True
    ).exists()


def draft_of(key: str) -> dict[str, object]:
    """What was answered so far, by item key; empty when nothing was."""
    return dict(Draft.objects.filter(key=key).values_list("data", flat=True).first() or {})


def participations_of(wave: UUID) -> tuple[frozenset[UUID], int]:
    """Which members took part in a wave, and how many guests who were asked by mail."""
    rows = Participation.objects.filter(wave=wave).values_list("member_id", flat=True)
    found = list(rows)
    known = frozenset(one for one in found if one)
    return known, sum(one is None for one in found)


def joined_answers_of(member: UUID) -> list[dict[str, object]]:
    """Her joined answers, for what she takes with her."""
    rows = Response.objects.filter(member=member).values(
        "wave__survey__title_en",
        "wave__survey__title_zh",
        "wave__number",
        "answers__item__key",
        "answers__value",
        "answers__place",
        "answers__text",
    )
    return [{name.rpartition("__")[2]: one for name, one in row.items()} for row in rows]


def _question(row: Question) -> QuestionView:
    return QuestionView(
        id=row.id,
        position=row.position,
        kind=row.kind,
        instrument=row.instrument,
        wording=Wording(row.text_en, row.text_zh),
        items=tuple(
            ItemView(
                item.id, item.key, Wording(item.text_en, item.text_zh), item.scale,
                item.is_reversed,
            )
            for item in sorted(row.items.all(), key=lambda item: item.position)
        ),
        choices=tuple(
            ChoiceView(
                choice.value, Wording(choice.text_en, choice.text_zh), choice.target_percent,
                choice.quota,
            )
            for choice in sorted(row.choices.all(), key=lambda choice: choice.value)
        ),
    )  # fmt: skip

"""What the journal says of surveys. It never says who answered an anonymous one, nor when.

A single anonymous answer is a measurement, as a visit is: it writes no act.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("evolve.survey.made", verb=Verb.CREATE, sentence="%(actor)s began a survey.")
@dataclass(frozen=True)
class SurveyMade:
    """A survey is being written."""

    survey: UUID


@event("evolve.survey.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a survey.")
@dataclass(frozen=True)
class SurveyChanged:
    """Its questions or settings changed; `part` says which."""

    survey: UUID
    part: str


@event("evolve.survey.dropped", verb=Verb.DELETE, sentence="%(actor)s dropped a survey.")
@dataclass(frozen=True)
class SurveyDropped:
    """Nobody had been asked yet."""

    survey: UUID


@event("evolve.survey.opened", verb=Verb.QUESTION, sentence="%(actor)s opened a survey.")
@dataclass(frozen=True)
class SurveyOpened:
    """Its wave of this number can be answered."""

    survey: UUID
    wave: int


@event("evolve.survey.closed", verb=Verb.UPDATE, sentence="%(actor)s closed a survey.")
@dataclass(frozen=True)
class SurveyClosed:
    """Its wave takes no more answers; so many took part."""

    survey: UUID
    wave: int
    responses: int


@event(
    "evolve.survey.told",
    verb=Verb.ANNOUNCE,
    sentence="%(actor)s told what came of a survey.",
)
@dataclass(frozen=True)
class OutcomeTold:
    """Members can read what the place did with the answers of this wave."""

    survey: UUID
    wave: int


@event("evolve.survey.invited", verb=Verb.INVITE, sentence="%(actor)s asked people by mail.")
@dataclass(frozen=True)
class PeopleInvited:
    """So many were asked by mail."""

    survey: UUID
    wave: int
    people: int


@event(
    "evolve.survey.joined",
    verb=Verb.ACCEPT,
    sentence="%(actor)s joined her answers to what she does here.",
)
@dataclass(frozen=True)
class AnswersJoined:
    """She agreed, with this survey, that answers and behaviour are looked at together."""

    survey: UUID


@event(
    "evolve.survey.unjoined",
    verb=Verb.UNDO,
    sentence="%(actor)s took her answers back from what she does here.",
)
@dataclass(frozen=True)
class AnswersUnjoined:
    """Her answers stay without her, or are gone when `is_deleted`."""

    survey: UUID
    is_deleted: bool

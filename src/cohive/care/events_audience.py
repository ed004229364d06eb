"""What the journal says of people who are brought along; counts and ids, never who they are."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "care.audience.kept",
    verb=Verb.ADD,
    sentence="%(actor)s brought along people the firm knew before.",
)
@dataclass(frozen=True)
class AudienceKept:
    """A file was kept: how many people came by it; nobody became a member."""

    audience_import: UUID
    people: int


@event(
    "care.audience.taken_back",
    verb=Verb.UNDO,
    sentence="%(actor)s took people back out who had been brought along.",
)
@dataclass(frozen=True)
class AudienceTakenBack:
    """An import was undone: who had not come by herself is erased."""

    audience_import: UUID
    people: int


@event(
    "care.audience.asked",
    verb=Verb.INVITE,
    sentence="%(actor)s had people who agreed to it asked whether they want their page.",
)
@dataclass(frozen=True)
class AudienceAsked:
    """The claim mail of an import goes out, once."""

    audience_import: UUID


@event(
    "care.segment.made",
    verb=Verb.CREATE,
    sentence="%(actor)s made a segment of people.",
)
@dataclass(frozen=True)
class SegmentMade:
    """A group by plain reasons exists."""

    segment: UUID


@event(
    "care.segment.ended",
    verb=Verb.DELETE,
    sentence="%(actor)s ended a segment of people.",
)
@dataclass(frozen=True)
class SegmentEnded:
    """A group is not kept any more."""

    segment: UUID

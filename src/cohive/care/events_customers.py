"""What the journal says of the desk's page of a person: that somebody wrote, never of whom."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "care.person.noted",
    verb=Verb.CREATE,
    sentence="%(actor)s wrote a note about a person, which she can read.",
)
@dataclass(frozen=True)
class PersonNoted:
    """The note's id; about whom it is stands in its row, which can be erased."""

    note: UUID


@event(
    "care.person.note_erased",
    verb=Verb.DELETE,
    sentence="%(actor)s erased a note about a person.",
)
@dataclass(frozen=True)
class PersonNoteErased:
    """Its words are gone."""

    note: UUID


@event(
    "care.follow_up.set",
    verb=Verb.CREATE,
    sentence="%(actor)s said on which day somebody comes back to a person.",
)
@dataclass(frozen=True)
class FollowUpSet:
    """`owner` is told on the day."""

    follow_up: UUID
    owner: UUID


@event(
    "care.follow_up.done",
    verb=Verb.UPDATE,
    sentence="%(actor)s came back to a person.",
)
@dataclass(frozen=True)
class FollowUpDone:
    """It leaves the list."""

    follow_up: UUID


@event(
    "care.timeline.allowed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s allowed the desk to see what she does here in one line.",
)
@dataclass(frozen=True)
class TimelineAllowed:
    """The consent's id."""

    consent: UUID


@event(
    "care.timeline.taken_back",
    verb=Verb.UNDO,
    sentence="%(actor)s no longer allows the desk to see what she does here in one line.",
)
@dataclass(frozen=True)
class TimelineTakenBack:
    """The consent's id."""

    consent: UUID


@event(
    "care.person.gathered",
    verb=Verb.OFFER,
    sentence="%(actor)s gathered what is held about a person, to give it to her.",
)
@dataclass(frozen=True)
class PersonGathered:
    """`kind` is writer or known: a member gathers her things herself."""

    kind: str
    person: UUID

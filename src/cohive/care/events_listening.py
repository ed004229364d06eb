"""What the journal says of listening: for what and where, what rang, what was marked."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("care.watch.added", verb=Verb.ADD, sentence="%(actor)s began to listen for something.")
@dataclass(frozen=True)
class WatchAdded:
    """The place listens for a thing."""

    watch: UUID


@event(
    "care.watch.stopped", verb=Verb.REMOVE, sentence="%(actor)s stopped listening for something."
)
@dataclass(frozen=True)
class WatchStopped:
    """The place no longer listens for a thing."""

    watch: UUID


@event("care.watch.quieted", verb=Verb.UPDATE, sentence="%(actor)s asked an alarm to be quiet.")
@dataclass(frozen=True)
class WatchQuieted:
    """No alarm of this thing for so many days."""

    watch: UUID
    days: int


@event("care.source.added", verb=Verb.ADD, sentence="%(actor)s began to listen in a place.")
@dataclass(frozen=True)
class SourceAdded:
    """The place listens to a feed, a hashtag or a file."""

    source: UUID
    source_kind: str


@event("care.source.stopped", verb=Verb.REMOVE, sentence="%(actor)s stopped listening in a place.")
@dataclass(frozen=True)
class SourceStopped:
    """The place no longer listens there."""

    source: UUID


@event("care.alarm.rang", verb=Verb.ANNOUNCE, sentence="Something is talked about unusually often.")
@dataclass(frozen=True)
class AlarmRang:
    """A thing was mentioned more often in a day or week than its history explains."""

    alarm: UUID
    watch: UUID
    seen: int


@event("care.alarm.judged", verb=Verb.UPDATE, sentence="%(actor)s said whether an alarm was right.")
@dataclass(frozen=True)
class AlarmJudged:
    """A person said whether it was worth hearing of."""

    alarm: UUID
    was_right: bool


@event("care.alarm.answered", verb=Verb.UPDATE, sentence="%(actor)s answered an alarm with a post.")
@dataclass(frozen=True)
class AlarmAnswered:
    """A post was written to it; so it was worth hearing, unless somebody says otherwise."""

    alarm: UUID


@event("care.alarm.passed", verb=Verb.UPDATE, sentence="%(actor)s let an alarm pass this time.")
@dataclass(frozen=True)
class AlarmPassed:
    """It was closed without a word on whether it was right."""

    alarm: UUID


@event("care.mention.marked", verb=Verb.UPDATE, sentence="%(actor)s said how a post sounds.")
@dataclass(frozen=True)
class MentionMarked:
    """A person corrected or confirmed how a post was heard."""

    mention: UUID
    mood: str


@event("care.mention.erased", verb=Verb.DELETE, sentence="%(actor)s erased a post that was heard.")
@dataclass(frozen=True)
class MentionErased:
    """A post was erased before its time."""

    mention: UUID

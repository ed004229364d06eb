"""What the journal says from complaint to thanks, and of help pages: ids, never anybody's words."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "care.voice.asked",
    verb=Verb.QUESTION,
    sentence="%(actor)s asked whether a message may become an idea.",
)
@dataclass(frozen=True)
class VoiceAsked:
    """The question is on its way in her own channel."""

    concern: UUID
    voice: UUID


@event(
    "care.voice.answered",
    verb=Verb.ACCEPT,
    sentence="%(actor)s said whether a message may become an idea.",
)
@dataclass(frozen=True)
class VoiceAnswered:
    """yes, named or no; `may_quote`: her words may be shown."""

    concern: UUID
    voice: UUID
    consent: str
    may_quote: bool


@event("care.voice.joined", verb=Verb.ADD, sentence="%(actor)s joined a voice to an idea.")
@dataclass(frozen=True)
class VoiceJoined:
    """A conversation, a public mention or a maker stands behind a concern now."""

    concern: UUID
    voice: UUID
    kind: str


@event("care.concern.idea", verb=Verb.CREATE, sentence="A complaint became an idea.")
@dataclass(frozen=True)
class ConcernBecameIdea:
    """`idea` is the idea it is followed as."""

    concern: UUID
    idea: UUID


@event("care.concern.joined", verb=Verb.UPDATE, sentence="%(actor)s joined two ideas.")
@dataclass(frozen=True)
class ConcernsJoined:
    """`taken` is followed in `into` from now on, with all its voices."""

    taken: UUID
    into: UUID


@event("care.concern.parted", verb=Verb.UNDO, sentence="%(actor)s parted two ideas again.")
@dataclass(frozen=True)
class ConcernsParted:
    """As they were before."""

    taken: UUID
    into: UUID


@event(
    "care.concern.released",
    verb=Verb.ANNOUNCE,
    sentence="%(actor)s released what began as an idea.",
)
@dataclass(frozen=True)
class ConcernReleased:
    """`product` None: a steward says so."""

    concern: UUID
    product: UUID | None = None


@event("care.voice.thanked", verb=Verb.ADD, sentence="%(actor)s told a voice of the release.")
@dataclass(frozen=True)
class VoiceThanked:
    """told (queued in her channel, or a notice), elsewhere or untellable, with one word why."""

    concern: UUID
    voice: UUID
    thanks: str
    why: str = ""


@event("care.help.written", verb=Verb.CREATE, sentence="%(actor)s wrote a help page.")
@dataclass(frozen=True)
class HelpWritten:
    """A version of a page in one language."""

    page: UUID
    language: str
    number: int


@event("care.help.taken_down", verb=Verb.REMOVE, sentence="%(actor)s took a help page down.")
@dataclass(frozen=True)
class HelpTakenDown:
    """Its versions stay; nobody finds it."""

    page: UUID


@event(
    "care.help.asker",
    verb=Verb.ACCEPT,
    sentence="%(actor)s said whether a help page names who asked.",
)
@dataclass(frozen=True)
class HelpAskerAnswered:
    """`agrees`: her name stands beside the page."""

    page: UUID
    agrees: bool

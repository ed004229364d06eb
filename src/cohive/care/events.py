"""What the journal says of listening and answering: ids and states, never a word anybody wrote."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("care.message.received", verb=Verb.CREATE, sentence="%(actor)s wrote to the place.")
@dataclass(frozen=True)
class MessageReceived:
    """Somebody wrote; a stranger is the world."""

    conversation: UUID
    message: UUID
    channel: str
    is_automatic: bool = False


@event("care.answer.written", verb=Verb.CREATE, sentence="%(actor)s answered for the place.")
@dataclass(frozen=True)
class AnswerWritten:
    """An answer is queued. `first_answer_seconds` of opening hours, if it is the first one."""

    conversation: UUID
    message: UUID
    channel: str
    first_answer_seconds: int | None = None


@event("care.answer.taken_back", verb=Verb.UNDO, sentence="%(actor)s took an answer back.")
@dataclass(frozen=True)
class AnswerTakenBack:
    """It had not left."""

    conversation: UUID
    message: UUID


@event("care.answer.tried_again", verb=Verb.UPDATE, sentence="%(actor)s sent an answer again.")
@dataclass(frozen=True)
class AnswerTriedAgain:
    """Somebody decided that an answer which failed, or may not have left, is sent again."""

    conversation: UUID
    message: UUID


@event("care.note.written", verb=Verb.CREATE, sentence="%(actor)s left a note in the inbox.")
@dataclass(frozen=True)
class NoteWritten:
    """Words among those who answer."""

    conversation: UUID
    message: UUID


@event(
    "care.conversation.assigned",
    verb=Verb.OFFER,
    sentence="%(actor)s said who answers a conversation.",
)
@dataclass(frozen=True)
class ConversationAssigned:
    """`assignee` None: nobody in particular any more."""

    conversation: UUID
    assignee: UUID | None


@event(
    "care.conversation.moved",
    verb=Verb.UPDATE,
    sentence="%(actor)s said how a conversation stands.",
)
@dataclass(frozen=True)
class ConversationMoved:
    """From one state to another."""

    conversation: UUID
    before: str
    after: str


@event(
    "care.conversation.labelled",
    verb=Verb.UPDATE,
    sentence="%(actor)s put a label on a conversation or took it off.",
)
@dataclass(frozen=True)
class ConversationLabelled:
    """`is_on` False: taken off."""

    conversation: UUID
    label: UUID
    is_on: bool


@event(
    "care.conversation.merged",
    verb=Verb.UPDATE,
    sentence="%(actor)s joined two conversations.",
)
@dataclass(frozen=True)
class ConversationsMerged:
    """`taken` is read in `into` from now on."""

    taken: UUID
    into: UUID


@event(
    "care.conversation.unmerged",
    verb=Verb.UNDO,
    sentence="%(actor)s parted two conversations again.",
)
@dataclass(frozen=True)
class ConversationsUnmerged:
    """As they were before."""

    taken: UUID
    into: UUID


@event("care.person.merged", verb=Verb.UPDATE, sentence="%(actor)s said that two are one person.")
@dataclass(frozen=True)
class PeopleMerged:
    """`taken` and `into` are correspondents."""

    taken: UUID
    into: UUID


@event(
    "care.person.unmerged",
    verb=Verb.UNDO,
    sentence="%(actor)s said that two are not one person after all.",
)
@dataclass(frozen=True)
class PeopleUnmerged:
    """As they were before."""

    taken: UUID
    into: UUID


@event(
    "care.person.forgotten",
    verb=Verb.DELETE,
    sentence="%(actor)s erased what a person had written to the place.",
)
@dataclass(frozen=True)
class PersonForgotten:
    """Names, addresses, words and files are gone."""

    person: UUID


@event(
    "care.conversation.forgotten",
    verb=Verb.DELETE,
    sentence="The words of a conversation were erased after their time.",
)
@dataclass(frozen=True)
class ConversationForgotten:
    """Only how long it took stays."""

    conversation: UUID


@event(
    "care.answer.rated",
    verb=Verb.LIKE,
    sentence="%(actor)s said what an answer was worth.",
)
@dataclass(frozen=True)
class AnswerRated:
    """1 not well, 2 fairly, 3 well."""

    message: UUID
    score: int


@event(
    "care.answers.logged",
    verb=Verb.CREATE,
    sentence="%(actor)s logged answers as work on a product.",
)
@dataclass(frozen=True)
class AnswersLogged:
    """So many answers became one contribution."""

    product: UUID
    contribution: UUID
    answers: int


@event(
    "care.inbox.changed",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed how the inbox works.",
)
@dataclass(frozen=True)
class InboxChanged:
    """`what`: rules, hours, label, canned, mailbox or telegram."""

    what: str

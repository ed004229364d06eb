"""What the guard writes in the journal."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("guard.case.opened", verb=Verb.FLAG, sentence="%(actor)s asked a steward to look.")
@dataclass(frozen=True)
class CaseOpened:
    """Somebody reported something, or a rule noticed it."""

    case: UUID
    kind: str


@event("guard.case.closed", verb=Verb.ACCEPT, sentence="%(actor)s closed a case.")
@dataclass(frozen=True)
class CaseClosed:
    """A steward has looked, decided and given a reason."""

    case: UUID
    outcome: str


@event("guard.review.opened", verb=Verb.FLAG, sentence="%(actor)s began to watch a group.")
@dataclass(frozen=True)
class ReviewOpened:
    """What coincided was written down; nothing changes by it."""

    review: UUID


@event("guard.review.marked", verb=Verb.ANNOUNCE, sentence="%(actor)s put a group under review.")
@dataclass(frozen=True)
class ReviewMarked:
    """The group's votes on these targets weigh nothing until it is decided; everybody may know."""

    review: UUID


@event("guard.review.answered", verb=Verb.UPDATE, sentence="%(actor)s answered in a review.")
@dataclass(frozen=True)
class ReviewAnswered:
    """One of the group said how it was, before it is decided; its words are no part of this."""

    review: UUID


@event("guard.review.declared", verb=Verb.ADD, sentence="%(actor)s said what a group is.")
@dataclass(frozen=True)
class GroupDeclared:
    """A household, a class or a team; the sentence is no part of this."""

    review: UUID
    kind: str


@event("guard.review.held", verb=Verb.UPDATE, sentence="%(actor)s held the pay of a review.")
@dataclass(frozen=True)
class ReviewHeld:
    """What these votes would bring is not paid out until it is decided."""

    review: UUID


@event("guard.review.confirmed", verb=Verb.ACCEPT, sentence="%(actor)s confirmed a review.")
@dataclass(frozen=True)
class ReviewConfirmed:
    """Two stewards found the same, or another one upheld it after an appeal."""

    review: UUID


@event("guard.review.released", verb=Verb.REJECT, sentence="%(actor)s cleared a group.")
@dataclass(frozen=True)
class ReviewReleased:
    """The group was cleared, with an apology to each of it."""

    review: UUID


@event("guard.review.appealed", verb=Verb.QUESTION, sentence="%(actor)s appealed a verdict.")
@dataclass(frozen=True)
class ReviewAppealed:
    """One of the group asks another steward to judge again."""

    review: UUID


@event("guard.review.reversed", verb=Verb.UNDO, sentence="%(actor)s reversed a verdict.")
@dataclass(frozen=True)
class ReviewReversed:
    """A steward who had not decided undid it; the votes count again."""

    review: UUID


@event("guard.interest.declared", verb=Verb.ADD, sentence="%(actor)s declared an interest.")
@dataclass(frozen=True)
class InterestDeclared:
    """Somebody said that she gains from what she speaks for."""

    interest: UUID
    about_kind: str
    about: UUID
    basis: str


@event("guard.interest.withdrawn", verb=Verb.REMOVE, sentence="%(actor)s withdrew an interest.")
@dataclass(frozen=True)
class InterestWithdrawn:
    """She says that it holds no longer; that it was declared stays to be seen."""

    interest: UUID


@event(
    "guard.message.reported",
    verb=Verb.FLAG,
    sentence="%(actor)s reported a message.",
)
@dataclass(frozen=True)
class MessageReported:
    """The words stay with the guard; the journal holds ids only."""

    message: UUID


@event(
    "guard.contradiction.found",
    verb=Verb.FLAG,
    sentence="%(actor)s found a question about an interest.",
)
@dataclass(frozen=True)
class ContradictionFound:
    """The books and what was declared do not agree; nobody but stewards is told yet."""

    contradiction: UUID


@event(
    "guard.contradiction.asked",
    verb=Verb.QUESTION,
    sentence="%(actor)s asked about an interest.",
)
@dataclass(frozen=True)
class ContradictionAsked:
    """A steward asks the person herself, and nobody else."""

    contradiction: UUID


@event(
    "guard.contradiction.answered",
    verb=Verb.ACCEPT,
    sentence="%(actor)s answered about an interest.",
)
@dataclass(frozen=True)
class ContradictionAnswered:
    """She declared it, or said why there is nothing to declare."""

    contradiction: UUID
    has_declared: bool


@event(
    "guard.contradiction.closed",
    verb=Verb.UPDATE,
    sentence="%(actor)s closed a question about an interest.",
)
@dataclass(frozen=True)
class ContradictionClosed:
    """A steward ended it with a reason the person reads."""

    contradiction: UUID

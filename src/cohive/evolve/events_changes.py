"""What the journal says of changes: circles that part or come together, and their money."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.change.proposed",
    verb=Verb.OFFER,
    sentence="%(actor)s proposed that circles part or come together.",
)
@dataclass(frozen=True)
class ChangeProposed:
    """A split or a merging is previewed; nothing is decided."""

    change: UUID
    kind: str


@event(
    "evolve.change.chosen",
    verb=Verb.UPDATE,
    sentence="%(actor)s said on which side of a split she would be.",
)
@dataclass(frozen=True)
class SideChosen:
    """Where she would belong; which side stands in the change only."""

    change: UUID


@event(
    "evolve.change.asked",
    verb=Verb.QUESTION,
    sentence="%(actor)s opened the vote about circles that part or come together.",
)
@dataclass(frozen=True)
class ChangeVoteOpened:
    """Each side votes by itself."""

    change: UUID


@event(
    "evolve.change.answered",
    verb=Verb.ACCEPT,
    sentence="%(actor)s voted on circles that part or come together.",
)
@dataclass(frozen=True)
class ChangeVoted:
    """A vote was given or changed; what it says is not in the journal."""

    change: UUID


@event(
    "evolve.change.counted",
    verb=Verb.ANNOUNCE,
    sentence="The vote about circles that part or come together was counted.",
)
@dataclass(frozen=True)
class ChangeCounted:
    """The vote is over; both sides have to agree."""

    change: UUID
    is_agreed: bool
    first_yes: int
    first_size: int
    second_yes: int
    second_size: int


@event(
    "evolve.change.withdrawn",
    verb=Verb.UNDO,
    sentence="%(actor)s took back a proposal about circles.",
)
@dataclass(frozen=True)
class ChangeWithdrawn:
    """It was not gone on with."""

    change: UUID


@event(
    "evolve.change.done",
    verb=Verb.CREATE,
    sentence="%(actor)s founded what two sides of a circle had agreed on.",
)
@dataclass(frozen=True)
class ChangeDone:
    """Both circles live, or one does; the treasury was divided or put together."""

    change: UUID
    kind: str
    circle: UUID
    other: UUID


@event(
    "evolve.change.undo_asked",
    verb=Verb.OFFER,
    sentence="%(actor)s asked to undo a change of circles.",
)
@dataclass(frozen=True)
class UndoAsked:
    """Enough of these, and it is undone."""

    change: UUID


@event(
    "evolve.change.undone",
    verb=Verb.UNDO,
    sentence="%(actor)s was the last who was needed to undo a change of circles.",
)
@dataclass(frozen=True)
class ChangeUndone:
    """Members and treasury are together, or apart, as before."""

    change: UUID


@event(
    "evolve.treasury.filled",
    verb=Verb.ADD,
    sentence="%(actor)s put money of the house into a circle's treasury.",
)
@dataclass(frozen=True)
class TreasuryFilled:
    """Money of the house became a circle's own."""

    circle: UUID
    minor: int
    currency: str

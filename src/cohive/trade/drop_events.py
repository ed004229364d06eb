"""What the journal says of drops. A number of an entry is never said with who entered."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("trade.drop.announced", verb=Verb.ANNOUNCE, sentence="%(actor)s announced a drop.")
@dataclass(frozen=True)
class DropAnnounced:
    """What is sold, from when on and how, stands; of a draw the digest of its seed too."""

    drop: UUID
    kind: str
    commitment: str


@event("trade.drop.entered", verb=Verb.JOIN, sentence="%(actor)s entered a draw.")
@dataclass(frozen=True)
class DropEntered:
    """One more entry. Its number is not said here: only she knows which is hers."""

    drop: UUID


@event("trade.drop.withdrawn", verb=Verb.LEAVE, sentence="%(actor)s left a draw.")
@dataclass(frozen=True)
class DropEntryWithdrawn:
    """Her entry stays on the list without a ticket."""

    drop: UUID


@event("trade.drop.drawn", verb=Verb.UPDATE, sentence="%(actor)s drew the winners of a drop.")
@dataclass(frozen=True)
class DropDrawn:
    """The seed is public. `key` is the digest of seed, public word and the whole list."""

    drop: UUID
    seed: str
    public_word: str
    key: str
    entries: int
    winners: int


@event("trade.drop.offered", verb=Verb.OFFER, sentence="%(actor)s kept a piece of a drop.")
@dataclass(frozen=True)
class DropOffered:
    """One piece waits for the entry of this number."""

    drop: UUID
    number: int


@event("trade.drop.lapsed", verb=Verb.REMOVE, sentence="%(actor)s let a kept piece of a drop go.")
@dataclass(frozen=True)
class DropOfferLapsed:
    """Not bought in time, or not wanted any more: the next on the drawn list may."""

    drop: UUID
    number: int


@event("trade.drop.ended", verb=Verb.REMOVE, sentence="%(actor)s ended a drop.")
@dataclass(frozen=True)
class DropEnded:
    """What was not sold lies on the shop's own shelf again."""

    drop: UUID
    unsold: int

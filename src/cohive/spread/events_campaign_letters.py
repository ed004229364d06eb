"""What the journal says of letters in a campaign: ids and numbers, and the digest of the seed."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "spread.letter.placed",
    verb=Verb.UPDATE,
    sentence="%(actor)s put an issue of the newsletter into a campaign; %(of_hundred)s of 100 "
    "readers get it later, by lot.",
)
@dataclass(frozen=True)
class LetterPlaced:
    """`seed_digest` is the SHA-256 of the seed, written down before anybody is drawn."""

    campaign: UUID
    of_hundred: int
    later_days: int
    seed_digest: str


@event(
    "spread.letter.taken_out",
    verb=Verb.REMOVE,
    sentence="%(actor)s took an issue of the newsletter out of its campaign.",
)
@dataclass(frozen=True)
class LetterTakenOut:
    """It goes to all its readers at once, and its links are not counted."""

    campaign: UUID


@event(
    "spread.letter.drawn",
    verb=Verb.OFFER,
    sentence="By lot %(held_out)s of %(readers)s readers get an issue of the newsletter later.",
)
@dataclass(frozen=True)
class LetterDrawn:
    """The lots were drawn as the issue began to go out; the seed that drew them is open now."""

    campaign: UUID
    readers: int
    held_out: int
    seed: str

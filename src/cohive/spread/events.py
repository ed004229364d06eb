"""What the journal says of passing on."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "spread.link.made",
    verb=Verb.ANNOUNCE,
    sentence="%(actor)s made a link to pass %(object)s on.",
)
@dataclass(frozen=True)
class LinkMade:
    """A member has a link of her own to a thing."""

    link: UUID
    target_kind: str
    target: UUID


@event(
    "spread.link.converted",
    verb=Verb.ACCEPT,
    sentence="%(actor)s bought something after coming by a link.",
)
@dataclass(frozen=True)
class LinkConverted:
    """An order was paid whose buyer came by a link; `is_own` when she is the link's owner."""

    link: UUID
    order: UUID
    is_own: bool

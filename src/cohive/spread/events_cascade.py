"""What the journal says of works shown by others, of boosts and of who joined by a link."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "spread.consent.asked",
    verb=Verb.OFFER,
    sentence="%(actor)s asked whether the picture of %(object)s may be shown when others pass it "
    "on.",
)
@dataclass(frozen=True)
class ConsentAsked:
    """A maker is asked about a work of hers."""

    work: UUID
    maker: UUID


@event(
    "spread.consent.given",
    verb=Verb.ACCEPT,
    sentence="%(actor)s allowed others to show the picture of %(object)s when they pass it on.",
)
@dataclass(frozen=True)
class ConsentGiven:
    """A maker said yes."""

    work: UUID


@event(
    "spread.consent.declined",
    verb=Verb.REJECT,
    sentence="%(actor)s did not allow others to show the picture of %(object)s.",
)
@dataclass(frozen=True)
class ConsentDeclined:
    """A maker said no."""

    work: UUID


@event(
    "spread.consent.withdrawn",
    verb=Verb.UNDO,
    sentence="%(actor)s no longer allows others to show the picture of %(object)s.",
)
@dataclass(frozen=True)
class ConsentWithdrawn:
    """A maker took her yes back."""

    work: UUID


@event(
    "spread.boost.recorded",
    verb=Verb.ANNOUNCE,
    sentence="%(object)s was passed on in another network.",
)
@dataclass(frozen=True)
class BoostRecorded:
    """Somebody elsewhere passed a thing on; who it was does not stand here."""

    boost: UUID
    target_kind: str
    target: UUID
    channel: str


@event(
    "spread.boost.undone",
    verb=Verb.UNDO,
    sentence="A passing on of %(object)s in another network was taken back.",
)
@dataclass(frozen=True)
class BoostUndone:
    """A boost was taken back where it was made."""

    boost: UUID


@event(
    "spread.link.joined",
    verb=Verb.JOIN,
    sentence="%(actor)s joined after coming by a link.",
)
@dataclass(frozen=True)
class JoinedByLink:
    """A member joined after coming by a link; nobody is paid for it."""

    link: UUID


@event(
    "spread.carrier.named",
    verb=Verb.UPDATE,
    sentence="%(actor)s said whether their name is shown where it is told how a thing travelled.",
)
@dataclass(frozen=True)
class CarrierNamed:
    """A member agreed to be named along the lines, or took it back."""

    is_named: bool

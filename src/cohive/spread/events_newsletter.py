"""What the journal says of the newsletter: ids and numbers, never an address."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "spread.subscription.asked",
    verb=Verb.FOLLOW,
    sentence="%(actor)s asked for mail of %(object)s.",
)
@dataclass(frozen=True)
class SubscriptionAsked:
    """Somebody gave an address on a page; nothing is sent before it is confirmed."""

    subscription: UUID
    list_kind: str


@event(
    "spread.subscription.confirmed",
    verb=Verb.ACCEPT,
    sentence="A subscription of %(object)s was confirmed from its mailbox.",
)
@dataclass(frozen=True)
class SubscriptionConfirmed:
    """The owner of the mailbox said yes."""

    subscription: UUID
    list_kind: str


@event(
    "spread.subscription.imported",
    verb=Verb.ADD,
    sentence="%(actor)s brought %(subscribed)s subscriptions of %(object)s along, each with its "
    "recorded consent.",
)
@dataclass(frozen=True)
class SubscriptionsImported:
    """Subscriptions given elsewhere, each with the proof that came with it."""

    subscribed: int
    list_kind: str


@event(
    "spread.subscription.taken_back",
    verb=Verb.UNDO,
    sentence="%(actor)s took %(taken_back)s subscriptions back that had been brought along.",
)
@dataclass(frozen=True)
class SubscriptionsTakenBack:
    """What an import subscribed was undone, but for those who said yes here themselves."""

    taken_back: int


@event(
    "spread.subscription.declined",
    verb=Verb.REJECT,
    sentence="%(actor)s noted that %(addresses)s addresses are not to be written to.",
)
@dataclass(frozen=True)
class AddressesDeclined:
    """Addresses whose owners said no elsewhere; kept as digests."""

    addresses: int


@event(
    "spread.subscription.ended",
    verb=Verb.UNDO,
    sentence="A subscription of %(object)s ended (%(reason)s).",
)
@dataclass(frozen=True)
class SubscriptionEnded:
    """`reason`: unsubscribed, bounced, complained, declined, erased or unconfirmed."""

    subscription: UUID
    reason: str


@event(
    "spread.newsletter.begun",
    verb=Verb.CREATE,
    sentence="%(actor)s began an issue of the newsletter.",
)
@dataclass(frozen=True)
class NewsletterBegun:
    """A draft for one list."""

    list_kind: str


@event(
    "spread.newsletter.written",
    verb=Verb.UPDATE,
    sentence="%(actor)s wrote an issue of the newsletter in %(language)s.",
)
@dataclass(frozen=True)
class NewsletterWritten:
    """Subject and text in one language were saved."""

    language: str


@event(
    "spread.newsletter.narrowed",
    verb=Verb.UPDATE,
    sentence="%(actor)s chose for whom of its list an issue of the newsletter is.",
)
@dataclass(frozen=True)
class NewsletterNarrowed:
    """It goes to a part of those who asked; an empty kind means to all of them."""

    audience_kind: str


@event(
    "spread.newsletter.discarded",
    verb=Verb.DELETE,
    sentence="%(actor)s threw a draft of the newsletter away.",
)
@dataclass(frozen=True)
class NewsletterDiscarded:
    """A draft that nobody got."""

    list_kind: str


@event(
    "spread.newsletter.scheduled",
    verb=Verb.OFFER,
    sentence="%(actor)s planned when an issue of the newsletter goes out.",
)
@dataclass(frozen=True)
class NewsletterScheduled:
    """`starts_at` in ISO 8601; empty when the plan was taken back."""

    starts_at: str


@event(
    "spread.newsletter.queued",
    verb=Verb.ANNOUNCE,
    sentence="An issue of the newsletter began to go out to %(recipients)s who asked for it.",
)
@dataclass(frozen=True)
class NewsletterQueued:
    """Every recipient has her row; sending begins."""

    recipients: int


@event(
    "spread.newsletter.moved",
    verb=Verb.UPDATE,
    sentence="%(actor)s set the sending of a newsletter to %(state)s.",
)
@dataclass(frozen=True)
class NewsletterMoved:
    """Paused, resumed (sending) or stopped."""

    state: str


@event(
    "spread.newsletter.sent",
    verb=Verb.ACCEPT,
    sentence="An issue of the newsletter has gone out: %(accepted)s were taken by mail servers.",
)
@dataclass(frozen=True)
class NewsletterSent:
    """Nothing of it waits any more."""

    accepted: int
    refused: int
    uncertain: int


@event(
    "spread.newsletter.rules",
    verb=Verb.UPDATE,
    sentence="%(actor)s set the rules of the newsletter.",
)
@dataclass(frozen=True)
class NewsletterRulesSet:
    """How many may leave in an hour; 0 for no limit."""

    per_hour_max: int

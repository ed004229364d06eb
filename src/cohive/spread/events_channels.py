"""What the journal says of channels and posts: ids and kinds, never an account's name."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("spread.channel.connected", verb=Verb.ADD, sentence="%(actor)s connected a channel.")
@dataclass(frozen=True)
class ChannelConnected:
    """The place can speak on a network."""

    channel: UUID
    network: str


@event("spread.channel.let_go", verb=Verb.REMOVE, sentence="%(actor)s let a channel go.")
@dataclass(frozen=True)
class ChannelLetGo:
    """The place speaks there no more; its keys are forgotten."""

    channel: UUID


@event("spread.post.planned", verb=Verb.CREATE, sentence="%(actor)s wrote a post for channels.")
@dataclass(frozen=True)
class PostPlanned:
    """A post goes out over some channels at its hour."""

    post: UUID
    channels: int


@event("spread.post.cancelled", verb=Verb.UNDO, sentence="%(actor)s called a post off.")
@dataclass(frozen=True)
class PostCancelled:
    """What has not gone out of a post stays here."""

    post: UUID


@event("spread.post.sent", verb=Verb.ANNOUNCE, sentence="A post went out over a channel.")
@dataclass(frozen=True)
class PostSent:
    """The network took it."""

    post: UUID
    delivery: UUID


@event("spread.post.given_up", verb=Verb.REJECT, sentence="A post could not be sent.")
@dataclass(frozen=True)
class PostGivenUp:
    """It is not tried again by itself."""

    post: UUID
    delivery: UUID


@event(
    "spread.post.uncertain",
    verb=Verb.QUESTION,
    sentence="It is not known whether a post was sent.",
)
@dataclass(frozen=True)
class PostUncertain:
    """The network's answer was lost: a person has to look."""

    post: UUID
    delivery: UUID


@event(
    "spread.post.tried_again",
    verb=Verb.UPDATE,
    sentence="%(actor)s let a post be tried again.",
)
@dataclass(frozen=True)
class PostTriedAgain:
    """A person said that it is not there, or that what was wrong is mended."""

    post: UUID
    delivery: UUID


@event("spread.push.subscribed", verb=Verb.FOLLOW, sentence="%(actor)s wants to be told.")
@dataclass(frozen=True)
class PushSubscribed:
    """One of a member's browsers listens."""

    subscription: UUID


@event("spread.push.ended", verb=Verb.UNDO, sentence="%(actor)s no longer wants to be told.")
@dataclass(frozen=True)
class PushEnded:
    """A member's browsers listen no more."""

    subscriptions: int

"""What the journal says of the federation: ids only, never a name or a word from elsewhere.

Strangers are no agents here; what they do is written as done by the world (`Place.world`).
"""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "spread.federation.switched",
    verb=Verb.UPDATE,
    sentence="%(actor)s decided whether %(object)s can be followed from elsewhere.",
)
@dataclass(frozen=True)
class FederationSwitched:
    """The place or a circle can be followed from elsewhere, or not any more."""

    actor: UUID
    is_on: bool


@event(
    "spread.federation.agreed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s let what they begin leave this place.",
)
@dataclass(frozen=True)
class FederationAgreed:
    """A member's threads in federated circles may leave."""

    member: UUID


@event(
    "spread.federation.declined",
    verb=Verb.REJECT,
    sentence="%(actor)s let nothing they write leave this place.",
)
@dataclass(frozen=True)
class FederationDeclined:
    """A member's posts stay here; those that left were asked back."""

    member: UUID


@event(
    "spread.federation.published",
    verb=Verb.ANNOUNCE,
    sentence="%(actor)s told followers elsewhere something.",
)
@dataclass(frozen=True)
class Federated:
    """A post left for everybody who follows; `source` is what it tells of."""

    post: UUID
    federated_actor: UUID
    source_kind: str
    source: UUID | None


@event(
    "spread.federation.withdrawn",
    verb=Verb.DELETE,
    sentence="%(actor)s took back what was told to followers elsewhere.",
)
@dataclass(frozen=True)
class FederatedWithdrawn:
    """Every server that had it was asked to forget it."""

    post: UUID


@event(
    "spread.federation.followed",
    verb=Verb.FOLLOW,
    sentence="Somebody on another server follows %(object)s.",
)
@dataclass(frozen=True)
class Followed:
    """A follower from elsewhere, accepted or still waiting (`is_asking`)."""

    follower: UUID
    is_asking: bool


@event(
    "spread.federation.unfollowed",
    verb=Verb.UNDO,
    sentence="Somebody on another server does not follow %(object)s any more.",
)
@dataclass(frozen=True)
class Unfollowed:
    """A follower went, or was let go."""

    follower: UUID


@event(
    "spread.federation.replied",
    verb=Verb.CREATE,
    sentence="Somebody on another server answered.",
)
@dataclass(frozen=True)
class RemoteReplied:
    """Somebody elsewhere said something to one of ours; `queries.remote_reply` has the words."""

    reply: UUID
    federated_actor: UUID
    post: UUID | None
    parent: UUID | None


@event(
    "spread.federation.reply_changed",
    verb=Verb.UPDATE,
    sentence="Somebody on another server changed what they had answered.",
)
@dataclass(frozen=True)
class RemoteReplyChanged:
    """The words of a reply are others now."""

    reply: UUID


@event(
    "spread.federation.reply_erased",
    verb=Verb.DELETE,
    sentence="What somebody on another server had answered was erased.",
)
@dataclass(frozen=True)
class RemoteReplyErased:
    """Author and words are gone here; whoever copied them must forget them too."""

    reply: UUID


@event(
    "spread.federation.boosted",
    verb=Verb.ANNOUNCE,
    sentence="Somebody on another server passed a post on.",
)
@dataclass(frozen=True)
class RemoteBoosted:
    """A post of ours was passed on elsewhere: an edge of its cascade."""

    boost: UUID
    post: UUID
    source_kind: str
    source: UUID | None


@event(
    "spread.federation.blocked",
    verb=Verb.REJECT,
    sentence="%(actor)s silenced or kept out other servers.",
)
@dataclass(frozen=True)
class DomainsBlocked:
    """Domains are silenced or kept out now; how many, and whose followers went."""

    count: int
    dropped_followers: int


@event(
    "spread.federation.unblocked",
    verb=Verb.UNDO,
    sentence="%(actor)s let another server in again.",
)
@dataclass(frozen=True)
class DomainUnblocked:
    """A domain is heard again."""

    block: UUID


@event(
    "spread.federation.host_dropped",
    verb=Verb.REMOVE,
    sentence="Followers on a server that was silent for a week were let go.",
)
@dataclass(frozen=True)
class HostDropped:
    """A host could not be reached for seven days."""

    count: int

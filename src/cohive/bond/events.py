"""What this room writes in the journal; ids and plain words, never a name or a text."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("bond.place.founded", verb=Verb.CREATE, sentence="%(actor)s opened this place.")
@dataclass(frozen=True)
class PlaceFounded:
    """A place began, with its firm and its first steward."""

    firm: UUID
    world: UUID
    template: str


@event("bond.place.changed", verb=Verb.UPDATE, sentence="%(actor)s changed what this place says.")
@dataclass(frozen=True)
class PlaceChanged:
    """Its names, languages or colour were changed."""

    firm: UUID


@event("bond.member.joined", verb=Verb.JOIN, sentence="%(actor)s joined.")
@dataclass(frozen=True)
class MemberJoined:
    """A person came by herself."""

    member: UUID


@event(
    "bond.member.recorded",
    verb=Verb.ADD,
    sentence="%(actor)s recorded a maker who has not come yet.",
)
@dataclass(frozen=True)
class MemberRecorded:
    """A person named by a file, unlisted until she claims what is hers."""

    member: UUID


@event(
    "bond.member.claimed", verb=Verb.ACCEPT, sentence="%(actor)s claimed what was kept for them."
)
@dataclass(frozen=True)
class MemberClaimed:
    """An unclaimed member came and took her place."""

    member: UUID


@event("bond.member.changed", verb=Verb.UPDATE, sentence="%(actor)s changed their page.")
@dataclass(frozen=True)
class MemberChanged:
    """Profile, language or time zone; what exactly stands in the vault only."""

    member: UUID


@event(
    "bond.member.unnamed",
    verb=Verb.UPDATE,
    sentence="%(actor)s took the name of somebody who asked to be forgotten off what they made.",
)
@dataclass(frozen=True)
class MemberUnnamed:
    """An unclaimed member is shown without her name."""

    member: UUID


@event("bond.member.left", verb=Verb.DELETE, sentence="%(actor)s left.")
@dataclass(frozen=True)
class MemberLeft:
    """The account was deleted and the vault erased."""

    member: UUID


@event(
    "bond.member.closed",
    verb=Verb.UPDATE,
    sentence="%(actor)s closed the account of somebody who died.",
)
@dataclass(frozen=True)
class MemberClosed:
    """Nobody can sign in as her any more; her name stays with what she made."""

    member: UUID


@event(
    "bond.member.reopened",
    verb=Verb.UNDO,
    sentence="%(actor)s opened an account again that was closed by mistake.",
)
@dataclass(frozen=True)
class MemberReopened:
    """She is alive."""

    member: UUID


@event("bond.circle.created", verb=Verb.CREATE, sentence="%(actor)s opened a circle.")
@dataclass(frozen=True)
class CircleCreated:
    """A new circle."""

    circle: UUID


@event("bond.circle.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a circle’s purpose.")
@dataclass(frozen=True)
class CircleChanged:
    """Name or purpose of a circle were changed by who keeps it."""

    circle: UUID


@event("bond.circle.joined", verb=Verb.JOIN, sentence="%(actor)s joined a circle.")
@dataclass(frozen=True)
class CircleJoined:
    """A member belongs to a circle now."""

    circle: UUID


@event(
    "bond.circle.vote_gained",
    verb=Verb.UPDATE,
    sentence="%(actor)s votes in a circle from now on.",
)
@dataclass(frozen=True)
class CircleVoteGained:
    """Who came in while the circle was for a tier joined it again by the door open to all."""

    circle: UUID


@event("bond.circle.left", verb=Verb.LEAVE, sentence="%(actor)s left a circle.")
@dataclass(frozen=True)
class CircleLeft:
    """A member does not belong to a circle any more."""

    circle: UUID


@event("bond.circle.divided", verb=Verb.CREATE, sentence="%(actor)s let a circle become two.")
@dataclass(frozen=True)
class CircleDivided:
    """A circle grew out of another; `left` belong to the new one alone."""

    circle: UUID
    daughter: UUID
    left: tuple[UUID, ...]


@event("bond.circle.merged", verb=Verb.JOIN, sentence="%(actor)s let two circles become one.")
@dataclass(frozen=True)
class CirclesMerged:
    """Everybody of a circle belongs to another now."""

    circle: UUID
    into: UUID
    moved: tuple[UUID, ...]


@event("bond.circle.restored", verb=Verb.UNDO, sentence="%(actor)s let a merged circle live again.")
@dataclass(frozen=True)
class CircleRestored:
    """Its people belong to it again."""

    circle: UUID
    out_of: UUID


@event("bond.thread.started", verb=Verb.CREATE, sentence="%(actor)s started a thread.")
@dataclass(frozen=True)
class ThreadStarted:
    """A new conversation with its first post, whose id names both."""

    post: UUID


@event("bond.post.replied", verb=Verb.CREATE, sentence="%(actor)s answered.")
@dataclass(frozen=True)
class PostReplied:
    """A post that answers another."""

    post: UUID
    root: UUID
    to: UUID


@event("bond.post.edited", verb=Verb.UPDATE, sentence="%(actor)s edited a post.")
@dataclass(frozen=True)
class PostEdited:
    """Its author changed a post."""

    post: UUID


@event("bond.post.withdrawn", verb=Verb.DELETE, sentence="%(actor)s withdrew a post.")
@dataclass(frozen=True)
class PostWithdrawn:
    """Withdrawn by its author, or taken down by a steward."""

    post: UUID
    by_steward: bool = False


@event("bond.proposal.made", verb=Verb.OFFER, sentence="%(actor)s said what they offer or need.")
@dataclass(frozen=True)
class ProposalMade:
    """An offer or a need: a skill, a thing, help."""

    proposal: UUID
    kind: str
    what: str


@event("bond.proposal.withdrawn", verb=Verb.UNDO, sentence="%(actor)s took an offer or need back.")
@dataclass(frozen=True)
class ProposalWithdrawn:
    """It left the page by the hand of who made it."""

    proposal: UUID


@event("bond.proposal.taken", verb=Verb.ACCEPT, sentence="%(actor)s took up an offer or a need.")
@dataclass(frozen=True)
class ProposalTaken:
    """Two members agreed on something."""

    proposal: UUID
    commitment: UUID


@event("bond.commitment.said_done", verb=Verb.UPDATE, sentence="%(actor)s said it is done.")
@dataclass(frozen=True)
class SaidDone:
    """One of the two says that it is done."""

    commitment: UUID


@event(
    "bond.commitment.done", verb=Verb.ACCEPT, sentence="%(actor)s and another helped each other."
)
@dataclass(frozen=True)
class CommitmentDone:
    """Both say so: a service was delivered from one member to another."""

    commitment: UUID
    provider: UUID
    receiver: UUID


@event("bond.commitment.dropped", verb=Verb.REJECT, sentence="%(actor)s let an agreement go.")
@dataclass(frozen=True)
class CommitmentDropped:
    """One of the two says that it will not happen."""

    commitment: UUID


@event("bond.role.granted", verb=Verb.ADD, sentence="%(actor)s gave a role.")
@dataclass(frozen=True)
class RoleGranted:
    """A role by act: steward, maker or seller."""

    member: UUID
    role: str


@event("bond.role.revoked", verb=Verb.REMOVE, sentence="%(actor)s took a role back.")
@dataclass(frozen=True)
class RoleRevoked:
    """The role ended by act."""

    member: UUID
    role: str

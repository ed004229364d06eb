"""What this room writes in the journal of tiers of membership."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("bond.tier.made", verb=Verb.CREATE, sentence="%(actor)s made a tier of membership.")
@dataclass(frozen=True)
class TierMade:
    """There is one more way to belong."""

    tier: UUID
    rank: int


@event("bond.tier.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a tier of membership.")
@dataclass(frozen=True)
class TierChanged:
    """What it gives or who may join was changed, for those who join from now on."""

    tier: UUID


@event("bond.tier.closed", verb=Verb.REMOVE, sentence="%(actor)s closed a tier of membership.")
@dataclass(frozen=True)
class TierClosed:
    """Nobody joins it any more; who holds it keeps it until its end."""

    tier: UUID


@event(
    "bond.tier.opened_again",
    verb=Verb.UNDO,
    sentence="%(actor)s opened a tier of membership again.",
)
@dataclass(frozen=True)
class TierOpenedAgain:
    """It can be joined again."""

    tier: UUID


@event(
    "bond.tier.circle_set",
    verb=Verb.UPDATE,
    sentence="%(actor)s said which tier a circle is for.",
)
@dataclass(frozen=True)
class TierCircleSet:
    """A circle is for who holds a tier; None: for everybody again."""

    circle: UUID
    tier: UUID | None


@event(
    "bond.tier.applied",
    verb=Verb.QUESTION,
    sentence="%(actor)s asked to join a tier of membership.",
)
@dataclass(frozen=True)
class TierApplied:
    """The answers stand in the vault only."""

    tier: UUID
    application: UUID


@event(
    "bond.tier.application_withdrawn",
    verb=Verb.LEAVE,
    sentence="%(actor)s took back what they asked for.",
)
@dataclass(frozen=True)
class TierApplicationWithdrawn:
    """Before it was decided, or before it was paid."""

    tier: UUID
    application: UUID


@event("bond.tier.admitted", verb=Verb.ACCEPT, sentence="%(actor)s admitted a member to a tier.")
@dataclass(frozen=True)
class TierAdmitted:
    """She may pay now, for some days."""

    tier: UUID
    application: UUID
    member: UUID


@event(
    "bond.tier.declined",
    verb=Verb.REJECT,
    sentence="%(actor)s declined a member’s wish for a tier.",
)
@dataclass(frozen=True)
class TierDeclined:
    """With a reason that only she reads."""

    tier: UUID
    application: UUID
    member: UUID


@event(
    "bond.tier.granted", verb=Verb.ADD, sentence="%(actor)s let a member hold a tier of membership."
)
@dataclass(frozen=True)
class TierGranted:
    """`reason` is bought, given, earned or granted."""

    tier: UUID
    member: UUID
    period: UUID
    reason: str


@event(
    "bond.tier.ended", verb=Verb.REMOVE, sentence="%(actor)s ended a membership before its time."
)
@dataclass(frozen=True)
class TierPeriodEnded:
    """Its money went back, it gave way to a higher tier, or its member left."""

    tier: UUID
    member: UUID
    period: UUID


@event("bond.tier.resumed", verb=Verb.UNDO, sentence="%(actor)s let an ended membership go on.")
@dataclass(frozen=True)
class TierPeriodResumed:
    """What ended it was undone."""

    tier: UUID
    member: UUID
    period: UUID

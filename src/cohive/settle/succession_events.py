"""What the journal says of balances passed on after a death or by a wish. No name, no paper."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "settle.after_me.chosen",
    verb=Verb.UPDATE,
    sentence="%(actor)s said what becomes of her part when she leaves.",
)
@dataclass(frozen=True)
class AfterMeChosen:
    """It waits, or it goes to the community."""

    to: str


@event(
    "settle.succession.proposed",
    verb=Verb.OFFER,
    sentence="%(actor)s proposed to whom somebody's balance is passed on.",
)
@dataclass(frozen=True)
class SuccessionProposed:
    """From now on nothing is sent to the account of who died."""

    succession: UUID
    to: str


@event(
    "settle.succession.approved",
    verb=Verb.ACCEPT,
    sentence="%(actor)s approved to whom somebody's balance is passed on.",
)
@dataclass(frozen=True)
class SuccessionApproved:
    """The second steward, after proving who she is anew; or the wish of who left."""

    succession: UUID
    to: str


@event(
    "settle.succession.stopped",
    verb=Verb.UNDO,
    sentence="%(actor)s stopped passing on somebody's balance.",
)
@dataclass(frozen=True)
class SuccessionStopped:
    """Cancelled before it was approved, or ended afterwards; what was passed on stays."""

    succession: UUID


@event(
    "settle.balance.passed",
    verb=Verb.ADD,
    sentence="%(actor)s passed on what became final of somebody's pay.",
)
@dataclass(frozen=True)
class BalancePassed:
    """To the heir, the estate or the community; minor units."""

    succession: UUID
    amount_minor: int
    currency: str

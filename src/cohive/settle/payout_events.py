"""What the journal says of money that leaves a member's balance. No name, no account number."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "settle.payout_rules.decided",
    verb=Verb.UPDATE,
    sentence="%(actor)s decided how payouts are made.",
)
@dataclass(frozen=True)
class PayoutRulesDecided:
    """From which sum, how often, above which sum a batch waits for questions; minor units."""

    rules: UUID
    currency: str
    threshold_minor: int
    wait_above_minor: int
    fee_minor: int
    fee_by: str
    schedule: str


@event(
    "settle.withholding.decided",
    verb=Verb.UPDATE,
    sentence="%(actor)s decided what is withheld of pay to a country.",
)
@dataclass(frozen=True)
class WithholdingDecided:
    """The rate as an exact fraction in text; 0 ends it."""

    country: str
    label: str
    rate: str


@event(
    "settle.payout_way.chosen",
    verb=Verb.UPDATE,
    sentence="%(actor)s chose how to be paid.",
)
@dataclass(frozen=True)
class PayoutWayChosen:
    """bank, provider or keep; the account itself stands in the vault only."""

    way: str


@event(
    "settle.provider_account.asked",
    verb=Verb.OFFER,
    sentence="%(actor)s asked for an account at the payment provider.",
)
@dataclass(frozen=True)
class ProviderAccountAsked:
    """Its number stands in the vault only."""

    provider: str


@event(
    "settle.provider_account.ready",
    verb=Verb.ACCEPT,
    sentence="%(actor)s can be paid by the payment provider.",
)
@dataclass(frozen=True)
class ProviderAccountReady:
    """The provider has looked at the papers."""

    provider: str


@event(
    "settle.payout_batch.proposed",
    verb=Verb.OFFER,
    sentence="%(actor)s proposed a batch of payouts.",
)
@dataclass(frozen=True)
class BatchProposed:
    """Its money is set aside under each member's own name; minor units."""

    batch: UUID
    payouts: int
    total_minor: int
    currency: str


@event(
    "settle.payout_batch.approved",
    verb=Verb.ACCEPT,
    sentence="%(actor)s approved a batch of payouts.",
)
@dataclass(frozen=True)
class BatchApproved:
    """The second steward, after proving who she is anew."""

    batch: UUID


@event(
    "settle.payout_batch.cancelled",
    verb=Verb.UNDO,
    sentence="%(actor)s cancelled a batch of payouts.",
)
@dataclass(frozen=True)
class BatchCancelled:
    """What was set aside stands in each member's balance again."""

    batch: UUID


@event(
    "settle.payout.executed",
    verb=Verb.ADD,
    sentence="%(actor)s noted that a payout was sent.",
)
@dataclass(frozen=True)
class PayoutExecuted:
    """The bank or the provider took it; minor units."""

    payout: UUID
    net_minor: int
    withheld_minor: int
    fee_minor: int
    currency: str
    credit_note: int


@event(
    "settle.payout.failed",
    verb=Verb.REJECT,
    sentence="%(actor)s noted that a payout could not be sent.",
)
@dataclass(frozen=True)
class PayoutFailed:
    """It never left; its money stands in the member's balance again."""

    payout: UUID


@event(
    "settle.payout.came_back",
    verb=Verb.UNDO,
    sentence="%(actor)s noted that a payout came back.",
)
@dataclass(frozen=True)
class PayoutCameBack:
    """It left and came back; its money stands in the member's balance again."""

    payout: UUID
    credit_note: int


@event(
    "settle.balance.given",
    verb=Verb.ADD,
    sentence="%(actor)s gave of what came back to the community.",
)
@dataclass(frozen=True)
class BalanceGiven:
    """To the community fund of the place; minor units."""

    gift: UUID
    amount_minor: int
    currency: str


@event(
    "settle.balance.spent",
    verb=Verb.ADD,
    sentence="%(actor)s paid for an order with what came back.",
)
@dataclass(frozen=True)
class BalanceSpent:
    """A part or all of it; minor units."""

    order: UUID
    amount_minor: int
    currency: str


@event(
    "settle.balance.came_back",
    verb=Verb.UNDO,
    sentence="%(actor)s gave back what an order had taken of a balance.",
)
@dataclass(frozen=True)
class BalanceCameBack:
    """The order was let go, or things of it came back; minor units."""

    order: UUID
    amount_minor: int
    currency: str


@event(
    "settle.line.corrected",
    verb=Verb.UPDATE,
    sentence="%(actor)s corrected a line of money.",
)
@dataclass(frozen=True)
class LineCorrected:
    """What was missing was added to her balance by the firm; minor units."""

    question: UUID
    credit: UUID
    amount_minor: int
    currency: str

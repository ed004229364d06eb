"""What this place asks of any payment provider, and what a provider tells this place.

The shape is Stripe's (payment intents, refunds, signed webhooks, idempotency keys), so that a real
provider fits behind it. A provider is another world: it may answer twice, late, or out of order,
and only a signed event or `retrieve` says that money came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cohive.words.money import Money
from cohive.words.states import StateGraph

__all__ = [
    "INTENT_STATES",
    "DisputeReport",
    "EventKind",
    "Intent",
    "IntentState",
    "Method",
    "PaymentEvent",
    "PaymentProvider",
    "QuestionedProvider",
    "RefundReceipt",
]


class Method(StrEnum):
    """How the buyer pays: a card on the provider's page, or a confirmation on her own phone.

    With QR the phone is beside the page, and scans; with PHONE the page is open on it.
    """

    CARD = "card"
    QR = "qr"
    PHONE = "phone"


class IntentState(StrEnum):
    """Where a payment stands. A declined card leaves it open: the buyer may try another."""

    OPEN = "open"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELLED = "cancelled"


INTENT_STATES = StateGraph(
    "payment intent",
    {
        IntentState.OPEN: [IntentState.PROCESSING, IntentState.SUCCEEDED, IntentState.CANCELLED],
        IntentState.PROCESSING: [IntentState.SUCCEEDED, IntentState.OPEN],
        IntentState.SUCCEEDED: [],
        IntentState.CANCELLED: [],
    },
)


class EventKind(StrEnum):
    """What a provider reports. `payment.failed` is one attempt; a success may still follow it.

    `payment.closed` is one that nobody can pay any more: whoever tries again needs another.

    `refund.failed` may come after `refund.succeeded`: the buyer's bank did not take the money.
    """

    PAYMENT_SUCCEEDED = "payment.succeeded"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_CLOSED = "payment.closed"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_FAILED = "refund.failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_WON = "dispute.won"
    DISPUTE_LOST = "dispute.lost"

    @property
    def is_of_payment(self) -> bool:
        """Whether it says how an attempt to pay ended."""
        return self in (
            EventKind.PAYMENT_SUCCEEDED,
            EventKind.PAYMENT_FAILED,
            EventKind.PAYMENT_CLOSED,
        )

    @property
    def is_dispute(self) -> bool:
        """Whether a bank takes, or took, a payment back for its customer."""
        return self in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_WON, EventKind.DISPUTE_LOST)


@dataclass(frozen=True, slots=True)
class Intent:
    """One payment that is wanted: `reference` is the order's, `pay_url` is where the buyer pays."""

    id: str
    state: IntentState
    amount: Money
    refunded: Money
    reference: str
    method: Method
    pay_url: str
    return_url: str


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """The provider took the order to give `amount` back; `refund.succeeded` says when it did."""

    id: str
    intent_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """A bank took a payment back for its customer, and asks what the seller says to it.

    `fee` is what the provider has charged for it by now; `answer_by` is the last moment at which
    it takes proof, None where it takes none.
    """

    id: str
    opened_at: datetime
    fee: Money
    reason: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentEvent:
    """One signed message. The same `id` may come several times: act on it once.

    `payment` is the id this place gave the payment, where the provider hands it back. A dispute's
    `amount` is what was taken, and its message carries the whole `dispute`, so that its end can be
    understood even when its beginning was never heard.
    """

    id: str
    kind: EventKind
    intent_id: str
    reference: str
    amount: Money
    occurred_at: datetime
    refund_id: str | None = None
    dispute: DisputeReport | None = None
    payment: str = ""


class PaymentProvider(Protocol):
    """What `trade` talks to. All times are aware; the caller's clock is the argument `at`.

    Every write takes an `idempotency_key` the caller stored before asking: the same key with the
    same parameters gives the same answer and does nothing new, with others it raises Refused
    (field "idempotency_key"). An unknown intent raises Missing.
    """

    def create_intent(
        self,
        *,
        amount: Money,
        reference: str,
        idempotency_key: str,
        return_url: str,
        method: Method,
        at: datetime,
        payment: str = "",
        payer_address: str = "",
    ) -> Intent:
        """Ask for a payment and get the page where the buyer makes it.

        `payment` is this place's own id of it, which messages hand back where the provider can;
        `payer_address` is the buyer's network address, which some want to compare with.
        """
        ...

    def cancel(self, intent_id: str, *, idempotency_key: str, at: datetime) -> Intent:
        """Close an intent nobody paid; Refused when money is coming or came."""
        ...

    def refund(
        self, intent_id: str, *, amount: Money, idempotency_key: str, at: datetime
    ) -> RefundReceipt:
        """Give money back; Refused beyond what was paid and not yet given back."""
        ...

    def retrieve(self, intent_id: str, *, at: datetime) -> Intent:
        """How the payment stands now: the way to find out when a message was lost."""
        ...

    def list_events(self, *, since: datetime, at: datetime) -> Sequence[PaymentEvent]:
        """Everything that happened since then, oldest first, whether its message came or not.

        The same events with the same ids as the messages, so that hearing both is hearing once.
        """
        ...

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime
    ) -> PaymentEvent | None:
        """Read a message that claims to be from this provider; Forbidden unless it is signed.

        None is a signed message about something this place does not act on.
        """
        ...


class QuestionedProvider(PaymentProvider, Protocol):
    """A provider that keeps no list of what happened, and is asked about each payment by name."""

    def events_about(
        self, intent_id: str, *, refunds: Sequence[str], at: datetime
    ) -> Sequence[PaymentEvent]:
        """What happened to one payment and to these refunds of it, empty where nothing did.

        The same events with the same ids as the messages, so that hearing both is hearing once.
        """
        ...

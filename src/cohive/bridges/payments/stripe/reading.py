"""Stripe's objects in this place's words.

Amounts are minor units on both sides, but for the few currencies where Stripe counts hundredths
that do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cohive.bridges.payments.provider import (
    DisputeReport,
    EventKind,
    Intent,
    IntentState,
    Method,
    PaymentEvent,
)
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Refused

__all__ = ["EVENT_TYPES", "money", "read_event", "read_intent", "read_session", "stripe_minor"]

_COUNTED_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})
"""Currencies without minor unit whose amounts Stripe still multiplies by a hundred."""

_INTENT_STATES = {
    "requires_payment_method": IntentState.OPEN,
    "requires_confirmation": IntentState.OPEN,
    "requires_action": IntentState.OPEN,
    "requires_capture": IntentState.PROCESSING,
    "processing": IntentState.PROCESSING,
    "succeeded": IntentState.SUCCEEDED,
    "canceled": IntentState.CANCELLED,
}
_PAID = {
    "payment_intent.succeeded": EventKind.PAYMENT_SUCCEEDED,
    "payment_intent.payment_failed": EventKind.PAYMENT_FAILED,
}
_REFUNDS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
_REFUND_KINDS = {"succeeded": EventKind.REFUND_SUCCEEDED, "failed": EventKind.REFUND_FAILED}
_DISPUTES = (
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
)
EVENT_TYPES = (*_PAID, *_REFUNDS, *_DISPUTES)
"""What a webhook has to send; the help of the settings page names them."""

_DISPUTE_KINDS = {
    "won": EventKind.DISPUTE_WON,
    "lost": EventKind.DISPUTE_LOST,
    "needs_response": EventKind.DISPUTE_OPENED,
    "under_review": EventKind.DISPUTE_OPENED,
}
"""Without the `warning_…` ones: a bank that only asks has taken nothing."""


def stripe_minor(amount: Money) -> int:
    """An amount as Stripe counts it."""
    return amount.minor * (100 if amount.currency in _COUNTED_IN_HUNDREDTHS else 1)


def money(minor: object, currency: object) -> Money:
    """Stripe's amount and lower-case currency; Refused when it is none."""
    code = str(currency).upper()
    minor_digits(code)
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise Refused("The payment provider sent a message that cannot be read.")
    if code not in _COUNTED_IN_HUNDREDTHS:
        return Money(minor, code)
    whole, rest = divmod(minor, 100)
    if rest:
        raise Refused("The payment provider sent a message that cannot be read.")
    return Money(whole, code)


def read_session(found: Mapping[str, Any]) -> Intent:
    """A Checkout session, with its payment intent and charge where they are expanded."""
    inner = found.get("payment_intent")
    if found.get("status") == "expired":
        state = IntentState.CANCELLED
    elif found.get("status") == "open":
        state = IntentState.OPEN
    else:
        paid = found.get("payment_status") == "paid"
        state = IntentState.SUCCEEDED if paid else IntentState.PROCESSING
    amount = money(found["amount_total"], found["currency"])
    return Intent(
        id=found["id"],
        state=state,
        amount=amount,
        refunded=_refunded(inner if isinstance(inner, Mapping) else {}, amount),
        reference=str((found.get("metadata") or {}).get("reference", "")),
        method=Method.CARD,
        pay_url=found.get("url") or "",
        return_url=found.get("success_url") or "",
    )


def read_intent(found: Mapping[str, Any]) -> Intent:
    """A payment intent, with its charge where that is expanded."""
    amount = money(found["amount"], found["currency"])
    return Intent(
        id=found["id"],
        state=_INTENT_STATES.get(found["status"], IntentState.OPEN),
        amount=amount,
        refunded=_refunded(found, amount),
        reference=str((found.get("metadata") or {}).get("reference", "")),
        method=Method.CARD,
        pay_url="",
        return_url="",
    )


def _refunded(intent: Mapping[str, Any], amount: Money) -> Money:
    charge = intent.get("latest_charge")
    if not isinstance(charge, Mapping):
        return Money.zero(amount.currency)
    return money(charge.get("amount_refunded", 0), charge["currency"])


def read_event(found: Mapping[str, Any]) -> PaymentEvent | None:
    """One event of Stripe, or None when it says nothing this place acts on.

    Raises Refused for what is no event.
    """
    try:
        kind = str(found["type"])
        if kind not in EVENT_TYPES:
            return None
        about = found["data"]["object"]
        occurred_at = datetime.fromtimestamp(int(found["created"]), tz=UTC)
        if kind in _PAID:
            return _paid(str(found["id"]), _PAID[kind], about, occurred_at)
        if kind in _REFUNDS:
            return _refund(str(found["id"]), about, occurred_at)
        return _dispute(str(found["id"]), about, occurred_at)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Refused("The payment provider sent a message that cannot be read.") from error


def _paid(
    event_id: str, kind: EventKind, about: Mapping[str, Any], occurred_at: datetime
) -> PaymentEvent:
    came = kind is EventKind.PAYMENT_SUCCEEDED
    said = about.get("metadata") or {}
    received = about.get("amount_received") if came else None
    return PaymentEvent(
        id=event_id,
        kind=kind,
        intent_id=str(about["id"]),
        reference=str(said.get("reference", "")),
        amount=money(about["amount"] if received is None else received, about["currency"]),
        occurred_at=occurred_at,
        payment=str(said.get("payment", "")),
    )


def _refund(event_id: str, about: Mapping[str, Any], occurred_at: datetime) -> PaymentEvent | None:
    kind = _REFUND_KINDS.get(str(about["status"]))
    if kind is None or not about.get("payment_intent"):
        return None
    return PaymentEvent(
        id=event_id,
        kind=kind,
        intent_id=str(about["payment_intent"]),
        reference="",
        amount=money(about["amount"], about["currency"]),
        occurred_at=occurred_at,
        refund_id=str(about["id"]),
    )


def _dispute(event_id: str, about: Mapping[str, Any], occurred_at: datetime) -> PaymentEvent | None:
    kind = _DISPUTE_KINDS.get(str(about["status"]))
    if kind is None or not about.get("payment_intent"):
        return None
    amount = money(about["amount"], about["currency"])
    due = (about.get("evidence_details") or {}).get("due_by")
    return PaymentEvent(
        id=event_id,
        kind=kind,
        intent_id=str(about["payment_intent"]),
        reference="",
        amount=amount,
        occurred_at=occurred_at,
        dispute=DisputeReport(
            id=str(about["id"]),
            opened_at=datetime.fromtimestamp(int(about["created"]), tz=UTC),
            fee=_fee(about.get("balance_transactions") or (), amount.currency),
            reason=str(about.get("reason", "")),
            answer_by=datetime.fromtimestamp(int(due), tz=UTC) if due else None,
        ),
    )


def _fee(rows: object, currency: str) -> Money:
    """What the dispute cost by now; a fee in another currency cannot be added to this one."""
    total = Money.zero(currency)
    for row in rows if isinstance(rows, list | tuple) else ():
        if str(row["currency"]).upper() == currency:
            total += money(row["fee"], currency)
    return total if total.minor >= 0 else Money.zero(currency)

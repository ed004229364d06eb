"""WeChat Pay's objects in this place's words. Amounts are fen on both sides.

The id of an event is made of what happened, not of the message, so that a message, its copies and
our own question about the payment are one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cohive.bridges.payments.numbers import payment_of
from cohive.bridges.payments.provider import (
    EventKind,
    Intent,
    IntentState,
    Method,
    PaymentEvent,
)
from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["read_refund", "read_trade", "trade_intent"]

_STATES = {
    "SUCCESS": IntentState.SUCCEEDED,
    "REFUND": IntentState.SUCCEEDED,
    "NOTPAY": IntentState.OPEN,
    "PAYERROR": IntentState.OPEN,
    "USERPAYING": IntentState.PROCESSING,
    "CLOSED": IntentState.CANCELLED,
    "REVOKED": IntentState.CANCELLED,
}
_REFUND_KINDS = {
    "SUCCESS": EventKind.REFUND_SUCCEEDED,
    "ABNORMAL": EventKind.REFUND_FAILED,
    "CLOSED": EventKind.REFUND_FAILED,
}
_UNREADABLE = "The payment provider sent a message that cannot be read."
_BROKEN = (KeyError, TypeError, ValueError, AttributeError)


def trade_intent(found: Mapping[str, Any], *, method: Method = Method.QR) -> Intent:
    """A payment as WeChat Pay shows it. What went back of it is not told here, so it is zero."""
    try:
        return Intent(
            id=str(found["out_trade_no"]),
            state=_STATES.get(str(found["trade_state"]), IntentState.OPEN),
            amount=_fen(found["amount"], "total"),
            refunded=Money.zero("CNY"),
            reference=str(found.get("attach", "")),
            method=Method.PHONE if found.get("trade_type") == "MWEB" else method,
            pay_url="",
            return_url="",
        )
    except _BROKEN as error:
        raise Refused(_UNREADABLE) from error


def read_trade(found: Mapping[str, Any], *, at: datetime) -> PaymentEvent | None:
    """What happened to a payment: it came, or nobody can pay it any more; None so far.

    `at` stands for the moment where WeChat Pay names none (it names none for what was closed).
    """
    intent = trade_intent(found)
    if intent.state is IntentState.SUCCEEDED:
        kind, word = EventKind.PAYMENT_SUCCEEDED, "paid"
    elif intent.state is IntentState.CANCELLED:
        kind, word = EventKind.PAYMENT_CLOSED, "closed"
    else:
        return None
    return PaymentEvent(
        id=f"wechat:{intent.id}:{word}",
        kind=kind,
        intent_id=intent.id,
        reference=intent.reference,
        amount=intent.amount,
        occurred_at=_moment(found.get("success_time"), at),
        payment=payment_of(intent.id),
    )


def read_refund(found: Mapping[str, Any], *, at: datetime) -> PaymentEvent | None:
    """What happened to a refund; None while it is on its way."""
    try:
        status = str(found["refund_status"] if "refund_status" in found else found["status"])
        kind = _REFUND_KINDS.get(status)
        if kind is None:
            return None
        refund, number = str(found["out_refund_no"]), str(found["out_trade_no"])
        return PaymentEvent(
            id=f"wechat:{refund}:{'back' if kind is EventKind.REFUND_SUCCEEDED else 'failed'}",
            kind=kind,
            intent_id=number,
            reference="",
            amount=_fen(found["amount"], "refund"),
            occurred_at=_moment(found.get("success_time"), at),
            refund_id=refund,
            payment=payment_of(number),
        )
    except _BROKEN as error:
        raise Refused(_UNREADABLE) from error


def _fen(amount: Mapping[str, Any], name: str) -> Money:
    minor = amount[name]
    if not isinstance(minor, int) or isinstance(minor, bool) or minor < 0:
        raise Refused(_UNREADABLE)
    return Money(minor, str(amount.get("currency", "CNY")))


def _moment(text: object, otherwise: datetime) -> datetime:
    if not text:
        return otherwise.astimezone(UTC)
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Refused(_UNREADABLE) from error
    if found.tzinfo is None:
        raise Refused(_UNREADABLE)
    return found.astimezone(UTC)

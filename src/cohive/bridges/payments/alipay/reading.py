"""Alipay's objects in this place's words. Amounts are yuan with two digits there, fen here.

The id of an event is made of what happened, not of the message, so that a message, its copies and
our own question about the payment are one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cohive.bridges.payments.numbers import payment_of, read_beijing, read_yuan
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

_UNREADABLE = "The payment provider sent a message that cannot be read."
_PAID = ("TRADE_SUCCESS", "TRADE_FINISHED")


def trade_intent(found: Mapping[str, Any]) -> Intent:
    """A payment as Alipay shows it, in an answer or in a message.

    `TRADE_CLOSED` is both a payment that nobody made and one that went back whole: only the moment
    of payment tells them apart. What went back is told refund by refund, so it is zero here.
    """
    try:
        status = str(found["trade_status"])
        if status in _PAID or (status == "TRADE_CLOSED" and _paid_at(found)):
            state = IntentState.SUCCEEDED
        elif status == "TRADE_CLOSED":
            state = IntentState.CANCELLED
        else:
            state = IntentState.OPEN
        return Intent(
            id=str(found["out_trade_no"]),
            state=state,
            amount=read_yuan(found["total_amount"]),
            refunded=Money.zero("CNY"),
            reference=str(found.get("subject", "")),
            method=Method.QR,
            pay_url="",
            return_url="",
        )
    except KeyError as error:
        raise Refused(_UNREADABLE) from error


def read_trade(found: Mapping[str, Any], *, at: datetime) -> PaymentEvent | None:
    """What happened to a payment: it came, or nobody can pay it any more; None so far.

    `at` stands for the moment where Alipay names none.
    """
    intent = trade_intent(found)
    if intent.state is IntentState.SUCCEEDED:
        kind, word, moment = EventKind.PAYMENT_SUCCEEDED, "paid", _paid_at(found)
    elif intent.state is IntentState.CANCELLED:
        kind, word, moment = EventKind.PAYMENT_CLOSED, "closed", str(found.get("gmt_close", ""))
    else:
        return None
    return PaymentEvent(
        id=f"alipay:{intent.id}:{word}",
        kind=kind,
        intent_id=intent.id,
        reference=intent.reference,
        amount=intent.amount,
        occurred_at=read_beijing(moment) if moment else at.astimezone(UTC),
        payment=payment_of(intent.id),
    )


def read_refund(found: Mapping[str, Any], *, at: datetime) -> PaymentEvent | None:
    """A refund that Alipay says is done; None while it is not, or nobody asked for it."""
    if found.get("refund_status") != "REFUND_SUCCESS":
        return None
    try:
        number, refund = str(found["out_trade_no"]), str(found["out_request_no"])
        moment = found.get("gmt_refund_pay")
        return PaymentEvent(
            id=f"alipay:{number}:{refund}:back",
            kind=EventKind.REFUND_SUCCEEDED,
            intent_id=number,
            reference="",
            amount=read_yuan(found["refund_amount"]),
            occurred_at=read_beijing(moment) if moment else at.astimezone(UTC),
            refund_id=refund,
            payment=payment_of(number),
        )
    except KeyError as error:
        raise Refused(_UNREADABLE) from error


def _paid_at(found: Mapping[str, Any]) -> str:
    """When it was paid: messages and answers have two names for it."""
    return str(found.get("gmt_payment") or found.get("send_pay_date") or "")

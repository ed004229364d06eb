"""Signed messages as Standard Webhooks 1.0 has them: three headers, HMAC-SHA256 over the body.

The library signs; the comparison is made here, because the library reads the clock and in Cohive
time is an argument. `sign_webhook` and `parse_webhook` are each other's inverse.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

from cohive.bridges.payments.provider import DisputeReport, EventKind, PaymentEvent
from cohive.words.money import Money, minor_digits
from cohive.words.refusals import Forbidden, Refused

__all__ = ["TOLERANCE", "event_body", "parse_webhook", "read_event", "sign_webhook"]

TOLERANCE = timedelta(minutes=5)
"""How far the signing time may be from the reader's clock, as the standard advises."""

_BODY_BYTES_MAX = 64 * 1024


def sign_webhook(event_id: str, body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
    """The headers that make `body` a signed message; `secret` is `whsec_` and base64."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    return {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, moment, body.decode()),
    }


def event_body(event: PaymentEvent) -> bytes:
    """An event as JSON; its id travels in the header, which the signature covers."""
    data: dict[str, object] = {
        "intent": event.intent_id,
        "reference": event.reference,
        "amount": event.amount.minor,
        "currency": event.amount.currency,
    }
    if event.refund_id is not None:
        data["refund"] = event.refund_id
    if event.payment:
        data["payment"] = event.payment
    if event.dispute is not None:
        data["dispute"] = _dispute_data(event.dispute)
    return json.dumps(
        {
            "type": event.kind.value,
            "timestamp": event.occurred_at.astimezone(UTC).isoformat(),
            "data": data,
        },
        separators=(",", ":"),
    ).encode()


def _dispute_data(dispute: DisputeReport) -> dict[str, object]:
    return {
        "id": dispute.id,
        "opened_at": dispute.opened_at.astimezone(UTC).isoformat(),
        "fee": dispute.fee.minor,
        "reason": dispute.reason,
        "answer_by": (dispute.answer_by.astimezone(UTC).isoformat() if dispute.answer_by else None),
    }


def parse_webhook(
    headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime
) -> PaymentEvent:
    """Check the signature and read the event.

    Raises Forbidden for a message without a right signature of the last five minutes, and Refused
    for a signed one that says something unknown.
    """
    given = {name.lower(): value for name, value in headers.items()}
    event_id = given.get("webhook-id", "")
    moment = _moment(given.get("webhook-timestamp", ""))
    if not event_id or moment is None or len(body) > _BODY_BYTES_MAX:
        raise Forbidden("This message is not signed by the payment provider.")
    if abs(at - moment) > TOLERANCE:
        raise Forbidden("This message was signed too long ago, or in the future.")
    if not _is_signed(event_id, moment, body, given.get("webhook-signature", ""), secret):
        raise Forbidden("This message is not signed by the payment provider.")
    return read_event(event_id, body)


def _moment(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        return None
    try:
        return datetime.fromtimestamp(int(text), tz=UTC)
    except (ValueError, OverflowError, OSError):  # twelve digits reach beyond the calendar
        return None


def _is_signed(event_id: str, moment: datetime, body: bytes, signatures: str, secret: str) -> bool:
    try:
        expected = Webhook(secret).sign(event_id, moment, body.decode())
    except UnicodeDecodeError:
        return False
    # a list of signatures is how a provider changes its secret without a gap
    return any(
        hmac.compare_digest(expected.encode(), given.encode()) for given in signatures.split(" ")
    )


def read_event(event_id: str, body: bytes) -> PaymentEvent:
    """The event that `event_body` wrote; Refused for anything else. It checks no signature."""
    try:
        message = json.loads(body)
        data = message["data"]
        amount = Money(data["amount"], data["currency"])
        minor_digits(amount.currency)
        kind = EventKind(message["type"])
        return PaymentEvent(
            id=event_id,
            kind=kind,
            intent_id=str(data["intent"]),
            reference=str(data["reference"]),
            amount=amount,
            occurred_at=datetime.fromisoformat(message["timestamp"]).astimezone(UTC),
            refund_id=str(data["refund"]) if "refund" in data else None,
            dispute=_dispute(data["dispute"], amount.currency) if kind.is_dispute else None,
            payment=str(data.get("payment", "")),
        )
    except (ValueError, KeyError, TypeError, RecursionError, Refused) as error:
        raise Refused("The payment provider sent a message that cannot be read.") from error


def _dispute(data: Mapping[str, Any], currency: str) -> DisputeReport:
    answer_by = data["answer_by"]
    return DisputeReport(
        id=str(data["id"]),
        opened_at=datetime.fromisoformat(data["opened_at"]).astimezone(UTC),
        fee=Money(data["fee"], currency),
        reason=str(data["reason"]),
        answer_by=datetime.fromisoformat(answer_by).astimezone(UTC) if answer_by else None,
    )

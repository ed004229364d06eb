"""Stripe's signature: HMAC-SHA256 over the signing time and the body, in one header."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from cohive.bridges.payments.provider import PaymentEvent
from cohive.bridges.payments.stripe.reading import read_event
from cohive.bridges.payments.webhooks import TOLERANCE
from cohive.words.refusals import Forbidden, Refused

__all__ = ["parse_stripe_webhook", "sign_stripe_webhook"]

_BODY_BYTES_MAX = 256 * 1024


def sign_stripe_webhook(body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
    """The header that makes `body` a signed message; `secret` is the endpoint's whsec_…"""
    seconds = str(int(at.timestamp()))
    return {"stripe-signature": f"t={seconds},v1={_signature(seconds, body, secret)}"}


def parse_stripe_webhook(
    headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime
) -> PaymentEvent | None:
    """Check the signature and read the event; None when this place does not act on its kind.

    Raises Forbidden for a message without a right signature of the last five minutes, and Refused
    for a signed one that cannot be read.
    """
    given = {name.lower(): value for name, value in headers.items()}
    parts = [part.partition("=") for part in given.get("stripe-signature", "").split(",")]
    seconds = next((value for name, _, value in parts if name.strip() == "t"), "")
    signatures = [value for name, _, value in parts if name.strip() == "v1"]
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12 and signatures):
        raise Forbidden("This message is not signed by the payment provider.")
    if not secret or len(body) > _BODY_BYTES_MAX:
        raise Forbidden("This message is not signed by the payment provider.")
    if abs(at.timestamp() - int(seconds)) > TOLERANCE.total_seconds():
        raise Forbidden("This message was signed too long ago, or in the future.")
    expected = _signature(seconds, body, secret).encode()
    if not any(hmac.compare_digest(expected, each.encode()) for each in signatures):
        raise Forbidden("This message is not signed by the payment provider.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("The payment provider sent a message that cannot be read.") from error
    if not isinstance(found, dict):
        raise Refused("The payment provider sent a message that cannot be read.")
    return read_event(found)


def _signature(seconds: str, body: bytes, secret: str) -> str:
    signed = seconds.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()

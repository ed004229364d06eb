"""Stripe as a payment provider: Checkout's page takes the card, a payment intent is the money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cohive.bridges.payments.provider import Intent, Method, PaymentEvent, RefundReceipt
from cohive.bridges.payments.stripe.calls import StripeCalls
from cohive.bridges.payments.stripe.reading import (
    EVENT_TYPES,
    money,
    read_event,
    read_intent,
    read_session,
    stripe_minor,
)
from cohive.bridges.payments.stripe.webhooks import parse_stripe_webhook
from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = ["StripeProvider"]

_LISTED = timedelta(days=30)
"""How far back Stripe lists events."""


class StripeProvider:
    """Checkout sessions (`cs_…`) for paying, payment intents (`pi_…`) for everything after.

    Both are taken as an intent's id. Which cards and wallets Checkout offers is decided in
    Stripe's own settings.
    """

    def __init__(self, calls: StripeCalls, *, webhook_secret: str) -> None:
        self._calls = calls
        self._webhook_secret = webhook_secret

    @property
    def webhook_secret(self) -> str:
        """What Stripe signs its messages with."""
        return self._webhook_secret

    def check(self) -> str:
        """Ask for the account's balance, and nothing else; return its first currency.

        Raises Refused when Stripe does not take the key, EgressFailed without an answer.
        """
        found = self._calls.get("/v1/balance")
        available = found.get("available") or [{}]
        return str(available[0].get("currency", "")).upper()

    def create_intent(
        self,
        *,
        amount: Money,
        reference: str,
        idempotency_key: str,
        return_url: str,
        method: Method,
        at: datetime,  # noqa: ARG002 - Stripe has a clock of its own
        payment: str = "",
        payer_address: str = "",  # noqa: ARG002 - Stripe sees its own visitors
    ) -> Intent:
        """Open a Checkout session; nothing in it depends on the clock, so a replay is the same."""
        if method is not Method.CARD:
            raise Refused("Choose how to pay.", field="method")
        known = {"payment": payment, "reference": reference}
        found = self._calls.post(
            "/v1/checkout/sessions",
            {
                "mode": "payment",
                "client_reference_id": payment or reference,
                "success_url": return_url,
                "cancel_url": return_url,
                "metadata": known,
                "payment_intent_data": {"metadata": known},
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": amount.currency.lower(),
                            "unit_amount": stripe_minor(amount),
                            "product_data": {"name": reference},
                        },
                    }
                ],
            },
            idempotency_key=idempotency_key,
        )
        return read_session(found)

    def cancel(
        self,
        intent_id: str,
        *,
        idempotency_key: str,
        at: datetime,  # noqa: ARG002
    ) -> Intent:
        """Close what nobody paid."""
        if _is_session(intent_id):
            path = f"/v1/checkout/sessions/{intent_id}/expire"
            return read_session(self._calls.post(path, {}, idempotency_key=idempotency_key))
        path = f"/v1/payment_intents/{intent_id}/cancel"
        return read_intent(self._calls.post(path, {}, idempotency_key=idempotency_key))

    def refund(
        self,
        intent_id: str,
        *,
        amount: Money,
        idempotency_key: str,
        at: datetime,  # noqa: ARG002
    ) -> RefundReceipt:
        """Give money back."""
        found = self._calls.post(
            "/v1/refunds",
            {"payment_intent": self._money_of(intent_id), "amount": stripe_minor(amount)},
            idempotency_key=idempotency_key,
        )
        return RefundReceipt(
            id=str(found["id"]),
            intent_id=intent_id,
            amount=money(found["amount"], found["currency"]),
        )

    def retrieve(
        self,
        intent_id: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> Intent:
        """How the payment stands now."""
        if _is_session(intent_id):
            asked = {"expand": ["payment_intent.latest_charge"]}
            return read_session(self._calls.get(f"/v1/checkout/sessions/{intent_id}", asked))
        asked = {"expand": ["latest_charge"]}
        return read_intent(self._calls.get(f"/v1/payment_intents/{intent_id}", asked))

    def list_events(self, *, since: datetime, at: datetime) -> list[PaymentEvent]:
        """What happened since then, at most for thirty days: Stripe lists no more."""
        begin = max(since, at - _LISTED)
        found = self._calls.every(
            "/v1/events",
            {"created": {"gte": int(begin.timestamp())}, "types": list(EVENT_TYPES)},
        )
        heard = [event for event in map(read_event, found) if event is not None]
        return heard[::-1]

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime
    ) -> PaymentEvent | None:
        """Read a message that Stripe signed."""
        return parse_stripe_webhook(headers, body, secret=secret, at=at)

    def _money_of(self, intent_id: str) -> str:
        """The payment intent under which a session's money came."""
        if not _is_session(intent_id):
            return intent_id
        found: dict[str, Any] = self._calls.get(f"/v1/checkout/sessions/{intent_id}")
        inner = found.get("payment_intent")
        if not isinstance(inner, str):
            raise Refused("Only a payment that came can be given back.")
        return inner


def _is_session(intent_id: str) -> bool:
    return intent_id.startswith("cs_")

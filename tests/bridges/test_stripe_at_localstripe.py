"""The same calls over HTTP against localstripe, somebody else's Stripe, where it is installed.

It knows payment intents, refunds and events, and no Checkout, Connect or disputes: those are tried
against our own. It is not among our dependencies; name its Python in COHIVE_LOCALSTRIPE_PYTHON.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments import EventKind, IntentState
from cohive.bridges.payments.stripe import StripeCalls, StripeProvider
from cohive.bridges.payments.stripe.reading import read_event
from cohive.words.money import Money
from cohive.words.refusals import Missing

PYTHON = os.environ.get("COHIVE_LOCALSTRIPE_PYTHON", "")
STARTED_WITHIN_SECONDS = 20

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        not PYTHON, reason="localstripe is not here: set COHIVE_LOCALSTRIPE_PYTHON to its Python"
    ),
]


@pytest.fixture(scope="module")
def calls() -> Iterator[StripeCalls]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [PYTHON, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = StripeCalls("sk_test_12345", base=f"http://127.0.0.1:{port}")
        _wait(client)
        yield client
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(client: StripeCalls) -> None:
    """Ask until it answers."""
    until = time.monotonic() + STARTED_WITHIN_SECONDS
    while True:
        try:
            client.get("/v1/balance")
        except EgressFailed:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def bank(calls: StripeCalls) -> StripeProvider:
    return StripeProvider(calls, webhook_secret="whsec_x")


def intent_of(calls: StripeCalls, card: str = "4242424242424242") -> str:
    """A payment intent with a card on it, as Checkout would have made it."""
    method = calls.post(
        "/v1/payment_methods",
        {
            "type": "card",
            "card": {"number": card, "exp_month": 12, "exp_year": 2030, "cvc": "123"},
        },
        idempotency_key=f"method:{card}",
    )
    made = calls.post(
        "/v1/payment_intents",
        {
            "amount": 2500,
            "currency": "eur",
            "payment_method": method["id"],
            "metadata": {"payment": "0190", "reference": "ABCD-EFGH"},
        },
        idempotency_key=f"intent:{card}",
    )
    return str(made["id"])


def test_a_payment_intent_is_paid_and_given_back(calls: StripeCalls, bank: StripeProvider) -> None:
    now = timezone.now()
    intent = intent_of(calls)
    assert bank.retrieve(intent, at=now).state is IntentState.OPEN
    calls.post(f"/v1/payment_intents/{intent}/confirm", {}, idempotency_key="confirm:1")

    paid = bank.retrieve(intent, at=now)
    assert (paid.state, paid.amount) == (IntentState.SUCCEEDED, Money(2500, "EUR"))
    assert paid.reference == "ABCD-EFGH"
    receipt = bank.refund(intent, amount=Money(500, "EUR"), idempotency_key="refund:1", at=now)
    assert receipt.amount == Money(500, "EUR")
    assert bank.retrieve(intent, at=now).refunded == Money(500, "EUR")
    # it does not know how to list some types only, which we ask of Stripe
    since = int((now - timedelta(hours=1)).timestamp())
    heard = [read_event(each) for each in calls.every("/v1/events", {"created": {"gte": since}})]
    assert [
        (event.kind, event.amount.minor, event.payment)
        for event in heard
        if event is not None and event.intent_id == intent
    ] == [(EventKind.PAYMENT_SUCCEEDED, 2500, "0190")]


def test_what_is_not_there_is_missing(bank: StripeProvider) -> None:
    with pytest.raises(Missing):
        bank.retrieve("pi_nowhere", at=timezone.now())

"""Stripe behind our interface: against our own Stripe, with lost answers and crooked messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments import EventKind, IntentState, Method
from cohive.bridges.payments.keys import PaymentKeys, load_keys, masked, save_keys
from cohive.bridges.payments.stripe import StripeCalls, StripePayouts, StripeProvider
from cohive.bridges.payments.stripe.calls import flat
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.bridges.payments.stripe.reading import money, read_event, stripe_minor
from cohive.bridges.payments.stripe.webhooks import parse_stripe_webhook, sign_stripe_webhook
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
EURO = Money(2500, "EUR")


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe(now=NOW)


@pytest.fixture
def bank(fake: FakeStripe) -> StripeProvider:
    return StripeProvider(StripeCalls(KEY, send=fake), webhook_secret=SECRET)


@pytest.fixture
def payouts(fake: FakeStripe) -> StripePayouts:
    return StripePayouts(StripeCalls(KEY, send=fake))


def session_of(bank: StripeProvider, *, amount: Money = EURO, key: str = "payment:1") -> str:
    made = bank.create_intent(
        amount=amount,
        reference="ABCD-EFGH",
        idempotency_key=key,
        return_url="https://place.example/thanks",
        method=Method.CARD,
        payment="0190",
        at=NOW,
    )
    assert made.pay_url.startswith("https://checkout.stripe.com/")
    return made.id


def test_a_payment_goes_from_open_to_given_back(bank: StripeProvider, fake: FakeStripe) -> None:
    session = session_of(bank)
    assert bank.retrieve(session, at=NOW).state is IntentState.OPEN
    with pytest.raises(Refused, match="Only a payment that came"):
        bank.refund(session, amount=EURO, idempotency_key="refund:0", at=NOW)

    fake.decline(session)
    assert bank.retrieve(session, at=NOW).state is IntentState.OPEN
    fake.pay(session)
    paid = bank.retrieve(session, at=NOW)
    assert (paid.state, paid.amount, paid.reference) == (IntentState.SUCCEEDED, EURO, "ABCD-EFGH")

    receipt = bank.refund(session, amount=Money(500, "EUR"), idempotency_key="refund:1", at=NOW)
    assert (receipt.intent_id, receipt.amount) == (session, Money(500, "EUR"))
    assert bank.retrieve(session, at=NOW).refunded == Money(500, "EUR")
    assert bank.retrieve("pi_1", at=NOW).refunded == Money(500, "EUR")
    with pytest.raises(Refused, match="greater than the unrefunded amount"):
        bank.refund("pi_1", amount=EURO, idempotency_key="refund:2", at=NOW)


def test_the_same_key_does_a_thing_once_even_when_the_answer_was_lost(
    bank: StripeProvider, fake: FakeStripe
) -> None:
    fake.lose_next_answer = True
    with pytest.raises(EgressFailed):
        session_of(bank)
    session = session_of(bank)
    assert session == "cs_1"
    with pytest.raises(Refused, match="used for something else"):
        session_of(bank, amount=Money(1, "EUR"))

    fake.pay(session)
    fake.lose_next_answer = True
    with pytest.raises(EgressFailed):
        bank.refund("pi_1", amount=EURO, idempotency_key="refund:1", at=NOW)
    bank.refund("pi_1", amount=EURO, idempotency_key="refund:1", at=NOW)
    assert len([event for event in fake.events if event["type"] == "refund.created"]) == 1


def test_what_nobody_paid_is_closed(bank: StripeProvider, fake: FakeStripe) -> None:
    session = session_of(bank)
    closed = bank.cancel(session, idempotency_key="cancel:1", at=NOW)
    assert closed.state is IntentState.CANCELLED
    with pytest.raises(Missing):
        bank.retrieve("cs_999", at=NOW)


def test_a_wrong_key_is_said_and_faults_over_there_may_be_tried_again(fake: FakeStripe) -> None:
    stranger = StripeProvider(StripeCalls("sk_test_other", send=fake), webhook_secret=SECRET)
    with pytest.raises(Refused, match="does not take this key"):
        stranger.check()
    assert StripeProvider(StripeCalls(KEY, send=fake), webhook_secret="").check() == "EUR"

    def broken(*_: object, **__: object) -> object:
        return fake._answer("", 503, {})

    with pytest.raises(EgressFailed, match="503"):
        StripeCalls(KEY, send=broken).get("/v1/balance")  # type: ignore[arg-type]


def test_its_list_tells_what_its_messages_tell(bank: StripeProvider, fake: FakeStripe) -> None:
    session = session_of(bank)
    for step in (
        lambda: fake.decline(session),
        lambda: fake.pay(session),
        lambda: fake.refund("pi_1", 1000),
        lambda: fake.dispute("pi_1"),
        lambda: fake.close_dispute("dp_1", won=False),
    ):
        fake.now += timedelta(minutes=1)
        step()
    listed = bank.list_events(since=NOW, at=fake.now)
    heard = [
        bank.parse_webhook(*fake.message(event), secret=SECRET, at=fake.now)
        for event in fake.events
    ]
    assert listed == heard
    assert [event.kind for event in listed] == [
        EventKind.PAYMENT_FAILED,
        EventKind.PAYMENT_SUCCEEDED,
        EventKind.REFUND_SUCCEEDED,
        EventKind.DISPUTE_OPENED,
        EventKind.DISPUTE_LOST,
    ]
    opened = listed[3]
    assert (opened.amount, opened.intent_id) == (Money(1500, "EUR"), "pi_1")
    assert opened.dispute is not None
    assert (opened.dispute.fee, opened.dispute.opened_at) == (
        Money(1500, "EUR"),
        opened.occurred_at,
    )
    assert (listed[1].payment, listed[1].reference) == ("0190", "ABCD-EFGH")
    assert bank.list_events(since=fake.now + timedelta(seconds=1), at=fake.now) == []


def test_a_long_list_is_read_page_by_page(bank: StripeProvider, fake: FakeStripe) -> None:
    session = session_of(bank)
    for _ in range(250):
        fake.decline(session)
    listed = bank.list_events(since=NOW, at=NOW)
    assert [event.id for event in listed] == [f"evt_{n}" for n in range(1, 251)]


def test_only_a_right_and_fresh_signature_opens_the_door() -> None:
    body = json.dumps(
        {"id": "evt_1", "type": "ping", "created": 1, "data": {"object": {}}}
    ).encode()
    signed = sign_stripe_webhook(body, secret=SECRET, at=NOW)
    assert parse_stripe_webhook(signed, body, secret=SECRET, at=NOW) is None

    header = signed["stripe-signature"]
    both = {"Stripe-Signature": header.replace(",v1=", ",v1=00,v1=")}
    assert parse_stripe_webhook(both, body, secret=SECRET, at=NOW) is None
    for headers, given, secret, late in [
        ({}, body, SECRET, 0),
        (signed, body + b" ", SECRET, 0),
        (signed, body, "whsec_other", 0),
        (signed, body, "", 0),
        (signed, body, SECRET, 301),
        (signed, body, SECRET, -301),
        ({"stripe-signature": header.replace("v1=", "v0=")}, body, SECRET, 0),
        ({"stripe-signature": "t=abc,v1=00"}, body, SECRET, 0),
        (signed, b"x" * 300_000, SECRET, 0),
    ]:
        with pytest.raises(Forbidden):
            parse_stripe_webhook(headers, given, secret=secret, at=NOW + timedelta(seconds=late))


@pytest.mark.parametrize(
    "body", [b"[]", b"nothing", b"{}", b'{"type": "payment_intent.succeeded", "id": "e"}']
)
def test_a_signed_message_that_says_nothing_readable_is_refused(body: bytes) -> None:
    signed = sign_stripe_webhook(body, secret=SECRET, at=NOW)
    with pytest.raises(Refused, match="cannot be read"):
        parse_stripe_webhook(signed, body, secret=SECRET, at=NOW)


def test_a_bank_that_only_asks_has_taken_nothing() -> None:
    about = {
        "id": "dp_1",
        "status": "warning_needs_response",
        "payment_intent": "pi_1",
        "amount": 1,
        "currency": "eur",
        "created": 1,
    }
    event = {"id": "e", "type": "charge.dispute.created", "created": 1, "data": {"object": about}}
    assert read_event(event) is None
    taken = {**about, "status": "needs_response"}
    read = read_event({**event, "data": {"object": taken}})
    assert read is not None
    assert read.dispute is not None
    assert read.dispute.fee == Money(0, "EUR")


def test_money_is_counted_as_stripe_counts_it() -> None:
    assert (stripe_minor(Money(2500, "EUR")), stripe_minor(Money(500, "JPY"))) == (2500, 500)
    assert stripe_minor(Money(500, "ISK")) == 50_000
    assert money(50_000, "isk") == Money(500, "ISK")
    for minor, currency in [(50_001, "isk"), ("1", "eur"), (True, "eur"), (1, "zzz")]:
        with pytest.raises(Refused):
            money(minor, currency)


def test_nested_parameters_are_written_as_stripe_reads_them() -> None:
    assert flat({"a": {"b": [{"c": 1}]}, "d": ["x", "y"], "e": True, "f": None}) == [
        ("a[b][0][c]", "1"),
        ("d[]", "x"),
        ("d[]", "y"),
        ("e", "true"),
    ]


def test_a_payee_is_paid_once_her_papers_are_there(
    payouts: StripePayouts, fake: FakeStripe
) -> None:
    payee = payouts.create_payee(reference="m1", country="NL", idempotency_key="payee:1", at=NOW)
    again = payouts.create_payee(reference="m1", country="NL", idempotency_key="payee:1", at=NOW)
    assert payee == again
    assert (payee.can_be_paid, payee.missing) == (False, ("individual.id_number",))
    url = payouts.onboarding_url(
        payee.id,
        return_url="https://place.example/back",
        again_url="https://place.example/again",
        idempotency_key="link:1",
        at=NOW,
    )
    assert url.startswith("https://connect.stripe.com/")

    def pay(key: str) -> str:
        return payouts.pay_out(
            payee.id, amount=EURO, reference="batch 1", idempotency_key=key, at=NOW
        ).id

    with pytest.raises(Refused, match="transfers capability"):
        pay("payout:1")
    fake.accept_papers(payee.id)
    assert payouts.load_payee(payee.id, at=NOW).can_be_paid
    fake.lose_next_answer = True
    with pytest.raises(EgressFailed):
        pay("payout:2")
    sent = pay("payout:2")
    back = payouts.take_back(sent, amount=Money(500, "EUR"), idempotency_key="back:1", at=NOW)
    assert (back.amount, back.reversed) == (EURO, Money(500, "EUR"))
    assert [path for method, path in fake.calls if path == "/v1/transfers"] != []
    assert payouts.load_payout(sent, at=NOW) == back


def test_keys_lie_in_a_file_of_their_owner_and_the_environment_wins(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "keys"
    assert load_keys(folder) == PaymentKeys()
    save_keys(folder, PaymentKeys(stripe_key="sk_test_0123456789abcdef", days_held=5))
    assert ((folder / "payments.json").stat().st_mode & 0o777) == 0o600
    assert load_keys(folder).days_held == 5
    over = load_keys(folder, {"stripe_key": "sk_live_x", "bank_iban": ""})
    assert (over.stripe_key, over.bank_iban, over.days_held) == ("sk_live_x", "", 5)
    assert masked("sk_test_0123456789abcdef") == "sk_test_…cdef"
    assert masked("short") == "…"
    assert masked("") == ""

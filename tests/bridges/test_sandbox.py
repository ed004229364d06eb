"""The sandbox takes no money, and otherwise behaves as a provider does."""

from __future__ import annotations

import json
import multiprocessing
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.bridges.payments import (
    EventKind,
    Intent,
    IntentState,
    Method,
    PaymentEvent,
    PaymentProvider,
)
from cohive.bridges.payments.outbox import CALM, PAUSES, ROUGH, Weather
from cohive.bridges.payments.sandbox import LATE, SandboxProvider
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "whsec_" + "c2FuZGJveCBzZWNyZXQgZm9yIHRlc3RzIG9ubHk="
GOOD = "4242 4242 4242 4242"


def opened(folder: Path, *, weather: Weather = CALM, seed: int = 0) -> SandboxProvider:
    return SandboxProvider(
        folder,
        webhook_url="http://127.0.0.1:8000/webhooks/payments",
        pay_url="http://localhost:8000/pay/",
        weather=weather,
        seed=seed,
        secret=SECRET,
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> SandboxProvider:
    return opened(tmp_path)


def wanted(
    sandbox: PaymentProvider,
    *,
    key: str = "order-1",
    minor: int = 4000,
    method: Method = Method.CARD,
) -> Intent:
    return sandbox.create_intent(
        amount=Money(minor, "EUR"),
        reference="NF-1001",
        idempotency_key=key,
        return_url="http://localhost:8000/orders/1",
        method=method,
        at=NOON,
    )


def events(sandbox: SandboxProvider, at: datetime) -> list[PaymentEvent]:
    """Everything the outbox holds until `at`, taken and read as a receiver reads it."""
    found = []
    for delivery in sandbox.due_deliveries(at=at, limit=1000):
        found.append(sandbox.parse_webhook(delivery.headers, delivery.body, secret=SECRET, at=at))
        sandbox.mark_delivered(delivery, ok=True, at=at)
    return found


def test_an_intent_names_the_page_where_it_is_paid(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox)
    assert intent.state is IntentState.OPEN
    assert intent.pay_url == f"http://localhost:8000/pay/{intent.id}"
    assert sandbox.load_intent(intent.id) == intent == sandbox.retrieve(intent.id, at=NOON)
    assert events(sandbox, NOON) == []


def test_a_good_card_pays_and_the_place_is_told_once(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox)
    paid = sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    assert paid.state is IntentState.SUCCEEDED
    (event,) = events(sandbox, NOON)
    assert event == PaymentEvent(
        id=event.id,
        kind=EventKind.PAYMENT_SUCCEEDED,
        intent_id=intent.id,
        reference="NF-1001",
        amount=Money(4000, "EUR"),
        occurred_at=NOON,
    )
    assert events(sandbox, NOON + timedelta(days=9)) == []


@pytest.mark.parametrize("card", ["4000 0000 0000 0002", "4000-0000-0000-9995"])
def test_a_declined_card_leaves_the_payment_open_for_another(
    sandbox: SandboxProvider, card: str
) -> None:
    intent = wanted(sandbox)
    with pytest.raises(Refused) as caught:
        sandbox.pay(intent.id, card_number=card, at=NOON)
    assert caught.value.field == "card_number"
    assert sandbox.load_intent(intent.id).state is IntentState.OPEN
    sandbox.pay(intent.id, card_number=GOOD, at=NOON + timedelta(seconds=5))
    kinds = [event.kind for event in events(sandbox, NOON + timedelta(minutes=1))]
    assert kinds == [EventKind.PAYMENT_FAILED, EventKind.PAYMENT_SUCCEEDED]


@pytest.mark.parametrize(
    ("card", "state", "kind"),
    [
        ("4000000000000077", IntentState.SUCCEEDED, EventKind.PAYMENT_SUCCEEDED),
        ("4000000000000341", IntentState.OPEN, EventKind.PAYMENT_FAILED),
    ],
)
def test_a_late_card_is_decided_when_its_time_has_come(
    sandbox: SandboxProvider, card: str, state: IntentState, kind: EventKind
) -> None:
    intent = wanted(sandbox)
    assert sandbox.pay(intent.id, card_number=card, at=NOON).state is IntentState.PROCESSING
    early = NOON + LATE - timedelta(seconds=1)
    assert sandbox.retrieve(intent.id, at=early).state is IntentState.PROCESSING
    assert events(sandbox, early) == []
    with pytest.raises(Refused, match="on its way"):
        sandbox.pay(intent.id, card_number=GOOD, at=early)
    assert [(event.kind, event.occurred_at) for event in events(sandbox, NOON + LATE)] == [
        (kind, NOON + LATE)
    ]
    assert sandbox.load_intent(intent.id).state is state


@pytest.mark.parametrize("number", ["", "1234", "4111 1111 1111 1111", "4242 4242 4242 4243"])
def test_a_card_that_is_no_test_card_is_refused_and_changes_nothing(
    sandbox: SandboxProvider, number: str
) -> None:
    intent = wanted(sandbox)
    with pytest.raises(Refused, match="test card") as caught:
        sandbox.pay(intent.id, card_number=number, at=NOON)
    assert caught.value.field == "card_number"
    assert sandbox.load_intent(intent.id) == intent
    assert events(sandbox, NOON) == []


def test_no_card_number_is_written_down(tmp_path: Path) -> None:
    sandbox = opened(tmp_path)
    for key, card in [("a", GOOD), ("b", "4000000000000077")]:
        sandbox.pay(wanted(sandbox, key=key).id, card_number=card, at=NOON)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"4242424242424242" not in stored
    assert b"4000000000000077" not in stored


def test_a_qr_payment_is_confirmed_without_a_card(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox, method=Method.QR)
    assert sandbox.pay(intent.id, at=NOON).state is IntentState.SUCCEEDED
    card_intent = wanted(sandbox, key="order-2")
    with pytest.raises(Refused) as caught:
        sandbox.pay(card_intent.id, at=NOON)
    assert caught.value.field == "card_number"


def test_a_payment_is_made_once(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox)
    sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    with pytest.raises(Refused, match="made already"):
        sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    assert len(events(sandbox, NOON)) == 1


def test_a_cancelled_payment_cannot_be_paid_and_a_paid_one_not_cancelled(
    sandbox: SandboxProvider,
) -> None:
    intent = wanted(sandbox)
    for _ in range(2):
        cancelled = sandbox.cancel(intent.id, idempotency_key="cancel-1", at=NOON)
        assert cancelled.state is IntentState.CANCELLED
    with pytest.raises(Refused, match="cancelled"):
        sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    other = wanted(sandbox, key="order-2")
    sandbox.pay(other.id, card_number="4000000000000077", at=NOON)
    with pytest.raises(Refused):
        sandbox.cancel(other.id, idempotency_key="cancel-2", at=NOON)
    with pytest.raises(Refused):
        sandbox.cancel(other.id, idempotency_key="cancel-2", at=NOON + LATE)
    assert sandbox.load_intent(other.id).state is IntentState.PROCESSING
    assert sandbox.retrieve(other.id, at=NOON + LATE).state is IntentState.SUCCEEDED


def test_the_same_key_gives_the_same_answer_and_does_nothing_new(
    sandbox: SandboxProvider,
) -> None:
    intent = wanted(sandbox)
    sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    assert wanted(sandbox) == intent
    first, again = (
        sandbox.refund(intent.id, amount=Money(1000, "EUR"), idempotency_key="r", at=NOON)
        for _ in range(2)
    )
    assert first == again
    assert sandbox.load_intent(intent.id).refunded == Money(1000, "EUR")
    kinds = Counter(event.kind for event in events(sandbox, NOON))
    assert kinds == {EventKind.PAYMENT_SUCCEEDED: 1, EventKind.REFUND_SUCCEEDED: 1}


def test_a_key_that_asked_something_else_is_refused(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox)
    sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    with pytest.raises(Refused) as caught:
        wanted(sandbox, minor=4001)
    assert caught.value.field == "idempotency_key"
    with pytest.raises(Refused, match="something else"):
        sandbox.refund(intent.id, amount=Money(1, "EUR"), idempotency_key="order-1", at=NOON)
    assert sandbox.load_intent(intent.id).refunded == Money(0, "EUR")


def test_a_refund_never_exceeds_what_came(sandbox: SandboxProvider) -> None:
    intent = wanted(sandbox)
    with pytest.raises(Refused, match="that came"):
        sandbox.refund(intent.id, amount=Money(1, "EUR"), idempotency_key="a", at=NOON)
    sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    receipt = sandbox.refund(intent.id, amount=Money(1500, "EUR"), idempotency_key="b", at=NOON)
    with pytest.raises(Refused, match=r"Only 25\.00 EUR") as caught:
        sandbox.refund(intent.id, amount=Money(2501, "EUR"), idempotency_key="c", at=NOON)
    assert caught.value.field == "amount"
    for wrong in (Money(0, "EUR"), Money(-5, "EUR"), Money(100, "USD")):
        with pytest.raises(Refused):
            sandbox.refund(intent.id, amount=wrong, idempotency_key=f"{wrong}", at=NOON)
    sandbox.refund(intent.id, amount=Money(2500, "EUR"), idempotency_key="d", at=NOON)
    assert sandbox.load_intent(intent.id).refunded == Money(4000, "EUR")
    back = [event for event in events(sandbox, NOON) if event.kind is EventKind.REFUND_SUCCEEDED]
    assert [event.amount.minor for event in back] == [1500, 2500]
    assert back[0].refund_id == receipt.id
    assert back[0].reference == "NF-1001"


@pytest.mark.parametrize("minor", [0, -1])
def test_a_payment_of_nothing_is_refused(sandbox: SandboxProvider, minor: int) -> None:
    with pytest.raises(Refused) as caught:
        wanted(sandbox, minor=minor)
    assert caught.value.field == "amount"


def test_an_unknown_payment_is_missing(sandbox: SandboxProvider) -> None:
    for ask in (
        lambda: sandbox.load_intent("pi_nobody"),
        lambda: sandbox.retrieve("pi_nobody", at=NOON),
        lambda: sandbox.pay("pi_nobody", card_number=GOOD, at=NOON),
        lambda: sandbox.cancel("pi_nobody", idempotency_key="x", at=NOON),
        lambda: sandbox.refund("pi_nobody", amount=Money(1, "EUR"), idempotency_key="x", at=NOON),
    ):
        with pytest.raises(Missing):
            ask()


def test_the_provider_remembers_over_a_restart(tmp_path: Path) -> None:
    first = opened(tmp_path)
    intent = wanted(first)
    first.pay(intent.id, card_number=GOOD, at=NOON)
    second = SandboxProvider(
        tmp_path, webhook_url=first.webhook_url, pay_url=first.pay_url, secret="whsec_b3RoZXI="
    )
    assert second.webhook_secret == SECRET
    assert second.load_intent(intent.id).state is IntentState.SUCCEEDED
    assert [event.intent_id for event in events(second, NOON)] == [intent.id]


def test_the_secret_is_made_once_and_shown_nowhere(tmp_path: Path) -> None:
    made = [
        SandboxProvider(tmp_path / "new", webhook_url="http://127.0.0.1:1/", pay_url="/pay/")
        for _ in range(2)
    ]
    assert made[0].webhook_secret == made[1].webhook_secret
    assert len(made[0].webhook_secret) > 40
    assert made[0].webhook_secret not in repr(made[0])


def test_a_failed_delivery_is_tried_again_with_growing_pauses_and_then_given_up(
    sandbox: SandboxProvider,
) -> None:
    sandbox.pay(wanted(sandbox).id, card_number=GOOD, at=NOON)
    at, bodies = NOON, set()
    for pause in (*PAUSES, None):
        (delivery,) = sandbox.due_deliveries(at=at)
        bodies.add((delivery.headers["webhook-id"], delivery.body))
        sandbox.mark_delivered(delivery, ok=False, at=at)
        sandbox.mark_delivered(delivery, ok=False, at=at)  # a second report changes nothing
        if pause is None:
            break
        assert sandbox.due_deliveries(at=at + pause - timedelta(microseconds=1)) == []
        at += pause
    assert len(bodies) == 1
    assert sandbox.due_deliveries(at=at + timedelta(days=365)) == []
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES, timedelta()) >= timedelta(days=3)


def test_a_late_report_of_success_ends_the_trying(sandbox: SandboxProvider) -> None:
    sandbox.pay(wanted(sandbox).id, card_number=GOOD, at=NOON)
    (first,) = sandbox.due_deliveries(at=NOON)
    sandbox.mark_delivered(first, ok=False, at=NOON)
    (second,) = sandbox.due_deliveries(at=NOON + PAUSES[0])
    assert second.attempt == 2
    sandbox.mark_delivered(second, ok=False, at=NOON + PAUSES[0])
    sandbox.mark_delivered(first, ok=False, at=NOON + PAUSES[0])  # a stale report is ignored
    (second,) = sandbox.due_deliveries(at=NOON + PAUSES[0] + PAUSES[1])
    assert second.attempt == 3
    sandbox.mark_delivered(second, ok=True, at=NOON + PAUSES[0])
    assert sandbox.due_deliveries(at=NOON + timedelta(days=365)) == []


def a_busy_day(sandbox: SandboxProvider) -> list[tuple[str, str]]:
    """Twenty orders paid in a row; what arrives, in the order it arrives."""
    for number in range(20):
        intent = wanted(sandbox, key=f"order-{number}")
        sandbox.pay(intent.id, card_number=GOOD, at=NOON + timedelta(seconds=number))
    arrived = []
    for second in range(0, 200, 2):
        arrived += [
            (event.id, event.intent_id)
            for event in events(sandbox, NOON + timedelta(seconds=second))
        ]
    return arrived


def test_rough_weather_duplicates_delays_and_reorders_but_loses_nothing(tmp_path: Path) -> None:
    arrived = a_busy_day(opened(tmp_path, weather=ROUGH, seed=7))
    order = list(dict.fromkeys(arrived))
    calm = a_busy_day(opened(tmp_path / "calm", seed=7))
    assert len(calm) == 20
    assert set(order) == set(calm)
    assert order != calm
    copies = Counter(arrived)
    assert set(copies.values()) == {1, 2, 3}


def test_the_same_seed_gives_the_same_day_and_another_seed_another(tmp_path: Path) -> None:
    days = [
        a_busy_day(opened(tmp_path / name, weather=ROUGH, seed=seed))
        for name, seed in [("a", 1), ("b", 1), ("c", 2)]
    ]
    assert days[0] == days[1] != days[2]


def test_a_lost_message_is_found_by_asking(tmp_path: Path) -> None:
    sandbox = opened(tmp_path, weather=Weather(lost_percent=100))
    intent = wanted(sandbox)
    sandbox.pay(intent.id, card_number=GOOD, at=NOON)
    assert sandbox.due_deliveries(at=NOON + timedelta(days=9)) == []
    assert sandbox.retrieve(intent.id, at=NOON).state is IntentState.SUCCEEDED


actions = st.sampled_from(
    ["pay", "decline", "late", "late decline", "cancel", "refund some", "refund rest", "wait"]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(actions, max_size=12))
def test_whatever_happens_events_and_state_tell_the_same_story(steps: list[str]) -> None:

    with tempfile.TemporaryDirectory() as folder:
        sandbox = opened(Path(folder), weather=ROUGH, seed=3)
        intent, at = wanted(sandbox), NOON
        for number, step in enumerate(steps):
            at += timedelta(minutes=1)
            try:
                act(sandbox, intent.id, step, number, at)
            except Refused:
                continue
        at += timedelta(days=1)
        found = {event.id: event for event in events(sandbox, at)}.values()
        now = sandbox.retrieve(intent.id, at=at)
        succeeded = [event for event in found if event.kind is EventKind.PAYMENT_SUCCEEDED]
        given_back = [event for event in found if event.kind is EventKind.REFUND_SUCCEEDED]
        assert len(succeeded) == (1 if now.state is IntentState.SUCCEEDED else 0)
        assert sum(event.amount.minor for event in given_back) == now.refunded.minor
        assert now.refunded <= now.amount
        assert now.state is not IntentState.PROCESSING


def act(sandbox: SandboxProvider, intent_id: str, step: str, number: int, at: datetime) -> None:
    """One step of a story."""
    cards = {
        "pay": GOOD,
        "decline": "4000000000000002",
        "late": "4000000000000077",
        "late decline": "4000000000000341",
    }
    if step in cards:
        sandbox.pay(intent_id, card_number=cards[step], at=at)
    elif step == "cancel":
        sandbox.cancel(intent_id, idempotency_key=f"c{number}", at=at)
    elif step.startswith("refund"):
        now = sandbox.retrieve(intent_id, at=at)
        rest = now.amount - now.refunded
        amount = Money(700, "EUR") if step == "refund some" else rest
        sandbox.refund(intent_id, amount=amount, idempotency_key=f"r{number}", at=at)


def _hammer(folder: str, worker: int, results: multiprocessing.Queue[str]) -> None:
    sandbox = opened(Path(folder))
    won = 0
    for number in range(10):
        intent = wanted(sandbox, key=f"order-{number}")
        try:
            sandbox.pay(intent.id, card_number=GOOD, at=NOON)
            won += 1
        except Refused:
            continue
    results.put(json.dumps([worker, won]))


def test_processes_that_race_pay_each_order_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    racers = [
        context.Process(target=_hammer, args=(str(tmp_path / "shared"), n, results))
        for n in range(3)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    won = [json.loads(results.get(timeout=5))[1] for _ in racers]
    assert sum(won) == 10
    told = events(opened(tmp_path / "shared"), NOON)
    assert len(told) == len({event.intent_id for event in told}) == 10

"""Five messages about one order, in every order, doubled and lost: one end, byte for byte."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from cohive.bridges.payments import Method, PaymentEvent
from cohive.bridges.payments.stripe import StripeCalls, StripeProvider
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.journal.models import Act
from cohive.ledger.models import Balance, Leg
from cohive.trade import jobs, operations
from cohive.trade.models import (
    Dispute,
    Order,
    Payment,
    Refund,
    RefundLine,
    Stock,
    WaitingMessage,
    WebhookReceipt,
)
from tests.trade.conftest import Cast
from tests.trade.test_refunds_elsewhere import faults

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
ORDERS = list(itertools.permutations(range(5)))
COPIES = [
    (1, 1, 1, 1, 1),
    (2, 2, 2, 2, 2),
    (3, 3, 3, 3, 3),
    (3, 1, 2, 1, 3),
    (1, 3, 1, 2, 1),
]
WAYS = list(itertools.product(COPIES, (None, 0, 1, 2, 3, 4)))


@dataclass
class Story:
    """What happened at the provider, told in five messages, and a fresh world to hear them in."""

    bank: StripeProvider
    fake: FakeStripe
    now: datetime
    order: UUID

    def heard(self) -> list[PaymentEvent]:
        """The five as the webhook reads them."""
        found = []
        for event in self.fake.events:
            headers, body = self.fake.message(event)
            read = self.bank.parse_webhook(headers, body, secret=SECRET, at=self.fake.now)
            assert read is not None
            found.append(read)
        return found


@pytest.fixture(params=["lost", "won"])
def story(request: Any, cast: Cast, place: Place, now: datetime) -> Story:
    """A declined card, a payment, a part given back in Stripe's pages, a dispute and its end."""
    order = place((cast.medium, 1), (cast.one_print, 1), at=now)
    fake = FakeStripe(now=now)
    bank = StripeProvider(StripeCalls(KEY, send=fake), webhook_secret=SECRET)
    asked = operations.open_payment(
        order=order, method="card", provider="stripe", by=cast.world, at=now
    )
    session = bank.create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=f"payment:{asked.payment}",
        return_url="https://place.example/thanks",
        method=Method.CARD,
        payment=str(asked.payment),
        at=now,
    )
    operations.note_intent(payment=asked.payment, intent=session.id)
    steps: list[Callable[[], Any]] = [
        lambda: fake.decline(session.id),
        lambda: fake.pay(session.id),
        lambda: fake.refund("pi_1", 1000),
        lambda: fake.dispute("pi_1"),
        lambda: fake.close_dispute("dp_1", won=request.param == "won"),
    ]
    for step in steps:
        fake.now += timedelta(minutes=3)
        step()
    fake.now += timedelta(minutes=10)
    return Story(bank, fake, fake.now, order)


def state_hash(order: UUID) -> str:
    """All that messages can change of order, payment, stock and books, as one hash.

    Ids that are drawn anew in every run are left out; each instant and amount is in it.
    """
    rows: list[Any] = [
        list(Order.objects.filter(id=order).values_list("state", "paid_at", "arrived_at")),
        list(
            Payment.objects.order_by("created_at").values_list(
                "state",
                "intent",
                "provider_payment",
                "amount_minor",
                "currency",
                "is_surplus",
                "failed_at",
                "captured_at",
            )
        ),
        list(
            Refund.objects.order_by("provider_refund").values_list(
                "state", "reason", "goods_minor", "shipping_minor", "provider_refund", "done_at"
            )
        ),
        sorted(RefundLine.objects.values_list("line_id", "quantity")),
        list(
            Dispute.objects.order_by("provider_dispute").values_list(
                "state",
                "amount_minor",
                "fee_minor",
                "is_whole",
                "opened_at",
                "answer_by",
                "closed_at",
            )
        ),
        sorted(
            Leg.objects.values_list(
                "entry__kind", "entry__at", "account__agent", "account__purpose", "minor"
            ),
            key=str,
        ),
        sorted(Balance.objects.values_list("account__agent", "account__purpose", "minor"), key=str),
        sorted(Stock.objects.values_list("id", "on_hand")),
        sorted(Act.objects.filter(object_id=order).values_list("kind", "at"), key=str),
        sorted(WebhookReceipt.objects.values_list("id", "kind")),
        WaitingMessage.objects.count(),
    ]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def arrivals(order: Sequence[int], copies: Sequence[int], lost: int | None) -> Iterator[int]:
    """Which message comes when: first copies in their order, the others after everything."""
    for again in range(max(copies)):
        for message in order:
            if message != lost and again < copies[message]:
                yield message


def told(story: Story, order: Sequence[int], copies: Sequence[int], lost: int | None) -> str:
    """The hash after these arrivals and one reading of the provider's list; then undone."""
    messages = story.heard()
    with transaction.atomic():
        for index in arrivals(order, copies, lost):
            operations.confirm_payment(event=messages[index], provider="stripe", at=story.now)
        if lost is not None:
            jobs.read_events("stripe", at=story.now, bank=story.bank)
        found = state_hash(story.order)
        transaction.set_rollback(True)
    return found


def in_order(story: Story) -> str:
    """The hash when each message comes once and in its time."""
    return told(story, range(5), COPIES[0], None)


@pytest.mark.parametrize("story", ["lost"], indirect=True)
def test_all_120_orders_end_alike(story: Story) -> None:
    """Each order once, and with it every one of the thirty ways of doubling and losing."""
    wanted = in_order(story)
    ends = {
        (order, way): told(story, order, *way)
        for order, way in zip(ORDERS, itertools.cycle(WAYS), strict=False)
    }
    assert len(ends) == 120
    assert {way for _, way in ends} == set(WAYS)
    assert [where for where, end in ends.items() if end != wanted] == []


@pytest.mark.night
def test_all_orders_in_all_ways_end_alike(story: Story) -> None:
    wanted = in_order(story)
    for order, way in itertools.product(ORDERS, WAYS):
        assert told(story, order, *way) == wanted, (order, way)


def test_the_end_is_the_right_one(cast: Cast, story: Story) -> None:
    for event in story.heard():
        operations.confirm_payment(event=event, provider="stripe", at=story.now)

    assert faults() == []
    assert Order.objects.get(id=story.order).state == "paid"
    dispute = Dispute.objects.get()
    firm = dict(
        Balance.objects.filter(account__agent=cast.firm).values_list("account__purpose", "minor")
    )
    assert firm["disputed"] == 0
    assert firm["dispute_fees"] == -1500
    is_lost = dispute.state == "lost"
    assert dispute.is_whole == is_lost  # with the favour before it, it took all that was left
    assert firm["losses"] == (0 if is_lost else -1000)
    assert firm["sales"] == (0 if is_lost else 6500)
    assert firm["provider"] == (-6500 + 1000 + 1500 if dispute.state == "won" else 1500)


def test_a_hash_misses_nothing(story: Story) -> None:
    """The control: a message left out and not asked for shows in the hash."""
    wanted = in_order(story)
    for lost in range(5):
        messages = story.heard()
        with transaction.atomic():
            for index, event in enumerate(messages):
                if index != lost:
                    operations.confirm_payment(event=event, provider="stripe", at=story.now)
            assert state_hash(story.order) != wanted
            transaction.set_rollback(True)

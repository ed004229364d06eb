"""A message that never comes is asked for, whatever our own clock said meanwhile.

What a provider lists is read from where we stopped. That point is the provider's time: a day on
which our clock was ahead once moved it a day too far, and what happened in between was never read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cohive.bridges.payments import Method
from cohive.bridges.payments.stripe import StripeCalls, StripeProvider
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.trade import jobs, operations, queries
from cohive.trade.models import Dispute, Order, Payment, Refund
from tests.trade.conftest import Cast
from tests.trade.test_refunds_elsewhere import books, everything, faults

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Shop:
    """An order to be paid at our own Stripe, whose messages never come."""

    def __init__(self, cast: Cast, order: UUID, now: datetime) -> None:
        self.cast, self.order, self.now = cast, order, now
        self.fake = FakeStripe(now=now)
        self.bank = StripeProvider(StripeCalls(KEY, send=self.fake), webhook_secret=SECRET)
        asked = operations.open_payment(
            order=order, method="card", provider="stripe", by=cast.world, at=now
        )
        session = self.bank.create_intent(
            amount=asked.amount,
            reference=asked.reference,
            idempotency_key=f"payment:{asked.payment}",
            return_url="https://place.example/thanks",
            method=Method.CARD,
            payment=str(asked.payment),
            at=now,
        )
        self.session = session.id
        operations.note_intent(payment=asked.payment, intent=session.id)

    def happens(self, what: Callable[[], Any]) -> None:
        """Something at the provider, a few minutes later."""
        self.fake.now += timedelta(minutes=3)
        what()

    def read(self, at: datetime) -> None:
        jobs.read_events("stripe", at=at, bank=self.bank)


@pytest.fixture
def shop(cast: Cast, place: Place, now: datetime) -> Shop:
    return Shop(cast, place((cast.medium, 2)), now)


@pytest.mark.parametrize("off", [-DAY, -HOUR, HOUR, DAY, 30 * DAY])
def test_what_happened_while_our_clock_was_wrong_is_read(shop: Shop, off: timedelta) -> None:
    shop.read(shop.now + off)
    shop.happens(lambda: shop.fake.pay(shop.session))
    shop.read(shop.now + 10 * HOUR)
    assert Order.objects.get(id=shop.order).paid_at is not None


@pytest.mark.parametrize("off", [timedelta(0), DAY])
def test_a_refund_that_failed_is_read(shop: Shop, off: timedelta) -> None:
    shop.happens(lambda: shop.fake.pay(shop.session))
    shop.read(shop.now + HOUR)
    refund = operations.grant_refund(
        order=shop.order, lines=everything(shop.order), by=shop.cast.ruben, at=shop.now + HOUR
    )
    [asked] = queries.refunds_to_ask()
    got = shop.bank.refund(
        asked.intent, amount=asked.amount, idempotency_key=asked.key, at=shop.now + HOUR
    )
    operations.note_refund_asked(refund=refund, provider_refund=got.id)
    shop.read(shop.now + 2 * HOUR + off)
    shop.happens(lambda: shop.fake.fail_refund(got.id))
    shop.read(shop.now + 3 * HOUR)
    shop.read(shop.now + 4 * HOUR)

    row = Refund.objects.get(id=refund)
    assert (row.state, row.failed_at is not None) == ("done", True)
    assert books(shop.cast, "provider", "refunds_by_hand") == [-8000, 8000]
    assert faults() == []


def test_a_dispute_and_its_end_are_read(shop: Shop) -> None:
    shop.happens(lambda: shop.fake.pay(shop.session))
    shop.read(shop.now + 2 * DAY)
    payment = Payment.objects.get(order=shop.order)
    shop.happens(lambda: shop.fake.dispute(str(payment.provider_payment)))
    shop.happens(lambda: shop.fake.close_dispute("dp_1", won=False))
    shop.read(shop.now + HOUR)
    assert Dispute.objects.get().state == "lost"
    assert faults() == []


def test_a_quiet_place_that_was_off_reads_from_where_it_stopped(shop: Shop) -> None:
    """Nothing had ever happened when it was switched off for a week."""
    shop.read(shop.now)
    shop.happens(lambda: shop.fake.pay(shop.session))
    shop.read(shop.now + 7 * DAY)
    assert Payment.objects.get(order=shop.order).state == "paid"

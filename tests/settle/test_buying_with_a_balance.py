"""Bought with what came back: a balance pays a part or all of an order, and is paid back first.

The worked example "bought with what came back". Mei has 55.18 final from nine timetables at 25.00
(6.13 and a bit of each). She orders two (50.00): her balance pays 20.00 and stands at 35.18, her
card pays 30.00. One goes back (25.00): 20.00 go to her balance first, which stands at 55.18 again,
and 5.00 to her card. The two she bought paid her own part too, and the one that went back took its
part back: what she buys is a sale like any other, and becomes final like any other.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cohive.bridges.payments import EventKind
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle.models import BalanceMove
from cohive.settle.operations import spend_on_order
from cohive.settle.queries.purses import purse_of
from cohive.trade import operations as trade
from cohive.trade import queries as orders
from cohive.trade.models import Payment, Refund
from cohive.words.refusals import Forbidden, Refused
from tests.settle import stall
from tests.settle.paying import euro
from tests.trade.conftest import payment_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def earned(shop, steward, mei, now, hear, later):
    """Nine timetables were sold and are final."""
    stall.sell(shop, steward, now)
    hear(now)
    return purse_of(mei, "EUR", at=later).available.minor


def place_one(shop, buyer, at, quantity=2, key="mine"):
    return trade.place_order(
        lines=[(shop["variant"], quantity)],
        channel="stall",
        location=shop["stall"],
        buyer=buyer,
        by=buyer,
        at=at,
        key=key,
    )


def pay(order, buyer, at):
    asked = trade.open_payment(order=order, method="card", by=buyer, at=at)
    trade.note_intent(payment=asked.payment, intent=f"intent-{asked.payment}")
    event = payment_event(order, at, amount=asked.amount)
    return asked.amount, trade.confirm_payment(event=event, at=at)


def free(agent, at):
    return purse_of(agent, "EUR", at=at).available.minor


def faults():
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_a_part_is_paid_with_the_balance_the_rest_by_card_and_the_balance_has_its_part_back_first(
    earned, shop, mei, place, steward, hear, later
):
    order = place_one(shop, mei, later)
    assert spend_on_order(order=order, amount=euro(2000), by=mei, at=later) is False
    assert free(mei, later) == earned - 2000
    assert Act.objects.get(kind="settle.balance.spent").actor_id == mei
    assert pay(order, mei, later) == (euro(3000), "paid")
    hear(later)
    assert ledger.balance(place.agent, "balance_paid", "EUR").minor == 0
    assert faults() == []
    line = orders.order(order).lines[0].id
    trade.grant_refund(order=order, lines=[(line, 1)], by=steward, at=later)
    refund = Refund.objects.get()
    assert orders.refunds_to_ask()[0].amount == euro(500)
    receipt = payment_event(
        order,
        later,
        kind=EventKind.REFUND_SUCCEEDED,
        amount=euro(500),
        refund_id="back-1",
    )
    assert trade.confirm_payment(event=receipt, at=later) == "refunded"
    hear(later)
    assert Refund.objects.get(id=refund.id).state == "done"
    assert free(mei, later) == earned
    assert faults() == []


def test_the_whole_order_is_paid_with_the_balance_and_nothing_is_asked_of_a_provider(
    earned, shop, mei, place, steward, hear, later
):
    stall.sell(shop, steward, later - timedelta(days=20), key="two", quantity=9)
    hear(later)
    before = free(mei, later)
    assert before >= 2500
    order = place_one(shop, mei, later, quantity=1)
    assert spend_on_order(order=order, amount=euro(2500), by=mei, at=later) is True
    assert orders.order(order).paid_at == later
    assert Payment.objects.get(order=order).amount_minor == 0
    hear(later)
    assert free(mei, later) == before - 2500
    assert faults() == []
    line = orders.order(order).lines[0].id
    trade.grant_refund(order=order, lines=[(line, 1)], by=steward, at=later)
    hear(later)
    assert free(mei, later) == before
    assert faults() == []


def test_an_order_that_is_let_go_gives_the_balance_back_once(earned, shop, mei, hear, later):
    order = place_one(shop, mei, later)
    spend_on_order(order=order, amount=euro(1000), by=mei, at=later)
    assert trade.expire_order(order=order, at=later + timedelta(hours=1))
    hear(later + timedelta(hours=1))
    hear(later + timedelta(hours=1))
    assert free(mei, later) == earned
    assert BalanceMove.objects.filter(source=order).count() == 2
    assert faults() == []


def test_more_than_is_free_a_second_time_or_for_somebody_else_is_refused(
    earned, shop, mei, kit, hear, later
):
    order = place_one(shop, mei, later)
    with pytest.raises(Refused, match="At most"):
        spend_on_order(order=order, amount=euro(earned + 1), by=mei, at=later)
    with pytest.raises(Forbidden):
        spend_on_order(order=order, amount=euro(100), by=kit, at=later)
    spend_on_order(order=order, amount=euro(100), by=mei, at=later)
    with pytest.raises(Refused, match="already"):
        spend_on_order(order=order, amount=euro(100), by=mei, at=later)
    assert free(mei, later) == earned - 100


def test_what_is_not_final_buys_nothing(earned, shop, mei, now):
    order = place_one(shop, mei, now + timedelta(days=1))
    with pytest.raises(Refused, match="At most"):
        spend_on_order(order=order, amount=euro(1), by=mei, at=now + timedelta(days=1))


def test_the_page_offers_it_to_her_alone(earned, shop, mei, kit, sign_in, later):
    order = orders.order(place_one(shop, mei, later))
    address = reverse("trade:pay", args=[order.reference, order.token])
    with time_machine.travel(later, tick=False):
        client = sign_in(mei)
        page = client.get(address).content.decode()
        assert "With what came back to you" in page
        assert "With what came back to you" not in sign_in(kit).get(address).content.decode()
        spend = f"/payouts/spend/{order.reference}/{order.token}/"
        client = sign_in(mei)
        assert client.post(spend, {"amount": "much"}).status_code == 400
        answer = client.post(spend, {"amount": "20"}, follow=True).content.decode()
    assert "€20.00 of this order is paid with your balance" in answer
    assert "Pay €30.00" in answer


def test_what_was_given_back_at_the_provider_itself_went_that_way_whole(
    earned, shop, mei, place, hear, later
):
    order = place_one(shop, mei, later)
    spend_on_order(order=order, amount=euro(2000), by=mei, at=later)
    pay(order, mei, later)
    hear(later)
    given = payment_event(
        order, later, kind=EventKind.REFUND_SUCCEEDED, amount=euro(700), refund_id="by-hand"
    )
    assert trade.confirm_payment(event=given, at=later) == "refunded"
    hear(later)
    assert free(mei, later) == earned - 2000
    assert faults() == []

"""Listeners that die or fail, terms that change while orders wait, money without minor units."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.create import queries as products
from cohive.journal.models import Delivery
from cohive.ledger import queries as ledger
from cohive.settle.models import Distribution, Pool
from cohive.settle.operations import changes
from cohive.trade import operations as trade
from cohive.words.money import Money
from tests.settle.stall import EUR, agree, open_product, sell
from tests.settle.test_listening import faults, trade_line

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What nothing catches: the process is gone."""


def dying(*_args, **_named):
    raise Killed


def failing(*_args, **_named):
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize("step", ["post", "record"])
def test_a_listener_that_dies_halfway_leaves_nothing_and_divides_once_when_it_hears_again(
    shop, steward, mei, now, hear, monkeypatch, step
):
    sell(shop, steward, now)
    with monkeypatch.context() as patch:
        patch.setattr(changes.ledger if step == "post" else changes, step, dying)
        with pytest.raises(Killed):
            hear(now)
    assert not Distribution.objects.exists()
    assert not Delivery.objects.filter(listener="settle.paid").exists()
    assert ledger.balance(mei, "earned", EUR).minor == 0
    hear(now)
    hear(now)
    assert Distribution.objects.count() == 1
    assert ledger.balance(mei, "earned", EUR).minor == 5518
    assert faults() == []


def test_a_refund_heard_while_its_sale_fails_follows_it_when_both_are_heard_again(
    shop, steward, place, mei, now, hear, monkeypatch
):
    order = sell(shop, steward, now)
    trade.grant_refund(order=order, lines=[(trade_line(order), 4)], by=steward, at=now)
    with monkeypatch.context() as patch:
        patch.setattr(changes.ledger, "post", failing)
        hear(now)
    assert not Distribution.objects.exists()
    hear(now + timedelta(hours=1))
    kinds = Distribution.objects.order_by("sequence").values_list("kind", "units")
    assert list(kinds) == [("sale", 9), ("refund", -4)]
    assert ledger.balance(mei, "earned", EUR).minor == 5 * 1022 * 60 // 100
    assert ledger.balance(place.agent, "sales", EUR).minor == 0
    assert faults() == []


def test_an_order_that_waits_for_its_money_keeps_the_terms_it_was_placed_under(
    shop, place, steward, mei, kit, now, hear
):
    sell(shop, steward, now, key="before")
    hear(now)
    waiting = trade.place_order(
        lines=[(shop["variant"], 2)],
        channel="stall",
        location=shop["stall"],
        by=place.world,
        at=now,
        key="waits",
    )
    agree(
        shop["product"],
        (("design", mei), ("sale", kit)),
        house=Fraction(1, 5),
        link=Fraction(0),
        weights=(10, 90),
        by=steward,
        at=now,
    )
    assert products.active_agreement(shop["product"]).version == 2
    pay_at_the_bank(waiting, by=place.world, at=now)
    sell(shop, steward, now, key="after", quantity=1)
    hear(now)
    sales = Distribution.objects.order_by("pool__agreement_version", "sequence")
    assert list(sales.values_list("pool__agreement_version", "units", "pool_minor")) == [
        (1, 9, 9 * 1022),
        (1, 2, 2 * 1022),
        (2, 1, 919),  # 25.00 - 4.34 - 7.34 - 4.13
    ]
    assert ledger.balance(mei, "earned", EUR).minor == 11 * 1022 * 60 // 100 + 91
    assert faults() == []


def pay_at_the_bank(order, *, by, at):
    asked = trade.open_payment(order=order, method="qr", by=by, at=at)
    trade.note_intent(payment=asked.payment, intent="pi_one")
    event = PaymentEvent(
        id="evt_one",
        kind=EventKind.PAYMENT_SUCCEEDED,
        intent_id="pi_one",
        reference=asked.reference,
        amount=asked.amount,
        occurred_at=at,
    )
    assert trade.confirm_payment(event=event, at=at) == "paid"


def test_a_currency_without_minor_units_is_divided_in_whole_units(
    shop, steward, mei, kit, place, now, hear
):
    yen = open_product(
        title="潮汐表",
        slug="timetable-yen",
        price=Money(1999, "JPY"),
        tax_rate=Fraction(1, 10),
        costs=[("Paper", 333)],
        makers=(("design", mei), ("sale", kit)),
        stall=shop["stall"],
        by=steward,
        at=now - timedelta(days=30),
    )
    sell(yen, steward, now, quantity=3)
    hear(now)
    # 1999 - 182 - 333 - 182 - 91 (nobody's link: to the house) = 1211, three times
    assert Pool.objects.get(currency="JPY").cumulative_minor == 3633
    assert ledger.balance(mei, "earned", "JPY") == Money(2179, "JPY")
    assert ledger.balance(kit, "earned", "JPY") == Money(1453, "JPY")
    assert ledger.balance(place.agent, "waiting", "JPY") == Money(1, "JPY")
    assert ledger.balance(mei, "earned", EUR) == Money(0, EUR)
    assert faults() == []

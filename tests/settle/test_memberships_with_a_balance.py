"""Memberships paid with what came back: a balance pays only for what money still buys."""

from __future__ import annotations

import pytest

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.operations import TierTerms
from cohive.bridges.payments import EventKind
from cohive.ledger.queries import balance
from cohive.settle.operations import spend_on_order
from cohive.trade import operations as trade
from cohive.trade.models import Order
from cohive.trade.operations.finishing import finish_refund
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.settle.paying import euro
from tests.settle.test_buying_with_a_balance import earned, faults, free, later, pay
from tests.trade.conftest import payment_event
from tests.trade.test_disputes import say

__all__ = ["earned", "later"]

pytestmark = pytest.mark.django_db


def tier(name, minor, steward, at):
    made = bond.make_tier(terms=TierTerms(name=name, gives=("a",)), by=steward, at=at)
    trade.set_tier_price(tier=made, amount=Money(minor, "EUR"), by=steward, at=at)
    return made


@pytest.mark.parametrize("part", ["whole", "a part"])
def test_a_balance_does_not_pay_an_upgrade_whose_credit_was_given_back(
    earned, shop, steward, mei, hear, later, part
):
    """200.00 were credited to 220.00; then they are given back, and 20.00 must not buy the year."""
    low_tier = tier("Deck", 20_000, steward, later)
    high_tier = tier("Engine room", 22_000, steward, later)
    low = trade.order_membership(tier=low_tier, by=mei, at=later, key="low")
    trade.confirm_payment(event=payment_event(low, later), at=later)
    hear(later)
    high = trade.order_membership(tier=high_tier, by=mei, at=later, key="high")
    due = Order.objects.get(id=high).goods_minor
    assert due == 2000
    refund = trade.give_membership_back(order=low, by=mei, at=later)
    finish_refund(refund=refund, at=later)
    hear(later)
    before = free(mei, later)

    with pytest.raises(Refused, match="What you hold changed meanwhile"):
        spend_on_order(order=high, amount=euro(due if part == "whole" else 500), by=mei, at=later)
    with pytest.raises(Refused, match="What you hold changed meanwhile"):
        trade.close_payment(order=high, by=mei, at=later)

    assert free(mei, later) == before
    assert Order.objects.get(id=high).state == "placed"
    assert not people.holds_tier(mei, high_tier, at=later)
    assert faults() == []


def test_a_year_whose_card_part_is_charged_back_ends_and_the_balance_has_its_part_again(
    earned, shop, steward, mei, place, hear, later
):
    """200.00: 20.00 by balance, 180.00 by card; the bank takes 180.00 back."""
    deck = tier("Deck", 20_000, steward, later)
    accounts = ("membership_ahead", "tax", "losses", "disputed", "balance_paid")
    held = [balance(place.agent, one, "EUR").minor for one in accounts]
    before = free(mei, later)
    order = trade.order_membership(tier=deck, by=mei, at=later, key="low")
    spend_on_order(order=order, amount=euro(2000), by=mei, at=later)
    assert pay(order, mei, later) == (euro(18_000), "paid")
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(order, later, kind, amount=euro(18_000))
    hear(later)

    assert not people.holds_tier(mei, deck, at=later)
    assert free(mei, later) == before
    assert [balance(place.agent, one, "EUR").minor for one in accounts] == held
    assert faults() == []


def test_a_part_of_the_card_charged_back_leaves_the_year(
    earned, shop, steward, mei, place, hear, later
):
    deck = tier("Deck", 20_000, steward, later)
    order = trade.order_membership(tier=deck, by=mei, at=later, key="low")
    spend_on_order(order=order, amount=euro(2000), by=mei, at=later)
    pay(order, mei, later)
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(order, later, kind, amount=euro(17_999))
    hear(later)

    assert people.holds_tier(mei, deck, at=later)
    assert faults() == []

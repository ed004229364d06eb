"""Giving a membership back: the last year first, and nobody decides about her own."""

from __future__ import annotations

from datetime import datetime

import pytest

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.trade import operations, queries
from cohive.trade.models import Refund
from cohive.trade.operations import BackLine
from cohive.words.refusals import Forbidden, Refused
from tests.trade.conftest import Cast
from tests.trade.memberships import DAY, bought, given, made
from tests.trade.test_refunds_elsewhere import everything

pytestmark = pytest.mark.django_db


def test_a_year_is_not_given_back_before_the_later_one(cast: Cast, now: datetime) -> None:
    deck = made(cast, now)
    first = bought(deck, cast.kit, now)
    second = bought(deck, cast.kit, now + DAY)

    with pytest.raises(Refused, match="Give the later year back first"):
        operations.give_membership_back(order=first, by=cast.kit, at=now + 2 * DAY)
    with pytest.raises(Refused, match="Give the later year back first"):
        operations.refund_membership(order=first, by=cast.steward, at=now + 2 * DAY)

    operations.give_membership_back(order=second, by=cast.kit, at=now + 2 * DAY)
    operations.give_membership_back(order=first, by=cast.kit, at=now + 2 * DAY)
    assert not people.holds_tier(cast.kit, deck, at=now + 2 * DAY)


def test_a_steward_decides_nothing_about_her_own_membership(cast: Cast, now: datetime) -> None:
    deck = made(cast, now)
    order = bought(deck, cast.steward, now)
    lines: list[BackLine] = everything(order)

    with pytest.raises(Forbidden, match="Another steward"):
        operations.refund_membership(order=order, by=cast.steward, at=now + 300 * DAY)
    with pytest.raises(Forbidden, match="Another steward"):
        operations.grant_refund(order=order, lines=lines, by=cast.steward, at=now)
    with pytest.raises(Forbidden, match="Another steward"):
        bond.grant_tier(tier=deck, member=cast.steward, by=cast.steward, at=now)

    assert not Refund.objects.exists()


def test_a_steward_decides_nothing_about_a_gift_she_redeemed(cast: Cast, now: datetime) -> None:
    order = given(made(cast, now), cast.kit, now)
    found = queries.membership_of_order(order)
    assert found is not None
    assert found.gift is not None
    operations.redeem_gift(code=found.gift.code, by=cast.steward, at=now)

    with pytest.raises(Forbidden, match="Another steward"):
        operations.refund_membership(order=order, by=cast.steward, at=now)


def test_a_steward_may_give_her_own_back_as_everybody_within_the_days(
    cast: Cast, now: datetime
) -> None:
    deck = made(cast, now)
    order = bought(deck, cast.steward, now)

    operations.give_membership_back(order=order, by=cast.steward, at=now + DAY)

    assert not people.holds_tier(cast.steward, deck, at=now + DAY)

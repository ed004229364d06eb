"""A tier with few places is not held by orders that nobody pays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.trade import operations, queries
from cohive.trade.models import MembershipSale, Order
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.memberships import DECK, ENGINE_ROOM, made, ordered, pays

pytestmark = pytest.mark.django_db


def gift(tier: UUID, by: UUID, at: datetime, key: str) -> UUID:
    return operations.give_membership(tier=tier, email=f"{key}@home.example", by=by, at=at, key=key)


def test_a_tier_with_few_places_is_not_paid_by_transfer(cast: Cast, now: datetime) -> None:
    few, many = made(cast, now, replace(DECK, places=2)), made(cast, now, ENGINE_ROOM)
    order = ordered(few, cast.kit, now)
    present = gift(few, cast.mei, now, "one")
    assert queries.has_limited_places(order)

    for one in (order, present):
        with pytest.raises(Refused, match="few places"):
            operations.open_transfer(order=one, days=14, by=cast.kit, at=now)

    assert Order.objects.get(id=order).expires_at == now + timedelta(minutes=30)
    other = ordered(many, cast.hanna, now)
    assert not queries.has_limited_places(other)
    assert operations.open_transfer(order=other, days=14, by=cast.hanna, at=now).intent


def test_a_member_has_one_unpaid_gift_at_a_time(cast: Cast, now: datetime) -> None:
    tier = made(cast, now, replace(DECK, places=3))
    first = gift(tier, cast.kit, now, "one")

    with pytest.raises(Refused, match="You ordered a gift a moment ago"):
        gift(tier, cast.kit, now, "two")
    assert gift(tier, cast.kit, now, "one") == first  # the same form again
    assert gift(tier, cast.mei, now, "three") != first

    assert pays(first, now) == "paid"
    assert gift(tier, cast.kit, now, "four")


def test_an_unpaid_gift_whose_time_is_over_makes_room(cast: Cast, now: datetime) -> None:
    tier = made(cast, now, replace(DECK, places=1))
    first = gift(tier, cast.kit, now, "one")

    second = gift(tier, cast.kit, now + timedelta(hours=1), "two")

    assert not MembershipSale.objects.get(order=first).is_open
    assert MembershipSale.objects.get(order=second).is_open

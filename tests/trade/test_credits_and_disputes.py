"""What of a lower tier is credited: what was paid, less favours, and nothing a bank took back."""

from __future__ import annotations

from datetime import datetime

import pytest

from cohive.bond import queries as people
from cohive.bridges.payments import EventKind
from cohive.trade import operations
from cohive.trade.models import MembershipSale, Order
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.memberships import DAY, ENGINE_ROOM, bought, made, ordered
from tests.trade.test_disputes import say
from tests.trade.test_refunds_elsewhere import faults, favour

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ends", [None, EventKind.DISPUTE_LOST])
def test_nothing_is_credited_of_what_a_bank_took_back(
    cast: Cast, now: datetime, ends: EventKind | None
) -> None:
    deck, engine = made(cast, now), made(cast, now, ENGINE_ROOM, 120_000)
    low = bought(deck, cast.kit, now)
    say(low, now + DAY, EventKind.DISPUTE_OPENED)
    if ends is not None:
        say(low, now + DAY, ends)

    high = ordered(engine, cast.kit, now + 2 * DAY)

    assert Order.objects.get(id=high).goods_minor == 120_000
    assert not MembershipSale.objects.get(order=high).credits.exists()


def test_a_won_dispute_credits_again(cast: Cast, now: datetime) -> None:
    deck, engine = made(cast, now), made(cast, now, ENGINE_ROOM, 120_000)
    low = bought(deck, cast.kit, now)
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_WON):
        say(low, now, kind)

    high = ordered(engine, cast.kit, now)

    assert MembershipSale.objects.get(order=high).credit_minor == 20_000


def test_a_credit_is_at_most_what_was_paid_less_favours(cast: Cast, now: datetime) -> None:
    """200.00 were paid and 199.00 given back as a favour: 1.00 is credited."""
    deck, engine = made(cast, now), made(cast, now, ENGINE_ROOM, 120_000)
    low = bought(deck, cast.kit, now)
    favour(low, 19_900, now)

    high = ordered(engine, cast.kit, now + DAY)

    assert MembershipSale.objects.get(order=high).credit_minor == 100


def test_an_order_whose_credit_is_disputed_meanwhile_is_not_paid(cast: Cast, now: datetime) -> None:
    deck, engine = made(cast, now), made(cast, now, ENGINE_ROOM, 120_000)
    low = bought(deck, cast.kit, now)
    high = ordered(engine, cast.kit, now)
    say(low, now, EventKind.DISPUTE_OPENED)

    with pytest.raises(Refused, match="What you hold changed meanwhile"):
        operations.open_payment(order=high, method="card", by=cast.kit, at=now)


def test_giving_back_a_higher_tier_does_not_bring_back_one_that_was_charged_back(
    cast: Cast, now: datetime
) -> None:
    deck, engine = made(cast, now), made(cast, now, ENGINE_ROOM, 120_000)
    low = bought(deck, cast.kit, now)
    high = bought(engine, cast.kit, now + DAY)
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(low, now + 2 * DAY, kind)

    operations.give_membership_back(order=high, by=cast.kit, at=now + 3 * DAY)

    assert not people.holds_tier(cast.kit, engine, at=now + 3 * DAY)
    assert not people.holds_tier(cast.kit, deck, at=now + 3 * DAY)
    assert faults() == []

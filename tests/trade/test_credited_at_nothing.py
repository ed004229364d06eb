"""A lower year whose unused days are worth nothing gives way all the same, and earns no further.

Worked example. *Deck* for 200.00, 165.29 without its tax; a bank took 50.00 of it back for good,
so nothing of it is credited. After 100 days its member goes to *Engine room* for 1,200.00: she
pays all of it, *Deck* ends with 45.28 earned, and 120.01 go on with *Engine room*.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bond import queries as people
from cohive.bond.models import Tier
from cohive.bridges.payments import EventKind
from cohive.trade import operations
from cohive.trade.models import MembershipSale, Order
from cohive.trade.queries import membership_of_order
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.memberships import DAY, ENGINE_ROOM, bought, made, ordered, pays
from tests.trade.test_disputes import say
from tests.trade.test_memberships import money_back, stands
from tests.trade.test_refunds_elsewhere import faults
from tests.trade.test_what_disputes_take import lose

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.fixture
def deck(cast: Cast, now: datetime) -> UUID:
    return made(cast, now)


@pytest.fixture
def engine(cast: Cast, deck: UUID, now: datetime) -> UUID:
    return made(cast, now, ENGINE_ROOM, 120_000)


def held(cast: Cast, at: datetime) -> list[UUID]:
    return [period.tier.id for period in people.periods_of(cast.kit, at=at)]


def test_a_year_of_which_a_bank_took_a_part_gives_way_and_earns_no_further(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    low = bought(deck, cast.kit, now)
    lose(low, 5_000, now + DAY)
    at = now + 100 * DAY
    high = ordered(engine, cast.kit, at)
    assert Order.objects.get(id=high).goods_minor == 120_000
    assert pays(high, at) == "paid"

    assert held(cast, at) == [engine]
    bill = membership_of_order(high)
    assert bill is not None
    assert (bill.kind, bill.credit.minor) == ("upgrade", 0)
    assert [one.amount.minor for one in bill.credits] == [0]
    assert stands(cast, "membership_income") == 4_528
    operations.earn_memberships(through=at + 30 * DAY, at=at + 30 * DAY)
    assert MembershipSale.objects.get(order=low).earned_minor == 4_528
    assert MembershipSale.objects.get(order=high).carried_minor == 16_529 - 4_528
    operations.earn_memberships(through=at + YEAR, at=at + YEAR)
    assert stands(cast, "membership_income") == 16_529 + 120_000 - 20_826
    assert faults() == []


def test_what_gave_way_for_nothing_goes_on_when_the_higher_one_is_given_back(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    low = bought(deck, cast.kit, now)
    lose(low, 5_000, now + DAY)
    high = bought(engine, cast.kit, now + 100 * DAY)
    at = now + 101 * DAY
    operations.give_membership_back(order=high, by=cast.kit, at=at)
    money_back(high, at)

    assert held(cast, at) == [deck]
    operations.earn_memberships(through=now + YEAR, at=now + YEAR)
    assert MembershipSale.objects.get(order=low).earned_minor == 16_529
    assert faults() == []


def test_a_year_on_its_last_day_gives_way_too(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    low = bought(deck, cast.kit, now)
    at = now + 364 * DAY + timedelta(hours=12)
    high = bought(engine, cast.kit, at)

    assert held(cast, at) == [engine]
    assert MembershipSale.objects.get(order=low).worth_minor == 16_529 * 364 // 365
    assert MembershipSale.objects.get(order=high).credit_minor == 0
    assert faults() == []


def test_the_place_of_a_year_credited_at_nothing_is_free(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    Tier.objects.filter(id=deck).update(places=1)
    low = bought(deck, cast.kit, now)
    lose(low, 5_000, now + DAY)
    bought(engine, cast.kit, now + 2 * DAY)

    bought(deck, cast.ruben, now + 2 * DAY)

    assert people.holds_tier(cast.ruben, deck, at=now + 2 * DAY)


def test_while_a_bank_decides_the_lower_year_neither_is_credited_nor_gives_way(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    low = bought(deck, cast.kit, now)
    say(low, now + DAY, EventKind.DISPUTE_OPENED)
    high = bought(engine, cast.kit, now + 2 * DAY)

    assert not MembershipSale.objects.get(order=high).credits.exists()
    assert sorted(held(cast, now + 2 * DAY)) == sorted([deck, engine])
    say(low, now + 3 * DAY, EventKind.DISPUTE_LOST)
    assert held(cast, now + 3 * DAY) == [engine]
    assert faults() == []


def test_a_year_credited_at_nothing_that_a_bank_asks_back_meanwhile_is_not_paid_for(
    cast: Cast, deck: UUID, engine: UUID, now: datetime
) -> None:
    low = bought(deck, cast.kit, now)
    at = now + 364 * DAY + timedelta(hours=12)
    high = ordered(engine, cast.kit, at)
    say(low, at, EventKind.DISPUTE_OPENED)

    with pytest.raises(Refused, match="What you hold changed meanwhile"):
        operations.open_payment(order=high, method="card", by=cast.kit, at=at)

"""Buying a tier: its order, its books, renewing, going higher and lower, giving back, places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cohive.bond import operations as bond
from cohive.bond import queries as people
from cohive.bond.models import TierPlace
from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.journal.models import Act
from cohive.ledger.queries import balance
from cohive.settle.models import Distribution
from cohive.trade import membership_jobs, operations, queries
from cohive.trade.models import MembershipSale, Order, Payment, Refund, TierPrice
from cohive.trade.operations.finishing import finish_refund
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused
from tests.trade.conftest import Cast, payment_event
from tests.trade.memberships import DAY, DECK, ENGINE_ROOM, bought, made, ordered, pays
from tests.trade.test_disputes import say
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def deck(cast: Cast, now: datetime) -> UUID:
    return made(cast, now)


@pytest.fixture
def engine_room(cast: Cast, now: datetime, deck: UUID) -> UUID:
    return made(cast, now, ENGINE_ROOM, 120_000)


def stands(cast: Cast, purpose: str) -> int:
    return balance(cast.firm, purpose, "EUR").minor


def money_back(order: UUID, at: datetime) -> None:
    """The provider says that what was granted went back."""
    refund = Refund.objects.get(order=order)
    with transaction.atomic():
        assert finish_refund(refund=refund.id, at=at) == "refunded"


def test_a_year_is_ordered_paid_and_held(cast: Cast, deck: UUID, now: datetime) -> None:
    order = ordered(deck, cast.kit, now, language="zh-hans")
    assert not people.holds_tier(cast.kit, deck, at=now)
    row = Order.objects.get(id=order)
    assert (row.goods_minor, row.tax_minor, row.needs_parcel, row.location) == (
        20_000,
        3_471,
        False,
        None,
    )
    assert row.lines.get().title == "甲板"
    assert pays(order, now) == "paid"

    period = people.period_of_source(order)
    assert period is not None
    assert (period.reason, period.starts_at) == ("bought", now)
    assert period.ends_at == now.replace(year=2027)
    assert period.holds_until == period.ends_at + 14 * DAY
    assert people.holds_tier(cast.kit, deck, at=now)
    assert Order.objects.get(id=order).state == "handed_over"
    kinds = list(Act.objects.filter(object_id__in=[order, deck]).values_list("kind", flat=True))
    assert "trade.order.paid" in kinds
    assert "bond.tier.granted" in kinds
    assert not TierPlace.objects.exists()
    assert faults() == []


def test_its_money_is_owed_in_days_and_no_lineage_gets_any(
    cast: Cast, deck: UUID, now: datetime, hear: Callable[..., int]
) -> None:
    """200.00 with 21/121 tax inside: 34.71 tax, 165.29 ahead; nothing in `sales`, no line."""
    bought(deck, cast.kit, now)
    hear(now)
    assert stands(cast, "membership_ahead") == 16_529
    assert stands(cast, "tax") == 3_471
    assert stands(cast, "membership_income") == 0
    assert stands(cast, "sales") == 0
    assert stands(cast, "provider") == -20_000
    assert Distribution.objects.count() == 0
    assert faults() == []


def test_income_is_told_as_the_days_pass_once(cast: Cast, deck: UUID, now: datetime) -> None:
    """After 100 of 365 days floor(165.29 × 100 / 365) = 45.28 are income; at the end all."""
    bought(deck, cast.kit, now)
    later = now + 100 * DAY
    assert operations.earn_memberships(through=later, at=later) == 1
    assert operations.earn_memberships(through=later, at=later) == 0
    assert stands(cast, "membership_income") == 4_528
    assert stands(cast, "membership_ahead") == 16_529 - 4_528
    assert faults() == []
    end = now + 366 * DAY
    operations.earn_memberships(through=now, at=end)
    assert stands(cast, "membership_income") == 16_529
    assert stands(cast, "membership_ahead") == 0
    assert faults() == []


def test_the_job_tells_income_until_the_month_began(cast: Cast, deck: UUID, now: datetime) -> None:
    bought(deck, cast.kit, now)
    membership_jobs.earn(at=now + 3 * DAY)
    assert stands(cast, "membership_income") == 0
    membership_jobs.earn(at=now.replace(month=12, day=20))
    first = stands(cast, "membership_income")
    assert first == 16_529 * 8 // 365
    membership_jobs.earn(at=now.replace(month=12, day=28))
    assert stands(cast, "membership_income") == first


def test_a_new_price_changes_nothing_that_was_bought(cast: Cast, deck: UUID, now: datetime) -> None:
    order = ordered(deck, cast.kit, now)
    operations.set_tier_price(
        tier=deck, amount=Money(30_000, "EUR"), by=cast.steward, at=now + HOUR
    )
    assert pays(order, now + timedelta(minutes=5)) == "paid"
    bill = queries.membership_of_order(order)
    assert bill is not None
    assert bill.price == Money(20_000, "EUR")
    assert queries.price_of(deck) == Money(30_000, "EUR")
    with pytest.raises(IntegrityError), transaction.atomic():
        TierPrice.objects.update(amount_minor=1)
    with pytest.raises(Forbidden):
        operations.set_tier_price(tier=deck, amount=None, by=cast.kit, at=now)
    operations.set_tier_price(tier=deck, amount=None, by=cast.steward, at=now)
    with pytest.raises(Refused, match="not sold"):
        ordered(deck, cast.mei, now)


def test_renewing_early_loses_no_day(cast: Cast, deck: UUID, now: datetime) -> None:
    bought(deck, cast.kit, now)
    bought(deck, cast.kit, now + 300 * DAY)
    ends = [period.ends_at for period in people.periods_of(cast.kit, at=now + 300 * DAY)]
    assert ends == [now.replace(year=2027), now.replace(year=2028)]
    with pytest.raises(Refused, match="Renew when"):
        ordered(deck, cast.kit, now + 301 * DAY)
    assert faults() == []


def test_in_the_days_of_grace_it_holds_and_renewing_counts_from_its_end(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    bought(deck, cast.kit, now)
    end = now.replace(year=2027)
    assert people.holds_tier(cast.kit, deck, at=end + 13 * DAY)
    assert not people.holds_tier(cast.kit, deck, at=end + 14 * DAY)
    bought(deck, cast.kit, end + 10 * DAY)
    assert people.holds_tier(cast.kit, deck, at=end + 300 * DAY)
    assert max(one.ends_at for one in people.all_periods_of(cast.kit)) == now.replace(year=2028)


def test_after_it_lapsed_a_year_begins_anew(cast: Cast, deck: UUID, now: datetime) -> None:
    bought(deck, cast.kit, now)
    late = now.replace(year=2027) + 20 * DAY
    order = bought(deck, cast.kit, late)
    period = people.period_of_source(order)
    assert period is not None
    assert period.starts_at == late


def test_going_higher_credits_the_unused_days(
    cast: Cast, deck: UUID, engine_room: UUID, now: datetime
) -> None:
    """200.00 → 1,200.00 after 100 days: 265 of 365 days are worth 145.20; 1,054.80 are paid.

    Of the 165.29 net of the lower tier 45.28 are earned, and 120.01 go on with the higher one.
    """
    lower = bought(deck, cast.kit, now)
    later = now + 100 * DAY
    order = ordered(engine_room, cast.kit, later)
    assert Order.objects.get(id=order).goods_minor == 105_480
    assert pays(order, later) == "paid"

    bill = queries.membership_of_order(order)
    assert bill is not None
    assert bill.kind == "upgrade"
    assert bill.credit == Money(14_520, "EUR")
    assert [(one.unused_days, one.whole_days) for one in bill.credits] == [(265, 365)]
    sale = MembershipSale.objects.get(order=order)
    assert sale.net_minor == 105_480 - 18_306
    assert sale.carried_minor == 16_529 - 4_528
    assert stands(cast, "membership_income") == 4_528
    assert stands(cast, "membership_ahead") == sale.net_minor + sale.carried_minor
    old = people.period_of_source(lower)
    assert old is not None
    assert old.ended_at == later
    assert [one.tier.id for one in people.periods_of(cast.kit, at=later)] == [engine_room]
    assert people.holds_tier(cast.kit, deck, at=later)  # the higher holds what the lower does
    assert faults() == []


def test_going_higher_and_changing_ones_mind_gives_the_lower_back(
    cast: Cast, deck: UUID, engine_room: UUID, now: datetime
) -> None:
    lower = bought(deck, cast.kit, now)
    order = bought(engine_room, cast.kit, now + 10 * DAY)
    with pytest.raises(Refused, match="Give that one back first"):
        operations.give_membership_back(order=lower, by=cast.kit, at=now + 11 * DAY)
    operations.earn_memberships(through=now + 12 * DAY, at=now + 12 * DAY)
    operations.give_membership_back(order=order, by=cast.kit, at=now + 12 * DAY)
    assert [one.tier.id for one in people.periods_of(cast.kit, at=now + 12 * DAY)] == [deck]
    money_back(order, now + 12 * DAY)
    assert faults() == []
    operations.earn_memberships(through=now + 366 * DAY, at=now + 366 * DAY)
    assert stands(cast, "membership_income") == 16_529
    assert stands(cast, "membership_ahead") == 0
    assert stands(cast, "provider") == -20_000
    assert faults() == []


def test_a_credit_is_not_used_twice(
    cast: Cast, deck: UUID, engine_room: UUID, now: datetime
) -> None:
    bought(deck, cast.kit, now)
    first = ordered(engine_room, cast.kit, now + DAY)
    assert ordered(engine_room, cast.kit, now + DAY) == first
    third = made(cast, now, replace(DECK, name="Bridge", name_other=""), 200_000)
    with pytest.raises(Refused, match="waits for its payment"):
        ordered(third, cast.kit, now + DAY)
    operations.cancel_order(order=first, by=cast.kit, at=now + DAY)
    ordered(third, cast.kit, now + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipSale.objects.filter(order=first).update(is_open=True)


def test_a_credit_given_back_meanwhile_buys_nothing_and_the_money_goes_back(
    cast: Cast, deck: UUID, engine_room: UUID, now: datetime
) -> None:
    lower = bought(deck, cast.kit, now)
    order = ordered(engine_room, cast.kit, now + HOUR)
    event = payment_event(order, now + HOUR)
    operations.give_membership_back(order=lower, by=cast.kit, at=now + HOUR)
    assert operations.confirm_payment(event=event, at=now + HOUR) == "surplus"
    assert not people.holds_tier(cast.kit, engine_room, at=now + HOUR)
    assert Refund.objects.filter(order=order, is_surplus=True).exists()


def test_going_lower_begins_at_the_end(
    cast: Cast, deck: UUID, engine_room: UUID, now: datetime
) -> None:
    bought(engine_room, cast.kit, now)
    order = bought(deck, cast.kit, now + 50 * DAY)
    bill = queries.membership_of_order(order)
    assert bill is not None
    assert bill.kind == "downgrade"
    assert Order.objects.get(id=order).goods_minor == 20_000
    assert bill.starts_at == now.replace(year=2027)
    assert people.holds_tier(cast.kit, engine_room, at=now + 364 * DAY)
    assert not people.holds_tier(cast.kit, engine_room, at=now + 400 * DAY)
    assert people.holds_tier(cast.kit, deck, at=now + 400 * DAY)


def test_giving_it_back_in_time_takes_the_tier_back(cast: Cast, deck: UUID, now: datetime) -> None:
    order = bought(deck, cast.kit, now)
    with pytest.raises(Refused):
        operations.give_membership_back(order=order, by=cast.mei, at=now + DAY)
    operations.give_membership_back(order=order, by=cast.kit, at=now + 14 * DAY)
    assert not people.holds_tier(cast.kit, deck, at=now + 14 * DAY)
    money_back(order, now + 14 * DAY)
    for purpose in ("membership_ahead", "membership_income", "tax", "provider"):
        assert stands(cast, purpose) == 0
    assert faults() == []


def test_after_the_days_only_a_steward_gives_it_back(cast: Cast, deck: UUID, now: datetime) -> None:
    order = bought(deck, cast.kit, now)
    late = now + 40 * DAY
    operations.earn_memberships(through=late, at=late)
    with pytest.raises(Refused, match="could be given back until"):
        operations.give_membership_back(order=order, by=cast.kit, at=late)
    with pytest.raises(Forbidden):
        operations.refund_membership(order=order, by=cast.kit, at=late)
    operations.refund_membership(order=order, by=cast.steward, at=late)
    money_back(order, late)
    assert stands(cast, "membership_income") == 0
    assert not people.holds_tier(cast.kit, deck, at=late)
    assert faults() == []


def test_places_are_kept_while_one_pays_and_free_again_when_she_does_not(
    cast: Cast, now: datetime
) -> None:
    tier = made(cast, now, replace(DECK, places=1))
    order = ordered(tier, cast.kit, now)
    with pytest.raises(Refused, match="Every place"):
        ordered(tier, cast.mei, now)
    with pytest.raises(Refused, match="Every place"):
        bond.grant_tier(tier=tier, member=cast.mei, by=cast.steward, at=now)
    late = now + HOUR
    assert operations.expire_order(order=order, at=late)
    other = bought(tier, cast.mei, late)
    assert people.places_taken([tier], at=late) == {tier: 1}
    # the first one's money comes after all: there is no place, so it goes back by itself
    operations_event = payment_event_of_expired(order, late)
    assert operations.confirm_payment(event=operations_event, at=late) == "surplus"
    assert people.places_taken([tier], at=late) == {tier: 1}
    bought(tier, cast.mei, late + DAY)  # who holds it renews though it is full
    assert other
    assert faults() == []


def payment_event_of_expired(order: UUID, at: datetime) -> PaymentEvent:
    """A message about a payment that was begun before its order expired."""
    row = Order.objects.get(id=order)
    payment = Payment.objects.create(
        order=row,
        method="card",
        provider="sandbox",
        intent=f"pi_{uuid4().hex}",
        state="closed",
        amount_minor=row.goods_minor,
        currency=row.currency,
        created_at=row.placed_at,
    )
    assert payment
    return payment_event(order, at)


def test_money_that_comes_late_takes_a_place_that_is_still_free(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    order = ordered(deck, cast.kit, now)
    operations.expire_order(order=order, at=now + HOUR)
    event = payment_event_of_expired(order, now + HOUR)
    assert operations.confirm_payment(event=event, at=now + HOUR) == "paid late"
    assert people.holds_tier(cast.kit, deck, at=now + HOUR)
    assert faults() == []


def test_a_window_and_a_closed_tier(cast: Cast, now: datetime) -> None:
    tier = made(cast, now, replace(DECK, joins_from=now + DAY, joins_until=now + 3 * DAY))
    with pytest.raises(Refused, match="Nobody can join"):
        ordered(tier, cast.kit, now)
    bought(tier, cast.kit, now + DAY)
    with pytest.raises(Refused, match="Nobody can join"):
        ordered(tier, cast.mei, now + 3 * DAY)
    bought(tier, cast.kit, now + 300 * DAY)  # who holds it renews outside of the window
    bond.close_tier(tier=tier, by=cast.steward, at=now + 300 * DAY)
    with pytest.raises(Refused, match="Nobody can join"):
        ordered(tier, cast.kit, now + 600 * DAY)
    assert people.holds_tier(cast.kit, tier, at=now + 600 * DAY)


def test_a_tier_with_questions_is_paid_after_admission_only(cast: Cast, now: datetime) -> None:
    tier = made(cast, now, replace(DECK, places=1, questions=("What do you make?",)))
    with pytest.raises(Refused, match="Answer the questions"):
        ordered(tier, cast.kit, now)
    asked = bond.apply_for_tier(tier=tier, answers=["Prints."], by=cast.kit, at=now)
    with pytest.raises(Refused, match="Answer the questions"):
        ordered(tier, cast.kit, now)
    bond.admit_to_tier(application=asked, by=cast.steward, at=now)
    assert people.places_taken([tier], at=now) == {tier: 1}
    late = now + 14 * DAY
    with pytest.raises(Refused, match="Answer the questions"):
        ordered(tier, cast.kit, late)
    assert people.places_taken([tier], at=late) == {tier: 0}
    bought(tier, cast.kit, late - HOUR)
    assert people.places_taken([tier], at=late) == {tier: 1}


def test_a_dispute_lost_takes_the_tier_back(cast: Cast, deck: UUID, now: datetime) -> None:
    order = bought(deck, cast.kit, now)
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(order, now + DAY, kind)
    assert not people.holds_tier(cast.kit, deck, at=now + DAY)
    assert stands(cast, "membership_ahead") == 0
    assert stands(cast, "losses") == 0
    assert faults() == []


def test_leaving_ends_what_one_holds_and_forgets_what_one_wrote(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    bought(deck, cast.kit, now)
    operations.give_membership(
        tier=deck, email="friend@home.example", by=cast.kit, at=now, key="gift"
    )
    everything = people.everything_of(cast.kit)
    assert everything["memberships"][0]["tier"] == "Deck"
    assert everything["memberships_given"][0]["email"] == "friend@home.example"
    bond.delete_account(by=cast.kit, at=now + DAY)
    assert not people.holds_tier(cast.kit, deck, at=now + DAY)
    assert "friend@home.example" not in str(people.everything_of(cast.kit))
    assert faults() == []

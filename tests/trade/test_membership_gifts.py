"""Gifts: a code that works once, on a day, for whoever has it; given back while nobody used it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail

from cohive.bond import queries as people
from cohive.bond.operations import set_tongue
from cohive.journal.models import Act
from cohive.ledger.queries import balance
from cohive.trade import operations, queries
from cohive.trade.models import MembershipGift, Order
from cohive.trade.queries import GiftView
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast
from tests.trade.memberships import DAY, DECK, ENGINE_ROOM, bought, given, made, ordered
from tests.trade.test_memberships import money_back
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast, now: datetime) -> UUID:
    return made(cast, now, replace(DECK, places=2))


def gift_of(order: UUID) -> GiftView:
    found = queries.membership_of_order(order)
    assert found is not None
    assert found.gift is not None
    return found.gift


def test_a_gift_is_redeemed_once_and_runs_from_then(cast: Cast, deck: UUID, now: datetime) -> None:
    order = given(deck, cast.kit, now)
    gift = gift_of(order)
    assert gift.state(now) == "waiting"
    assert gift.expires_at == now.replace(year=2027)
    assert not people.holds_tier(cast.kit, deck, at=now)
    later = now + 30 * DAY
    written = gift.code.lower().replace("-", " ")  # as people write it
    assert operations.redeem_gift(code=written, by=cast.mei, at=later) == deck
    assert operations.redeem_gift(code=gift.code, by=cast.mei, at=later) == deck
    with pytest.raises(Refused, match="redeemed already"):
        operations.redeem_gift(code=gift.code, by=cast.hanna, at=later)
    period = people.period_of_source(order)
    assert period is not None
    assert (period.member, period.reason, period.starts_at) == (cast.mei, "given", later)
    assert Act.objects.filter(kind="trade.membership.redeemed").count() == 1
    with pytest.raises(Refused, match="belongs to who has it"):
        operations.give_membership_back(order=order, by=cast.kit, at=now + 10 * DAY)
    assert faults() == []


def test_no_code_opens_anything_before_it_is_paid_or_after_its_day(
    cast: Cast, deck: UUID, now: datetime
) -> None:
    unpaid = operations.give_membership(
        tier=deck, email="friend@home.example", by=cast.hanna, at=now, key="unpaid"
    )
    with pytest.raises(Refused, match="no such code"):
        operations.redeem_gift(code=gift_of(unpaid).code, by=cast.mei, at=now)
    with pytest.raises(Refused, match="no such code"):
        operations.redeem_gift(code="KKKK-KKKK-KKKK-KKKK", by=cast.mei, at=now)
    paid = given(deck, cast.kit, now)
    with pytest.raises(Refused, match="could be redeemed until"):
        operations.redeem_gift(code=gift_of(paid).code, by=cast.mei, at=now + 366 * DAY)
    operations.earn_memberships(through=now, at=now + 366 * DAY)
    assert balance(cast.firm, "membership_income", "EUR").minor == 16_529
    assert faults() == []


def test_a_gift_nobody_redeemed_is_given_back(cast: Cast, deck: UUID, now: datetime) -> None:
    order = given(deck, cast.kit, now)
    assert people.places_taken([deck], at=now) == {deck: 1}
    operations.give_membership_back(order=order, by=cast.kit, at=now + DAY)
    with pytest.raises(Refused, match="taken back"):
        operations.redeem_gift(code=gift_of(order).code, by=cast.mei, at=now + DAY)
    money_back(order, now + DAY)
    assert people.places_taken([deck], at=now + DAY) == {deck: 0}
    assert balance(cast.firm, "provider", "EUR").minor == 0
    assert faults() == []


def test_a_gift_keeps_a_place_until_its_day(cast: Cast, deck: UUID, now: datetime) -> None:
    given(deck, cast.kit, now)
    bought(deck, cast.mei, now)
    with pytest.raises(Refused, match="Every place"):
        ordered(deck, cast.hanna, now)
    assert people.places_taken([deck], at=now + 366 * DAY)[deck] == 1  # hers, in its grace


def test_who_holds_it_gets_the_year_at_the_end(cast: Cast, deck: UUID, now: datetime) -> None:
    bought(deck, cast.mei, now)
    order = given(deck, cast.kit, now)
    operations.redeem_gift(code=gift_of(order).code, by=cast.mei, at=now + DAY)
    assert [one.starts_at for one in people.periods_of(cast.mei, at=now + DAY)] == [
        now,
        now.replace(year=2027),
    ]


def test_a_gift_is_worth_its_price_when_going_higher(cast: Cast, deck: UUID, now: datetime) -> None:
    high = made(cast, now, ENGINE_ROOM, 120_000)
    order = given(deck, cast.kit, now)
    operations.redeem_gift(code=gift_of(order).code, by=cast.mei, at=now)
    higher = ordered(high, cast.mei, now + 100 * DAY)
    assert Order.objects.get(id=higher).goods_minor == 105_480


def test_a_tier_with_questions_is_not_given(cast: Cast, now: datetime) -> None:
    tier = made(cast, now, replace(DECK, questions=("Why?",)))
    with pytest.raises(Refused, match="cannot be given"):
        given(tier, cast.kit, now)
    plain = made(cast, now, ENGINE_ROOM)
    with pytest.raises(Refused, match="e-mail"):
        given(plain, cast.kit, now, email="nobody")


def test_the_code_goes_by_mail_in_the_buyers_language(
    cast: Cast, deck: UUID, now: datetime, hear: Callable[..., int]
) -> None:
    order = given(deck, cast.kit, now)
    hear(now)
    [letter] = [one for one in mail.outbox if one.to == ["friend@home.example"]]
    gift = gift_of(order)
    assert gift.code in letter.body
    assert f"/memberships/redeem/?code={gift.code}" in letter.body
    assert "22 November 2027" in letter.body
    assert gift.code not in str(MembershipGift.objects.values_list())  # only a digest is kept


def test_a_mail_comes_before_the_end_with_one_tap_to_renew(
    cast: Cast, deck: UUID, now: datetime, hear: Callable[..., int]
) -> None:
    set_tongue(by=cast.kit, language="zh-hans", time_zone="", at=now)
    bought(deck, cast.kit, now)
    hear(now)
    mail.outbox.clear()
    soon = now.replace(year=2027) - timedelta(days=13)
    hear(soon - timedelta(days=2))
    assert mail.outbox == []
    hear(soon)
    hear(soon + timedelta(hours=2))
    [letter] = mail.outbox
    assert letter.to == ["kit@example.org"]
    assert "/memberships/deck/renew/?door=" in letter.body
    assert "甲板" in letter.subject


def test_no_mail_comes_to_who_renewed_already(
    cast: Cast, deck: UUID, now: datetime, hear: Callable[..., int]
) -> None:
    bought(deck, cast.kit, now)
    bought(deck, cast.kit, now + 200 * DAY)
    hear(now + 200 * DAY)
    mail.outbox.clear()
    hear(now.replace(year=2027) - DAY)
    assert mail.outbox == []

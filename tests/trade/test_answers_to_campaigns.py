"""What the shop answers to campaigns: orders, pre-orders, vouchers, dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cohive.spread import campaign_answers, moments
from cohive.spread.campaign_answers import Wanted
from cohive.trade import operations
from cohive.trade.models import Order
from cohive.words.money import Money
from tests.trade.conftest import DAY, Cast
from tests.trade.preorders import opened

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_paid_orders_of_a_thing_are_counted_by_whatever_way_they_came(
    cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> None:
    paid, unpaid = place(), place()
    succeed(paid)
    assert Order.objects.get(id=unpaid).state == "placed"
    [product] = set(Order.objects.get(id=paid).lines.values_list("product", flat=True))

    def counted(kind: str, target: UUID, since: datetime = now - DAY) -> int | None:
        return campaign_answers.counted("orders", Wanted(kind, target, since, now + DAY))

    assert counted("product", product) == 1
    assert counted("place", cast.firm) == 1
    assert counted("product", uuid4()) == 0
    assert counted("product", product, now + HOUR) == 0
    assert counted("circle", uuid4()) is None
    pre = campaign_answers.counted("pre_orders", Wanted("product", product, now - DAY, now + DAY))
    assert pre == 0


def test_a_voucher_is_named_in_words_and_says_when_it_does_not_hold(
    cast: Cast, now: datetime
) -> None:
    made = operations.make_voucher(
        code="NIGHT", amount=Money(1000, "EUR"), borne_by="everyone", by=cast.steward, at=now
    )
    found = campaign_answers.voucher("ni ght", now)
    assert found is not None
    assert found.holds
    assert "10" in found.words
    operations.close_voucher(voucher=made, by=cast.steward, at=now)
    found = campaign_answers.voucher("NIGHT", now)
    assert found is not None
    assert not found.holds
    assert campaign_answers.voucher("FOG", now) is None


def test_a_voucher_says_how_often_it_may_still_be_used(cast: Cast, now: datetime) -> None:
    operations.make_voucher(
        code="ONCE", thousandths=100, borne_by="house", uses_max=1, by=cast.steward, at=now
    )
    found = campaign_answers.voucher("ONCE", now)
    assert found is not None
    assert "used 0 of 1 times" in found.words


def test_the_end_of_a_preorder_stands_on_the_calendar(cast: Cast, now: datetime) -> None:
    made = opened(cast, now)
    found = [each for each in moments.between(now, now + 90 * DAY) if "pre-order" in each.title]
    assert [str(made) in each.url for each in found] == [True]
    assert moments.between(now + 400 * DAY, now + 401 * DAY) == []

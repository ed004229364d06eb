"""From a sale at a stall to everybody's credit: heard after the commit, once, in order."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from cohive.bond.models import Notice
from cohive.journal import verification
from cohive.journal.models import Act, Delivery
from cohive.ledger import queries as ledger
from cohive.ledger.models import Account, Balance
from cohive.settle import checks, jobs
from cohive.settle.models import Credit, Distribution, Pool
from cohive.settle.queries import flow as flows
from cohive.settle.queries import statement as statements
from cohive.settle.queries.undivided import undivided_orders
from cohive.spread import operations as spread
from cohive.trade import operations as trade
from tests.settle.stall import EUR, sell

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_nine_prints_bring_mei_their_part_when_the_worker_has_heard(
    shop, steward, place, mei, kit, now, hear
):
    order = sell(shop, steward, now)
    assert not Distribution.objects.exists()
    assert ledger.balance(place.agent, "sales", EUR).minor == 22500
    assert [waiting.goods.minor for waiting in undivided_orders()] == [22500]
    assert faults() == []
    hear(now)
    assert undivided_orders() == []
    # 25.00 - 4.34 - 7.34 - 2.07 - 1.03 (nobody's link: to the house) = 10.22
    pool = Pool.objects.get()
    assert (pool.cumulative_minor, pool.waiting_minor) == (9 * 1022, 1)
    assert ledger.balance(mei, "earned", EUR).minor == 5518
    assert ledger.balance(kit, "earned", EUR).minor == 3679
    assert ledger.balance(place.agent, "sales", EUR).minor == 0
    assert ledger.balance(place.agent, "waiting", EUR).minor == 1
    assert Act.objects.get(kind="settle.distribution.made").payload["order"] == str(order)
    assert flows.flow_of_order(order).people_count == 2
    assert faults() == []


def test_hearing_the_same_sale_again_changes_nothing(shop, steward, mei, now, hear):
    order = sell(shop, steward, now)
    hear(now)
    act = next(
        delivery.act
        for delivery in Delivery.objects.filter(listener="settle.paid").select_related("act")
    )
    jobs.distribute_order(order=order, by=act.actor_id, at=act.at)
    assert Distribution.objects.count() == 1
    assert ledger.balance(mei, "earned", EUR).minor == 5518


def test_a_return_inside_the_window_takes_its_line_back_and_shares_its_dates(
    shop, steward, place, mei, now, hear
):
    order = sell(shop, steward, now - timedelta(days=3))
    hear(now - timedelta(days=3))
    line = trade_line(order)
    trade.grant_refund(order=order, lines=[(line, 1)], by=steward, at=now)
    hear(now)
    back = Distribution.objects.get(kind="refund")
    assert (back.units, back.pool_minor) == (-1, -1022)
    assert back.final_from == now - timedelta(days=3) + timedelta(days=14)
    assert ledger.balance(mei, "earned", EUR).minor == 8 * 1022 * 6 // 10
    assert ledger.balance(place.agent, "sales", EUR).minor == 0
    newest = statements.statement_of(mei, at=now).lines[0]
    assert (newest.state, newest.units, newest.amount.minor) == ("open", -1, -613)
    assert Act.objects.get(kind="settle.distribution.reversed").payload["is_carry"] is False
    assert faults() == []


def test_a_return_after_the_sale_is_final_is_a_line_of_its_own_below_zero(
    shop, steward, mei, now, hear
):
    order = sell(shop, steward, now - timedelta(days=20))
    hear(now - timedelta(days=20))
    trade.grant_refund(order=order, lines=[(trade_line(order), 9)], by=steward, at=now)
    hear(now)
    back = Distribution.objects.get(kind="carry")
    assert back.final_from == now + timedelta(days=14)
    assert ledger.balance(mei, "earned", EUR).minor == 0
    states = [
        (line.state, line.amount.minor) for line in statements.statement_of(mei, at=now).lines
    ]
    assert states == [("open", -5518), ("final", 5518)]
    assert faults() == []


def test_goods_missing_from_the_clearing_are_named(shop, steward, place, now, hear):
    sell(shop, steward, now)
    hear(now)
    account = Account.objects.get(agent=place.agent, purpose="sales")
    Balance.objects.filter(account=account).update(minor=5)
    assert "stands at 5 EUR" in checks.uncleared_sales()


def trade_line(order: UUID) -> UUID:
    from cohive.trade.queries import order_for_settlement

    return order_for_settlement(order).lines[0].line


def test_a_links_owner_is_rewarded_in_an_account_of_its_own(shop, steward, mei, kit, now, hear):
    link = spread.make_link(target_kind="product", target=shop["product"], by=kit, at=now)
    order = trade.record_sale_here(
        lines=[(shop["variant"], 1)],
        location=shop["stall"],
        paid="cash",
        by=steward,
        at=now,
        key="linked",
        link=link.id,
    )
    hear(now)
    assert ledger.balance(kit, "link_reward", EUR).minor == 103
    assert ledger.balance(kit, "earned", EUR).minor == 408
    reward = Credit.objects.get(kind="link")
    assert (reward.payee_id, reward.distribution.order_id) == (kit, order)
    lines = statements.statement_of(kit, at=now).lines
    assert sorted(line.amount.minor for line in lines) == [103, 408]
    assert faults() == []


def test_what_comes_in_soon_after_is_told_together_with_its_sum(shop, steward, mei, now, hear):
    sell(shop, steward, now, 1, "a")
    hear(now)
    told = Notice.objects.filter(to=mei, kind="settle.came_in")
    assert [notice.values["amount"] for notice in told] == ["money:613:EUR"]
    sell(shop, steward, now + timedelta(minutes=5), 1, "b")
    sell(shop, steward, now + timedelta(minutes=9), 2, "c")
    hear(now + timedelta(minutes=10))
    assert told.count() == 1
    hear(now + timedelta(minutes=481))
    assert [notice.values["amount"] for notice in told.order_by("at")] == [
        "money:613:EUR",
        "money:1839:EUR",
    ]


def test_a_refund_heard_before_its_sale_waits_for_it(shop, steward, now):
    order = sell(shop, steward, now)
    refund = trade.grant_refund(order=order, lines=[(trade_line(order), 1)], by=steward, at=now)
    with pytest.raises(LookupError):
        jobs.take_back(order=order, refund=refund, by=steward, at=now)


def test_the_pages_of_product_member_and_order_are_filled(
    shop, steward, mei, now, hear, rf_request
):
    from cohive.settle import filling

    order = sell(shop, steward, now)
    hear(now)
    assert "€91.97" in str(filling.came_back(rf_request, shop["product"]))
    profile = str(filling.helped_make(rf_request, mei))
    assert "Low tide timetable" in profile
    assert "€" not in profile
    assert "€225.00" in str(filling.where_it_went(rf_request, order))
    assert filling.where_it_went(rf_request, shop["product"]) is None


@pytest.fixture
def rf_request(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    request._messages = []
    return request

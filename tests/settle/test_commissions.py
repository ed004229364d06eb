"""Commissions for reselling: owed by a sale, taken back with it, final after the window, paid out.

Worked example (docs/resale.md). A print costs 25.00, of which 4.34 are VAT: 20.66 before tax. The
terms give the house 10 %, 2.07, and with no link its 5 %, 1.03: 3.10. Kit sells on for 8 %:

    one print    8 % of 20.66 = 1.6528       1.65
    two prints   8 % of 41.32 = 3.3056       3.30
    one of the two comes back: 1.65 stays    1.65 goes back

The house keeps 6.20 - 3.30 = 2.90 of two prints. Mei and Ruben get what they get anywhere.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest

from cohive.bond.models import Notice
from cohive.bond.queries import everything_of
from cohive.bridges.payments import EventKind
from cohive.engine.resale import Plan
from cohive.guard import operations as guard
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.settle.jobs import note_ends
from cohive.settle.models import Commission, CommissionWindow, Distribution
from cohive.settle.operations import giving
from cohive.settle.operations.payout_batches import propose_batch
from cohive.settle.operations.resale import owe_commissions
from cohive.settle.queries.commissions import commission_totals, commissions_of
from cohive.settle.queries.payouts import planned_batch
from cohive.settle.queries.purses import purse_of
from cohive.settle.queries.sheets import sheet_data
from cohive.settle.queries.year import period_statement, years_of
from cohive.settle.sheet import statement_sheet
from cohive.settle.sheet import words as sheet_words
from cohive.settle.statement_text import statement_text
from cohive.spread import operations as spread
from cohive.trade import operations, queries
from cohive.trade.models import Order, OrderLine, OrderResale
from cohive.trade.operations import BackLine, Through
from cohive.trade.operations.finishing import finish_refund
from cohive.words.money import Money
from tests.settle import paying
from tests.settle.test_sheet import owed_on, recomputed
from tests.trade.conftest import LOTTE, open_shop, own_sandbox, payment_event
from tests.trade.test_disputes import say
from tests.trade.test_refunds_elsewhere import favour

__all__ = [
    "own_sandbox",
]
pytestmark = pytest.mark.django_db
PERCENT = Fraction(1, 100)
DAY = timedelta(days=1)
RESALE = "resale_commission"


@pytest.fixture
def cast(db, now):
    return open_shop(now)


@pytest.fixture
def kit(cast, now):
    plan = operations.decide_resale_plan(
        plan=Plan("commission", (8 * PERCENT,), cap=10 * PERCENT), by=cast.steward, at=now
    )
    return operations.join_resale(plan=plan, by=cast.kit, at=now)


@pytest.fixture
def buy(cast, now, hear):
    """Buy prints on somebody's page (or in the shop) and let the sale be divided."""

    def run(quantity=2, at=now, **more):
        order = operations.place_order(
            lines=[(cast.one_print, quantity)],
            contact=LOTTE,
            by=cast.world,
            at=at,
            key=str(uuid4()),
            **more,
        )
        operations.confirm_payment(event=payment_event(order, at), at=at)
        hear(at)
        return order

    return run


@pytest.fixture
def give_back(cast, hear):
    """Send prints of an order back, and let its money walk back."""

    def run(order, quantity, at):
        line = OrderLine.objects.get(order=order)
        refund = operations.grant_refund(
            order=order, lines=[BackLine(line.id, quantity)], by=cast.ruben, at=at
        )
        finish_refund(refund=refund, at=at)
        hear(at)
        return refund

    return run


def arrive(cast, order, at, hear):
    operations.ship_order(order=order, by=cast.ruben, at=at)
    operations.mark_arrived(order=order, by=cast.world, at=at)
    hear(at)


def owed(agent, purpose=RESALE):
    return ledger.balance(agent, purpose, "EUR").minor


def pool_of(order):
    """What of an order comes to its makers, exactly."""
    return Distribution.objects.get(order_id=order, kind="sale").pool_minor


def faults():
    return dict(verification.faults(["commissions", "earnings", "payouts", "sales clearing"]))


def test_two_prints_on_her_page(cast, now, kit, buy):
    plain = buy()
    house = owed(cast.firm, "house")
    resold = buy(through=Through(kit))
    assert owed(cast.kit) == 330
    assert owed(cast.firm, "house") - house == 620 - 330
    assert pool_of(plain) == pool_of(resold)  # what makers divide is the same, to the cent
    assert owed(cast.kit, "link_reward") == 0
    assert Act.objects.filter(kind="settle.commission.owed").count() == 1
    assert faults() == {}


def test_heard_twice_it_is_owed_once(cast, now, kit, buy):
    order = buy(through=Through(kit))
    assert owe_commissions(order=order, by=cast.firm, at=now) == []
    assert owed(cast.kit) == 330


def test_what_goes_back_takes_its_commission_back(cast, now, kit, buy, give_back):
    order = buy(through=Through(kit))
    give_back(order, 1, now + DAY)
    assert owed(cast.kit) == 165
    assert [row.amount_minor for row in Commission.objects.order_by("at")] == [330, -165]
    give_back(order, 1, now + 2 * DAY)
    assert owed(cast.kit) == 0
    assert Act.objects.filter(kind="settle.commission.taken_back").count() == 2
    assert faults() == {}


def test_it_is_pending_until_the_window_closes_and_final_after(cast, now, kit, buy, hear):
    order = buy(through=Through(kit))
    [total] = commission_totals(cast.kit, at=now + 100 * DAY)
    assert (total.pending_minor, total.final_minor) == (330, 0)  # never before it arrived
    arrive(cast, order, now + DAY, hear)
    before, after = now + 15 * DAY - timedelta(seconds=1), now + 15 * DAY
    [total] = commission_totals(cast.kit, at=before)
    assert (total.pending_minor, total.final_minor) == (330, 0)
    [total] = commission_totals(cast.kit, at=after)
    assert (total.pending_minor, total.final_minor) == (0, 330)
    assert purse_of(cast.kit, "EUR", at=before).available.minor == 0
    purse = purse_of(cast.kit, "EUR", at=after)
    assert (purse.earned_minor, purse.link_minor, purse.resale_minor) == (0, 0, 330)


def test_asked_back_on_the_last_day_it_is_held(cast, now, kit, buy, hear):
    order = buy(through=Through(kit))
    arrive(cast, order, now, hear)
    line = OrderLine.objects.get(order=order)
    operations.request_refund(
        order=order,
        lines=[(line.id, 1)],
        reason="unsaid",
        by=cast.world,
        at=now + 14 * DAY,
    )
    [total] = commission_totals(cast.kit, at=now + 15 * DAY)
    assert (total.held_minor, total.final_minor) == (330, 0)
    assert commissions_of(cast.kit, at=now + 15 * DAY)[0].state == "held"
    assert not purse_of(cast.kit, "EUR", at=now + 15 * DAY).available


def test_a_group_under_a_held_review_is_not_paid_meanwhile(cast, now, kit, buy, hear):
    order = buy(through=Through(kit))
    arrive(cast, order, now, hear)
    later = now + 20 * DAY
    review, _ = guard.open_review(
        members=frozenset({cast.kit, cast.hanna}),
        targets={cast.shirt: "product"},
        witnesses=("lockstep", "target"),
        evidence={},
        by=cast.firm,
        at=later,
    )
    guard.mark(review=review, reason="Looked.", by=cast.steward, at=later)
    assert purse_of(cast.kit, "EUR", at=later).available.minor == 330
    guard.hold(review=review, reason="Looked.", by=cast.steward, at=later)
    assert purse_of(cast.kit, "EUR", at=later).available.minor == 0


def test_back_after_it_was_paid_out_it_stands_below_zero(cast, now, kit, buy, hear, give_back):
    order = buy(through=Through(kit))
    arrive(cast, order, now, hear)
    later = now + 20 * DAY
    giving.give_to_community(amount=Money(330, "EUR"), by=cast.kit, at=later)
    assert owed(cast.kit) == 0
    give_back(order, 2, later + DAY)
    assert owed(cast.kit) == -330
    purse = purse_of(cast.kit, "EUR", at=later + 2 * DAY)
    assert purse.available.minor == -330
    second = buy(through=Through(kit), at=later + 3 * DAY, quantity=3)
    arrive(cast, second, later + 3 * DAY, hear)
    purse = purse_of(cast.kit, "EUR", at=later + 20 * DAY)
    assert purse.available.minor == 495 - 330
    assert faults() == {}


def test_it_is_paid_out_with_the_payouts_under_its_own_name(cast, now, kit, buy, hear):
    order = buy(through=Through(kit))
    arrive(cast, order, now, hear)
    later = now + 20 * DAY
    paying.decide(by=cast.steward, at=later, threshold=paying.euro(100))
    paying.bank(cast.kit, at=later)
    [planned] = [one for one in planned_batch("EUR", at=later).paid if one.payee == cast.kit]
    assert (planned.earned_minor, planned.link_minor, planned.resale_minor) == (0, 0, 330)
    propose_batch(currency="EUR", by=cast.steward, at=later)
    assert owed(cast.kit) == 0
    assert owed(cast.kit, "in_payout") == 330
    assert faults() == {}


def test_two_levels_share_and_both_took_part(cast, now, buy):
    plan = operations.decide_resale_plan(
        plan=Plan("commission", (8 * PERCENT, 2 * PERCENT), "link", cap=10 * PERCENT),
        by=cast.steward,
        at=now,
    )
    kit = operations.join_resale(plan=plan, by=cast.kit, at=now)
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.hanna, at=now)
    buy(through=Through(kit), link=link.id)
    assert (owed(cast.kit), owed(cast.hanna)) == (330, 82)  # 2 % of 41.32 = 0.8264
    assert owed(cast.hanna, "link_reward") == 0
    assert faults() == {}


def test_more_than_the_house_has_is_cut(cast, now, buy):
    """20 % of 20.66 would be 4.13; the house has 3.10 of a print, and no more is paid."""
    plan = operations.decide_resale_plan(
        plan=Plan("commission", (Fraction(1, 5),), cap=Fraction(1, 5)), by=cast.steward, at=now
    )
    kit = operations.join_resale(plan=plan, by=cast.kit, at=now)
    house = owed(cast.firm, "house")
    buy(through=Through(kit), quantity=1)
    assert owed(cast.kit) == 310
    assert owed(cast.firm, "house") == house
    assert faults() == {}


def test_a_wholesale_piece_pays_its_makers_as_of_the_full_price(cast, now, buy):
    plain = buy(quantity=4)
    plan = operations.decide_resale_plan(
        plan=Plan("wholesale", discount=5 * PERCENT, return_days=30), by=cast.steward, at=now
    )
    kit = operations.join_resale(plan=plan, by=cast.kit, at=now)
    sold = buy(quantity=4, buyer=cast.kit, through=Through(kit, is_wholesale=True))
    assert pool_of(sold) == pool_of(plain)
    assert owed(cast.kit) == 0
    assert faults() == {}


def test_verify_names_a_commission_that_nothing_explains(cast, now, kit, buy):
    order = buy(through=Through(kit))
    OrderResale.objects.filter(order=order).update(is_own=True)
    assert "nothing explains" in faults()["commissions"]


def test_statement_year_text_and_takeout_say_it_apart(cast, now, kit, buy, hear):
    order = buy(through=Through(kit))
    arrive(cast, order, now, hear)
    text = statement_text(cast.kit, name="Kit", at=now + 20 * DAY)
    assert "Kit, commissions for reselling: €3.30 (final €3.30)" in text
    found = period_statement(cast.kit, "EUR", since=now - DAY, until=now + 20 * DAY)
    assert found.came_in == (("Low tide timetable", "resale", 330),)
    assert found.after_minor == owed(cast.kit)
    assert years_of(cast.kit) == [2026]
    assert everything_of(cast.kit)["commissions"][0]["amount_minor"] == 330


@pytest.mark.filterwarnings("ignore")
def test_her_sheet_recomputes_each_commission(cast, now, kit, buy, give_back):
    order = buy(through=Through(kit))
    give_back(order, 1, now + DAY)
    buy(quantity=3, through=Through(kit))
    content = statement_sheet(sheet_data(cast.kit, at=now), at=now, words=sheet_words())
    cells = recomputed(content)
    assert [int(cells[f"BALANCE!C{row}"]) for row in (5, 6, 7)] == [330, 495, -165]
    assert owed_on(content) == owed(cast.kit) == 660


def test_the_notice_names_no_buyer(cast, now, kit, buy):
    buy(through=Through(kit))
    [notice] = Notice.objects.filter(to=cast.kit, kind="settle.commission")
    assert notice.values == {"amount": "money:330:EUR", "product": "Low tide timetable"}


def test_the_order_line_and_the_commission_name_the_same_pieces(cast, now, kit, buy):
    order = buy(through=Through(kit), quantity=3)
    [line] = commissions_of(cast.kit, at=now)
    assert (line.order, line.units, line.amount.minor) == (order, 3, 495)
    assert queries.resale_of_order(order).plan.version == line.plan_version


def test_a_commission_for_a_file_that_was_kept_becomes_final(cast, now, kit, hear):
    """A shirt and a print's file are bought; the shirt goes back before any parcel left."""
    operations.add_file(
        variant=cast.one_print, name="low-tide.mp3", content=[b"tide"], by=cast.ruben, at=now
    )
    order = operations.place_order(
        lines=[(cast.medium, 1), (cast.one_print, 1)],
        contact=LOTTE,
        by=cast.world,
        at=now,
        key=str(uuid4()),
        through=Through(kit),
    )
    operations.confirm_payment(event=payment_event(order, now), at=now)
    hear(now)
    assert CommissionWindow.objects.get(order_id=order).closes_at is None
    shirt = OrderLine.objects.get(order=order, variant=cast.medium)
    refund = operations.grant_refund(
        order=order, lines=[BackLine(shirt.id, 1, True)], by=cast.ruben, at=now
    )
    finish_refund(refund=refund, at=now)
    hear(now)
    ends = now + timedelta(days=Order.objects.get(id=order).return_days)
    before, after = (
        commission_totals(cast.kit, at=ends - timedelta(seconds=1)),
        commission_totals(cast.kit, at=ends),
    )
    assert [(each.pending_minor, each.final_minor) for each in before] == [(165, 0)]
    assert [(each.pending_minor, each.final_minor) for each in after] == [(0, 165)]
    CommissionWindow.objects.update(closes_at=None)  # as it stood before it was heard
    note_ends(at=now + DAY)
    assert CommissionWindow.objects.get(order_id=order).closes_at == ends
    assert faults() == {}


def test_the_daily_look_sets_no_end_for_what_nobody_sent(cast, now, kit, buy):
    order = buy(through=Through(kit))
    note_ends(at=now + DAY)
    assert CommissionWindow.objects.get(order_id=order).closes_at is None


@pytest.mark.parametrize("first", ["favour", "dispute"])
def test_a_favour_and_a_dispute_of_the_rest_take_the_commission_back(
    cast, kit, now, hear, buy, first
):
    order = buy(2, through=Through(kit))
    row = Order.objects.get(id=order)

    def dispute():
        for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
            say(order, now + DAY, kind, amount=Money(row.total_minor - 1000, "EUR"))
        hear(now + DAY)

    if first == "dispute":
        dispute()
    favour(order, 1000, now)
    hear(now)
    assert ledger.balance(cast.kit, RESALE, "EUR").minor == (330 if first == "favour" else 0)
    if first == "favour":
        dispute()

    assert ledger.balance(cast.kit, RESALE, "EUR").minor == 0
    assert ledger.balance(cast.firm, "losses", "EUR").minor == 0
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_a_refund_on_its_way_when_the_bank_takes_all_takes_the_commission_back(
    cast, kit, now, hear, buy
):
    order = buy(2, through=Through(kit))
    line = OrderLine.objects.get(order=order)
    operations.grant_refund(order=order, lines=[BackLine(line.id, 2)], by=cast.ruben, at=now)
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(order, now + DAY, kind)
    hear(now + DAY)

    assert ledger.balance(cast.kit, RESALE, "EUR").minor == 0
    assert [ledger.balance(cast.firm, one, "EUR").minor for one in ("losses", "tax")] == [0, 0]
    assert [finding.fault for finding in verification.verify() if finding.fault] == []

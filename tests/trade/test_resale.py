"""Reselling in the shop: the plan, joining, an order through a page, the alarm, stopping."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cohive.bond import operations as bond
from cohive.bond.queries import email_of, everything_of
from cohive.engine.resale import DEPTH_MAX, Plan
from cohive.guard import operations as guard
from cohive.journal.models import Act
from cohive.spread import operations as spread
from cohive.trade import operations, queries
from cohive.trade.models import Order, OrderResale, ResaleAlarm, ResalePlan, Reseller
from cohive.trade.operations import Contact, Through
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.trade.conftest import LOTTE

pytestmark = pytest.mark.django_db
PERCENT = Fraction(1, 100)
COMMISSION = Plan("commission", (8 * PERCENT,), cap=10 * PERCENT)
DEEP = Plan("commission", (8 * PERCENT, 2 * PERCENT), "link", cap=10 * PERCENT)
WHOLESALE = Plan("wholesale", discount=5 * PERCENT, return_days=30)


def acts(kind: str) -> int:
    return Act.objects.filter(kind=kind).count()


@pytest.fixture
def in_force(cast, now):
    """Put a plan in force and return its id."""

    def run(plan: Plan = COMMISSION, **more) -> UUID:
        return operations.decide_resale_plan(plan=plan, by=cast.steward, at=now, **more)

    return run


@pytest.fixture
def kit(cast, now, in_force):
    """Kit sells on for a commission; the reseller's id."""
    return operations.join_resale(plan=in_force(), by=cast.kit, at=now)


def test_a_plan_in_force_is_a_version_and_an_act(cast, now, in_force):
    first, second = in_force(), in_force(WHOLESALE, least_pieces=5)
    plan = queries.plan_in_force()
    assert (plan.id, plan.version, plan.mode, plan.least_pieces) == (second, 2, "wholesale", 5)
    assert [one.id for one in queries.plans()] == [second, first]
    assert acts("trade.resale.plan_decided") == 2
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ResalePlan.objects.filter(id=first).update(first_thousandths=90)


@pytest.mark.parametrize(
    ("spoiled", "field", "words"),
    [
        ({"entry_fee_minor": 1}, "entry_fee_minor", "Joining costs nothing"),
        ({"first_purchase_minor": 1}, "first_purchase_minor", "Nobody has to buy"),
        ({"per_head_minor": 1}, "per_head_minor", "Bringing people is never paid"),
        ({"second": "upline"}, "second", "what people she brought sell"),
        ({"pays_own_purchases": True}, "pays_own_purchases", "earns her nothing"),
        ({"pays_early": True}, "pays_early", "only when the time to send things back is over"),
        ({"hides_label": True}, "hides_label", "cannot be taken off"),
        ({"cap": Fraction(1, 2)}, "cap", "within 30 per cent"),
    ],
)
def test_an_illegal_plan_is_refused_in_words(cast, now, in_force, spoiled, field, words):
    with pytest.raises(Refused, match=words) as refusal:
        in_force(Plan(**{**vars(COMMISSION), **spoiled}))
    assert refusal.value.field == field
    assert queries.newest_plan() is None


def test_only_stewards_decide(cast, now):
    with pytest.raises(Forbidden):
        operations.decide_resale_plan(plan=COMMISSION, by=cast.ruben, at=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": DEPTH_MAX + 1},
        {"depth": 1, "second_thousandths": 10},
        {"cap_thousandths": 400},
        {"first_thousandths": 90, "cap_thousandths": 80},
        {"mode": "wholesale", "first_thousandths": 0, "discount_thousandths": 100},
    ],
)
def test_the_database_holds_depth_and_cap_itself(cast, now, wrong):
    row = {"mode": "commission", "first_thousandths": 80, "cap_thousandths": 100, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        ResalePlan.objects.create(version=1, decided_by_id=cast.steward, decided_at=now, **row)


def test_joining_is_free_and_needs_the_terms_that_were_read(cast, now, in_force):
    old = in_force()
    new = in_force(DEEP)
    with pytest.raises(Refused, match="terms changed"):
        operations.join_resale(plan=old, by=cast.kit, at=now)
    operations.join_resale(plan=new, by=cast.kit, at=now)
    assert queries.reseller_of(cast.kit).is_open
    assert acts("trade.reseller.joined") == 1
    assert not Order.objects.exists()
    newest = in_force()
    assert not queries.reseller_of(cast.kit).is_open
    operations.join_resale(plan=newest, by=cast.kit, at=now)
    assert queries.reseller_of(cast.kit).is_open


def test_nothing_is_open_while_there_is_no_plan(cast, now, in_force, kit):
    operations.end_resale(by=cast.steward, at=now)
    assert queries.plan_in_force() is None
    assert not queries.reseller_of(cast.kit).is_open
    with pytest.raises(Refused, match="not open"):
        operations.join_resale(plan=queries.newest_plan().id, by=cast.mei, at=now)


def test_an_order_keeps_the_plan_of_its_day(cast, now, place, in_force, kit):
    order = place(through=Through(kit))
    in_force(DEEP)
    resold = queries.resale_of_order(order)
    assert resold.plan.version == 1
    assert resold.shares == ((1, cast.kit, 8 * PERCENT),)
    assert not resold.is_own
    later = place(through=Through(kit))
    assert queries.resale_of_order(later) is None  # Kit has not said yes to the new terms


def test_the_same_form_by_another_way_is_another_wish(cast, now, place, kit):
    order = place(key="one", through=Through(kit))
    assert place(key="one", through=Through(kit)) == order
    with pytest.raises(Refused):
        place(key="one")


def household(cast, now, *people):
    """A steward declares a group under review to be a household."""
    review, _ = guard.open_review(
        members=frozenset(people),
        targets={cast.print: "product"},
        witnesses=("lockstep", "target"),
        evidence={},
        by=cast.firm,
        at=now,
    )
    guard.declare_group(
        review=review, kind="household", sentence="They share a kitchen.", by=cast.steward, at=now
    )
    return review


@pytest.mark.parametrize("who", ["herself", "her address", "household", "address of household"])
def test_own_purchases_and_those_of_the_household_earn_nothing(cast, now, place, kit, who):
    household(cast, now, cast.kit, cast.hanna)
    given = {
        "herself": {"buyer": cast.kit, "by": cast.kit},
        "her address": {"contact": contact("Kit@example.org")},
        "household": {"buyer": cast.hanna, "by": cast.hanna},
        "address of household": {"contact": contact("hanna@example.org")},
    }[who]
    resold = queries.resale_of_order(place(through=Through(kit), **given))
    assert resold.is_own
    assert resold.shares == ()


def contact(email: str) -> Contact:
    return Contact(**{**vars(LOTTE), "email": email})


def test_who_gives_her_own_address_later_earns_nothing(cast, now, place, kit):
    order = place(through=Through(kit))
    operations.change_contact(
        order=order, contact=contact("kit@example.org"), by=cast.world, at=now
    )
    assert queries.resale_of_order(order).is_own


def test_a_commission_goes_before_a_link_reward(cast, now, place, succeed, kit):
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    ordinary, resold = place(link=link.id), place(link=link.id, through=Through(kit))
    for order in (ordinary, resold):
        succeed(order)
    owners = [
        queries.order_for_settlement(order).lines[0].link_owner for order in (ordinary, resold)
    ]
    assert owners == [cast.mei, None]


def test_the_second_level_is_whose_link_led_and_nobody_above(cast, now, place, in_force):
    plan = in_force(DEEP)
    ruben = operations.join_resale(plan=plan, by=cast.ruben, at=now)
    above = queries.reseller(ruben).slug
    kit = operations.join_resale(plan=plan, brought_by=above, by=cast.kit, at=now)
    assert queries.reseller(kit).brought_by == cast.ruben
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    led = queries.resale_of_order(place(link=link.id, through=Through(kit)))
    assert led.shares == ((1, cast.kit, 8 * PERCENT), (2, cast.mei, 2 * PERCENT))
    plain = queries.resale_of_order(place(through=Through(kit)))
    assert plain.shares == ((1, cast.kit, 8 * PERCENT),)  # Ruben, who brought her, is never there
    own = spread.make_link(target_kind="product", target=cast.print, by=cast.kit, at=now)
    assert queries.resale_of_order(place(link=own.id, through=Through(kit))).link_owner is None


def test_at_one_level_a_link_earns_nothing(cast, now, place, kit):
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    assert queries.resale_of_order(place(link=link.id, through=Through(kit))).link_owner is None


def test_a_third_level_cannot_be_written(cast, now, place, kit):
    order = place(through=Through(kit))
    for wrong in ({"depth": 3}, {"link_owner_id": cast.mei}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderResale.objects.filter(order=order).update(**wrong)


# ---- wholesale


@pytest.fixture
def buyer(cast, now, in_force):
    plan = in_force(WHOLESALE, least_pieces=3)
    return operations.join_resale(plan=plan, by=cast.kit, at=now)


def test_a_wholesale_order_costs_less_and_the_house_bears_it(cast, now, place, buyer):
    order = place(
        (cast.one_print, 4), buyer=cast.kit, by=cast.kit, through=Through(buyer, is_wholesale=True)
    )
    row = Order.objects.get(id=order)
    line = row.lines.get()
    assert (line.unit_price_minor, line.full_price_minor, line.discount_by) == (2375, 2500, "house")
    assert row.goods_minor == 9500
    assert row.return_days == 30
    assert queries.resale_of_order(order).shares == ()


def test_wholesale_is_for_resellers_from_the_least_pieces_on(cast, now, place, buyer):
    through = Through(buyer, is_wholesale=True)
    with pytest.raises(Forbidden):
        place((cast.one_print, 4), through=through)
    with pytest.raises(Refused, match="from 3 pieces on"):
        place((cast.one_print, 2), buyer=cast.kit, by=cast.kit, through=through)


def test_a_discount_the_house_cannot_bear_is_refused(cast, now, place, in_force):
    plan = in_force(Plan("wholesale", discount=Fraction(1, 2), return_days=30))
    kit = operations.join_resale(plan=plan, by=cast.kit, at=now)
    with pytest.raises(Refused, match="house’s part does not cover"):
        place(buyer=cast.kit, by=cast.kit, through=Through(kit, is_wholesale=True))


# ---- page, leaving, forgetting


def test_a_page_holds_what_is_on_sale(cast, now, kit):
    operations.change_resale_page(
        words="I wear it myself.", products=[cast.shirt, cast.print], by=cast.kit, at=now
    )
    found = queries.reseller_of(cast.kit)
    assert found.products == (cast.shirt, cast.print)
    assert found.slug == "kit"
    with pytest.raises(Refused):
        operations.change_resale_page(words="", products=[cast.kit], by=cast.kit, at=now)
    with pytest.raises(Missing):
        operations.change_resale_page(words="", products=[], by=cast.mei, at=now)


def test_who_leaves_closes_her_page_and_may_come_back(cast, now, place, kit):
    operations.leave_resale(by=cast.kit, at=now)
    operations.leave_resale(by=cast.kit, at=now)
    assert acts("trade.reseller.left") == 1
    assert queries.resale_of_order(place(through=Through(kit))) is None
    operations.join_resale(plan=queries.plan_in_force().id, by=cast.kit, at=now)
    assert queries.reseller_of(cast.kit).is_open


def test_an_erased_member_leaves_no_words_and_no_address(cast, now, kit):
    operations.change_resale_page(words="I wear it.", products=[cast.print], by=cast.kit, at=now)
    assert everything_of(cast.kit)["selling_on"]["words"] == "I wear it."
    operations.suspend_reseller(reseller=kit, reason="Kit rings people.", by=cast.steward, at=now)
    operations.erase_reseller(agent=cast.kit, at=now)
    row = Reseller.objects.get(id=kit)
    assert row.suspensions.get().reason == "–"
    assert (row.words, row.state, row.products.count()) == ("", "erased", 0)
    assert "kit" not in row.slug
    with pytest.raises(Forbidden, match="left this place"):
        operations.join_resale(plan=queries.plan_in_force().id, by=cast.kit, at=now)


# ---- alarm


def people(count: int, now) -> list[UUID]:
    return [
        bond.join(email=f"p{number}@example.org", name=f"Person {number}", at=now)
        for number in range(count)
    ]


def test_three_levels_call_the_stewards_once(cast, now, hear, kit):
    plan = queries.plan_in_force().id
    operations.join_resale(plan=plan, brought_by="kit", by=cast.mei, at=now)
    assert not ResaleAlarm.objects.exists()
    operations.join_resale(plan=plan, brought_by="mei", by=cast.hanna, at=now)
    operations.join_resale(plan=plan, brought_by="hanna", by=cast.ruben, at=now)
    alarm = ResaleAlarm.objects.get()
    assert (alarm.levels, alarm.people) == (4, 4)
    hear(now)
    assert [letter.subject for letter in mail.outbox if "levels" in letter.subject] == [
        "Look into selling on: 4 levels, 4 people"
    ]
    assert acts("trade.resale.alarm_raised") == 1
    operations.answer_alarm(alarm=alarm.id, note="Friends; nobody paid.", by=cast.steward, at=now)
    [looked] = queries.resale_alarms()
    assert looked.note == "Friends; nobody paid."
    operations.leave_resale(by=cast.ruben, at=now)
    operations.join_resale(plan=plan, by=cast.ruben, at=now)
    assert ResaleAlarm.objects.count() == 1
    [one] = people(1, now)
    operations.join_resale(plan=plan, brought_by="ruben", by=one, at=now)
    assert ResaleAlarm.objects.count() == 2


def test_thirty_people_under_one_call_the_stewards(cast, now, kit):
    plan = queries.plan_in_force().id
    for one in people(28, now):
        operations.join_resale(plan=plan, brought_by="kit", by=one, at=now)
    assert not ResaleAlarm.objects.exists()
    operations.join_resale(plan=plan, brought_by="kit", by=cast.mei, at=now)
    alarm = ResaleAlarm.objects.get()
    assert (alarm.levels, alarm.people) == (2, 30)


# ---- stopping


@pytest.fixture
def other(cast, now):
    bond.grant_role(to=cast.mei, role="steward", by=cast.steward, at=now)
    return cast.mei


def test_who_was_stopped_does_not_begin_anew_by_leaving(cast, now, kit):
    operations.suspend_reseller(reseller=kit, reason="Sells by phone.", by=cast.steward, at=now)
    operations.leave_resale(by=cast.kit, at=now)
    with pytest.raises(Forbidden, match="stopped by a steward"):
        operations.join_resale(plan=queries.plan_in_force().id, by=cast.kit, at=now)
    operations.answer_appeal(reseller=kit, lifts=True, reason="Enough.", by=cast.steward, at=now)
    operations.join_resale(plan=queries.plan_in_force().id, by=cast.kit, at=now)
    assert queries.reseller(kit).is_open


def test_her_own_address_with_a_plus_is_her_own(cast, now, place, kit):
    name, _, host = email_of(cast.kit).partition("@")
    order = place(through=Through(kit), contact=replace(LOTTE, email=f"{name}+a@{host}"))
    assert OrderResale.objects.get(order=order).is_own


def test_a_steward_in_the_tree_does_not_answer_its_alarm(cast, now, in_force, other):
    top = operations.join_resale(plan=in_force(), by=cast.steward, at=now)
    alarm = ResaleAlarm.objects.create(top_id=top, levels=3, people=30, raised_at=now)
    with pytest.raises(Forbidden, match="another steward"):
        operations.answer_alarm(alarm=alarm.id, note="All is well.", by=cast.steward, at=now)
    operations.answer_alarm(alarm=alarm.id, note="Looked at.", by=other, at=now)


def test_a_stopped_reseller_earns_nothing_new_and_can_appeal(cast, now, place, hear, kit, other):
    operations.suspend_reseller(reseller=kit, reason="Sells by phone.", by=cast.steward, at=now)
    assert queries.resale_of_order(place(through=Through(kit))) is None
    hear(now)
    assert "Your selling on was stopped" in [letter.subject for letter in mail.outbox]
    with pytest.raises(Forbidden):
        operations.join_resale(plan=queries.plan_in_force().id, by=cast.kit, at=now)
    operations.appeal_suspension(words="I do not.", by=cast.kit, at=now)
    with pytest.raises(Forbidden, match="another steward"):
        operations.answer_appeal(reseller=kit, lifts=True, reason="Well.", by=cast.steward, at=now)
    operations.answer_appeal(reseller=kit, lifts=True, reason="A mistake.", by=other, at=now)
    assert queries.reseller(kit).is_open
    hear(now)
    assert acts("trade.reseller.answered") == 1


@pytest.mark.parametrize(("outcome", "state"), [("kept", "suspended"), ("taken_down", "active")])
def test_an_appeal_can_be_decided_among_the_reports(cast, now, hear, kit, other, outcome, state):
    operations.suspend_reseller(reseller=kit, reason="Sells by phone.", by=cast.steward, at=now)
    case = operations.appeal_suspension(words="I do not.", by=cast.kit, at=now)
    bond.close_report(case=case, outcome=outcome, reason="We looked.", by=other, at=now)
    hear(now)
    assert queries.reseller(kit).state == state
    standing = queries.suspension_of(kit)
    assert (standing.answer if standing else "We looked.") == "We looked."


def test_nobody_stops_herself_or_twice_and_a_reason_is_given(cast, now, kit):
    with pytest.raises(Refused, match="Say why"):
        operations.suspend_reseller(reseller=kit, reason=" ", by=cast.steward, at=now)
    operations.suspend_reseller(reseller=kit, reason="Why.", by=cast.steward, at=now)
    with pytest.raises(Refused):
        operations.suspend_reseller(reseller=kit, reason="Why.", by=cast.steward, at=now)
    with pytest.raises(Forbidden):
        operations.suspend_reseller(reseller=kit, reason="Why.", by=cast.ruben, at=now)


# ---- the window


def test_the_window_counts_from_arrival_or_thirty_days_after_it_left(
    cast, now, place, succeed, kit
):
    order = place(through=Through(kit))
    succeed(order)
    assert queries.refund_window(order) is None
    operations.ship_order(order=order, by=cast.ruben, at=now)
    assert queries.refund_window(order) == now + timedelta(days=44)
    operations.mark_arrived(order=order, by=cast.world, at=now + timedelta(days=3))
    assert queries.refund_window(order) == now + timedelta(days=17)

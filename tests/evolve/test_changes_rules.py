"""A rule is tried on past sales, voted on and offered; no past posting ever moves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.bond.models import Notice
from cohive.create import operations as create
from cohive.create import queries as products
from cohive.evolve.models.rules import RuleChange, RuleVote
from cohive.evolve.operations.rules import (
    apply_rule,
    count_closed_rules,
    propose_rule,
    vote_on_rule,
)
from cohive.evolve.queries import rules as queries
from cohive.evolve.rules_tried import compare
from cohive.journal.models import Act
from cohive.ledger.models import Entry, Leg
from cohive.settle.models import Claim, Credit, Distribution
from cohive.settle.queries import pools_of_period, received_by_payee, try_terms
from cohive.words.refusals import Forbidden, Refused
from tests.browser import axe_violations, faults_of, new_page, sideways, visit
from tests.settle import stall

DAY = timedelta(days=1)
OLD = {"idea": 0, "design": 60, "packaging": 0, "production": 0, "dissemination": 0, "sale": 40}
NEW = {**OLD, "design": 30, "sale": 70}


def proposed(crew, now, *, weights=NEW, house=None):
    return propose_rule(
        weights=weights,
        house_percent=house,
        reason="Who stood at the market sold most of it.",
        tried_since=now - 30 * DAY,
        days=7,
        by=crew.members[1],
        at=now,
    )


def agreed(crew, now, **how):
    rule = proposed(crew, now, **how)
    for member in crew.members[:4]:
        vote_on_rule(rule=rule, answer="yes", by=member, at=now)
    count_closed_rules(at=now + 7 * DAY)
    return rule


def all_money():
    """Every row of money there is, as it stands."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Entry, Leg, Credit, Distribution, Claim)
    ]


def test_the_rule_in_force_tried_on_its_own_sales_is_what_was_paid_to_the_cent(sold, crew, now):
    [pool] = pools_of_period("EUR", since=now - 30 * DAY, until=now)
    same = try_terms(pool, products.frozen_terms(pool.agreement))
    assert same.amounts == pool.earned
    since, until = now - 30 * DAY, now
    received = received_by_payee("EUR", firm=crew.place.agent, since=since, until=until)
    assert pool.earned == {one: received[one] for one in pool.earned}
    assert pool.units == 7
    assert pool.cumulative_before > 0


def test_a_trial_says_who_gains_and_loses_by_how_much(sold, crew, now):
    found = queries.trial(
        NEW, None, currency="EUR", since=now - 30 * DAY, until=now, viewer=crew.members[0]
    )
    assert (found.compared.gaining, found.compared.losing) == (1, 1)
    assert found.own_after < found.own_before
    before = found.compared.before + found.waiting_before
    assert found.compared.after + found.waiting_after == before
    assert found.compared.bands is None  # two people: a table would name them
    [pool] = pools_of_period("EUR", since=now - 30 * DAY, until=now)
    unit = products.frozen_terms(pool.agreement).pool_minor()
    start = pool.cumulative_before
    expected = (start + 7 * unit) * 30 // 100 - start * 30 // 100
    assert found.own_after == expected


@pytest.mark.parametrize("house", [0, 10, 25])
def test_whatever_the_house_takes_nothing_is_lost(sold, crew, now, house):
    [pool] = pools_of_period("EUR", since=now - 30 * DAY, until=now)
    terms = queries.under(products.frozen_terms(pool.agreement), NEW, house)
    tried = try_terms(pool, terms)
    assert sum(tried.amounts.values()) + tried.waiting_minor == tried.pool_minor


def test_a_stage_with_a_weight_and_nobody_in_it_waits(sold, crew, now):
    weights = {**OLD, "design": 50, "idea": 10}
    found = queries.trial(
        weights, None, currency="EUR", since=now - 30 * DAY, until=now, viewer=None
    )
    assert found.waiting_after - found.waiting_before > 100


def test_no_past_posting_moves_when_a_rule_is_proposed_voted_and_applied(sold, crew, now, hear):
    before = all_money()
    rule = agreed(crew, now)
    assert RuleChange.objects.get(id=rule).state == "agreed"
    [agreement] = apply_rule(rule=rule, by=crew.steward, at=now + 8 * DAY)
    hear(now + 8 * DAY)
    assert all_money() == before
    for member in crew.members[:2]:
        if products.agreement(agreement).state == "offered":
            create.answer_agreement(agreement=agreement, accepts=True, by=member, at=now + 8 * DAY)
    assert all_money() == before
    stall.sell(sold, crew.steward, now + 9 * DAY, quantity=1, key="later")
    hear(now + 9 * DAY)
    last = Distribution.objects.order_by("-at").first()
    assert last.pool.agreement_id == agreement
    assert last.credits.get(payee=crew.members[1]).amount_minor == last.pool_minor * 70 // 100
    # a claim of the old pool stands, entries, legs and credits too; new rows are only added
    for rows, again in zip(before, all_money(), strict=True):
        assert [row for row in again if row in rows] == rows
    assert Act.objects.filter(kind="evolve.rule.applied", object_id=rule).count() == 1
    with pytest.raises(Refused, match="once"):
        apply_rule(rule=rule, by=crew.steward, at=now + 9 * DAY)


def test_a_rule_that_a_product_cannot_take_says_why(sold, crew, now):
    rule = agreed(crew, now, weights={**OLD, "design": 50, "idea": 10})
    assert apply_rule(rule=rule, by=crew.steward, at=now + 8 * DAY) == []
    [(_product, agreement, obstacle)] = queries.offers_of(rule)
    assert agreement is None
    assert obstacle["english"]


def test_too_few_voters_or_too_few_yes_leave_the_old_rule(sold, crew, now):
    rule = proposed(crew, now)
    vote_on_rule(rule=rule, answer="yes", by=crew.members[0], at=now)
    assert count_closed_rules(at=now + DAY) == 0
    count_closed_rules(at=now + 7 * DAY)
    assert RuleChange.objects.get(id=rule).state == "declined"
    rule = proposed(crew, now + 8 * DAY)
    for number, member in enumerate(crew.members[:5]):
        vote_on_rule(rule=rule, answer="yes" if number < 3 else "no", by=member, at=now + 8 * DAY)
    count_closed_rules(at=now + 16 * DAY)
    row = RuleChange.objects.get(id=rule)
    assert (row.state, row.yes, row.no) == ("declined", 3, 2)
    with pytest.raises(Refused):
        apply_rule(rule=rule, by=crew.steward, at=now + 16 * DAY)


def test_totals_are_hidden_and_one_vote_is_one(sold, crew, now):
    rule = proposed(crew, now)
    assert Notice.objects.filter(subject_id=rule, waits=True).count() == 13
    for answer in ("yes", "no"):
        vote_on_rule(rule=rule, answer=answer, by=crew.members[0], at=now)
    assert not Notice.objects.filter(subject_id=rule, to=crew.members[0], waits=True).exists()
    found = queries.rule(rule, viewer=crew.members[0])
    assert (found.yes, found.voted, found.own_answer) == (None, 1, "no")
    with pytest.raises(Refused, match="One at a time"):
        proposed(crew, now)
    with pytest.raises(Forbidden):
        apply_rule(rule=rule, by=crew.members[0], at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVote.objects.create(rule_id=rule, voter_id=crew.members[1], answer="may", at=now)


@pytest.mark.parametrize(
    "weights",
    [{}, {**OLD, "design": 61}, {**OLD, "design": -10, "sale": 110}, {**OLD, "other": 0}],
)
def test_what_is_no_rule_is_refused_at_its_field(sold, crew, now, weights):
    with pytest.raises(Refused) as refused:
        proposed(crew, now, weights=weights)
    assert refused.value.field == "weights"


def test_without_sales_there_is_nothing_to_try_it_on(crew, now, as_member):
    with pytest.raises(Refused, match="Nothing was sold"):
        proposed(crew, now)
    opened = as_member(crew.members[0]).get("/changes/rules/try/")
    assert opened.status_code == 200  # nothing was asked, so nothing is refused
    assert "Nothing was sold in that time" in opened.content.decode()


def test_a_member_sees_her_own_line_and_nobody_elses(sold, crew, now, as_member):
    query = "&".join(f"w_{stage}={weight}" for stage, weight in NEW.items())
    own = as_member(crew.members[0]).get(f"/changes/rules/try/?{query}&house=").content.decode()
    other = as_member(crew.members[5]).get(f"/changes/rules/try/?{query}&house=").content.decode()
    assert "For you: −€" in own
    assert "Only you see this" in own
    assert "brought you nothing" in other
    assert "Member 00" not in other
    assert "Gained together" not in own  # of two people the sum is the other's
    wrong = as_member(crew.members[0]).get("/changes/rules/try/?w_idea=x")
    assert wrong.status_code == 422
    assert "Write whole percents" in wrong.content.decode()


def test_it_goes_the_whole_way_by_its_pages(sold, crew, now, as_member):
    browser = as_member(crew.members[1])
    form = {f"w_{stage}": str(weight) for stage, weight in NEW.items()}
    assert browser.post("/changes/rules/propose/", {**form, "days": "7"}).status_code == 422
    answer = browser.post(
        "/changes/rules/propose/", {**form, "days": "7", "house": "", "reason": "Fair."}
    )
    address = answer["Location"]
    assert "Totals appear when voting closes" in browser.get(address).content.decode()
    for member in crew.members[:3]:
        as_member(member).post(f"{address}vote/", {"answer": "yes"})
    RuleChange.objects.update(closes_at=RuleChange.objects.get().proposed_at + timedelta(seconds=1))
    count_closed_rules(at=RuleChange.objects.get().closes_at + DAY)
    assert browser.post(f"{address}apply/").status_code == 403
    steward = as_member(crew.steward)
    steward.post(f"{address}apply/")
    assert "The agreement offered" in steward.get(address).content.decode()
    assert "A rule, tried and voted on" in steward.get("/desk/changes/").content.decode()
    assert Client().get(address).status_code == 302


def test_who_leaves_the_place_leaves_no_vote(sold, crew, now):
    rule = proposed(crew, now)
    vote_on_rule(rule=rule, answer="yes", by=crew.members[3], at=now)
    assert members.everything_of(crew.members[3])["votes_on_rules"][0]["answer"] == "yes"
    bond.delete_account(by=crew.members[3], at=now)
    assert not RuleVote.objects.filter(rule=rule).exists()


def test_people_are_put_into_bands_only_when_there_are_enough():
    people = [UUID(int=number) for number in range(6)]
    before = dict.fromkeys(people, 100)
    after = {**before, people[0]: 111, people[1]: 110, people[2]: 90, people[3]: 89}
    found = compare(before, after)
    assert found.bands == (1, 1, 2, 1, 1)
    assert (found.gained, found.lost) == (21, 21)
    assert compare({people[0]: 5}, {}).bands is None


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_its_pages_are_for_everybody(sold, crew, now, as_member, chromium, width):
    rule = proposed(crew, now)
    query = "&".join(f"w_{stage}={weight}" for stage, weight in NEW.items())
    browser = as_member(crew.members[0])
    for path in (f"/changes/rules/try/?{query}&house=&window=365", f"/changes/rules/{rule}/"):
        page = new_page(chromium, width=width)
        visit(page, browser, path)
        assert axe_violations(page) == [], path
        assert sideways(page) <= 0, path
        assert faults_of(page) == [], path

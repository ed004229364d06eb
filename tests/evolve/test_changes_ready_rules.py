"""All ready rules tried on past sales: equal split and keep are voted on, a claim is not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from cohive.create import operations as create
from cohive.create import queries as products
from cohive.engine.prior import PriorClaim
from cohive.evolve.models.rules import RuleChange
from cohive.evolve.operations.rules import (
    apply_rule,
    count_closed_rules,
    propose_rule,
    vote_on_rule,
)
from cohive.evolve.queries import rules as queries
from cohive.settle.models import Distribution
from cohive.settle.queries import pools_of_period
from cohive.words.refusals import Refused
from tests.evolve.test_changes_rules import DAY, NEW, OLD, all_money
from tests.settle import stall

FORM = {f"w_{stage}": str(weight) for stage, weight in OLD.items()}


def agreed(crew, now, *, ends=True, **how):
    rule = propose_rule(
        reason="Everybody counts.",
        tried_since=now - 30 * DAY,
        days=7,
        by=crew.members[1],
        at=now,
        **{"weights": {}, "house_percent": None, "rule": "equal", **how},
    )
    if ends:
        for member in crew.members[:4]:
            vote_on_rule(rule=rule, answer="yes", by=member, at=now)
        count_closed_rules(at=now + 7 * DAY)
    return rule


def in_force(agreement, crew, at):
    for member in crew.members[:2]:
        if products.agreement(agreement).state == "offered":
            create.answer_agreement(agreement=agreement, accepts=True, by=member, at=at)


def trial(crew, now, weights=OLD, **how):
    return queries.trial(
        weights,
        None,
        currency="EUR",
        since=now - 30 * DAY,
        until=now,
        viewer=crew.members[0],
        **how,
    )


def test_an_equal_split_is_voted_on_and_holds_for_sales_to_come(sold, crew, now, hear):
    before = all_money()
    rule = agreed(crew, now)
    [agreement] = apply_rule(rule=rule, by=crew.steward, at=now + 8 * DAY)
    in_force(agreement, crew, now + 8 * DAY)
    assert all_money() == before
    terms = products.frozen_terms(agreement)
    assert terms.rule == "equal"
    assert {stage: weight for stage, (weight, _) in terms.stages.items() if weight} == {
        "design": 60,
        "sale": 40,
    }
    stall.sell(sold, crew.steward, now + 9 * DAY, quantity=2, key="later")
    hear(now + 9 * DAY)
    last = Distribution.objects.order_by("-at").first()
    half = last.pool_minor // 2
    assert [credit.amount_minor for credit in last.credits.all()] == [half, half]


def test_from_an_equal_split_back_to_stages_is_tried_and_adopted_too(sold, crew, now, hear):
    [equal] = apply_rule(rule=agreed(crew, now), by=crew.steward, at=now + 8 * DAY)
    in_force(equal, crew, now + 8 * DAY)
    stall.sell(sold, crew.steward, now + 9 * DAY, quantity=4, key="later")
    hear(now + 9 * DAY)
    then = now + 10 * DAY
    found = queries.trial(
        NEW,
        None,
        currency="EUR",
        since=then - 2 * DAY,
        until=then,
        viewer=crew.members[1],
    )
    [pool] = pools_of_period("EUR", since=then - 2 * DAY, until=then)
    total = sum(pool.earned.values()) + found.waiting_before
    assert found.own_before == total // 2
    assert found.own_after == total * 70 // 100
    rule = agreed(crew, then, rule="lineage", weights=NEW)
    [back] = apply_rule(rule=rule, by=crew.steward, at=then + 8 * DAY)
    assert products.frozen_terms(back).rule == "lineage"
    assert products.frozen_terms(back).attribution().fractions == {
        str(crew.members[0]): Fraction(30, 100),
        str(crew.members[1]): Fraction(70, 100),
    }


def test_what_a_work_keeps_at_least_is_adopted_with_the_rule(sold, crew, now):
    rule = agreed(crew, now, rule="lineage", weights=OLD, keep_percent=75)
    [agreement] = apply_rule(rule=rule, by=crew.steward, at=now + 8 * DAY)
    assert products.frozen_terms(agreement).keep_min == Fraction(3, 4)
    assert trial(crew, now, keep_percent=75).compared.same == 2  # no work here grew from another


def test_a_claim_is_tried_on_what_was_sold_and_moves_nothing(sold, crew, now):
    before = all_money()
    press = PriorClaim(str(crew.place.agent), "until_paid", Fraction(1, 2), 1_000, "tried")
    found = trial(crew, now, claims={sold["product"]: (press,)})
    without = trial(crew, now)
    assert found.compared.losing == 2
    assert found.own_after < without.own_after == without.own_before
    assert found.compared.lost + found.waiting_before - found.waiting_after == 1_000
    lasting = PriorClaim(str(crew.members[1]), "lasting", Fraction(1, 10), 0, "tried")
    assert trial(crew, now, claims={sold["product"]: (lasting,)}).compared.gaining == 1
    once = PriorClaim(str(crew.members[0]), "once", Fraction(1), 300, "tried")
    gains = trial(crew, now, claims={sold["product"]: (once,)})
    assert abs(gains.own_after - gains.own_before - 300 * 40 // 100) <= 1
    assert all_money() == before


def test_a_claim_in_force_stays_when_another_rule_is_tried_and_adopted(sold, crew, now, hear):
    terms = products.frozen_terms(products.active_agreement(sold["product"]).id)
    press = PriorClaim(str(crew.place.agent), "until_paid", Fraction(1, 2), 1_000, "the press")
    agreement = create.offer_agreement(
        product=sold["product"],
        house=terms.waterfall.house,
        link=terms.waterfall.link,
        stage_weights={"design": 60, "sale": 40},
        prior=[press],
        by=crew.steward,
        at=now,
    )
    in_force(agreement, crew, now)
    stall.sell(sold, crew.steward, now + DAY, quantity=9, key="later")
    hear(now + DAY)
    found = queries.trial(
        OLD, None, currency="EUR", since=now, until=now + 2 * DAY, viewer=None, is_equal=True
    )
    assert found.compared.after + found.waiting_after == (
        found.compared.before + found.waiting_before
    )
    rule = agreed(crew, now + 2 * DAY)
    adopted = apply_rule(rule=rule, by=crew.steward, at=now + 10 * DAY)
    assert products.frozen_terms(adopted[0]).prior == (press,)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"rule": "mine"}, "rule"),
        ({"keep_percent": 101}, "keep_percent"),
        ({"rule": "lineage"}, "weights"),
    ],
)
def test_what_is_no_ready_rule_is_refused_at_its_field(sold, crew, now, how, field):
    with pytest.raises(Refused) as refused:
        agreed(crew, now, **how)
    assert refused.value.field == field
    rule = agreed(crew, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.filter(id=rule).update(rule="mine")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.filter(id=rule).update(keep_percent=101)


def test_an_equal_split_goes_to_the_vote_by_its_pages(sold, crew, now, as_member):
    browser = as_member(crew.members[1])
    query = "&".join(f"{name}={value}" for name, value in FORM.items())
    page = browser.get(f"/changes/rules/try/?{query}&house=&keep=60&split=equal").content.decode()
    assert "Ask everybody" in page
    answer = browser.post(
        "/changes/rules/propose/",
        {**FORM, "house": "", "keep": "60", "split": "equal", "days": "7", "reason": "Fair."},
    )
    row = RuleChange.objects.get()
    assert (row.rule, row.weights, row.keep_percent) == ("equal", {}, 60)
    page = browser.get(answer["Location"]).content.decode()
    assert "The same to everybody recorded in a product." in page
    assert "A work keeps at least 60" in page


def test_a_claim_is_tried_on_its_page_and_offered_with_its_agreement(sold, crew, now, as_member):
    claim = {
        "claim_product": str(sold["product"]),
        "claim_who": str(crew.place.agent),
        "claim_kind": "until_paid",
        "claim_part": "50",
        "claim_amount": "10.00",
    }

    def page(agent, **changes):
        query = {**FORM, "house": "", "keep": "", **claim, **changes}
        return as_member(agent).get("/changes/rules/try/", query)

    text = page(crew.members[0]).content.decode()
    assert "It is not for this vote" in text
    assert "Ask everybody" not in text
    assert "For you: −€" in text
    assert "/agreement/new" in page(crew.steward).content.decode()
    for wrong, words in (
        ({"claim_who": str(crew.members[9])}, "somebody recorded in the product"),
        ({"claim_kind": "gift"}, "how the claim ends"),
        ({"claim_part": "x"}, "whole percents"),
        ({"claim_part": "0"}, "above 0"),
        ({"claim_amount": ""}, "amount"),
        ({"claim_product": str(crew.members[0])}, "sold in that time"),
    ):
        refused = page(crew.members[0], **wrong)
        assert refused.status_code == 422, wrong
        assert words in refused.content.decode(), wrong

"""Prior claims from the agreement to the books and back, and rules tried on what was sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine

from cohive.create import operations as create
from cohive.create import queries as products
from cohive.create.queries.frozen import shared_equally
from cohive.engine.prior import PriorClaim
from cohive.journal import verification
from cohive.ledger.models import Leg
from cohive.settle.models import Credit, PoolPriorClaim, WaterfallLine
from cohive.settle.queries import pools_of_period, try_terms
from cohive.trade import operations as trade
from cohive.trade import queries as orders
from cohive.words.refusals import Refused
from tests.settle import stall
from tests.settle.stall import next_version

pytestmark = pytest.mark.django_db


def faults():
    return [finding.fault for finding in verification.verify() if finding.fault]


def credited(payee, kind):
    return sum(Credit.objects.filter(payee=payee, kind=kind).values_list("amount_minor", flat=True))


def test_claims_are_had_back_before_the_split_and_each_is_a_line(recouped, place, kit, mei):
    lines = dict(WaterfallLine.objects.filter(kind="prior").values_list("label", "minor"))
    pool = WaterfallLine.objects.get(kind="pool").minor
    total = pool + sum(lines.values())
    assert total == 9 * WaterfallLine.objects.get(kind="pool").unit_minor
    assert lines == {"the press": 2000, "the first idea": (total - 2000) // 10}
    assert credited(place.agent, "prior") == 2000
    assert credited(kit, "prior") == lines["the first idea"]
    assert credited(mei, "earned") == pool * 60 // 100
    assert faults() == []


def test_what_goes_back_walks_back_through_the_claims(recouped, place, steward, now, hear):
    line = orders.order(recouped["order"]).lines[0].id
    trade.grant_refund(order=recouped["order"], lines=[(line, 8)], by=steward, at=now)
    hear(now)
    row = PoolPriorClaim.objects.get(label="the press")
    one = row.pool.cumulative_minor + sum(
        PoolPriorClaim.objects.values_list("credited_minor", flat=True)
    )
    assert row.credited_minor == one // 2 < 2000
    assert credited(place.agent, "prior") == row.credited_minor
    assert faults() == []


def test_a_rule_tried_on_what_was_sold_gives_what_was_paid_and_moves_nothing(
    recouped, now, mei, kit, place
):
    legs = list(Leg.objects.order_by("id").values_list("id", "minor"))
    terms = products.frozen_terms(recouped["agreement"])
    (period,) = pools_of_period("EUR", since=now - timedelta(days=1), until=now + timedelta(days=1))
    same = try_terms(period, terms)
    assert {payee: minor for payee, minor in same.amounts.items() if minor} == {
        payee: minor for payee, minor in period.earned.items() if minor
    }
    without = try_terms(period, replace(terms, prior=()))
    assert without.amounts[mei] > same.amounts[mei]
    assert place.agent not in without.amounts
    equal = try_terms(period, replace(terms, prior=(), stages=shared_equally(terms.stages)))
    assert equal.amounts[mei] == equal.amounts[kit]
    assert list(Leg.objects.order_by("id").values_list("id", "minor")) == legs


def test_she_reads_why_it_is_hers_before_the_split(recouped, kit, sign_in, now):
    with time_machine.travel(now, tick=False):
        page = sign_in(kit).get("/statement/").content.decode()
        flow = sign_in(kit).get(f"/flow/{recouped['product']}/").content.decode()
    assert "Had back first: " in page
    assert "Yours before the split, as agreed" in page
    assert "the press" in flow


def test_the_next_version_of_an_agreement_goes_on_with_its_claims(
    recouped, steward, mei, kit, place, now, hear
):
    next_version(recouped, steward, now)
    stall.sell(recouped, steward, now, quantity=9, key="two")
    hear(now)
    assert PoolPriorClaim.objects.filter(label="the press").count() == 2
    assert credited(place.agent, "prior") == 2000  # paid off under the first version, and stays so
    lasting = PoolPriorClaim.objects.filter(label="the first idea")
    assert all(row.credited_minor for row in lasting)  # what lasts goes on
    assert faults() == []


def test_a_refund_under_the_old_version_is_made_good_under_the_new_one(
    recouped, steward, mei, kit, place, now, hear
):
    next_version(recouped, steward, now)
    line = orders.order(recouped["order"]).lines[0].id
    trade.grant_refund(order=recouped["order"], lines=[(line, 8)], by=steward, at=now)
    hear(now)
    left = credited(place.agent, "prior")
    assert 0 < left < 2000
    stall.sell(recouped, steward, now, quantity=9, key="two")
    hear(now)
    assert credited(place.agent, "prior") == 2000
    assert faults() == []


def test_versions_tried_together_serve_a_claim_once(recouped, steward, mei, kit, now, hear):
    next_version(recouped, steward, now)
    stall.sell(recouped, steward, now, quantity=9, key="two")
    hear(now)
    periods = pools_of_period("EUR", since=now - timedelta(days=1), until=now + timedelta(days=1))
    served = {}
    tried = [
        try_terms(period, products.frozen_terms(period.agreement), served=served)
        for period in periods
    ]
    for period, one in zip(periods, tried, strict=True):
        assert {payee: minor for payee, minor in one.amounts.items() if minor} == {
            payee: minor for payee, minor in period.earned.items() if minor
        }


def test_a_changed_taking_is_found(recouped):
    assert faults() == []
    PoolPriorClaim.objects.filter(label="the press").update(credited_minor=1999)
    assert any("prior claim" in fault for fault in faults())


def test_two_claims_of_one_person_need_two_names(recouped, steward, place, now):
    press = PriorClaim(str(place.agent), "until_paid", Fraction(1, 2), 2000, "the press")
    with pytest.raises(Refused, match="words of its own"):
        create.offer_agreement(
            product=recouped["product"],
            house=Fraction(1, 10),
            link=Fraction(1, 20),
            stage_weights={"design": 60, "sale": 40},
            prior=[press, replace(press, amount_minor=500)],
            by=steward,
            at=now,
        )

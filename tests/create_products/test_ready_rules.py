"""The ready rules of an agreement: by lineage, the same to everybody, and claims that go first."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.create import operations, queries
from cohive.engine.prior import PriorClaim
from cohive.words.refusals import Refused
from tests.create_products.test_agreement_pages import FORM, URL, text

pytestmark = pytest.mark.django_db


def claim(who, **changes):
    given = {
        "payee": str(who),
        "kind": "until_paid",
        "part": Fraction(1, 2),
        "amount_minor": 40_000,
        "label": "the press",
    }
    return PriorClaim(**{**given, **changes})


def test_an_equal_split_gives_everybody_recorded_the_same_part(shirt, offer, now):
    terms = queries.frozen_terms(offer(shirt.product, rule="equal"))
    parts = terms.attribution().fractions
    lineage = queries.frozen_terms(offer(shirt.product)).attribution().fractions
    assert set(parts) == set(lineage)
    assert set(parts.values()) == {Fraction(1, len(parts))}
    assert terms.rule == "equal"


def test_a_claim_before_the_split_is_frozen_asked_about_and_worked_out(shirt, offer, cast, now):
    made = offer(shirt.product, prior=[claim(cast.mei)])
    terms = queries.frozen_terms(made)
    assert terms.prior == (claim(cast.mei),)
    example = queries.example(terms, units=120)
    assert example.prior[0].of_all_minor == 40_000
    assert example.prior[0].is_paid_off
    paid = sum(payee.of_all_minor for payee in example.payees)
    assert paid + example.waiting_minor + 40_000 == example.pool_minor * 120
    assert queries.gap(shirt.product, at=now) is None or not queries.gap(shirt.product, at=now).any


def test_the_rules_are_ready_ones(shirt, offer, cast):
    with pytest.raises(Refused) as refusal:
        offer(shirt.product, rule="formula")
    assert refusal.value.field == "rule"
    with pytest.raises(Refused, match="At most 6"):
        offer(shirt.product, prior=[claim(cast.mei)] * 7)


def test_the_form_offers_both_and_the_page_says_them(shirt, signed_in, cast):
    ruben = signed_in("ruben")
    page = text(ruben.get(f"{URL}new/"))
    assert "The same to everybody" in page
    assert "What is had back before the split" in page
    form = {
        **FORM,
        "do": "offer",
        "rule": "equal",
        "prior_who": [str(cast.mei)],
        "prior_label": ["the press"],
        "prior_kind": ["until_paid"],
        "prior_part": ["50"],
        "prior_amount": ["many"],
    }
    wrong = ruben.post(f"{URL}new/", form)
    assert wrong.status_code == 422
    assert "is not an amount" in text(wrong)
    done = ruben.post(f"{URL}new/", {**form, "prior_amount": ["400"]}, follow=True)
    assert "50 % of what comes in, until €400.00 is paid off" in text(done)
    assert "splits equally" in text(done)
    again = text(ruben.get(f"{URL}new/"))
    assert queries.agreements_of(shirt.product)[0].version == 1
    assert "Dies: what her claims bring is passed on to her heirs" in text(done)
    assert again


def test_the_next_version_begins_with_the_claims_of_the_one_in_force(
    shirt, signed_in, cast, offer, now
):
    made = offer(shirt.product, prior=[claim(cast.mei)])
    for answer in queries.answers(made):
        operations.answer_agreement(agreement=made, accepts=True, by=answer.agent, at=now)
    page = text(signed_in("ruben").get(f"{URL}new/"))
    assert 'value="the press"' in page
    assert 'value="400.00"' in page

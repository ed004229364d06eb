"""Offering a version, asking the named, their yes, their no, their silence."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.bond import operations as bond
from cohive.bond.queries import notices
from cohive.create import operations, queries
from cohive.create.models.agreements import NamedAcceptance
from cohive.journal.queries import acts_of_object
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.create_products.conftest import DAY, WEIGHTS

pytestmark = pytest.mark.django_db


def kinds(object_id):
    return [act.kind for act in acts_of_object(object_id)][::-1]


def waiting(agent):
    return [one for one in notices(agent) if one.waits and one.kind == "agreement"]


def test_who_accepted_the_standing_terms_is_not_asked_again(cast, shirt, offer):
    version = offer(shirt.product)
    asked = {answer.agent for answer in queries.answers(version)}
    # each of these handed in a work, and so accepted the standing terms; Ruben offers
    covered = {cast.anouk, cast.he, cast.pilar, cast.mei, cast.ruben}
    assert asked == set(cast.people.values()) - covered
    assert cast.lin in asked  # Anouk named her beside herself


def test_silence_is_not_a_yes(cast, shirt, offer, now):
    version = offer(shirt.product)
    for answer in queries.answers(version)[:-1]:
        operations.answer_agreement(agreement=version, accepts=True, by=answer.agent, at=now)
    assert queries.agreement(version).state == "offered"
    assert queries.active_agreement(shirt.product) is None
    with pytest.raises(Refused, match="Not everybody who was asked"):
        operations.put_on_sale(product=shirt.product, by=cast.ruben, at=now)


def test_the_last_yes_brings_it_into_force(cast, shirt, accepted, now):
    view = queries.agreement(accepted)
    assert (view.state, view.version, view.active_from) == ("active", 1, now - 29 * DAY)
    assert kinds(accepted) == [
        "create.agreement.offered",
        *["create.agreement.accepted"] * 12,
        "create.agreement.activated",
    ]


def test_one_no_ends_the_version_and_the_firm_is_told(cast, shirt, offer, now):
    version = offer(shirt.product)
    operations.answer_agreement(agreement=version, accepts=False, by=cast.zhou, at=now)
    assert queries.agreement(version).state == "refused"
    assert kinds(version)[-1] == "create.agreement.declined"
    told = [notice.text for notice in notices(cast.ruben) if notice.kind == "agreement"]
    assert told[0].startswith("Zhou declined version 1")
    with pytest.raises(Refused, match="not open any more"):
        operations.answer_agreement(agreement=version, accepts=True, by=cast.kit, at=now)


def test_a_named_person_answers_once(cast, shirt, offer, now):
    version = offer(shirt.product)
    operations.answer_agreement(agreement=version, accepts=True, by=cast.zhou, at=now)
    with pytest.raises(Refused, match="You answered this"):
        operations.answer_agreement(agreement=version, accepts=False, by=cast.zhou, at=now)


def test_who_was_not_asked_finds_nothing_to_answer(cast, shirt, offer, now):
    version = offer(shirt.product)
    with pytest.raises(Missing):
        operations.answer_agreement(agreement=version, accepts=True, by=cast.mei, at=now)


def test_a_newer_offer_withdraws_the_one_that_waits(cast, shirt, offer, now):
    first = offer(shirt.product)
    second = offer(shirt.product, at=now)
    assert queries.agreement(first).state == "superseded"
    assert kinds(first)[-1] == "create.agreement.withdrawn"
    assert [view.version for view in queries.agreements_of(shirt.product)] == [2, 1]
    assert [waiting.agreement.id for waiting in queries.waiting_for(cast.zhou)] == [second]


def test_somebody_can_be_named_on_purpose(cast, shirt, offer):
    version = offer(shirt.product, named=[cast.mei])
    assert cast.mei in {answer.agent for answer in queries.answers(version)}


def test_only_who_is_paid_can_be_named(cast, shirt, offer):
    with pytest.raises(Refused) as refusal:
        offer(shirt.product, named=[cast.steward])
    assert refusal.value.field == "named"


def test_an_unclaimed_maker_is_owed_without_being_asked(cast, draft, offer, now):
    stranger = bond.make_unclaimed(name="A. Nonym", key="a@nonym", by=cast.steward, at=now)
    operations.log_contribution(
        product=draft,
        stage="production",
        what="Cut or sewed",
        makers=[(stranger, 1)],
        confirmed_by=cast.steward,
        by=cast.ruben,
        at=now,
    )
    version = offer(draft, stage_weights={"production": 100}, at=now)
    assert queries.answers(version) == []
    assert queries.agreement(version).state == "active"
    assert queries.frozen_terms(version).attribution().fractions == {str(stranger): 1}


def test_the_asked_get_a_notice_that_waits_until_they_answer(cast, shirt, offer, now):
    version = offer(shirt.product)
    [notice] = waiting(cast.zhou)
    assert notice.text == "Please read the agreement of “Two Harbours long-sleeve” and answer it."
    assert notice.subject == version
    operations.answer_agreement(agreement=version, accepts=True, by=cast.zhou, at=now)
    assert not waiting(cast.zhou)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({**WEIGHTS, "idea": 11}, "make 99 %"),
        ({**WEIGHTS, "idea": 13}, "make 101 %"),
        ({**WEIGHTS, "idea": -1, "design": 53}, "0 to 100"),
        ({**WEIGHTS, "marketing": 0}, "none of the six"),
        ({}, "make 0 %"),
    ],
)
def test_stage_weights_must_make_a_hundred(shirt, offer, weights, sentence):
    with pytest.raises(Refused) as refusal:
        offer(shirt.product, stage_weights=weights)
    assert refusal.value.field == "stage_weights"
    assert sentence in str(refusal.value)
    assert queries.agreements_of(shirt.product) == []


def test_a_stage_with_a_weight_needs_somebody_in_it(draft, offer):
    with pytest.raises(Refused, match="nobody is recorded") as refusal:
        offer(draft)
    assert refusal.value.field == "stage_weights"


def test_a_price_that_does_not_cover_the_costs_is_refused(cast, shirt, offer):
    with pytest.raises(Refused, match="does not cover") as refusal:
        offer(shirt.product, house=Fraction(9, 10))
    assert refusal.value.field == "price"


@pytest.mark.parametrize("field", ["house", "link", "keep_min"])
def test_a_part_above_the_whole_is_refused_at_its_field(shirt, offer, field):
    with pytest.raises(Refused) as refusal:
        offer(shirt.product, **{field: Fraction(3, 2)})
    assert refusal.value.field == field


def test_only_the_firm_offers(cast, shirt, offer):
    with pytest.raises(Forbidden):
        offer(shirt.product, by=cast.mei)


def test_the_link_part_is_written_down_too(cast, shirt, offer):
    version = offer(shirt.product, link=Fraction(1, 20), link_default="house")
    terms = queries.frozen_terms(version)
    # 5 % of 33.06 is 1.653, rounded half up per unit
    assert [line.minor for line in terms.lines(linked=True)] == [
        4000,
        694,
        1085,
        305,
        331,
        165,
        1420,
    ]
    assert terms.lines(linked=False)[4].minor == 331 + 165


def test_a_version_without_answers_has_none(shirt, accepted):
    assert NamedAcceptance.objects.filter(agreement=accepted, state="asked").count() == 0


def test_over_asking_is_cut_and_said(cast, works, draft, offer, now):
    at = now - 45 * DAY
    children = [
        operations.submit_work(
            title=f"Asking {number}",
            picture=None,
            makers=[(cast.he, 1)],
            keep=Fraction(1, 2),
            ask=Fraction(1, 2) if number else Fraction(1, 4),
            accepts_terms=True,
            by=cast.he,
            at=at,
        )
        for number in range(2)
    ]
    remix = operations.submit_work(
        title="Remix of both",
        picture=None,
        makers=[(cast.pilar, 1)],
        keep=Fraction(1, 2),
        ask=None,
        parents=[(child, 1, "It stands on this.") for child in children],
        accepts_terms=True,
        by=cast.pilar,
        at=at,
    )
    operations.add_stage_source(
        product=draft, stage="design", kind="work", object=remix, weight=1, by=cast.ruben, at=at
    )
    version = offer(draft, stage_weights={"design": 100})
    cuts = queries.example(queries.frozen_terms(version)).cuts
    assert {(cut.asked, cut.given) for cut in cuts} == {
        (Fraction(1, 4), Fraction(1, 6)),
        (Fraction(1, 2), Fraction(1, 3)),
    }


def test_the_doors_ask_the_database_a_known_number_of_times(
    shirt, accepted, now, django_assert_num_queries
):
    with django_assert_num_queries(1):
        queries.frozen_terms(accepted)
    with django_assert_num_queries(1):
        queries.active_agreement(shirt.product)
    with django_assert_num_queries(5):
        queries.product(shirt.product)

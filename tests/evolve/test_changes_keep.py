"""A vote on what a work keeps reaches the standing terms, and nothing that was agreed before."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cohive.bond.models import Notice
from cohive.create import operations as create
from cohive.create import queries as products
from cohive.create.models.challenges import StandingTerms
from cohive.evolve.models.rules import RuleChange
from cohive.evolve.operations.rules import apply_rule, count_closed_rules, vote_on_rule
from cohive.journal.queries import acts_of_object
from cohive.settle.queries import pools_of_period
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Refused
from tests.evolve.test_changes_ready_rules import agreed
from tests.evolve.test_changes_rules import DAY, OLD, all_money
from tests.settle import stall

HALF = Fraction(1, 2)


@pytest.fixture
def standing(crew, now, hear):
    """The terms of the beginning, accepted by one member."""
    hear(now - 90 * DAY)
    terms = products.current_terms()
    create.accept_terms(terms=terms.id, by=crew.members[0], at=now - 50 * DAY)
    return terms


def voted(crew, now, percent, **how):
    return agreed(crew, now, rule="lineage", weights=OLD, keep_percent=percent, **how)


def test_a_passed_vote_on_keep_is_the_next_version_of_the_standing_terms(sold, crew, now, standing):
    assert (standing.version, standing.keep_min, standing.vote) == (1, HALF, None)
    rule = voted(crew, now, 60)
    terms = products.current_terms()
    assert (terms.version, terms.keep_min, terms.vote) == (2, Fraction(3, 5), rule)
    assert terms.at == now + 7 * DAY
    assert terms.texts["en"].startswith(standing.texts["en"])
    assert "at least 60 % of what reaches it" in terms.texts["en"]
    assert terms.texts["zh-hans"].startswith(standing.texts["zh-hans"])
    assert "至少有 60% 留给它自己的作者" in terms.texts["zh-hans"]
    [act] = acts_of_object(terms.id)
    assert (act.event.version, act.event.vote) == (2, rule)
    assert act.actor == crew.place.agent
    assert products.terms(standing.id) == standing


def test_who_accepted_the_terms_is_told_of_the_new_version_and_nobody_else(
    sold, crew, now, standing
):
    voted(crew, now, 60)
    terms = products.current_terms()
    [notice] = Notice.objects.filter(kind="terms")
    assert (notice.to_id, notice.subject_id) == (crew.members[0], terms.id)
    assert notice.values == {"version": 2}
    assert products.accepted_version(crew.members[0], terms.id) is None


def test_a_second_vote_takes_the_place_of_the_first_in_the_words(sold, crew, now, standing):
    voted(crew, now, 60)
    voted(crew, now + 8 * DAY, 75)
    terms = products.current_terms()
    assert (terms.version, terms.keep_min) == (3, Fraction(3, 4))
    assert "75 %" in terms.texts["en"]
    assert "75%" in terms.texts["zh-hans"]
    assert "60" not in terms.texts["en"] + terms.texts["zh-hans"]


def test_a_declined_vote_one_without_keep_and_one_for_the_same_keep_change_no_terms(
    sold, crew, now, standing
):
    agreed(crew, now)
    voted(crew, now + 8 * DAY, 50)
    rule = voted(crew, now + 16 * DAY, 90, ends=False)
    for member in crew.members[:4]:
        vote_on_rule(rule=rule, answer="no", by=member, at=now + 16 * DAY)
    count_closed_rules(at=now + 23 * DAY)
    assert [row.state for row in RuleChange.objects.order_by("id")] == [
        "agreed",
        "agreed",
        "declined",
    ]
    assert StandingTerms.objects.count() == 1


def test_what_was_agreed_and_sold_before_keeps_its_terms(sold, crew, now, standing, hear):
    before, active = all_money(), products.active_agreement(sold["product"])
    rule = voted(crew, now, 60)
    assert all_money() == before
    assert products.active_agreement(sold["product"]) == active
    assert products.frozen_terms(active.id).keep_min == HALF
    stall.sell(sold, crew.steward, now + 8 * DAY, quantity=1, key="between")
    hear(now + 8 * DAY)
    [offered] = apply_rule(rule=rule, by=crew.steward, at=now + 9 * DAY)
    create.answer_agreement(agreement=offered, accepts=True, by=crew.members[1], at=now + 9 * DAY)
    stall.sell(sold, crew.steward, now + 10 * DAY, quantity=1, key="later")
    hear(now + 10 * DAY)
    pools = pools_of_period("EUR", since=now + 7 * DAY, until=now + 11 * DAY)
    assert {pool.agreement: pool.units for pool in pools} == {active.id: 1, offered: 1}
    assert products.frozen_terms(active.id).keep_min == HALF
    assert products.frozen_terms(offered).keep_min == Fraction(3, 5)


def test_an_agreement_that_names_no_keep_has_the_voted_one(sold, crew, now, standing):
    voted(crew, now, 60)
    terms = products.frozen_terms(products.active_agreement(sold["product"]).id)
    offered = create.offer_agreement(
        product=sold["product"],
        house=terms.waterfall.house,
        link=terms.waterfall.link,
        stage_weights={"design": 60, "sale": 40},
        by=crew.steward,
        at=now + 8 * DAY,
    )
    assert products.frozen_terms(offered).keep_min == Fraction(3, 5)


def test_a_steward_who_rewrites_the_words_leaves_the_voted_keep_and_its_vote(
    sold, crew, now, standing
):
    rule = voted(crew, now, 60)
    at = now + 8 * DAY
    create.publish_terms(texts={"en": "In short: yours."}, by=crew.steward, at=at)
    terms = products.current_terms()
    assert (terms.version, terms.keep_min, terms.vote) == (3, Fraction(3, 5), rule)
    create.publish_terms(texts={"en": "Half."}, keep_min=HALF, by=crew.steward, at=at)
    assert (products.current_terms().keep_min, products.current_terms().vote) == (HALF, None)


def test_nobody_publishes_a_voted_keep_by_hand_and_no_percent_beyond_a_hundred(crew, now, standing):
    for agent in (crew.steward, crew.members[0]):
        with pytest.raises(Forbidden):
            create.publish_voted_keep(keep_percent=60, vote=new_id(), by=agent, at=now)
    with pytest.raises(Refused) as refused:
        create.publish_voted_keep(keep_percent=101, vote=new_id(), by=crew.place.agent, at=now)
    assert refused.value.field == "keep_percent"
    assert StandingTerms.objects.count() == 1


def test_the_pages_say_that_the_keep_came_from_a_vote(sold, crew, now, standing, as_member):
    browser = as_member(crew.members[0])
    assert "a vote of the members" not in browser.get("/terms/").content.decode()
    rule = voted(crew, now, 60)
    page = browser.get("/terms/").content.decode()
    assert "a vote of the members" in page
    assert "4 yes, 0 no" in page
    assert f"/changes/rules/{rule}/" in page
    assert "stands in the standing terms since then" in (
        browser.get(f"/changes/rules/{rule}/").content.decode()
    )

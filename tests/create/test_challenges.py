"""Challenges: opened by the firm, dated, moved in public; terms accepted once."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from cohive.create import operations, queries
from cohive.create.models.challenges import Challenge, StandingTerms, TermsAcceptance
from cohive.journal.queries import acts_of_object
from cohive.words.ids import new_id
from cohive.words.refusals import Forbidden, Missing, Refused

DAY = timedelta(days=1)


def opened(cast, now, **more):
    given = {
        "title": "A sleeve for Slack Water",
        "brief": "Draw the half hour when the tide does nothing.",
        "opens_at": now,
        "closes_at": now + 7 * DAY,
        "voting_closes_at": now + 14 * DAY,
        "by": cast.ruben,
        "at": now,
        **more,
    }
    return operations.open_challenge(**given)


def test_a_new_place_has_the_terms_of_its_beginning(cast):
    terms = queries.current_terms()
    assert (terms.version, terms.keep_min) == (1, Fraction(1, 2))
    assert set(terms.texts) == {"en", "zh-hans"}
    assert terms.text("zh-hans")[0].startswith("你交上来的作品")
    assert terms.text("fr") == (terms.texts["en"], "en")


def test_new_terms_are_a_new_version_and_the_old_ones_stay(cast, now):
    made = operations.publish_terms(texts={"en": "Shorter."}, by=cast.steward, at=now)
    assert queries.current_terms().id == made
    assert StandingTerms.objects.count() == 2
    assert acts_of_object(made)[0].event.version == 2


def test_only_a_steward_publishes_terms(cast, now):
    with pytest.raises(Forbidden):
        operations.publish_terms(texts={"en": "Mine."}, by=cast.ruben, at=now)
    with pytest.raises(Refused) as refusal:
        operations.publish_terms(texts={"en": "  "}, by=cast.steward, at=now)
    assert refusal.value.field == "texts"
    assert StandingTerms.objects.count() == 1


def test_accepting_terms_twice_is_one_acceptance_and_one_act(cast, now):
    terms = queries.current_terms().id
    before = len(acts_of_object(terms))
    operations.accept_terms(terms=terms, by=cast.mei, at=now)
    operations.accept_terms(terms=terms, by=cast.mei, at=now + DAY)
    assert TermsAcceptance.objects.count() == 1
    assert len(acts_of_object(terms)) == before + 1
    assert queries.accepted_terms([cast.mei, cast.lin]) == {cast.mei}
    assert queries.accepted_version(cast.mei, terms) == now


def test_a_maker_opens_a_challenge_under_the_terms_in_force(cast, now):
    made = opened(cast, now, circle=cast.circle, decides="circle")
    view = queries.challenge(made)
    assert (view.slug, view.decides, view.terms_version) == (
        "a-sleeve-for-slack-water",
        "circle",
        1,
    )
    assert queries.challenge_by_slug(view.slug) == view
    act = acts_of_object(made)[0]
    assert (act.kind, act.circle) == ("create.challenge.opened", cast.circle)


def test_the_same_title_again_gets_an_address_of_its_own(cast, now):
    first = queries.challenge(opened(cast, now))
    second = queries.challenge(opened(cast, now))
    assert first.slug != second.slug
    assert second.slug.startswith(first.slug)


def test_a_chinese_title_makes_a_chinese_address_short_enough_for_a_link(cast, now):
    view = queries.challenge(opened(cast, now, title="夜渡" * 60))
    assert view.slug.startswith("夜渡")
    assert len(view.url) < 250


def test_members_without_a_role_open_no_challenge(cast, now):
    with pytest.raises(Forbidden):
        opened(cast, now, by=cast.mei)
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"brief": " "}, "brief"),
        ({"decides": "fate"}, "decides"),
        ({"decides": "circle"}, "circle"),
        ({"stage": "sleep"}, "stage"),
        ({"circle": new_id()}, "circle"),
    ],
)
def test_a_challenge_says_what_when_and_who_decides(cast, now, change, field):
    with pytest.raises(Refused) as refusal:
        opened(cast, now, **change)
    assert refusal.value.field == field


def test_dates_stand_in_order_and_not_in_the_past(cast, now):
    with pytest.raises(Refused) as early:
        opened(cast, now, closes_at=now - DAY)
    assert early.value.field == "closes_at"
    with pytest.raises(Refused) as votes:
        opened(cast, now, voting_closes_at=now + DAY)
    assert votes.value.field == "voting_closes_at"


def test_the_phase_follows_from_the_instants_alone(cast, now):
    view = queries.challenge(opened(cast, now, opens_at=now + DAY))
    second = timedelta(seconds=1)
    assert view.phase(now) == "upcoming"
    assert view.phase(view.opens_at) == "open"
    assert view.phase(view.closes_at - second) == "open"
    assert view.phase(view.closes_at) == "voting"
    assert view.phase(view.voting_closes_at - second) == "voting"
    assert view.phase(view.voting_closes_at) == "closed"


def test_dates_are_moved_in_public(cast, challenge, now):
    operations.move_challenge(
        challenge=challenge,
        closes_at=now,
        voting_closes_at=now + 2 * DAY,
        by=cast.ruben,
        at=now,
    )
    view = queries.challenge(challenge)
    assert (view.phase(now), view.voting_closes_at) == ("voting", now + 2 * DAY)
    assert acts_of_object(challenge)[0].kind == "create.challenge.moved"


def test_what_has_closed_stays_closed(cast, challenge, now):
    view = queries.challenge(challenge)
    with pytest.raises(Refused, match="stay closed"):
        operations.move_challenge(
            challenge=challenge,
            closes_at=now + 30 * DAY,
            voting_closes_at=now + 40 * DAY,
            by=cast.ruben,
            at=view.closes_at,
        )
    with pytest.raises(Refused, match="new challenge"):
        operations.move_challenge(
            challenge=challenge,
            closes_at=view.closes_at,
            voting_closes_at=now + 40 * DAY,
            by=cast.ruben,
            at=view.voting_closes_at,
        )
    assert queries.challenge(challenge) == view


def test_only_the_firm_moves_dates_and_unknown_challenges_are_not_there(cast, challenge, now):
    dates = {"closes_at": now + DAY, "voting_closes_at": now + 2 * DAY, "at": now}
    with pytest.raises(Forbidden):
        operations.move_challenge(challenge=challenge, by=cast.mei, **dates)
    with pytest.raises(Missing):
        operations.move_challenge(challenge=new_id(), by=cast.ruben, **dates)


def test_running_and_past_challenges_are_listed_by_their_end(
    cast, challenge, now, django_assert_num_queries
):
    sooner = opened(cast, now, closes_at=now + DAY, voting_closes_at=now + 2 * DAY)
    with django_assert_num_queries(1):
        running = queries.running_challenges(at=now)
    assert [view.id for view in running] == [sooner, challenge]
    later = now + 3 * DAY
    assert [view.id for view in queries.running_challenges(at=later)] == [challenge]
    assert [view.id for view in queries.past_challenges(at=later)] == [sooner]

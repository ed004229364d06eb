"""Scores of people with a declared interest weigh what others weigh, and are counted apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohive.bond import queries as bond
from cohive.create import operations, queries
from cohive.guard import operations as guard
from cohive.guard.queries import interests_of
from cohive.words.refusals import Refused

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def voting(challenge, clock):
    """An instant when votes are open."""
    at = queries.challenge(challenge).closes_at + DAY
    clock(at)
    return at


@pytest.fixture
def closed(challenge):
    return queries.challenge(challenge).voting_closes_at


@pytest.fixture
def work(cast, challenge, submit):
    return submit(cast.mei, "Entry of mei", challenge=challenge)


def score(work, by, at, value=4, **more):
    operations.score_work(work=work, value=value, would_buy=False, by=by, at=at, **more)


def totals(challenge, at):
    return queries.result(challenge, at=at).lines[0].totals


def test_scores_with_a_declared_interest_are_counted_apart(
    cast, challenge, work, voting, closed, client
):
    score(work, cast.noor, voting, value=5, interest="paid")
    score(work, cast.lin, voting, value=2)
    found = totals(challenge, closed)
    assert (found.scores, found.interested, found.withdrawn) == (2, 1, 0)
    assert found.mean.middle == 3.5  # it weighs what others weigh
    [declared] = interests_of(cast.noor)
    assert (declared.about_kind, declared.about, declared.subject) == ("score", work, work)


def test_a_withdrawn_interest_is_counted_as_withdrawn(cast, challenge, work, voting, closed):
    score(work, cast.noor, voting, interest="paid")
    score(work, cast.noor, voting + HOUR, value=5)
    assert totals(challenge, closed).interested == 1
    score(work, cast.noor, voting + HOUR, value=5, interest="")
    found = totals(challenge, closed)
    assert (found.interested, found.withdrawn) == (0, 1)


def test_a_standing_interest_counts_for_its_makers_works_from_its_day(
    cast, challenge, work, submit, voting, closed
):
    score(work, cast.noor, voting)
    guard.declare_standing_interest(subject=cast.mei, basis="kin", by=cast.noor, at=voting + HOUR)
    assert totals(challenge, closed).interested == 0  # it was given before
    score(work, cast.noor, voting + 2 * HOUR, value=5)
    assert totals(challenge, closed).interested == 1


def test_a_standing_interest_in_another_does_not_count(cast, challenge, work, voting, closed):
    guard.declare_standing_interest(subject=cast.hanna, basis="kin", by=cast.noor, at=voting)
    score(work, cast.noor, voting + HOUR)
    assert totals(challenge, closed).interested == 0


def test_who_works_for_the_place_has_an_interest_in_all_of_it(
    cast, challenge, work, voting, closed
):
    guard.declare_standing_interest(
        subject=bond.place().agent, basis="employed", by=cast.noor, at=voting
    )
    score(work, cast.noor, voting + HOUR)
    assert totals(challenge, closed).interested == 1


def test_an_interest_without_a_score_counts_nowhere(cast, challenge, work, voting, closed):
    guard.say_interest(about_kind="score", about=work, basis="paid", by=cast.lin, at=voting)
    score(work, cast.noor, voting)
    assert totals(challenge, closed).interested == 0


def test_it_is_declared_with_the_score_on_the_page(
    cast, challenge, work, voting, as_member, clock, closed
):
    call = queries.challenge(challenge)
    noor = as_member(cast.noor)
    page = noor.get(call.url).content.decode()
    assert "Declare an interest" in page
    sent = {"work": str(work), "value": "4"}
    assert noor.post(call.vote_url, {**sent, "interest": "rich"}).status_code == 422
    noor.post(call.vote_url, {**sent, "interest": "given"})
    page = noor.get(call.url).content.decode()
    assert '<option value="given" selected>' in page
    assert "One score is from somebody with a declared interest." in page
    noor.post(call.vote_url, {**sent, "value": "5"})  # a form without the choice leaves it
    clock(closed)
    result = Client().get(reverse("create:result", kwargs={"slug": call.slug})).content.decode()
    assert "One score is from somebody with a declared interest." in result


def test_an_unknown_interest_writes_no_score(cast, challenge, work, voting, closed):
    with pytest.raises(Refused, match="Choose what"):
        score(work, cast.noor, voting, interest="rich")
    assert queries.result(challenge, at=closed).lines == ()

"""Scores while a group is under a public review: counted with them and without them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cohive.create import operations, queries
from cohive.create.models.scores import Score, Tally
from cohive.create.models.works import Work
from cohive.create.queries.scores import Places
from cohive.guard import operations as guard

DAY = timedelta(days=1)
WHY = {"reason": "They came together within one minute."}


@pytest.fixture
def scored(cast, challenge, submit):
    """Two entries; without noor and lin the second leads. Returns them and the closing day."""
    view = queries.challenge(challenge)
    pushed, liked = (
        submit(by, title, challenge=challenge)
        for by, title in ((cast.mei, "Pushed up"), (cast.anouk, "Liked well"))
    )
    given = {
        pushed: {cast.noor: 5, cast.lin: 5, cast.ruben: 2},
        liked: {cast.noor: 1, cast.lin: 1, cast.ruben: 4},
    }
    for work, values in given.items():
        for by, value in values.items():
            operations.score_work(
                work=work, value=value, would_buy=False, by=by, at=view.closes_at + DAY
            )
    return pushed, liked, view.voting_closes_at


@pytest.fixture
def review(cast, scored):
    def open_it(works, at):
        found, _ = guard.open_review(
            members=frozenset({cast.noor, cast.lin}),
            targets=dict.fromkeys(works, "work"),
            witnesses=("lockstep", "target"),
            evidence={},
            by=cast.steward,
            at=at,
        )
        return found

    return open_it


def order(challenge, at):
    return [line.work.id for line in queries.result(challenge, at=at).lines]


def test_a_mark_turns_the_order_and_a_release_turns_it_back(cast, challenge, scored, review):
    pushed, liked, closed = scored
    before = queries.result(challenge, at=closed)
    assert order(challenge, closed) == [pushed, liked]
    found = review([pushed, liked], closed)
    assert queries.result(challenge, at=closed) == before  # watching is not felt
    guard.mark(review=found, by=cast.steward, at=closed, **WHY)
    during = queries.result(challenge, at=closed)
    assert order(challenge, closed) == [liked, pushed]
    assert during.is_unjudged
    assert [line.totals.scores for line in during.lines] == [1, 1]
    assert {work: full.scores for work, full in during.full.items()} == {pushed: 3, liked: 3}
    assert during.moved == {pushed: Places(2, 1), liked: Places(1, 2)}
    assert Score.objects.count() == 6  # set aside, not deleted
    for steward in (cast.steward, cast.ruben):
        guard.release(review=found, by=steward, at=closed, apology="We are sorry.", **WHY)
    assert queries.result(challenge, at=closed) == before


def test_after_a_confirmation_the_count_without_stands(cast, challenge, scored, review):
    pushed, liked, closed = scored
    found = review([pushed], closed)
    guard.mark(review=found, by=cast.steward, at=closed, **WHY)
    for steward in (cast.steward, cast.ruben):
        guard.confirm(review=found, by=steward, at=closed, **WHY)
    result = queries.result(challenge, at=closed)
    assert not result.is_unjudged
    assert {line.work.id: line.totals.scores for line in result.lines} == {pushed: 1, liked: 3}


def test_the_page_shows_both_counts(cast, challenge, scored, review, client, monkeypatch):
    pushed, liked, closed = scored
    slug = queries.challenge(challenge).slug
    guard.mark(review=review([pushed, liked], closed), by=cast.steward, at=closed, **WHY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: closed)
    page = client.get(reverse("create:result", args=[slug]))
    text = page.content.decode()
    assert "both counts are shown" in text
    assert "Counting the votes set aside: mean 4 of 5 from 3 scores." in text
    assert "It would be in place 1 instead of 2." in text


def test_the_gallery_by_score_follows_a_review_once_votes_are_closed(
    cast, challenge, scored, review, hear
):
    pushed, liked, closed = scored

    def by_score():
        return [card.id for card in queries.gallery(order="score")[0]]

    hear(closed)
    assert by_score() == [pushed, liked]
    found = review([pushed, liked], closed)
    guard.mark(review=found, by=cast.steward, at=closed, **WHY)
    hear(closed)
    assert by_score() == [liked, pushed]
    for steward in (cast.steward, cast.ruben):
        guard.release(review=found, by=steward, at=closed, apology="We are sorry.", **WHY)
    hear(closed)
    assert by_score() == [pushed, liked]


def test_a_review_publishes_no_mean_while_votes_are_open(cast, challenge, scored, review, hear):
    pushed, liked, closed = scored
    early = closed - DAY
    guard.mark(review=review([pushed], early), by=cast.steward, at=early, **WHY)
    hear(early)
    assert set(Work.objects.values_list("score_milli", flat=True)) == {0}
    hear(closed)
    assert [card.id for card in queries.gallery(order="score")[0]] == [liked, pushed]


def test_an_entry_all_of_whose_votes_are_set_aside_says_where_it_would_be(
    cast, challenge, scored, review, submit, client, monkeypatch, hear
):
    pushed, _liked, closed = scored
    Score.objects.filter(work=pushed).exclude(by__in=[cast.noor, cast.lin]).delete()
    Tally.objects.filter(work=pushed).update(scores=2, points=10)
    guard.mark(review=review([pushed], closed), by=cast.steward, at=closed, **WHY)
    hear(closed)
    assert Work.objects.get(id=pushed).score_milli == 0
    assert queries.result(challenge, at=closed).moved[pushed] == Places(None, 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: closed)
    slug = queries.challenge(challenge).slug
    page = client.get(reverse("create:result", args=[slug])).content.decode()
    assert "It would be in place 1." in page
    assert "Counting the votes set aside, it would be in place 2 instead of 1." in page

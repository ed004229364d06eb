"""A ballot whose outcome hangs on votes under review waits for the verdict."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohive.create import queries
from cohive.guard import operations as guard
from cohive.words.refusals import Refused
from tests.create_products.conftest import DAY, REASON
from tests.create_products.test_decisions import ballot, challenge, conclude, vote

__all__ = ["ballot", "challenge"]
pytestmark = pytest.mark.django_db
WHY = {"reason": "They came together within one minute."}


@pytest.fixture
def asked(cast, challenge, ballot, now):
    """Two votes for the lamp, by the group; one for the gulls. Returns the vote and the works."""
    about, (lamp, gulls) = challenge("circle")
    decision = ballot("challenge", about, quorum=1)
    for by, work in ((cast.mei, lamp), (cast.kit, lamp), (cast.teo, gulls)):
        vote(decision, by, now, work=work)
    return decision, lamp, gulls


@pytest.fixture
def marked(cast, now):
    def make(target, members):
        found, _ = guard.open_review(
            members=frozenset(members),
            targets={target: "work"},
            witnesses=("lockstep", "target"),
            evidence={},
            by=cast.steward,
            at=now,
        )
        guard.mark(review=found, by=cast.steward, at=now, **WHY)
        return found

    return make


def test_a_result_that_hangs_on_the_review_waits(cast, asked, marked, now):
    decision, lamp, gulls = asked
    found = marked(lamp, [cast.mei, cast.kit])
    with pytest.raises(Refused, match="under review"):
        conclude(cast, decision, now + 3 * DAY)
    assert queries.decision(decision).state == "open"
    view = queries.ballot(decision, viewer=None, at=now + 3 * DAY)
    assert view.waits
    assert [(line.choice.work, line.votes) for line in view.tally] == [(gulls, 1)]
    assert {(line.choice.work, line.votes) for line in view.full_tally} == {(lamp, 2), (gulls, 1)}
    for steward in (cast.steward, cast.ruben):
        guard.confirm(review=found, by=steward, at=now, **WHY)
    conclude(cast, decision, now + 3 * DAY)
    assert queries.decision(decision).chosen == gulls


def test_after_a_release_everybodys_votes_count(cast, asked, marked, now):
    decision, lamp, _gulls = asked
    found = marked(lamp, [cast.mei, cast.kit])
    for steward in (cast.steward, cast.ruben):
        guard.release(review=found, by=steward, at=now, apology="We are sorry.", **WHY)
    conclude(cast, decision, now + 3 * DAY)
    assert queries.decision(decision).chosen == lamp


def test_a_quorum_that_hangs_on_the_review_waits_too(cast, challenge, ballot, marked, now):
    about, (lamp, _gulls) = challenge("circle")
    decision = ballot("challenge", about, quorum=2)
    vote(decision, cast.mei, now, work=lamp)
    vote(decision, cast.teo, now, work=lamp)
    marked(decision, [cast.mei, cast.kit])
    with pytest.raises(Refused, match="under review"):
        conclude(cast, decision, now + 3 * DAY)


def test_a_review_that_changes_nothing_holds_nothing_up(cast, asked, marked, now):
    decision, lamp, gulls = asked
    marked(gulls, [cast.teo, cast.bas])
    conclude(cast, decision, now + 3 * DAY)
    assert queries.decision(decision).chosen == lamp


def test_the_page_shows_both_counts_and_why_it_waits(cast, asked, marked, now, client, monkeypatch):
    decision, lamp, _gulls = asked
    found = marked(lamp, [cast.mei, cast.kit])
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + 3 * DAY)
    text = client.get(reverse("create:decision", args=[decision])).content.decode()
    assert "It is published when the review is judged." in text
    assert "With those set aside" in text
    assert reverse("evolve:review-public", args=[found]) in text
    assert REASON not in text

"""An interest declared with a ballot: counted with the result, and never told of whom."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cohive.create import operations, queries
from cohive.create.models.decisions import BallotVote, Decision
from cohive.journal.models import Act
from cohive.words.refusals import Refused
from tests.create_products.conftest import DAY, REASON

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast, now):
    """An idea that a jury of three answers."""
    idea = operations.make_idea(
        post=None, title="A bell", text="It rings.", by=cast.he, at=now
    )  # fmt: skip
    return operations.open_ballot(
        about_kind="idea", about=idea, decides="jury", jury=[cast.he, cast.ifeoma, cast.ruben],
        closes_at=now + 3 * DAY, by=cast.ruben, at=now,
    )  # fmt: skip


def vote(decision, by, at, **more):
    operations.vote_decision(decision=decision, by=by, at=at, answer="yes", **more)


def test_only_the_number_of_declared_interests_is_published(cast, asked, now):
    vote(asked, cast.he, now, interest="kin")
    vote(asked, cast.ifeoma, now)
    assert queries.ballot(asked, viewer=cast.he, at=now).own_interest == "kin"
    assert queries.ballot(asked, viewer=cast.ifeoma, at=now).own_interest == ""
    assert queries.ballot(asked, viewer=cast.ifeoma, at=now).interested == 0
    assert queries.ballot(asked, viewer=None, at=now + 4 * DAY).interested == 1


def test_no_act_tells_that_she_declared_one(cast, asked, now):
    before = Act.objects.count()
    vote(asked, cast.he, now, interest="paid")
    [act] = Act.objects.order_by("-id")[: Act.objects.count() - before]
    assert act.kind == "create.ballot.voted"
    assert "paid" not in json.dumps(act.payload)


def test_it_weighs_what_the_others_weigh(cast, asked, now):
    vote(asked, cast.he, now, interest="own")
    vote(asked, cast.ifeoma, now)
    later = now + 4 * DAY
    operations.conclude_ballot(decision=asked, reason=REASON, by=cast.ruben, at=later)
    shown = queries.ballot(asked, viewer=None, at=later)
    assert [(one.choice.answer, one.votes) for one in shown.tally] == [("yes", 2)]
    assert (shown.decision.outcome, shown.interested) == ("yes", 1)


def test_it_is_taken_back_with_the_next_vote_and_kept_where_nothing_is_said(cast, asked, now):
    vote(asked, cast.he, now, interest="paid")
    vote(asked, cast.he, now)
    assert BallotVote.objects.get(voter_id=cast.he).interest == "paid"
    vote(asked, cast.he, now, interest="")
    assert BallotVote.objects.get(voter_id=cast.he).interest == ""


def test_an_unknown_interest_is_refused_and_the_database_refuses_it_too(cast, asked, now):
    with pytest.raises(Refused, match="Choose what your interest is") as refused:
        vote(asked, cast.he, now, interest="gold")
    assert refused.value.field == "interest"
    vote(asked, cast.he, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotVote.objects.update(interest="gold")


def test_the_page_takes_it_and_tells_the_number(cast, asked, signed_in):
    Decision.objects.filter(id=asked).update(closes_at=timezone.now() + DAY)
    page = reverse("create:decision-vote", args=[asked])
    client = signed_in("he")
    assert client.post(page, {"choice": "yes", "interest": "given"}).status_code == 302
    assert BallotVote.objects.get(voter_id=cast.he).interest == "given"
    now = timezone.now()
    Decision.objects.filter(id=asked).update(opened_at=now - 9 * DAY, closes_at=now - 8 * DAY)
    said = client.get(reverse("create:decision", args=[asked])).content.decode()
    assert "One of these votes is from somebody with a declared interest" in said

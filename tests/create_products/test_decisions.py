"""Deciding about challenges and ideas: the firm at once, a circle or a jury by ballot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.queries import notices
from cohive.create import operations, queries
from cohive.journal.queries import acts_of_object
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.create_products.conftest import DAY, REASON, drawing

pytestmark = pytest.mark.django_db
CHINESE = "四道光圈缩到九厘米仍然清楚，海鸥却看不清。"


@pytest.fixture
def challenge(cast, now):
    """Opens a challenge that `decides`, with two works; its votes closed yesterday."""

    def make(decides="firm", **more):
        opened = operations.open_challenge(
            title="A print for the morning voice",
            brief="One ink.",
            circle=cast.circle,
            decides=decides,
            opens_at=now - 20 * DAY,
            closes_at=now - 8 * DAY,
            voting_closes_at=now - DAY,
            by=cast.ruben,
            at=now - 20 * DAY,
            **more,
        )
        works = [
            operations.submit_work(
                title=title,
                picture=drawing(title),
                makers=[(by, 1)],
                challenge=opened,
                accepts_terms=True,
                by=by,
                at=now - 15 * DAY,
            )
            for title, by in (("Harbour lamp", cast.he), ("Nineteen gulls", cast.ifeoma))
        ]
        return opened, works

    return make


@pytest.fixture
def decide(cast, now):
    def make(about_kind, about, outcome="yes", **more):
        given = {"reason": REASON, "by": cast.ruben, "at": now, **more}
        return operations.decide(about_kind=about_kind, about=about, outcome=outcome, **given)

    return make


def test_the_firm_chooses_a_work_with_a_public_reason(cast, challenge, decide, now):
    about, works = challenge()
    view = queries.decision(decide("challenge", about, chosen=works[0]))
    assert (view.state, view.outcome, view.chosen, view.reason) == (
        "decided",
        "yes",
        works[0],
        REASON,
    )
    assert (view.decided_by, view.decided_at, view.about_title) == (
        cast.ruben,
        now,
        "A print for the morning voice",
    )
    [act] = acts_of_object(view.id)
    assert (act.kind, act.event.chosen) == ("create.decision.made", works[0])
    assert "was decided" in notices(cast.ifeoma)[0].text


def test_all_can_be_refused_with_a_reason(challenge, decide):
    about, _ = challenge()
    assert queries.decision(decide("challenge", about, "no")).chosen is None


@pytest.mark.parametrize("reason", ["", "Because.", "好的。"])
def test_a_decision_needs_a_full_sentence(challenge, decide, reason):
    about, works = challenge()
    with pytest.raises(Refused, match="full sentence") as refusal:
        decide("challenge", about, chosen=works[0], reason=reason)
    assert refusal.value.field == "reason"
    assert queries.decisions_about(about) == []


def test_a_chinese_sentence_is_full_with_fewer_characters(challenge, decide):
    about, works = challenge()
    assert decide(
        "challenge", about, chosen=works[0], reason="四道光圈缩到九厘米仍然清楚，海鸥却看不清。"
    )


def test_scores_come_first(cast, challenge, decide, now):
    about, works = challenge()
    with pytest.raises(Refused, match="score until"):
        decide("challenge", about, chosen=works[0], at=now - 2 * DAY)


def test_a_work_of_another_challenge_cannot_be_chosen(challenge, decide, works):
    about, _ = challenge()
    with pytest.raises(Refused) as refusal:
        decide("challenge", about, chosen=works["timetable"])
    assert refusal.value.field == "chosen"


def test_yes_names_a_work_and_no_names_none(challenge, decide):
    about, entries = challenge()
    for outcome, chosen in (("yes", None), ("no", entries[0])):
        with pytest.raises(Refused, match="Choose the work"):
            decide("challenge", about, outcome, chosen=chosen)


def test_what_is_decided_stays_decided(challenge, decide):
    about, works = challenge()
    decide("challenge", about, chosen=works[0])
    with pytest.raises(Refused, match="was decided on"):
        decide("challenge", about, chosen=works[1])


def test_only_the_firm_decides_for_the_firm(cast, challenge, decide):
    about, works = challenge()
    with pytest.raises(Forbidden):
        decide("challenge", about, chosen=works[0], by=cast.mei)


def test_the_firm_does_not_decide_what_was_given_to_the_circle(challenge, decide):
    about, works = challenge("circle")
    with pytest.raises(Refused, match="somebody else was named"):
        decide("challenge", about, chosen=works[0])


def test_answering_an_idea_sets_it_answered(cast, ideas, decide, now):
    decide("idea", ideas[88], "no", reason="The hem fails washing and adds nearly two euro.")
    view = queries.idea(ideas[88])
    assert (view.state, view.answer.outcome, view.answer.at) == ("answered", "no", now)
    assert "was decided" in notices(cast.teo)[0].text


def test_later_may_be_answered_again(ideas, decide, now):
    decide("idea", ideas[88], "later")
    decide("idea", ideas[88], "yes", at=now + DAY)
    assert queries.idea(ideas[88]).answer.outcome == "yes"
    with pytest.raises(Refused, match="was decided"):
        decide("idea", ideas[88], "no", at=now + 2 * DAY)


def test_do_we_answer_counts_and_says_the_typical_wait(ideas, decide, now):
    empty = queries.answer_record()
    assert (empty.answered, empty.unanswered, empty.typical_wait_days) == (0, 2, None)
    decide("idea", ideas[88], "yes", at=now - 44 * DAY)
    record = queries.answer_record()
    assert (record.answered, record.unanswered, record.typical_wait_days) == (1, 1, 6)
    assert record.latest[0].about_title == "Idea 88"


def test_an_unknown_idea_or_challenge_is_missing(cast, decide):
    for kind in ("idea", "challenge"):
        with pytest.raises(Missing):
            decide(kind, cast.firm)


@pytest.fixture
def ballot(cast, now):
    def make(about_kind, about, decides="circle", **more):
        given = {"closes_at": now + 3 * DAY, "by": cast.ruben, "at": now, **more}
        return operations.open_ballot(about_kind=about_kind, about=about, decides=decides, **given)

    return make


def vote(decision, voter, at, **choice):
    operations.vote_decision(decision=decision, by=voter, at=at, **choice)


def conclude(cast, decision, at, **more):
    return operations.conclude_ballot(
        decision=decision, reason=REASON, by=cast.ruben, at=at, **more
    )


def test_a_circle_decides_by_the_most_votes(cast, challenge, ballot, now):
    about, (lamp, gulls) = challenge("circle")
    asked = ballot("challenge", about, quorum=3)
    vote(asked, cast.mei, now, work=lamp)
    vote(asked, cast.teo, now, work=gulls)
    vote(asked, cast.kit, now, work=lamp)
    assert conclude(cast, asked, now + 3 * DAY) == "decided"
    view = queries.decision(asked)
    assert (view.outcome, view.chosen, view.votes) == ("yes", lamp, 3)
    assert [act.kind for act in acts_of_object(asked)][::-1] == [
        "create.ballot.opened",
        *["create.ballot.voted"] * 3,
        "create.decision.made",
    ]


def test_a_vote_can_be_changed_until_the_close(cast, challenge, ballot, now):
    about, (lamp, gulls) = challenge("circle")
    asked = ballot("challenge", about, quorum=1)
    vote(asked, cast.mei, now, work=lamp)
    vote(asked, cast.mei, now + DAY, work=gulls)
    view = queries.ballot(asked, viewer=cast.mei, at=now + DAY)
    assert [(count.choice.work, count.votes) for count in view.tally] == [(gulls, 1)]
    with pytest.raises(Refused, match="closed on"):
        vote(asked, cast.mei, now + 3 * DAY, work=lamp)


def test_the_tally_is_hidden_until_the_own_vote_or_the_close(cast, challenge, ballot, now):
    about, (lamp, _) = challenge("circle")
    asked = ballot("challenge", about, quorum=1)
    vote(asked, cast.mei, now, work=lamp, reason="It reads in both scripts.")
    before = queries.ballot(asked, viewer=cast.teo, at=now)
    assert (before.is_shown, before.tally, before.reasons, before.answered) == (False, (), (), ())
    assert before.decision.votes == 1
    own = queries.ballot(asked, viewer=cast.mei, at=now)
    assert own.is_shown
    assert own.reasons == ()
    after = queries.ballot(asked, viewer=None, at=now + 3 * DAY)
    assert after.is_shown
    assert [reason.reason for reason in after.reasons] == ["It reads in both scripts."]


def test_only_the_circle_votes(cast, challenge, ballot, now):
    about, (lamp, _) = challenge("circle")
    asked = ballot("challenge", about)
    bond.leave_circle(circle=cast.circle, by=cast.bas, at=now)
    with pytest.raises(Forbidden):
        vote(asked, cast.bas, now, work=lamp)


def test_who_joins_the_circle_to_vote_was_not_asked(cast, challenge, ballot, now):
    about, (lamp, _) = challenge("circle")
    asked = ballot("challenge", about)
    bond.leave_circle(circle=cast.circle, by=cast.bas, at=now)
    later = now + timedelta(minutes=1)
    bond.join_circle(circle=cast.circle, by=cast.bas, at=later)
    with pytest.raises(Forbidden):
        vote(asked, cast.bas, later, work=lamp)
    assert not queries.ballot(asked, viewer=cast.bas, at=later).may_vote
    assert queries.ballot(asked, viewer=cast.he, at=later).may_vote


def test_ones_own_work_cannot_be_voted_for(cast, challenge, ballot, now):
    about, (lamp, _) = challenge("circle")
    asked = ballot("challenge", about)
    with pytest.raises(Refused, match="You made this one") as refusal:
        vote(asked, cast.he, now, work=lamp)
    assert refusal.value.field == "choice"


def test_too_few_answers_decide_nothing_and_the_question_is_open_again(
    cast, challenge, ballot, now
):
    about, (lamp, _) = challenge("circle")
    asked = ballot("challenge", about, quorum=2)
    vote(asked, cast.mei, now, work=lamp)
    assert conclude(cast, asked, now + 3 * DAY) == "lapsed"
    assert acts_of_object(asked)[0].kind == "create.ballot.lapsed"
    assert ballot("challenge", about, at=now + 4 * DAY, closes_at=now + 6 * DAY) != asked


def test_a_third_of_the_circle_is_enough_unless_said_otherwise(cast, challenge, ballot):
    about, _ = challenge("circle")
    assert queries.decision(ballot("challenge", about)).quorum == 6  # of 17


def test_at_a_tie_the_firm_chooses_among_the_leading(cast, challenge, ballot, now):
    about, (lamp, gulls) = challenge("circle")
    asked = ballot("challenge", about, quorum=2)
    vote(asked, cast.mei, now, work=lamp)
    vote(asked, cast.teo, now, work=gulls)
    with pytest.raises(Refused, match="2 choices") as refusal:
        conclude(cast, asked, now + 3 * DAY)
    assert refusal.value.field == "tie"
    with pytest.raises(Refused, match="2 choices"):
        conclude(cast, asked, now + 3 * DAY, tie_answer="no")
    conclude(cast, asked, now + 3 * DAY, tie_work=gulls)
    assert queries.decision(asked).chosen == gulls


def test_an_open_ballot_cannot_be_concluded_or_opened_twice(cast, challenge, ballot, now):
    about, _ = challenge("circle")
    asked = ballot("challenge", about)
    with pytest.raises(Refused, match="open until"):
        conclude(cast, asked, now + DAY)
    with pytest.raises(Refused, match="open already"):
        ballot("challenge", about)


def test_a_jury_of_named_members_decides_about_an_idea(cast, ideas, ballot, now):
    asked = ballot("idea", ideas[61], "jury", jury=[cast.pilar, cast.bas, cast.hanna])
    assert queries.decision(asked).quorum == 2
    assert [notice.kind for notice in notices(cast.bas) if notice.waits] == ["decision"]
    vote(asked, cast.pilar, now, answer="yes")
    vote(asked, cast.bas, now, answer="yes")
    with pytest.raises(Forbidden):
        vote(asked, cast.mei, now, answer="no")
    view = queries.ballot(asked, viewer=cast.bas, at=now)
    assert (view.may_vote, view.answered) == (True, (cast.pilar, cast.bas))
    assert not [notice for notice in notices(cast.bas) if notice.waits]
    conclude(cast, asked, now + 3 * DAY)
    assert queries.idea(ideas[61]).answer.outcome == "yes"


def test_a_jury_is_named(cast, ideas, ballot):
    for jury in ([], [cast.firm, cast.circle, cast.mei, ideas[61]]):
        with pytest.raises(Refused) as refusal:
            ballot("idea", ideas[61], "jury", jury=jury)
        assert refusal.value.field == "jury"


def test_a_ballot_closes_later_than_it_opens(ideas, ballot, now, cast):
    with pytest.raises(Refused) as refusal:
        ballot("idea", ideas[61], circle=cast.circle, closes_at=now)
    assert refusal.value.field == "closes_at"


def test_the_firms_own_decision_is_no_ballot(cast, ideas, decide, now):
    made = decide("idea", ideas[61], "no")
    assert queries.ballot(made, viewer=cast.mei, at=now) is None
    with pytest.raises(Missing):
        vote(made, cast.mei, now, answer="yes")

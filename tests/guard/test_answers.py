"""One of a group says how it was before anybody judges; stewards read it, nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.guard import operations, queries
from cohive.journal.models import Act
from cohive.words.refusals import Forbidden, Missing, Refused

pytestmark = pytest.mark.django_db
WHY = {"reason": "They came together."}


@pytest.fixture
def marked(watched, now):
    operations.mark(review=watched.review, by=watched.stewards[0], at=now, **WHY)
    return watched


def answer(watched, now, *, by=0, text="We are a choir."):
    operations.answer(review=watched.review, text=text, by=watched.group[by], at=now)


def test_an_answer_waits_with_the_review_and_is_no_report(marked, now):
    answer(marked, now)
    answer(marked, now, by=1, text="We met on Sunday.")
    said = queries.answers(marked.review)
    assert [(one.by, one.text) for one in said] == [
        (marked.group[0], "We are a choir."),
        (marked.group[1], "We met on Sunday."),
    ]
    assert queries.open_cases() == []
    assert queries.count_open() == 0
    acts = Act.objects.filter(kind="guard.review.answered").order_by("id")
    assert [act.actor_id for act in acts] == list(marked.group[:2])


def test_a_second_answer_takes_the_place_of_the_first(marked, now):
    answer(marked, now)
    answer(marked, now + timedelta(hours=1), text="We are a choir, and sang until two.")
    [said] = queries.answers(marked.review)
    assert said.text == "We are a choir, and sang until two."
    assert said.at == now + timedelta(hours=1)


def test_only_the_group_answers_and_only_before_the_verdict(marked, now):
    with pytest.raises(Forbidden):
        operations.answer(review=marked.review, text="x", by=marked.stewards[0], at=now)
    with pytest.raises(Missing):
        operations.answer(review=marked.group[0], text="x", by=marked.group[0], at=now)
    for text in (" ", "x" * 2_001):
        with pytest.raises(Refused) as refusal:
            answer(marked, now, text=text)
        assert refusal.value.field == "text"
    for steward in marked.stewards[:2]:
        operations.confirm(review=marked.review, by=steward, at=now, **WHY)
    with pytest.raises(Refused):
        answer(marked, now)


def test_a_group_that_is_only_watched_has_nothing_to_answer(watched, now):
    with pytest.raises(Refused):
        answer(watched, now)


@pytest.mark.parametrize("verdict", ["confirmed", "released"])
def test_the_verdict_closes_the_answers_and_leaves_them_to_read(marked, now, verdict):
    answer(marked, now)
    for steward in marked.stewards[:2]:
        if verdict == "confirmed":
            operations.confirm(review=marked.review, by=steward, at=now, **WHY)
        else:
            operations.release(
                review=marked.review, by=steward, apology="We were wrong.", at=now, **WHY
            )
        state = queries.review(marked.review).state
        assert [one.is_open for one in queries.answers(marked.review)] == [state == "marked"]
    assert queries.closed_cases() == []


def test_who_leaves_takes_her_words_along(marked, now):
    answer(marked, now)
    answer(marked, now, by=1, text="We met on Sunday.")
    operations.forget_words(agent=marked.group[0], at=now)
    assert [one.text for one in queries.answers(marked.review)] == ["We met on Sunday."]

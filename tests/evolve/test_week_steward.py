"""This week for a steward: reviews, questions, appeals, borders and waves, each with its age."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cohive.bond import operations as bond
from cohive.evolve import operations as evolve
from cohive.evolve.models.changes import CircleChange, SplitFinding
from cohive.evolve.models.surveys import Wave
from cohive.evolve.queries.waiting import borders, waves_to_close
from cohive.evolve.views.week_steward import for_steward
from cohive.evolve.wording import Wording
from cohive.guard import operations as guard
from tests.evolve.test_telling_found import noted, opened, stewards

PAGE = "/desk/week/"
DAY = timedelta(days=1)
__all__ = ["stewards"]


@pytest.fixture
def read(as_member, now):
    """The page as somebody reads it at the fixed instant."""

    def of(agent):
        with time_machine.travel(now, tick=False):
            return as_member(agent).get(PAGE).content.decode()

    return of


@pytest.fixture
def parted(crew, now):
    """The nightly look found this morning that the talk of a circle has a border."""
    return SplitFinding.objects.create(
        circle_id=crew.circle, at=now - DAY / 4, is_proposed=True, members=[], said=[]
    )


def asked(crew, at, title="How are you?"):
    survey = evolve.make_survey(title=Wording(title, "你好吗？"), by=crew.steward, at=at)
    evolve.add_instrument(survey=survey, instrument="pulse", by=crew.steward, at=at)
    evolve.open_wave(survey=survey, by=crew.steward, at=at)
    return survey


def test_a_review_waits_with_its_age_for_stewards_who_are_not_of_the_group(
    crew, stewards, read, now
):
    first, second, _third = stewards
    review = opened(crew, [second, *crew.members[5:9]], now - 3 * DAY)
    page = read(first)
    assert "A group of 5 accounts" in page
    assert "found 3 days ago, to be looked at" in page
    assert f'href="/desk/reviews/{review}/"' in page
    assert "1 thing needs a person" in page
    assert str(review) not in read(second)
    bond.grant_role(to=crew.members[3], role="maker", by=first, at=now - DAY)
    assert str(review) not in read(crew.members[3])


def test_who_has_judged_reads_that_another_steward_is_needed(crew, stewards, read, now):
    first, second, third = stewards
    review = opened(crew, crew.members[5:9], now - 9 * DAY)
    step = {"review": review, "reason": "They came together."}
    guard.mark(**step, by=first, at=now - 8 * DAY)
    assert "under review for 8 days, without a verdict" in read(first)
    guard.confirm(**step, by=first, at=now - 7 * DAY)
    assert "open for 8 days: you have judged, a second steward has not" in read(first)
    guard.confirm(**step, by=second, at=now - 6 * DAY)
    assert str(review) not in read(third)
    guard.appeal(review=review, text="A choir.", by=crew.members[5], at=now - 2 * DAY)
    assert "a verdict was appealed 2 days ago and waits for another steward" in read(first)
    assert "a verdict was appealed 2 days ago and waits for you" in read(third)


def test_a_question_about_an_interest_waits_without_a_name(crew, stewards, read, now):
    first, second, _third = stewards
    question = noted(crew, crew.members[7], second, now - 4 * DAY)
    page = read(first)
    assert "found 4 days ago, to be asked or closed" in page
    assert "Member 07" not in page
    assert str(question) not in read(second)
    guard.ask_person(contradiction=question, by=first, at=now - 2 * DAY)
    assert "asked 2 days ago, not answered yet" in read(first)
    guard.answer_question(contradiction=question, text="A gift.", by=crew.members[7], at=now - DAY)
    assert "to be closed with a reason" in read(first)
    guard.close_contradiction(contradiction=question, reason="Thanks.", by=first, at=now)
    assert "Nothing waits for a decision." in read(first)


def test_what_is_too_much_for_a_page_is_counted(crew, stewards, read, now):
    for number in range(10):
        opened(crew, crew.members[2 : 4 + number % 8], now - number * DAY)
    page = read(crew.steward)
    assert page.count("A group of ") == 8
    assert "2 more" in page


def test_a_border_found_by_night_waits_with_the_way_to_a_split(crew, parted, read, now):
    page = read(crew.steward)
    assert "its talk has a border" in page
    assert 'href="/changes/split/tide/"' in page


@pytest.mark.parametrize(
    ("state", "ended", "shown"),
    [
        ("preview", None, False),
        ("declined", 10, False),
        ("declined", 91, True),
        ("withdrawn", 10, True),
        ("undone", 10, False),
        ("done", 1, False),
    ],
)
def test_a_circle_that_was_asked_lately_is_left_in_peace(crew, parted, now, state, ended, shown):
    assert [one.circle for one in borders(at=now)] == [crew.circle]
    when = now - ended * DAY if ended else None
    is_done = state in ("done", "undone")
    CircleChange.objects.create(
        kind="split", circle_id=crew.circle, reason="Two talks.", state=state,
        other_id=crew.place.agent if is_done else None,
        proposed_by_id=crew.steward, proposed_at=now - 100 * DAY,
        ended_at=when, done_at=when if is_done else None,
        undo_until=now + 80 * DAY if is_done else None,
        undone_at=when if state == "undone" else None,
    )  # fmt: skip
    assert bool(borders(at=now)) == shown


def test_a_border_that_is_not_found_any_more_says_nothing(crew, parted, now):
    assert borders(at=now + 3 * DAY) == []
    SplitFinding.objects.update(is_proposed=False)
    assert borders(at=now) == []


def test_a_wave_may_be_closed_five_days_after_the_reminder_or_after_a_month(crew, read, now):
    reminded, old, _new = (asked(crew, now - days * DAY) for days in (14, 31, 29))
    Wave.objects.filter(survey=reminded).update(
        asked_on=(now - 12 * DAY).date(), reminded_on=(now - 5 * DAY).date()
    )
    found = waves_to_close(at=now)
    assert [(one.survey, one.reminded) for one in found] == [(old, False), (reminded, True)]
    assert [one.survey for one in waves_to_close(at=now - DAY)] == [old]
    assert waves_to_close(at=now - 2 * DAY) == []
    page = read(crew.steward)
    assert "open for 2 weeks, 0 answers; everybody was reminded, so it may be closed" in page
    assert f'href="/desk/surveys/{old}/"' in page
    evolve.close_wave(survey=old, by=crew.steward, at=now)
    assert [one.survey for one in waves_to_close(at=now)] == [reminded]


def test_what_waits_costs_the_same_queries_however_much_it_is(
    crew, stewards, now, django_assert_num_queries
):
    with django_assert_num_queries(5):
        assert for_steward(crew.steward, now) == []
    for days in range(2, 7):
        opened(crew, crew.members[2 : 2 + days], now - days * DAY)
        noted(crew, crew.members[days], crew.members[days + 1], now - days * DAY)
        asked(crew, now - (30 + days) * DAY)
    SplitFinding.objects.create(
        circle_id=crew.circle, at=now, is_proposed=True, members=[], said=[]
    )
    with django_assert_num_queries(7):
        assert len(for_steward(crew.steward, now)) == 16


def test_the_insight_page_says_in_short_that_a_talk_has_a_border(talked, as_member, now):
    with time_machine.travel(now, tick=False):
        evolve.take_snapshots(at=now)
        browser = as_member(talked.steward)
        assert "has a border" not in browser.get("/desk/insight/").content.decode()
        SplitFinding.objects.create(
            circle_id=talked.circle, at=now, is_proposed=True, members=[], said=[]
        )
        page = browser.get("/desk/insight/").content.decode()
    short = page.partition('aria-label="In short"')[2].partition("</ul>")[0]
    assert "The talk of “Tide” has a border: two groups mostly talk among themselves." in short
    assert 'href="/desk/changes/"' in page.partition('aria-label="In short"')[2]

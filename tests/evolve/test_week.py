"""This week: what needs a person, and only what this viewer may do."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import Post
from cohive.evolve.operations.changes import choose_side, open_change_vote, vote_on_change
from cohive.evolve.operations.founding import found_change
from cohive.evolve.queries.answerers import Answerer, answerers
from cohive.evolve.queries.open_changes import open_changes
from cohive.guard import operations as guard
from tests.evolve.test_changes import people_of, proposed
from tests.evolve.test_changes_experiments import many, started

PAGE = "/desk/week/"
DAY = timedelta(days=1)
__all__ = ["many"]


def test_an_empty_week_says_so(crew, as_member):
    page = as_member(crew.steward).get(PAGE).content.decode()
    assert "Nothing needs a person" in page
    assert "Nobody waits for an answer." in page
    assert "It begins with the first sale." in page


def test_whoever_waits_longest_stands_first(crew, as_member, now):
    for number, days in ((1, 2), (2, 5)):
        bond.start_thread(
            circle=crew.circle,
            title=f"Question {number}",
            text="Does white ink crack?",
            by=crew.members[number],
            at=now - timedelta(days=days),
        )
    with time_machine.travel(now, tick=False):
        page = as_member(crew.steward).get(PAGE).content.decode()
    assert page.index("Question 2") < page.index("Question 1")
    assert "waiting for 5 days" in page
    assert "Member 02" in page
    assert "2 things need a person" in page


def test_a_report_waits_for_a_steward_alone(crew, as_member, now):
    thread = bond.start_thread(
        circle=crew.circle, title="Loud", text="Loud words", by=crew.members[0], at=now
    )
    guard.open_case(
        kind="report", subject_kind="post", subject=thread, evidence="Rude.",
        by=crew.members[1], at=now,
    )  # fmt: skip
    bond.grant_role(to=crew.members[2], role="maker", by=crew.steward, at=now)
    assert "1 report" in as_member(crew.steward).get(PAGE).content.decode()
    assert "1 report" not in as_member(crew.members[2]).get(PAGE).content.decode()


def test_only_who_works_on_the_place_sees_it(crew, as_member):
    assert Client().get(PAGE).status_code == 302
    assert as_member(crew.members[0]).get(PAGE).status_code == 403


def test_what_is_in_motion_stands_with_its_end(crew, many, as_member, now):
    assert open_changes(at=now) == []
    change = proposed(crew, now)
    [preview] = open_changes(at=now)
    assert (preview.kind, preview.state, preview.until) == ("split", "preview", None)
    for willing in crew.members[:2]:
        choose_side(change=change, side="second", is_willing=True, by=willing, at=now)
    open_change_vote(change=change, days=5, by=crew.members[0], at=now)
    started(crew, now, days=3)
    assert [(one.kind, one.until - now) for one in open_changes(at=now)] == [
        ("experiment", 3 * DAY),
        ("split", 5 * DAY),
    ]
    with time_machine.travel(now, tick=False):
        page = as_member(crew.steward).get(PAGE).content.decode()
    assert "“Tide” as two circles" in page
    assert "people vote until" in page
    assert "not read before" in page


def test_a_way_back_is_told_when_it_ends_soon(crew, now):
    change = proposed(crew, now)
    for willing in crew.members[:2]:
        choose_side(change=change, side="second", is_willing=True, by=willing, at=now)
    open_change_vote(change=change, by=crew.members[0], at=now)
    for voter in people_of(crew.circle):
        vote_on_change(change=change, answer="yes", by=voter, at=now)
    [agreed] = open_changes(at=now)
    assert agreed.state == "agreed"
    found_change(change=change, by=crew.members[0], at=now)
    assert open_changes(at=now + 75 * DAY) == []
    [ending] = open_changes(at=now + 76 * DAY)
    assert (ending.state, ending.until - now) == ("undo", 90 * DAY)
    assert open_changes(at=now + 91 * DAY) == []


def test_who_answered_three_members_is_to_be_thanked(crew, as_member, now):
    helper, *others = crew.members[:5]
    new = bond.join(email="new@example.org", name="New", at=now - 3 * DAY)
    bond.join_circle(circle=crew.circle, by=new, at=now - 3 * DAY)
    for number, asker in enumerate([*others[:2], new, helper]):
        thread = bond.start_thread(
            circle=crew.circle, title=f"T{number}", text="How?", by=asker, at=now - 2 * DAY
        )
        opener = Post.objects.get(thread=thread, parent=None).id
        for answerer in (helper, crew.steward):
            bond.reply(to=opener, text=f"So, by {answerer}.", by=answerer, at=now - DAY)
    found = answerers(since=now - 14 * DAY, until=now, without=[crew.steward])
    assert found == [Answerer(helper, people=3, newcomers=1)]
    with time_machine.travel(now, tick=False):
        page = as_member(crew.steward).get(PAGE).content.decode()
    assert "answered 3 members in two weeks, 1 of them new here" in page


def test_the_page_costs_a_known_number_of_queries(talked, as_member, django_assert_max_num_queries):
    browser = as_member(talked.steward)
    browser.get(PAGE)
    # user, member, roles; place (2); threads; questions; ideas (2); ballots; challenges; refunds;
    # reports, reviews, interests, borders, waves; orders; promises; staff; answers (2); in motion
    # (4); returned (2); names; notices and desk counts (5)
    with django_assert_max_num_queries(33):
        browser.get(PAGE)

"""This week: what needs a person, and only what this viewer may do."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import Client

from cohive.bond import operations as bond
from cohive.guard import operations as guard

PAGE = "/desk/week/"


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


def test_the_page_costs_a_known_number_of_queries(talked, as_member, django_assert_max_num_queries):
    browser = as_member(talked.steward)
    browser.get(PAGE)
    # user, member, roles; place (2); threads; questions; ideas (2); ballots; challenges; refunds;
    # reports (2); orders; promises; returned (2); names; notices and desk counts (5)
    with django_assert_max_num_queries(26):
        browser.get(PAGE)

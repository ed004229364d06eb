"""Whose word carries: nameless dots for stewards, names by consent, one's own place for oneself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from cohive.evolve import operations, queries
from cohive.evolve.models.insight import Snapshot
from cohive.guard.operations import say_interest
from cohive.guard.queries import count_contradictions, people_with_interests
from cohive.spread import operations as spread
from cohive.spread.queries import reach
from cohive.words.ids import new_id
from cohive.words.money import Money
from tests.evolve.test_practice import OWN, taken

PAGE = "/desk/insight/voices/"
PRACTICE = "/desk/insight/practice/"


@pytest.fixture
def spoke(talked, now):
    """Each member passed the circle on; the first reached most, the last two sold."""
    for number, member in enumerate(talked.members):
        at = now - timedelta(days=20)
        link = spread.make_link(target_kind="circle", target=talked.circle, by=member, at=at)
        for _ in range(30 - number):
            spread.record_visit(link=link.id, is_first=True, at=at)
        spread.record_visit(link=link.id, is_first=False, at=at)
        if number >= 10:
            for _ in range(number):
                sold(link, None, talked.place.agent, now)
            sold(link, member, member, now)
    return talked


def sold(link, buyer, by, now):
    spread.record_conversion(
        link=link.id, order=new_id(), buyer=buyer, amount=Money(4_000, "EUR"),
        at=now - timedelta(days=10), by=by,
    )  # fmt: skip


def settled(hear, now):
    hear(now)
    operations.take_snapshots(at=now)


def test_reach_counts_visitors_once_and_never_ones_own_order(spoke, now):
    found = {one.owner: one for one in reach(since=now - timedelta(days=90), until=now)}
    first, last = spoke.members[0], spoke.members[-1]
    assert (found[first].visitors, found[first].buyers) == (30, 0)
    assert (found[last].visitors, found[last].buyers) == (19, 11)
    assert reach(since=now, until=now) == []


def test_a_night_takes_the_triangle_and_the_page_shows_it_without_a_name(
    spoke, as_member, now, hear
):
    settled(hear, now)
    found = queries.newest(90).data["voices"]
    assert found["n"] == 12
    by_id = {one["person"]: one for one in found["triangles"]}
    assert by_id[str(spoke.members[0])]["reach"] == 1.0
    assert by_id[str(spoke.members[-1])]["conversion"] == 1.0
    page = as_member(spoke.steward).get(PAGE).content.decode()
    assert "12 people between reach, conversion and reciprocity" in page
    assert page.count(">somebody<") == 12
    assert "Member 0" not in page
    assert not any(str(person) in page for person in spoke.members)


def test_a_name_stands_there_only_for_who_agreed(spoke, as_member, now, hear):
    settled(hear, now)
    operations.agree_to_be_shown(by=spoke.members[3], at=now)
    page = as_member(spoke.steward).get(PAGE).content.decode()
    assert "Member 03" in page
    assert "Member 04" not in page
    assert page.count(">somebody<") == 11
    operations.withdraw_from_being_shown(by=spoke.members[3], at=now)
    assert "Member 03" not in as_member(spoke.steward).get(PAGE).content.decode()


def test_interests_stand_beside_it_as_counts(spoke, as_member, now, hear):
    say_interest(about_kind="standing", about=spoke.circle, subject=spoke.circle, basis="paid",
                 by=spoke.members[2], at=now - timedelta(days=5))  # fmt: skip
    settled(hear, now)
    assert people_with_interests() == 1
    assert count_contradictions() == (0, 0)
    page = as_member(spoke.steward).get(PAGE).content.decode()
    assert "1 of those compared declared an interest." in page
    assert "In the whole place, 1 person has one declared." in page
    assert "The books and the posts say of nobody" in page


def test_she_sees_where_she_stands_and_chooses_whether_stewards_see_her(
    spoke, as_member, now, hear
):
    settled(hear, now)
    browser = as_member(spoke.members[-1])
    page = browser.get(OWN).content.decode()
    assert "You between reach, conversion and reciprocity" in page
    assert "than with 100 % of the others: 58 %" in page
    assert "nameless dot" in page
    browser.post(reverse("evolve:ties-shown"))
    assert "You agreed that stewards see you by name" in browser.get(OWN).content.decode()
    assert (
        "somebody came by one of your links" in as_member(spoke.steward).get(OWN).content.decode()
    )


def test_below_ten_nobody_is_compared(talked, as_member, now, hear):
    settled(hear, now)
    page = as_member(talked.steward).get(PAGE).content.decode()
    assert "Below ten people nobody is compared" in page
    assert "<svg" not in page.partition('id="triangle"')[2].partition("</section>")[0]


def test_only_stewards_see_it(spoke, as_member):
    assert Client().get(PAGE).status_code == 302
    assert as_member(spoke.members[0]).get(PAGE).status_code == 403
    assert "Nothing to tell yet" in as_member(spoke.steward).get(PAGE).content.decode()


def test_older_figures_say_that_the_count_is_yet_to_come(crew, as_member, now):
    snapshot = taken(crew, now)
    older = {name: snapshot.data[name] for name in snapshot.data if name != "voices"}
    Snapshot.objects.all().update(data=older)
    assert "older than this count" in as_member(crew.steward).get(PAGE).content.decode()


def test_more_measures_are_one_folded_table_with_what_each_means(crew, as_member, now):
    taken(crew, now)
    page = as_member(crew.steward).get(PRACTICE).content.decode()
    folded = page.partition(">More measures<")[2].partition("</details>")[0]
    for name in ("Degree centralisation", "Closeness centralisation", "Hierarchy", "Reachability",
                 "Reciprocity, corrected", "Stickiness", "Burstiness"):  # fmt: skip
        assert name in folded
    assert "Krackhardt 1994" in folded


def test_the_page_costs_a_known_number_of_queries(
    spoke, as_member, now, hear, django_assert_max_num_queries
):
    settled(hear, now)
    operations.agree_to_be_shown(by=spoke.members[3], at=now)
    browser = as_member(spoke.steward)
    browser.get(PAGE)
    # those of any page of the desk (11); agreed, names, contradictions, interests
    with django_assert_max_num_queries(15):
        browser.get(PAGE)


def test_no_season_keeps_who_stands_where(spoke, now, hear):
    settled(hear, now)
    season = operations.freeze_season(title="Autumn", by=spoke.steward, at=now)
    kept = str(queries.season(season).data)
    assert "triangles" not in kept
    assert not any(str(UUID(str(person))) in kept for person in spoke.members)

"""Who holds the ties before a split, how it went afterwards, and two circles that are one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from cohive.bond import operations as bond
from cohive.bond.events import CircleChanged
from cohive.evolve.jobs_changes import find_borders
from cohive.evolve.models.changes import ChangeCourse, CircleChange, MergeFinding
from cohive.evolve.operations import agree_to_be_shown, withdraw_from_being_shown
from cohive.evolve.operations.changes import choose_side, open_change_vote, vote_on_change
from cohive.evolve.operations.course import look_at_courses
from cohive.evolve.operations.founding import ask_undo, found_change
from cohive.evolve.operations.mergings import look_for_mergings
from cohive.evolve.operations.proposing import propose_split
from cohive.evolve.queries.changes import change_view
from cohive.journal.operations import record
from tests.evolve.test_changes import everybody_agrees, proposed
from tests.evolve.test_changes_borders import HALF, crowd, say

__all__ = ["crowd"]
DAY = timedelta(days=1)


def names_on(page: str) -> str:
    """The part about who holds the ties."""
    return page.split("Who holds them")[1].split("</section>")[0]


def test_who_holds_the_ties_is_named_to_stewards_and_only_who_agreed(talked, now, as_member):
    change = proposed(talked, now)
    address = f"/changes/{change}/"
    holders = change_view(change, viewer=None, at=now).border.holders
    assert len(holders) == 8  # two neighbours at each end of four, on both sides
    agreed, silent = holders[0][0], holders[1][0]
    steward, member = as_member(talked.steward), as_member(agreed)
    names = {one: f"Member {number:02d}" for number, one in enumerate(talked.members)}
    page = names_on(steward.get(address).content.decode())
    assert "8 people hold them" in page
    assert "Nobody is named here" in page
    assert not any(name in page for name in names.values())
    agree_to_be_shown(by=agreed, at=now)
    page = names_on(steward.get(address).content.decode())
    assert names[agreed] in page
    assert "2 of these ties" in page
    assert "7 more" in page
    assert names[silent] not in page
    other = as_member(silent).get(address).content.decode()
    assert names[agreed] not in names_on(other)
    own = member.get(address).content.decode()
    assert "of them are yours" in own
    assert "Choose whether stewards see your name" in own
    withdraw_from_being_shown(by=agreed, at=now)
    assert names[agreed] not in names_on(steward.get(address).content.decode())


def test_who_holds_nothing_is_not_asked_about_her_name(talked, now, as_member):
    change = proposed(talked, now)
    held = {one for one, _ in change_view(change, viewer=None, at=now).border.holders}
    free = next(one for one in talked.members if one not in held)
    page = as_member(free).get(f"/changes/{change}/").content.decode()
    assert "8 people hold them" in page
    assert "Choose whether stewards see your name" not in page


def address_each(circle, pairs, at):
    """The first of each pair addresses the second."""
    with transaction.atomic():
        for one, two in pairs:
            record(
                CircleChanged(circle=circle or one),
                by=one,
                at=at,
                object_kind="post",
                object=circle or one,
                target=two,
                circle=circle,
            )


@pytest.fixture
def parted(crowd, now):
    """The crowd became two circles today; before, twelve pairs across were tied."""
    _crew, circle, people = crowd
    first, second = people[:HALF], people[HALF:]
    address_each(circle, zip(first[:12], second[:12], strict=True), now - 2 * DAY)
    say(circle, second, now, "Ink.")
    change = propose_split(
        circle=circle,
        reason="Two.",
        name="Press",
        purpose="Ink.",
        going=second,
        by=first[0],
        at=now,
    )
    for person in second[-2:]:
        choose_side(change=change, side="second", is_willing=True, by=person, at=now)
    open_change_vote(change=change, by=first[0], at=now)
    for person in people:
        vote_on_change(change=change, answer="yes", by=person, at=now)
    return change, circle, found_change(change=change, by=first[0], at=now), first, second


def test_how_a_split_went_is_told_while_it_can_be_undone(parted, now, as_member):
    change, circle, other, first, second = parted
    page = as_member(first[5]).get(f"/changes/{change}/").content.decode()
    assert "The first figures stand here tomorrow." in page
    address_each(other, zip(second[:5], first[:5], strict=True), now + 3 * DAY)
    address_each(None, [(first[5], second[5]), (first[20], second[21])], now + 3 * DAY)
    address_each(circle, [(first[6], second[6])], now + 40 * DAY)  # too late to be seen on day 30
    say(circle, first[:-1], now + 17 * DAY, "Tide.")
    for back in second[7:10]:
        bond.leave_circle(circle=other, by=back, at=now + 4 * DAY)
    bond.join_circle(circle=circle, by=second[7], at=now + 4 * DAY)
    bond.join_circle(circle=circle, by=second[11], at=now + 4 * DAY)
    bond.delete_account(by=first[-1], at=now + 4 * DAY)
    assert look_at_courses(at=now + 30 * DAY) == 1
    found = ChangeCourse.objects.get(change=change).data
    assert found["days"] == 30
    assert (found["ties"]["before"], found["ties"]["still"]) == (12, 6)
    assert found["ties"]["low"] < 0.5 < found["ties"]["high"]
    moves = {
        side: [row["size"], *(row[way]["people"] for way in ("first", "second", "both", "left"))]
        for side, row in found["moves"].items()
    }
    assert moves == {"first": [31, 30, 0, 0, 1], "second": [31, 1, 27, 1, 2]}
    talk = found["talk"]
    assert talk["first"]["people"] == 30
    assert talk["first"]["before"] == 0
    assert talk["first"]["after"] == pytest.approx(7 / 30)
    assert talk["second"]["after"] == 0 > talk["second"]["high"]
    page = as_member(first[5]).get(f"/changes/{change}/").content.decode()
    assert "after 30 days" in page
    assert "6 of the 12 ties that were cut live again." in page
    assert "More than before" in page
    assert "Less than before" in page


def test_how_it_went_is_looked_at_once_more_at_its_end_and_then_stays(parted, now):
    change, *_ = parted
    assert look_at_courses(at=now + 89 * DAY) == 1
    assert look_at_courses(at=now + 91 * DAY) == 1
    assert ChangeCourse.objects.get(change=change).data["days"] == 90
    assert look_at_courses(at=now + 92 * DAY) == 0


def test_what_was_undone_is_looked_at_no_more(parted, now, as_member):
    change, _circle, _other, first, second = parted
    for person in second:
        if ask_undo(change=change, by=person, at=now + DAY):
            break
    assert look_at_courses(at=now + 2 * DAY) == 0
    assert "How it went" not in as_member(first[0]).get(f"/changes/{change}/").content.decode()


def test_of_a_side_below_ten_nothing_is_kept(talked, now, as_member):
    change, _other = everybody_agrees(talked, now)
    assert look_at_courses(at=now + 20 * DAY) == 1
    found = ChangeCourse.objects.get(change=change).data
    assert (found["ties"], found["moves"], found["talk"]) == (None, {}, {})
    page = as_member(talked.members[0]).get(f"/changes/{change}/").content.decode()
    assert "Nothing is told below ten people on each side" in page
    assert "Nothing is told of fewer than ten people." in page


@pytest.fixture
def twins(crew, now):
    """Twenty-four people in two circles; twelve are in both, and everybody talks with everybody."""
    draw = random.Random(3)  # noqa: S311 - a drawn network, no secret
    old = now - 60 * DAY
    people = [
        bond.join(email=f"t{number}@example.org", name=f"Twin {number:02d}", at=old)
        for number in range(24)
    ]
    circles = []
    for name, here in (("Quay", people[:18]), ("Pier", people[6:])):
        circle = bond.create_circle(name=name, purpose="Talk.", by=here[0], at=old)
        for person in here[1:]:
            bond.join_circle(circle=circle, by=person, at=old)
        pairs = [(one, two) for one in here for two in draw.sample(here, 6) if one != two]
        address_each(circle, pairs, now - 5 * DAY)
        circles.append(circle)
    return crew, circles, people


def test_two_circles_that_nothing_parts_are_suggested_and_proposed_in_one_tap(
    twins, now, as_member, django_assert_max_num_queries
):
    crew, circles, people = twins
    with django_assert_max_num_queries(9):
        assert look_for_mergings(at=now) == 1
    found = MergeFinding.objects.get()
    assert {found.circle_id, found.other_id} == set(circles)
    stranger = as_member(crew.members[0]).get("/desk/changes/").content.decode()
    assert "Two that talk as one" in stranger
    assert "Propose that they become one" not in stranger
    browser = as_member(people[0])
    page = browser.get("/desk/changes/").content.decode()
    assert "Nothing parts those who talk in them any more." in page
    form = page.split('id="mergings"')[1].split("</form>")[0]
    address = form.split('action="')[1].split('"')[0]
    given = {
        name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("other", "reason")
    }
    assert browser.post(address, given).status_code == 302
    change = CircleChange.objects.get(kind="merge")
    assert {change.circle_id, change.other_id} == set(circles)
    assert change.reason == "Nothing parts those who talk in them any more."
    assert look_for_mergings(at=now) == 0  # it is asked already
    assert not MergeFinding.objects.exists()


def test_two_circles_with_hardly_anybody_in_common_are_two(twins, now):
    _crew, circles, people = twins
    for person in people[7:18]:
        bond.leave_circle(circle=circles[0], by=person, at=now)
    look_for_mergings(at=now)
    assert not MergeFinding.objects.exists()


def test_a_split_that_came_to_nothing_says_so_on_its_page(parted, now, as_member):
    change, circle, other, first, second = parted
    draw = random.Random(5)  # noqa: S311 - a drawn network, no secret
    for person in first:
        bond.join_circle(circle=other, by=person, at=now)
    everybody = [*first, *second]
    pairs = [(one, two) for one in everybody for two in draw.sample(everybody, 8) if one != two]
    address_each(other, pairs, now + 70 * DAY)
    address_each(
        circle, [(one, two) for one in first for two in draw.sample(first, 3)], now + 70 * DAY
    )
    find_borders(at=now + 80 * DAY)
    assert MergeFinding.objects.filter(circle=other, other=circle).exists()
    page = as_member(first[0]).get(f"/changes/{change}/").content.decode()
    assert "The talk says they are one again" in page
    assert "Nothing parts them any more: " in page

"""The talk of a large circle is looked at every night; a clear border becomes the first guess.

Its ties of half a year are read, its words of the rule's weeks, and who would lead.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from cohive.bond import operations as bond
from cohive.bond.events import CircleChanged
from cohive.bond.models import Member
from cohive.evolve.models.changes import ChangeMember, SplitFinding
from cohive.evolve.operations.border import TIES_BACK, look_for_splits
from cohive.evolve.operations.changes import choose_side, withdraw_change
from cohive.evolve.operations.proposing import propose_split
from cohive.journal.operations import record

DAY = timedelta(days=1)
HALF = 31


@pytest.fixture
def crowd(crew, now):
    """Two halves of 31 in one circle; each person addressed eight of her own half this month."""
    draw = random.Random(7)  # noqa: S311 - a drawn network, no secret
    old = now - 60 * DAY
    circle = bond.create_circle(name="Harbour", purpose="Talk.", by=crew.steward, at=old)
    bond.leave_circle(circle=circle, by=crew.steward, at=old)
    people = [
        bond.join(email=f"c{number}@example.org", name=f"Crowd {number:02d}", at=old)
        for number in range(2 * HALF)
    ]
    with transaction.atomic():
        for number, person in enumerate(people):
            bond.join_circle(circle=circle, by=person, at=old)
            half = people[:HALF] if number < HALF else people[HALF:]
            for step, other in enumerate(draw.sample([p for p in half if p != person], 8)):
                record(
                    CircleChanged(circle=circle),
                    by=person,
                    at=now - (1 + 5 * step) * DAY,
                    object_kind="post",
                    object=circle,
                    target=other,
                    circle=circle,
                )
    return crew, circle, people


def test_a_clear_border_is_found_and_is_the_first_guess(crowd, now, as_member):
    crew, circle, people = crowd
    assert look_for_splits(at=now) == 1
    found = SplitFinding.objects.get(circle=circle)
    assert found.is_proposed
    halves = ({str(one) for one in people[:HALF]}, {str(one) for one in people[HALF:]})
    assert set(found.members) in halves
    page = as_member(crew.steward).get("/desk/changes/").content.decode()
    assert "its talk has a border" in page
    page = as_member(people[0]).get("/changes/split/harbour/").content.decode()
    assert "There is a border in it" in page
    assert page.count(" checked>") == HALF
    change = propose_split(circle=circle, reason="Two talks.", by=people[0], at=now)
    going = ChangeMember.objects.filter(change=change, side="second")
    assert {str(one) for one in going.values_list("member_id", flat=True)} == set(found.members)


def say(circle, people, now, words):
    """Everybody of these writes the same words once, a week ago."""
    for person in people:
        bond.start_thread(
            circle=circle, title="A thread", text=words, by=person, at=now - 7 * DAY, lang="en"
        )


def said_of(circle) -> dict[str, dict[str, object]]:
    return {one["english"]: one["values"] for one in SplitFinding.objects.get(circle=circle).said}


def test_halves_that_talk_of_the_same_are_not_proposed_however_few_their_ties(crowd, now):
    _crew, circle, people = crowd
    say(circle, people, now, "The tide is high and the paper is warm.")
    look_for_splits(at=now)
    assert not SplitFinding.objects.get(circle=circle).is_proposed
    assert any("Their words lie" in one for one in said_of(circle))


def test_halves_that_talk_of_other_things_are(crowd, now):
    _crew, circle, people = crowd
    say(circle, people[:HALF], now, "Tide tables, piers and gulls.")
    say(circle, people[HALF:], now, "Ink, stencils and paper pulp.")
    look_for_splits(at=now)
    assert SplitFinding.objects.get(circle=circle).is_proposed
    apart = next(values for one, values in said_of(circle).items() if "Their words lie" in one)
    assert float(apart["value"]) > 0.7 > 0.1 > float(apart["chance"])


def test_what_members_are_called_is_no_topic(crowd, now):
    _crew, circle, people = crowd
    for number, person in enumerate(people):
        name = f"{'Gull' if number < HALF else 'Pulp'} {number}"
        Member.objects.filter(agent=person).update(name=name)
    say(circle, people[:HALF], now, "Gull, the paper is warm.")
    say(circle, people[HALF:], now, "Pulp, the paper is warm.")
    look_for_splits(at=now)
    assert not SplitFinding.objects.get(circle=circle).is_proposed


def test_who_would_lead_is_known_from_the_last_proposal(crowd, now):
    crew, circle, people = crowd
    look_for_splits(at=now)
    assert "Nobody was asked who would lead." in said_of(circle)
    change = propose_split(circle=circle, reason="Two talks.", by=people[0], at=now)
    willing = {"change": change, "side": "second", "is_willing": True, "at": now}
    choose_side(by=people[-1], **willing)
    withdraw_change(change=change, by=crew.steward, at=now)
    look_for_splits(at=now + DAY)
    assert not SplitFinding.objects.get(circle=circle).is_proposed
    ChangeMember.objects.filter(change=change, member=people[-2]).update(
        is_willing=True, chose_at=now
    )
    look_for_splits(at=now + DAY)
    found = SplitFinding.objects.get(circle=circle)
    assert found.is_proposed
    assert str(people[-1]) in found.members
    assert said_of(circle)["People in it who would lead: %(willing)s."] == {"willing": 2}


def test_only_half_a_year_is_read_in_a_known_number_of_queries(
    crowd, now, django_assert_num_queries
):
    _crew, circle, people = crowd
    say(circle, people[:3], now, "Ink.")
    with django_assert_num_queries(14):  # two more while the finding is made
        look_for_splits(at=now)
    before = said_of(circle)
    with transaction.atomic():
        for one, two in zip(people[:HALF], people[HALF:], strict=True):
            record(
                CircleChanged(circle=circle),
                by=one,
                at=now - TIES_BACK - DAY,
                object_kind="post",
                object=circle,
                target=two,
                circle=circle,
            )
    with django_assert_num_queries(12):
        look_for_splits(at=now)
    assert said_of(circle) == before


def test_a_small_circle_is_not_looked_at(talked, now):
    assert look_for_splits(at=now) == 0
    assert not SplitFinding.objects.exists()


def test_only_a_circle_with_people_for_two_sides_is_offered_a_split(crew, as_member):
    page = as_member(crew.members[0]).get("/desk/changes/").content.decode()
    assert "/changes/split/tide/" in page
    assert page.count("/changes/split/") == 1  # the circles of the house have a member each
    assert page.count("/changes/merge/") > 1

"""The talk of a large circle is looked at every night; a clear border becomes the first guess."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from cohive.bond import operations as bond
from cohive.bond.events import CircleChanged
from cohive.evolve.models.changes import ChangeMember, SplitFinding
from cohive.evolve.operations.border import look_for_splits
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
    assert page.count("checked") == HALF
    change = propose_split(circle=circle, reason="Two talks.", by=people[0], at=now)
    going = ChangeMember.objects.filter(change=change, side="second")
    assert {str(one) for one in going.values_list("member_id", flat=True)} == set(found.members)


def test_a_small_circle_is_not_looked_at(talked, now):
    assert look_for_splits(at=now) == 0
    assert not SplitFinding.objects.exists()


def test_only_a_circle_with_people_for_two_sides_is_offered_a_split(crew, as_member):
    page = as_member(crew.members[0]).get("/desk/changes/").content.decode()
    assert "/changes/split/tide/" in page
    assert page.count("/changes/split/") == 1  # the circles of the house have a member each
    assert page.count("/changes/merge/") > 1

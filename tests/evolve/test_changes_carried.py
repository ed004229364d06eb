"""What each side of a split takes along: works by their makers, hours by their keepers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bond import operations as bond
from cohive.create import operations as create
from cohive.evolve.queries.carried import carried, side_of
from tests.create.conftest import drawing
from tests.evolve.test_changes import proposed

DAY = timedelta(days=1)
SIDES = {UUID(int=1): "first", UUID(int=2): "second", UUID(int=3): "both"}


@pytest.mark.parametrize(
    ("makers", "side"),
    [((1,), "first"), ((2,), "second"), ((3,), "both"), ((1, 2), "both"), ((1, 9), "first"),
     ((9,), ""), ((), "")],
)  # fmt: skip
def test_a_work_goes_with_its_makers(makers, side):
    assert side_of((UUID(int=one) for one in makers), SIDES) == side


@given(st.lists(st.sampled_from(sorted(SIDES)), max_size=6))
def test_the_order_of_makers_decides_nothing(makers):
    assert side_of(makers, SIDES) == side_of(reversed(makers), SIDES)


@pytest.fixture
def made(crew, now):
    """Works of the side that goes (members 0 to 3), of the one that stays, and of both."""

    create.publish_terms(texts={"en": "Yours stays yours."}, by=crew.steward, at=now - 9 * DAY)

    def work(title, makers, *parents):
        return create.submit_work(
            title=title, by=makers[0], picture=drawing(title), accepts_terms=True,
            makers=[(one, 1) for one in makers],
            parents=[(one, 1, "Its lines.") for one in parents], at=now - 5 * DAY,
        )  # fmt: skip

    old = work("Tide chart", [crew.members[6]])
    work("Print", [crew.members[0]], old)
    work("Lamp", [crew.members[1], crew.members[7]])
    return crew


def test_each_side_sees_its_works_before_the_vote(made, now, as_member):
    change = proposed(made, now)
    found = carried(change, made.circle, at=now)
    titles = {side: [one.title for one in works] for side, works in found.works.items()}
    assert titles == {"first": ["Tide chart"], "second": ["Print"], "both": ["Lamp"]}
    assert found.crossing == 1
    page = as_member(made.members[0]).get(f"/changes/{change}/").content.decode()
    assert "What each takes along" in page
    assert all(title in page for title in ("Tide chart", "Print", "Lamp"))
    assert "its ancestors stay paid across the split" in page


def test_an_hour_goes_with_those_who_keep_it(crew, now, as_member):
    for week in range(1, 8):
        at = now - week * timedelta(weeks=1) + timedelta(hours=1)
        for member in crew.members[:2]:
            bond.start_thread(
                circle=crew.circle, title=f"Week {week}", text=f"Here, {member}.", by=member, at=at
            )
    change = proposed(crew, now)
    [hour] = carried(change, crew.circle, at=now).hours
    assert hour.side == "second"
    assert len(hour.hour.keepers) == 2
    page = as_member(crew.members[0]).get(f"/changes/{change}/").content.decode()
    assert "kept by 2 people" in page
    assert "Its own ritual is to be found." in page


def test_a_circle_without_works_says_so(crew, now, as_member):
    change = proposed(crew, now)
    page = as_member(crew.members[0]).get(f"/changes/{change}/").content.decode()
    assert "Nobody in it has handed in a work yet" in page

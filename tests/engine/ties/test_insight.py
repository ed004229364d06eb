"""All measures of one window together: the same as each alone, and honest about little."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.engine.insight import insight
from tests.engine.ties.made import START, act, frame


def community(*, weeks: int = 20, people: int = 15):
    """Neighbours answer each other; the label announces once a week; every fifth makes a work."""
    number = 0
    for week in range(weeks):
        number += 1
        yield act(number, "label", 7 * week, role="staff")
        for person in range(people):
            for step in (1, people - 1):
                number += 1
                yield act(
                    number, f"p{person:02d}", 7 * week + 0.1 * step,
                    target=f"p{(person + step) % people:02d}", circle=f"c{person % 2}",
                )  # fmt: skip
            if person % 5 == week % 5:
                number += 1
                yield act(number, f"p{person:02d}", 7 * week + 2, object_kind="work")


def test_a_place_of_neighbours_is_a_community():
    found = insight(frame(community()), seed=0, received={"p00": 500, "label": 500}, resamples=20)
    h = found.horizontality
    assert h.index > 0.6
    assert h.low <= h.index <= h.high
    assert {part.name: part.value for part in h.parts}["value_to_members"] == 0.5
    assert found.before == pytest.approx(
        insight(frame(community(weeks=7)), seed=0, days=60, resamples=1).horizontality.index,
        abs=0.4,
    )
    assert [month.part.middle for month in found.months if month.part] == [1.0] * 5
    assert found.attention.gini == pytest.approx(0.0, abs=0.01)
    assert {one.circle for one in found.circles} == {"c0", "c1"}
    assert found.money.n == 1
    assert found.flow.before == found.flow.after == 15


def test_the_window_before_is_measured_by_the_same_parts():
    brought = {"p00": 500, "label": 500}
    found = insight(
        frame(community(weeks=26)), seed=0, days=91, resamples=1,
        received=brought, received_before=brought,
    )  # fmt: skip
    assert found.before == pytest.approx(found.horizontality.index, abs=0.02)


def test_accounts_under_review_change_the_figures():
    rows = [*community()]
    rows += [
        act(9_000 + number, f"sock{number % 4}", 100 + 0.01 * number, target="p00")
        for number in range(200)
    ]
    with_them = insight(frame(rows), seed=0, resamples=1)
    without = insight(
        frame(rows), seed=0, resamples=1, without=[f"sock{number}" for number in range(4)]
    )
    assert without.horizontality.index > with_them.horizontality.index
    assert without.people == 15
    assert with_them.people == 19


def test_little_is_told_of_twelve_acts():
    rows = [act(number, f"p{number % 3}", number, target=f"p{(number + 1) % 3}")
            for number in range(12)]  # fmt: skip
    found = insight(frame(rows), seed=0)
    assert found.horizontality.index is None
    assert all(month.part is None for month in found.months)
    assert found.ladder.moves == ()
    assert found.money is None


def test_nothing_is_told_of_nothing():
    found = insight(frame([]), seed=0)
    assert found.at is None
    assert found.people == 0
    assert found.months == ()


def test_the_window_ends_where_it_is_told_to():
    early = insight(frame(community()), seed=0, at=START + timedelta(days=30), resamples=1)
    assert early.at == START + timedelta(days=30)
    assert early.horizontality.acts < 200

"""The first look at a frame: who, when, how evenly, from what."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.concentration import absence_factor, concentration, gini, lorenz
from cohive.engine.descent import descent
from cohive.engine.frames import frame_of
from cohive.engine.participation import Return, participation
from cohive.words.acts import ActRow

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "participation.json").read_text("utf-8")
)
NEW_YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)
values = st.lists(st.integers(0, 50), min_size=2, max_size=60).filter(any)


def act(key: str, actor: str, *, days: float | None = 0.0, **more: object) -> ActRow:
    at = None if days is None else NEW_YEAR + timedelta(days=days)
    row = ActRow(key, at, actor, "Create", key, "work")
    return row._replace(**more)


@pytest.mark.parametrize("case", GOLDEN["gini"])
def test_gini_has_its_known_values(case):
    assert gini(np.array(case["values"], dtype=float)) == pytest.approx(case["gini"], abs=1e-4)


@pytest.mark.parametrize("case", GOLDEN["absence_factor"])
def test_the_absence_factor_has_its_known_values(case):
    assert absence_factor(np.array(case["values"], dtype=float)) == case["factor"]


@given(values)
def test_gini_is_half_the_mean_difference_over_the_mean(amounts):
    held = np.array(amounts, dtype=float)
    differences = np.abs(held[:, None] - held[None, :]).mean()
    assert gini(held) == pytest.approx(differences / (2 * held.mean()), abs=1e-9)


@given(values)
def test_gini_is_what_the_lorenz_curve_leaves_of_the_triangle(amounts):
    curve = lorenz(np.array(amounts, dtype=float))
    assert curve[0] == (0, 0)
    assert curve[-1] == pytest.approx((1, 1))
    area = np.trapezoid([y for _, y in curve], [x for x, _ in curve])
    assert gini(np.array(amounts, dtype=float)) == pytest.approx(1 - 2 * area, abs=1e-9)


@given(values, st.integers(2, 9))
def test_concentration_does_not_move_with_the_unit_or_the_order(amounts, factor):
    held = np.array(amounts, dtype=float)
    one = concentration(held, seed=1, resamples=20)
    other = concentration(held[::-1] * factor, seed=1, resamples=20)
    assert other.gini == pytest.approx(one.gini)
    assert other.absence_factor == one.absence_factor
    assert other.top_tenth == pytest.approx(one.top_tenth)
    assert one.low <= one.high


def test_nothing_and_one_person_have_no_gini():
    for held in ([], [3.0], [0.0, 0.0]):
        found = concentration(np.array(held), seed=1)
        assert found.gini is None
        assert found.curve == ()
    with pytest.raises(ValueError, match="negative"):
        concentration(np.array([1.0, -1.0]), seed=1)
    with pytest.raises(ValueError, match="finite"):
        concentration(np.array([1.0, np.nan]), seed=1)


def test_people_programs_staff_and_times_are_counted_apart():
    frame = frame_of(
        [
            act("1", "mei"),
            act("2", "mei", days=40),
            act("3", "anton", days=1, role="staff"),
            act("4", "robot", days=2, role="bot"),
            act("5", "sana", days=None),
        ]
    )
    found = participation(frame, seed=1)
    assert (found.acts, found.people, found.staff) == (4, 3, 1)
    assert (found.bots, found.bot_acts, found.undated) == (1, 1, 1)
    assert (found.first, found.last) == (NEW_YEAR, NEW_YEAR + timedelta(days=40))
    assert [(person.actor, person.acts) for person in found.named] == [
        ("mei", 2),
        ("anton", 1),
        ("sana", 1),
    ]
    assert sum(map(sum, found.rhythm)) == 3
    assert found.rhythm[3][12] == 1  # the first of January 2026 was a Thursday


def test_periods_have_no_holes_and_newcomers_are_new_once():
    frame = frame_of([act("1", "mei"), act("2", "anton", days=16), act("3", "mei", days=16)])
    found = participation(frame, seed=1)
    assert found.unit == "week"
    assert [(p.start, p.acts, p.people, p.newcomers) for p in found.periods] == [
        (date(2025, 12, 29), 1, 1, 1),
        (date(2026, 1, 5), 0, 0, 0),
        (date(2026, 1, 12), 2, 2, 1),
    ]


def test_a_period_is_as_long_as_the_history_asks_for():
    for days, unit in ((100, "week"), (1000, "month"), (9000, "quarter")):
        frame = frame_of([act("1", "mei"), act("2", "mei", days=days)])
        assert participation(frame, seed=1).unit == unit


def test_only_who_could_be_watched_is_asked_whether_she_came_back():
    frame = frame_of(
        [
            act("1", "back"),
            act("2", "back", days=31),
            act("3", "at once"),
            act("4", "at once", days=29),
            act("5", "too late", days=300),
            act("6", "too late", days=340),
            act("7", "years on"),
            act("8", "years on", days=200),
        ]
    )
    assert participation(frame, seed=1).returns == Return(n=3, returned=1)


def test_time_zones_relabelling_and_order_move_nothing():
    rows = [act(str(n), f"p{n % 5}", days=n * 3.3) for n in range(40)]
    moved = [
        row._replace(
            actor=row.actor.replace("p", "person "),
            at=row.at.astimezone(timezone(timedelta(hours=9))),
        )
        for row in reversed(rows)
    ]
    one, other = participation(frame_of(rows), seed=1), participation(frame_of(moved), seed=1)
    assert one.periods == other.periods
    assert one.rhythm == other.rhythm
    assert one.spread == other.spread
    assert one.returns == other.returns


def test_an_empty_frame_is_looked_at_without_a_fault():
    found = participation(frame_of([]), seed=1)
    assert (found.acts, found.people, found.periods) == (0, 0, ())
    assert descent(frame_of([])) == ()


def test_lineage_counts_things_others_orphans_generations_and_circles():
    frame = frame_of(
        [
            act("a", "mei"),
            act("b", "mei", parent="a"),
            act("c", "anton", parent="a"),
            act("d", "sana", parent="b"),
            act("d2", "sana", object="d", parent="c"),
            act("lost", "sana", parent="elsewhere"),
            act("x", "sana", parent="y"),
            act("y", "sana", parent="x"),
            act("m", "sana", object_kind="mention", parent="a"),
        ]
    )
    [found] = descent(frame)
    assert (found.object_kind, found.things, found.derived) == ("work", 7, 6)
    assert found.by_others == 2
    assert found.orphans == 1
    assert found.generations == (1, 3, 1)  # what answers the unknown is one step on
    assert found.circular == 2
    assert [(a.object, a.children, a.by_others) for a in found.ancestors[:2]] == [
        ("a", 2, 1),
        ("b", 1, 1),
    ]


def test_a_long_line_of_descent_is_walked_to_its_end():
    rows = [act("0", "mei")]
    rows += [act(str(n), "mei", parent=str(n - 1)) for n in range(1, 3_000)]
    [found] = descent(frame_of(rows))
    assert found.generations == (1,) * 3_000


def test_the_first_year_of_all_is_looked_at_too():
    frame = frame_of([act("1", "mei", days=None, at=datetime(1, 1, 1, tzinfo=UTC))])
    assert participation(frame, seed=1).returns == Return(n=0, returned=0)

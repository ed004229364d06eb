"""Who stays, what becomes of newcomers, whether it renews itself: known values and small lives."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.ties import addressed
from cohive.engine.vitality import (
    Seat,
    burstiness,
    cohorts,
    flow,
    lone_seats,
    newcomers,
    renewal,
    responses,
    stays,
    stickiness,
    succession,
    survival,
)
from tests.engine.ties.made import START, act, frame

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "vitality.json").read_text(encoding="utf-8")
)


def acts(*rows):
    return addressed(frame(rows))


def test_the_curve_of_staying_is_the_known_one():
    known = GOLDEN["kaplan_meier"]
    found = survival(np.array(known["durations"], float), np.array(known["left"], bool))
    assert [found.at(time) for time in known["at"]] == pytest.approx(known["part"])
    assert found.median == known["median"]
    assert found.at(0.5) == 1.0
    assert (found.n, found.left) == (5, 3)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40),
)
def test_the_curve_agrees_with_counting_by_hand(rows):
    found = survival(
        np.array([row[0] for row in rows], float), np.array([row[1] for row in rows], bool)
    )
    for time in range(21):
        part = 1.0
        for step in sorted({stayed for stayed, left in rows if left and stayed <= time}):
            watched = sum(stayed >= step for stayed, _ in rows)
            part *= 1 - sum(left and stayed == step for stayed, left in rows) / watched
        assert found.at(time) == pytest.approx(part)
    for low, part, high in zip(found.low, found.part, found.high, strict=True):
        assert 0 <= low <= part + 1e-12
        assert part - 1e-12 <= high <= 1


def test_without_anybody_still_here_it_is_the_plain_part():
    found = survival(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True] * 4))
    assert found.part == pytest.approx((0.75, 0.5, 0.25, 0.0))


def test_a_duration_below_zero_is_refused():
    with pytest.raises(ValueError, match="negative"):
        survival(np.array([-1.0]), np.array([True]))


def test_whoever_acted_within_the_gap_before_the_end_has_not_left():
    found = stays(acts(act(1, "ann", 0), act(2, "ann", 10), act(3, "bob", 0), act(4, "bob", 100)))
    assert (found.n, found.left) == (2, 1)
    assert found.times == (10.0,)


def test_cohorts_show_only_months_that_ended_for_all():
    rows = [act(1, "ann", 0), act(2, "ann", 40), act(3, "bob", 30), act(4, "cid", 95)]
    found = cohorts(acts(*rows))
    assert [(one.start.isoformat(), one.n, one.here) for one in found] == [
        ("2026-01-01", 2, (2, 1)),
        ("2026-04-01", 1, ()),
    ]


def test_who_came_and_who_left_is_the_known_sum():
    known = GOLDEN["flow"]
    stayers = known["before"] - known["left"]
    rows = [act(number, f"p{number}", 1) for number in range(known["before"])]
    rows += [act(1000 + number, f"p{number}", 31) for number in range(stayers)]
    rows += [act(2000 + number, f"new{number}", 35) for number in range(known["joined"])]
    found = flow(acts(*rows), at=START + timedelta(days=60), days=30)
    assert found.churn == known["churn"]
    assert found.replacement == known["replacement"]
    assert found.after == stayers + known["joined"]


def test_stickiness_is_daily_on_monthly():
    rows = [act(day, "ann", day) for day in range(30)]
    rows += [act(100 + number, f"p{number}", 3) for number in range(9)]
    found = stickiness(acts(*rows), at=START + timedelta(days=30))
    assert found == pytest.approx((30 + 9) / 30 / 10)


def test_newcomers_are_followed_until_the_answer_is_known():
    rows = [
        act(1, "ann", 0),
        act(2, "bob", 0.5, parent="o000001"),
        act(3, "cid", 1),
        act(4, "ann", 50, object_kind="work"),
        act(5, "late", 59.9),
        act(6, "bob", 60, object_kind="post"),
    ]
    found = newcomers(acts(*rows))
    assert (found.n, found.answered_of, found.answered) == (4, 3, 1)
    assert (found.tied_of, found.tied) == (3, 0)
    assert (found.made, found.days_to_make) == (1, 50.0)


def test_a_newcomer_with_three_ties_both_ways_is_tied():
    rows = [act(0, "new", 0)]
    for number, name in enumerate(("ann", "bob", "cid")):
        rows += [
            act(10 + number, "new", 1 + number, target=name),
            act(20 + number, name, 2 + number, target="new"),
        ]
    rows.append(act(99, "ann", 60))
    found = newcomers(acts(*rows))
    assert found.tied == 1
    assert found.tied_of == 4


def test_answers_are_timed_to_the_first_by_another_person():
    rows = [
        act(1, "ann", 0),
        act(2, "ann", 0.1, parent="o000001"),
        act(3, "bob", 0.5, parent="o000001"),
        act(4, "label", 0.2, parent="o000005", role="staff"),
        act(5, "cid", 0),
        act(6, "dan", 1),
        act(7, "dan", 30),
    ]
    found = responses(acts(*rows))
    assert (found.asked, found.answered, found.within_day) == (3, 2, 2)
    assert found.hours_to_first_response == pytest.approx((12 + 4.8) / 2)
    assert found.by_members == 1
    assert responses(acts(*rows), of_staff=True).asked == 0


def test_a_clock_has_no_bursts_and_a_rush_has():
    clock = acts(*(act(number, "ann", number) for number in range(30)))
    rush = acts(*(act(number, "ann", 0.001 * number + 50 * (number // 10)) for number in range(30)))
    assert burstiness(clock) == pytest.approx(-1.0)
    assert burstiness(rush) > 0.5
    assert burstiness(acts(act(1, "ann", 0))) is None


def test_the_core_that_was_replaced_is_told():
    rows = [act(number, "old", 1 + number) for number in range(5)]
    rows += [act(100 + number, f"p{number}", 3) for number in range(5)]
    rows += [act(200 + number, "new", 95 + number) for number in range(5)]
    rows += [act(300, "label", 95, object_kind="circle", role="staff")]
    rows += [act(301, "new", 96, object_kind="circle")]
    found = renewal(acts(*rows))
    assert [turn.core for turn in found.turns] == [("old",), ("new",)]
    last = found.turns[-1]
    assert (last.kept, last.fresh, last.lost, last.jaccard, last.replacement) == (0, 1, 1, 0, 1)
    assert (found.started, found.started_by_members.middle) == (2, 0.5)


def test_a_role_that_falls_is_told_before_it_is_vacant():
    rows = [act(number, "ann", 10 * number, object_kind="answer") for number in range(15)]
    rows += [act(100 + number, "bob", 20 * number, object_kind="answer") for number in range(4)]
    rows += [act(200 + number, "cid", 9 * number, object_kind="work") for number in range(20)]
    found = succession(acts(*rows), at=START + timedelta(days=180))
    assert [(one.holder, one.object_kind, one.is_falling) for one in found] == [
        ("ann", "answer", True),
        ("cid", "work", False),
    ]
    assert [(heir.person, heir.acts) for heir in found[0].heirs] == [("bob", 4)]
    assert found[1].heirs == ()
    assert "nobody else" in str(found[1].said)


def test_a_seat_that_one_holds_alone_is_told_with_who_is_at_home_there():
    rows = [act(number, "ann", 10 * number, circle="tide") for number in range(15)]
    rows += [act(100 + number, "bob", 20 * number, circle="tide") for number in range(4)]
    rows += [act(200 + number, "cid", 20 * number, circle="ebb") for number in range(4)]
    rows += [act(300, "dee", 170, circle="tide")]
    seats = (
        Seat("tide", "keeper", ("ann",)),
        Seat("ebb", "keeper", ("cid",)),
        Seat("bay", "keeper", ("cid", "dee")),
        Seat(None, "steward", ("dee",)),
    )
    found = lone_seats(acts(*rows), seats, at=START + timedelta(days=180))
    told = {(one.circle, one.object_kind): one for one in found}
    assert set(told) == {("tide", "keeper"), ("ebb", "keeper"), (None, "steward")}
    tide = told["tide", "keeper"]
    assert (tide.holder, tide.is_falling, tide.verb) == ("ann", True, "")
    assert [(heir.person, heir.acts) for heir in tide.heirs] == [("bob", 4)]
    assert "nobody else is at home" in str(told["ebb", "keeper"].said)
    assert str(told[None, "steward"].said) == "One person alone holds it."
    assert found[0].is_falling


def test_nothing_is_told_of_nothing():
    empty = acts()
    assert cohorts(empty) == ()
    assert stays(empty).n == 0
    assert newcomers(empty).n == 0
    assert renewal(empty).turns == ()
    assert responses(empty).asked == 0
    assert succession(empty, at=START) == ()
    assert stickiness(empty, at=START) is None


def test_a_thinned_curve_keeps_its_ends_and_lies_on_the_whole_one():
    durations = np.arange(1.0, 501.0)
    whole = survival(durations, durations % 3 > 0)
    thin = whole.thinned(50)
    assert len(thin.times) == len(thin.low) == 50
    assert (thin.times[0], thin.times[-1]) == (whole.times[0], whole.times[-1])
    assert all(whole.at(time) == part for time, part in zip(thin.times, thin.part, strict=True))
    assert thin.median == whole.median
    assert whole.thinned(1_000) is whole

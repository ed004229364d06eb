"""The ladder: who bought, took part, came back and passed on, has ties that go both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.engine.ties import Rung, ladder
from tests.engine.ties.made import START, act, frame

END = START + timedelta(days=180)


def rows_of_everybody():
    yield act(1, "buyer", 170, object_kind="order", object="x1")
    yield act(2, "user", 171)
    for week in range(3):
        yield act(10 + week, "fan", 150 + 7 * week)
    yield act(20, "fan", 172, verb="Announce", object="o000002")
    for number, (one, other) in enumerate(
        [("kim", "lee"), ("lee", "kim"), ("kim", "mo"), ("mo", "kim")]
    ):
        yield act(30 + number, one, 160 + number, target=other)
    yield act(40, "gone", 5)
    yield act(41, "label", 172, role="staff", target="user")


def place(name: str):
    found = ladder(frame(rows_of_everybody()), at=END)
    return next(one for one in found.places if one.person == name)


@pytest.mark.parametrize(
    ("name", "rung"),
    [
        ("buyer", Rung.CUSTOMER),
        ("user", Rung.USER),
        ("fan", Rung.FAN),
        ("kim", Rung.FRIEND),
        ("lee", Rung.USER),
        ("gone", Rung.NONE),
    ],
)
def test_each_stands_where_her_acts_put_her(name, rung):
    assert place(name).rung is rung


def test_what_is_missing_is_said_and_one_sentence_is_one_step():
    assert [str(one) for one in place("buyer").missing] == ["takes part once"]
    assert [str(one) for one in place("user").missing] == [
        "comes back in 2 more weeks",
        "passes something on",
    ]
    assert [str(one) for one in place("fan").missing] == [
        "is answered by 2 more people she answers"
    ]
    assert place("kim").missing == ()


def test_staff_stand_on_no_rung_and_give_none():
    found = ladder(frame(rows_of_everybody()), at=END)
    assert "label" not in {one.person for one in found.places}
    back = [*rows_of_everybody(), act(50, "user", 173, target="label")]
    again = ladder(frame(back), at=END)
    assert next(one for one in again.places if one.person == "user").partners == 0


def test_moves_are_told_with_their_range_for_ten_people_or_more():
    rows = [act(number, f"p{number:02d}", 30) for number in range(12)]
    rows += [
        act(100 + 10 * number + week, f"p{number:02d}", 100 + 7 * week)
        for number in range(6)
        for week in range(4)
    ]
    rows += [
        act(300 + number, f"p{number:02d}", 130, verb="Announce", object="o000001")
        for number in range(6)
    ]
    found = ladder(frame(rows), at=START + timedelta(days=180))
    up = next(
        move
        for move in found.moves
        if not move.cohort and (move.start, move.end) == (Rung.USER, Rung.FAN)
    )
    assert (up.n, up.moved) == (12, 6)
    assert up.low < 0.5 < up.high
    assert up.part == 0.5
    assert {move.cohort for move in found.moves} == {"", "2026-Q1"}


def test_a_cohort_that_would_give_a_smaller_one_away_is_not_told():
    came = {"2025-Q4": 25, "2026-Q1": 12, "2026-Q2": 4}
    first = {"2025-Q4": -60, "2026-Q1": 10, "2026-Q2": 95}
    rows, number = [], 0
    for cohort, people in came.items():
        for person in range(people):
            for day in (first[cohort], 98, 170):
                number += 1
                rows.append(act(number, f"{cohort}-{person}", day))
    found = ladder(frame(sorted(rows, key=lambda row: row.at)), at=START + timedelta(days=190))
    told = {move.cohort: move.n for move in found.moves if move.start is Rung.USER}
    assert told == {"": 41, "2025-Q4": 25}  # 41 - 25 - 12 would be the four of 2026-Q2


def test_of_few_people_no_move_is_told():
    found = ladder(frame(rows_of_everybody()), at=END)
    assert found.moves == ()
    assert any("single people" in str(one) for one in found.cannot_tell)


def test_a_frame_without_times_has_no_ladder():
    found = ladder(frame([act(1, "ann", 0, at=None)]))
    assert found.at is None
    assert found.places == ()


def test_the_time_of_day_does_not_move_the_ladder():
    shifted = [row._replace(at=row.at + timedelta(hours=8)) for row in rows_of_everybody()]
    one = ladder(frame(rows_of_everybody()), at=END)
    other = ladder(frame(shifted), at=END + timedelta(hours=8))
    assert one.counts == other.counts

"""Who waits by lot: anybody can draw it again, and what is said holds its promise."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.holding_out import ARM_MIN, compared, is_held_out, lot_of
from cohive.engine.intervals import wilson


def test_a_stranger_draws_the_same_lot_with_one_line() -> None:
    digest = hashlib.sha256(b"a seed:a reader").hexdigest()
    assert lot_of("a seed", "a reader") == int(digest[:16], 16)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 99))
def test_who_waits_at_a_smaller_part_waits_at_a_greater(seed: str, reader: str, part: int) -> None:
    smaller = is_held_out(seed, reader, of_hundred=part)
    assert is_held_out(seed, reader, of_hundred=part + 1) or not smaller
    assert not is_held_out(seed, reader, of_hundred=0)
    assert is_held_out(seed, reader, of_hundred=100)


def test_about_the_stated_part_waits_and_another_seed_draws_others() -> None:
    readers = [f"reader {number}" for number in range(20_000)]
    one, other = (
        {reader for reader in readers if is_held_out(seed, reader, of_hundred=10)}
        for seed in ("one", "other")
    )
    for found in (one, other):
        span = wilson(len(found), len(readers), z=4)
        assert span.low < 0.10 < span.high
    # drawn anew: of those who waited, a tenth waits again
    span = wilson(len(one & other), len(one), z=4)
    assert span.low < 0.10 < span.high


@pytest.mark.parametrize("part", [-1, 101])
def test_a_part_is_of_a_hundred(part: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        is_held_out("seed", "reader", of_hundred=part)


def test_a_letter_that_did_something_nothing_and_harm() -> None:
    # 40 of 900 beside 1 of 100: 4.4 - 1.0 of a hundred
    more = compared(told=900, told_hits=40, held_out=100, held_out_hits=1)
    assert more.difference is not None
    assert (more.says, round(more.difference.low, 3)) == ("nothing", -0.012)
    sure = compared(told=9_000, told_hits=400, held_out=1_000, held_out_hits=20)
    assert sure.says == "more"
    assert sure.difference is not None
    assert (round(100 * sure.difference.low), round(100 * sure.difference.high)) == (1, 3)
    assert compared(told=900, told_hits=5, held_out=900, held_out_hits=60).says == "fewer"


def test_fewer_than_ten_on_a_side_are_not_told() -> None:
    few = compared(told=500, told_hits=90, held_out=ARM_MIN - 1, held_out_hits=0)
    assert (few.says, few.difference) == ("few", None)


@pytest.mark.parametrize("hits", [-1, 21])
def test_hits_beyond_the_readers_are_refused(hits: int) -> None:
    with pytest.raises(ValueError, match="number of readers"):
        compared(told=20, told_hits=hits, held_out=20, held_out_hits=0)


def test_where_the_letter_does_nothing_it_is_rarely_said_to_have_done_something() -> None:
    """5 of 100 at most are said to differ, where both sides buy alike; seldom too many."""
    chance = random.Random(7)  # noqa: S311 - a simulation
    said = 0
    for _ in range(1_000):
        told = sum(chance.random() < 0.05 for _ in range(450))
        held = sum(chance.random() < 0.05 for _ in range(50))
        found = compared(told=450, told_hits=told, held_out=50, held_out_hits=held)
        said += found.says in ("more", "fewer")
    assert said <= 60

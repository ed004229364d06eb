"""Treasuries are divided to the cent: nothing appears, nothing is lost, and it walks back."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.treasuries import heads_of, largest_remainder, walked_back
from cohive.evolve.divisions import border_of, needed
from cohive.words.refusals import Refused

MINOR = st.integers(0, 10**12)
WEIGHTS = st.lists(st.integers(0, 500), min_size=1, max_size=6).filter(sum)


@given(MINOR, WEIGHTS)
def test_parts_add_up_and_are_less_than_a_cent_from_exact(minor, weights):
    parts = largest_remainder(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1
        assert part == 0 or weight


@given(MINOR, st.integers(0, 300), st.integers(0, 300))
def test_who_divides_is_not_better_off_for_standing_first(minor, one, two):
    if not one + two:
        return
    there, back = largest_remainder(minor, (one, two)), largest_remainder(minor, (two, one))
    assert abs(there[0] - back[1]) <= 1


def test_the_worked_example():
    """€612.40 between 27 and 19 people is €359.45 and €252.95."""
    assert largest_remainder(61_240, heads_of(27, 19, 0)) == (35_945, 25_295)


def test_who_is_in_both_counts_half_on_each_side():
    assert largest_remainder(1_000, heads_of(2, 1, 2)) == (600, 400)


@given(MINOR, MINOR, MINOR)
def test_a_walk_back_never_takes_more_than_there_is_or_was_brought(now, kept, brought):
    back = walked_back(now, kept=kept, brought=brought)
    assert 0 <= back <= min(now, brought)
    if now >= kept + brought:
        assert back == brought


@pytest.mark.parametrize(
    ("minor", "weights"), [(-1, (1,)), (1, (0, 0)), (1, (-1, 2)), (1.5, (1,)), (1, ())]
)
def test_what_cannot_be_divided_is_refused(minor, weights):
    with pytest.raises(Refused):
        largest_remainder(minor, weights)


@pytest.mark.parametrize(("size", "yes"), [(1, 1), (2, 2), (3, 2), (19, 13), (27, 18), (0, 0)])
def test_two_thirds_are_rounded_up(size, yes):
    assert needed(size) == yes


def test_a_border_cuts_what_has_an_end_on_each_side():
    a, b, c, d = (UUID(int=number) for number in range(4))
    ties = [[str(one), str(two), 1] for one, two in ((a, b), (b, c), (c, d), (a, d))]
    sides = {a: "first", b: "first", c: "second", d: "both"}
    border = border_of(ties, sides, viewer=b)
    assert (border.ties, border.cut, border.own_cut, border.percent) == (4, 1, 1, 25)


def test_who_holds_the_ties_that_are_cut_and_how_few_hold_half():
    people = [UUID(int=number) for number in range(7)]
    star, other, *rest = people
    sides = {star: "first", other: "first"} | dict.fromkeys(rest, "second")
    cut = [(star, one) for one in rest[:4]] + [(other, rest[4])]
    border = border_of([[str(one), str(two), 1] for one, two in (*cut, (star, other))], sides)
    assert border.cut == 5
    assert border.holders[:2] == ((star, 4), (other, 1))
    assert sum(ties for _, ties in border.holders) == 10
    assert border.half == 1  # four of five; two would be counted if each tie were counted twice
    even = border_of([[str(one), str(two), 1] for one, two in zip(people, rest, strict=False)], {})
    assert (even.holders, even.half) == ((), 0)

"""Two seasons beside each other: counts by one draw, estimates by the range of their difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cohive.engine.experiments import difference
from cohive.engine.intervals import wilson
from cohive.engine.then_and_now import changed_count, changed_estimate
from cohive.words.refusals import Refused


@pytest.mark.parametrize(
    ("then", "now", "direction"),
    [(0, 0, 0), (0, 3, 0), (0, 4, 1), (9, 9, 0), (20, 40, 1), (40, 20, -1), (46, 51, 0)],
)
def test_a_count_changed_only_when_chance_would_rarely_do_it(then, now, direction):
    assert changed_count(then, now).direction == direction


@given(st.integers(0, 400), st.integers(0, 400))
def test_it_agrees_with_the_exact_test_but_near_its_border(then, now):
    found = changed_count(then, now)
    assert found.direction == -changed_count(now, then).direction
    chance = binomtest(now, then + now).pvalue if then + now else 1.0
    if chance < 0.03:
        assert found.direction == (1 if now > then else -1)
    if chance > 0.2:
        assert found.direction == 0


@given(st.integers(1, 90), st.integers(1, 90), st.data())
def test_two_proportions_are_compared_as_newcombe_does(one, two, data):
    a, b = data.draw(st.integers(0, one)), data.draw(st.integers(0, two))
    theirs = difference(a, one, b, two)
    found = changed_estimate(wilson(a, one), wilson(b, two))
    assert (found.direction > 0) == (theirs.low > 0)
    assert (found.direction < 0) == (theirs.high < 0)


def test_a_count_below_nought_is_refused():
    with pytest.raises(Refused):
        changed_count(-1, 2)

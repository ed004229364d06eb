"""The range of a count of events, against the equation it solves and against exact tails."""

from __future__ import annotations

from math import exp, isclose, sqrt

from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.intervals import Z_95, poisson


def test_six_orders():
    found = poisson(6)
    assert (found.middle, round(found.low, 2), round(found.high, 2)) == (6, 2.75, 13.09)


def test_of_none_the_range_begins_at_none():
    assert (poisson(0).low, round(poisson(0).high, 2)) == (0, 3.84)


@given(st.integers(1, 10_000))
def test_both_ends_lie_z_deviations_away(count: int):
    found = poisson(count)
    for end in (found.low, found.high):
        assert isclose(abs(count - end), Z_95 * sqrt(end), rel_tol=1e-9)


def test_it_holds_the_mean_in_about_95_of_100_draws():
    for mean in (3.0, 10.0, 40.0):
        chance, held, term = 0.0, 0.0, exp(-mean)
        for count in range(200):
            chance += term
            held += term if poisson(count).low <= mean <= poisson(count).high else 0.0
            term *= mean / (count + 1)
        assert isclose(chance, 1.0, rel_tol=1e-9)
        assert 0.93 < held < 0.98, mean

"""The difference of two proportions: Newcombe's published values, and an independent library."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from cohive.engine.intervals import newcombe


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_it_gives_the_published_values(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(*one, *other)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.middle == pytest.approx(one[0] / one[1] - other[0] / other[1])


sides = st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(sides, sides)
def test_it_agrees_with_statsmodels_and_turns_round(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found, turned = newcombe(*one, *other), newcombe(*other, *one)
    wanted = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-9)
    assert -1 <= found.low <= found.middle <= found.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))

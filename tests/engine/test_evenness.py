"""Are the halves of an experiment as large as they were drawn?"""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cohive.engine.experiments import UNEVEN_BELOW, evenness
from cohive.words.refusals import Refused


@given(st.integers(0, 400), st.integers(0, 400))
def test_it_is_the_exact_binomial_test(first, second):
    people = first + second
    expected = binomtest(first, people, 0.5).pvalue if people else 1.0
    found = evenness(first, second)
    assert found.chance == pytest.approx(expected, rel=1e-9, abs=1e-300)
    assert found.chance == evenness(second, first).chance
    assert found.is_off == (found.chance < UNEVEN_BELOW)


def test_a_worked_example():
    """Two of twelve heads or fewer, on either side: 2 x (1 + 12 + 66) of 4,096."""
    assert evenness(2, 10).chance == pytest.approx(2 * sum(comb(12, k) for k in range(3)) / 4096)


def test_uneven_halves_warn_and_even_ones_do_not():
    assert not evenness(480, 520).is_off
    off = evenness(430, 570)
    assert off.is_off
    assert "not as large as a fair draw makes them" in str(off.said)
    assert str(evenness(430, 570).said) != str(evenness(480, 520).said)
    assert not evenness(0, 9).is_off  # too few to tell: a fair draw does it once in 256
    assert evenness(821_588, 815_482).is_off  # Kohavi, Tang, Xu (2020), ch. 3


def test_fewer_than_none_is_refused():
    with pytest.raises(Refused):
        evenness(-1, 5)

"""What is said beside what is done: ranks, against scipy, and silent where there is too little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from cohive.engine.scales.beside import rank_correlation

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=10, max_size=60)


@given(PAIRS)
def test_it_is_spearmans(pairs):
    said, done = np.array(pairs, dtype=float).T
    found = rank_correlation(said, done)
    if len(set(said)) == 1 or len(set(done)) == 1:
        assert found is None
        return
    assert found.middle == pytest.approx(spearmanr(said, done).statistic, abs=1e-12)
    assert -1 <= found.low <= found.middle <= found.high <= 1


def test_the_range_of_a_known_case():
    """ρ = 0 of 28 persons: tanh(1.96 / 5) = .373 on both sides."""
    said = np.repeat([1.0, 2.0], 14)
    done = np.tile([1.0, 2.0], 14)
    found = rank_correlation(said, done)
    assert found.middle == pytest.approx(0)
    assert found.high == pytest.approx(0.37307, abs=1e-4)


def test_of_fewer_than_ten_nothing_is_told():
    said = np.arange(10.0)
    assert rank_correlation(said, said).middle == pytest.approx(1)
    said[0] = np.nan
    assert rank_correlation(said, np.arange(10.0)) is None


def test_figures_of_other_persons_are_a_defect():
    with pytest.raises(ValueError, match="same persons"):
        rank_correlation([1.0], [1.0, 2.0])

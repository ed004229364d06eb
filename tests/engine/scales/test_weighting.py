"""Weights meet the margins they are given, and say how much they cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.scales.weighting import Margin, rake

KINDS = st.lists(st.integers(1, 3), min_size=30, max_size=80)


def test_one_trait_is_post_stratified():
    """6 women and 4 men for a half each: 10·.5/6 and 10·.5/4."""
    found = rake([Margin([1] * 6 + [2] * 4, {1: 50, 2: 50})])
    assert found.weights == pytest.approx([5 / 6] * 6 + [5 / 4] * 4)
    assert found.n_effective == pytest.approx(100 / (6 * 25 / 36 + 4 * 25 / 16))
    assert found.converged
    assert found.cut == 0


def test_answers_that_are_spread_as_known_weigh_alike():
    found = rake([Margin([1, 2] * 10, {1: 1, 2: 1})])
    assert found.weights == pytest.approx(np.ones(20))
    assert found.n_effective == pytest.approx(20)


@given(KINDS, st.lists(st.integers(20, 60), min_size=3, max_size=3), st.randoms())
def test_raked_margins_are_met_and_the_order_of_persons_does_not_matter(kinds, targets, lots):
    other = [lots.choice((1, 2)) for _ in kinds]
    kinds, other = [1, 2, 3, *kinds, 1, 2, 3], [1, 1, 1, *other, 2, 2, 2]
    margins = [
        Margin(kinds, dict(enumerate(map(float, targets), 1))),
        Margin(other, {1: 55.0, 2: 45.0}),
    ]
    found = rake(margins, weight_max=1e9)
    assert found.weights.mean() == pytest.approx(1)
    assert 0 < found.n_effective <= len(kinds) + 1e-9
    if found.converged:
        for margin in margins:
            total = sum(margin.targets.values())
            for value, target in margin.targets.items():
                own = found.weights[np.array(margin.values) == value].sum()
                assert own / len(kinds) == pytest.approx(target / total, abs=1e-6)
    turned = rake(
        [Margin(list(margin.values)[::-1], margin.targets) for margin in margins], weight_max=1e9
    )
    assert turned.weights[::-1] == pytest.approx(found.weights, rel=1e-6)


def test_a_weight_is_cut_at_the_ceiling_and_that_is_said():
    found = rake([Margin([1] + [2] * 99, {1: 50, 2: 50})])
    assert found.weights.max() == pytest.approx(5)
    assert found.weights.mean() == pytest.approx(1)
    assert found.cut == 1
    assert not found.converged


def test_a_choice_nobody_made_cannot_be_met_and_that_is_said():
    found = rake([Margin([1] * 5 + [2] * 5, {1: 25, 2: 25, 3: 50})])
    assert found.weights == pytest.approx(np.ones(10))
    assert not found.converged


def test_who_did_not_tell_keeps_her_weight():
    found = rake([Margin([1, 1, 1, 2, None], {1: 50, 2: 50})])
    assert found.weights[4] == pytest.approx(1)
    assert found.weights[3] == pytest.approx(2)


def test_margins_of_other_persons_and_a_low_ceiling_are_defects():
    with pytest.raises(ValueError, match="same persons"):
        rake([])
    with pytest.raises(ValueError, match="same persons"):
        rake([Margin([1], {1: 1}), Margin([1, 1], {1: 1})])
    with pytest.raises(ValueError, match="ceiling"):
        rake([Margin([1], {1: 1})], weight_max=1)

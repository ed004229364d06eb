"""Inequality and unpredictability as the music laboratory measured them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.exposure.markets import inequality, market_parts, unpredictability

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "exposure.json").read_text())


@pytest.mark.parametrize("case", GOLDEN["inequality"])
def test_inequality_gives_the_known_value(case):
    assert inequality(case["market"]) == pytest.approx(case["gini"], abs=1e-12)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=15).filter(any))
def test_inequality_is_the_mean_difference_of_all_pairs(choices):
    held = np.array(choices, dtype=float)
    pairs = np.abs(held[:, None] - held[None, :]).sum()
    assert inequality(choices) == pytest.approx(pairs / (2 * held.size**2 * held.mean()))


@pytest.mark.parametrize("case", GOLDEN["unpredictability"])
def test_unpredictability_gives_the_known_value(case):
    assert unpredictability(case["worlds"]) == pytest.approx(case["mean"], abs=1e-12)


def test_worlds_that_chose_alike_are_predictable_whatever_their_size():
    assert unpredictability([[1, 2, 3], [10, 20, 30], [2, 4, 6]]) == pytest.approx(0)


def test_the_order_of_worlds_and_entries_changes_nothing():
    worlds = np.array([[5, 1, 4], [2, 2, 6], [0, 9, 1]])
    assert unpredictability(worlds) == pytest.approx(unpredictability(worlds[::-1, [2, 0, 1]]))


@pytest.mark.parametrize("wrong", [[[1, 2]], [1, 2]])
def test_one_world_says_nothing(wrong):
    with pytest.raises(ValueError, match="two worlds"):
        unpredictability(wrong)


@pytest.mark.parametrize("wrong", [[0, 0], [-1, 2]])
def test_a_world_without_choices_is_refused(wrong):
    with pytest.raises(ValueError, match="choices"):
        market_parts(wrong)

"""A mean of few scores says how sure it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cohive.engine.intervals import Interval, bayesian_average, groups, mean_score, wilson

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "exposure.json").read_text())
TOLERANCE = 1e-4


@pytest.mark.parametrize("case", GOLDEN["wilson"])
def test_wilson_gives_the_known_values_and_scipys(case):
    found = wilson(case["hits"], case["of"])
    assert found.low == pytest.approx(case["low"], abs=TOLERANCE)
    other = binomtest(case["hits"], case["of"]).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)


@given(st.integers(1, 3000), st.data())
def test_wilson_is_scipys_for_every_count(of, data):
    hits = data.draw(st.integers(0, of))
    found = wilson(hits, of)
    other = binomtest(hits, of).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)
    assert found.low <= found.middle <= found.high


def test_wilson_agrees_with_the_published_example():
    # Wilson's interval for 81 of 263 (Agresti and Coull 1998; Newcombe 1998, method 3)
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_nothing_seen_can_be_anything():
    assert wilson(0, 0) == Interval(0.0, 0.0, 1.0)


def test_more_hits_than_expected_looks_count_as_all_of_them():
    assert wilson(3, 2.4) == wilson(2.4, 2.4)


@pytest.mark.parametrize("case", GOLDEN["bayesian_average"])
def test_few_scores_are_drawn_towards_the_usual_one(case):
    found = bayesian_average(
        case["each"] * case["of"],
        case["of"],
        prior_mean=case["prior_mean"],
        prior_weight=case["prior_weight"],
    )
    assert found == pytest.approx(case["mean"], abs=1e-12)


@pytest.mark.parametrize(("weight", "of"), [(0, 0), (-1, 3), (2, -1)])
def test_an_average_needs_some_weight(weight, of):
    with pytest.raises(ValueError, match="more than 0"):
        bayesian_average(1, of, prior_mean=3, prior_weight=weight)


def test_a_clear_difference_makes_two_groups():
    sure = mean_score(points=490, scores=100, score_max=5)
    poor = mean_score(points=110, scores=100, score_max=5)
    also = mean_score(points=100, scores=100, score_max=5)
    assert groups([sure, poor, also]) == [0, 1, 1]
    assert groups([]) == []

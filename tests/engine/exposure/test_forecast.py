"""What goes with what, and whether votes foretold sales."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cohive.engine.exposure.association import auc, median, spearman
from cohive.engine.exposure.forecast import calibration, forecast

whole = st.integers(0, 6)


@given(st.lists(st.tuples(whole, whole), min_size=10, max_size=40))
def test_rank_correlation_is_scipys_with_ties_too(pairs):
    first, second = zip(*pairs, strict=True)
    found = spearman(first, second, seed=1, resamples=20)
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found is None
        return
    assert found.middle == pytest.approx(stats.spearmanr(first, second).statistic)
    assert found.low <= found.high
    assert found.n == len(pairs)


@given(st.lists(st.tuples(whole, st.booleans()), min_size=10, max_size=40))
def test_choice_by_score_is_mann_and_whitneys(rows):
    chosen = [score for score, is_chosen in rows if is_chosen]
    others = [score for score, is_chosen in rows if not is_chosen]
    found = auc(*zip(*rows, strict=True), seed=1, resamples=20)
    if min(len(chosen), len(others)) < 5:
        assert found is None
        return
    u = stats.mannwhitneyu(chosen, others).statistic
    assert found.middle == pytest.approx(u / (len(chosen) * len(others)))
    assert 0 <= found.low <= found.high <= 1


@given(st.lists(st.integers(0, 9), min_size=10, max_size=31))
def test_the_median_is_numpys(values):
    found = median(values, seed=1, resamples=20)
    assert found.middle == np.median(values)
    assert min(values) <= found.low <= found.high <= max(values)


@pytest.mark.parametrize("n", [60, 61])
def test_resampling_counts_is_resampling_rows(n):
    """The bootstrap of distinct rows agrees with scipy's, which draws the rows themselves."""
    draw = np.random.default_rng(4)
    one = draw.integers(0, 12, n).astype(float)
    other = one + draw.integers(0, 12, n)
    rows = stats.bootstrap(
        (one, other),
        lambda a, b: stats.spearmanr(a, b).statistic,
        paired=True,
        vectorized=False,
        method="percentile",
        n_resamples=1500,
        rng=np.random.default_rng(1),
    ).confidence_interval
    found = spearman(one, other, seed=2, resamples=4000)
    assert (found.low, found.high) == pytest.approx((rows.low, rows.high), abs=0.03)
    many = draw.normal(size=n).round(1)
    rows = stats.bootstrap(
        (many,), np.median, method="percentile", n_resamples=4000, rng=np.random.default_rng(1)
    ).confidence_interval
    found = median(many, seed=2, resamples=4000)
    assert (found.low, found.high) == pytest.approx((rows.low, rows.high), abs=0.11)


def test_the_interval_of_choice_by_score_is_as_wide_as_delongs():
    draw = np.random.default_rng(9)
    scores = np.concatenate((draw.normal(1, 1, 150), draw.normal(0, 1, 2000)))
    chosen = np.arange(2150) < 150
    found = auc(scores, chosen, seed=3, resamples=2000)
    wins = scores[:150, None] > scores[None, 150:]
    error = (wins.mean(axis=1).var(ddof=1) / 150 + wins.mean(axis=0).var(ddof=1) / 2000) ** 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.06)


def test_order_of_rows_changes_nothing():
    one, other = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [2, 7, 1, 8, 2, 8, 1, 8, 2, 8]
    assert spearman(one, other, seed=1) == spearman(one[::-1], other[::-1], seed=1)
    is_high = [value > 2 for value in other]
    assert auc(one, is_high, seed=1) == auc(one[::-1], is_high[::-1], seed=1)


def test_nothing_is_said_of_too_few_and_nonsense_is_refused():
    assert spearman([1, 2, 3], [1, 2, 3], seed=1) is None
    assert median([1, 2, 3], seed=1) is None
    for wrong in (lambda: spearman([1], [1, 2], seed=1), lambda: auc([1], [True, False], seed=1)):
        with pytest.raises(ValueError, match="same length"):
            wrong()
    with pytest.raises(ValueError, match="finite"):
        median([float("nan")] * 12, seed=1)


def test_a_forecast_is_the_rank_correlation_with_sales():
    scores = np.arange(30.0)
    found = forecast(scores, scores**2, seed=1)
    assert (found.middle, found.low, found.high, found.n) == pytest.approx((1, 1, 1, 30))
    assert forecast(scores, -scores, seed=1).middle == pytest.approx(-1)


def test_predictions_that_keep_their_word_are_calibrated():
    draw = np.random.default_rng(1)
    said = draw.uniform(0, 1, 4000)
    came = draw.uniform(0, 1, 4000) < said
    found = calibration(said, came, bins=5)
    assert sum(one.n for one in found.bins) == found.n == 4000
    assert all(
        one.happened.low - 0.02 < one.predicted < one.happened.high + 0.02 for one in found.bins
    )
    assert found.brier == pytest.approx(1 / 6, abs=0.01)
    assert found.brier < found.base
    wrong = calibration(1 - said, came, bins=5)
    assert wrong.brier > wrong.base
    assert not wrong.bins[0].happened.low <= wrong.bins[0].predicted <= wrong.bins[0].happened.high


def test_certainty_and_its_opposite():
    assert calibration([1.0, 0.0], [True, False]).brier == 0
    assert calibration([1.0, 0.0], [False, True]).brier == 1


@pytest.mark.parametrize(
    ("said", "came"), [([], []), ([0.5], [True, False]), ([1.5], [True]), ([float("nan")], [True])]
)
def test_what_is_no_probability_is_refused(said, came):
    with pytest.raises(ValueError, match=r"one prediction|probabilities"):
        calibration(said, came)

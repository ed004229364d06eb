"""One door to resampling: its intervals are the textbook's, whatever the size of its blocks."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cohive.engine.intervals import bootstrap as module
from cohive.engine.intervals.bootstrap import bootstrap, bootstrap_of_counts, middle_95

SEEN = np.random.default_rng(5).gamma(2.0, size=60)
OTHERS = np.random.default_rng(6).gamma(3.0, size=40)


def means(drawn: np.ndarray) -> np.ndarray:
    return drawn.mean(axis=1)


def differences(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one.mean(axis=1) - other.mean(axis=1)


def test_the_interval_agrees_with_scipy():
    wanted = stats.bootstrap(
        (SEEN,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    found = bootstrap(means, SEEN, seed=2, resamples=20_000)
    assert found == pytest.approx((wanted.low, wanted.high), rel=0.02)


def test_two_samples_are_drawn_apart_as_scipy_does():
    wanted = stats.bootstrap(
        (SEEN, OTHERS),
        lambda one, other, axis: one.mean(axis) - other.mean(axis),
        n_resamples=20_000, method="percentile", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    found = bootstrap(differences, SEEN, OTHERS, seed=2, resamples=20_000)
    assert found == pytest.approx((wanted.low, wanted.high), rel=0.04)


def test_drawing_how_often_each_kind_comes_up_is_the_same_bootstrap():
    kinds, counts = np.array([0.0, 1.0, 5.0]), np.array([30, 20, 10])
    by_count = bootstrap_of_counts(
        lambda drawn: drawn @ kinds / drawn.sum(axis=1), counts, seed=1, resamples=20_000
    )
    by_value = bootstrap(means, np.repeat(kinds, counts), seed=1, resamples=20_000)
    assert by_count == pytest.approx(by_value, rel=0.04)


@pytest.mark.parametrize("cells", [1, 60, 61, 1000])
def test_memory_is_bounded_and_changes_nothing(monkeypatch: pytest.MonkeyPatch, cells: int):
    whole = bootstrap(means, SEEN, seed=3, resamples=37)
    counted = bootstrap_of_counts(means, np.arange(1, 61), seed=3, resamples=37)
    rows: list[int] = []

    def seen(drawn: np.ndarray) -> np.ndarray:
        rows.append(len(drawn))
        return means(drawn)

    monkeypatch.setattr(module, "CELLS_AT_ONCE", cells)
    assert bootstrap(seen, SEEN, seed=3, resamples=37) == whole
    assert bootstrap_of_counts(means, np.arange(1, 61), seed=3, resamples=37) == counted
    assert sum(rows) == 37
    assert max(rows) == max(1, min(37, cells // 60))


def test_the_seed_decides():
    assert bootstrap(means, SEEN, seed=1) == bootstrap(means, SEEN, seed=1)
    assert bootstrap(means, SEEN, seed=1) != bootstrap(means, SEEN, seed=2)


@given(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=50))
def test_what_a_resample_cannot_say_is_left_out(found: list[float]):
    told = [one for one in found if not math.isnan(one)]
    ends = middle_95(found)
    if not told:
        assert ends is None
        return
    low, high = ends
    assert min(told) <= low <= high <= max(told)
    assert ends == middle_95(sorted(told))


def test_no_resamples_give_no_interval():
    assert bootstrap(means, SEEN, seed=1, resamples=0) is None


def test_the_plain_intervals_load_nothing_heavy():
    asked = "import sys, cohive.engine.intervals; print('numpy' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "False"

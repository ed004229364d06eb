"""A challenge is decided by how much its entries appeal, not by who came first."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from cohive.engine.concentration import gini
from cohive.engine.exposure.returning import Keeping, votes_of
from cohive.engine.exposure.showing import examined, least_reachable, least_seen_first
from cohive.engine.exposure.simulation import (
    Challenges,
    Policy,
    Score,
    Setting,
    challenges,
    row_spearman,
    scored,
    summary,
)
from cohive.engine.intervals import bayesian_average, wilson

RUNS, STANDARD = 40, Setting()


@cache
def held(policy: Policy, setting: Setting = STANDARD) -> Challenges:
    return challenges(setting, policy=policy, runs=RUNS, seed=2026)


@pytest.mark.parametrize("score", [Score.WILSON, Score.BAYES])
def test_least_seen_first_lets_the_best_win_and_not_the_first(score):
    found = summary(held(Policy.LEAST_SEEN), score)
    assert abs(found.by_upload) <= 0.10
    assert found.by_appeal >= 0.90
    assert found.exposure_gini <= 0.10
    assert found.runs == RUNS


@pytest.mark.parametrize("score", list(Score))
def test_sorted_by_votes_the_first_win_and_few_are_seen(score):
    found = summary(held(Policy.VOTES), score)
    assert found.by_appeal < 0.90
    assert found.exposure_gini > 0.10
    if score != Score.BAYES:  # it says "unknown", not "bad", of what nobody saw
        assert found.by_upload > 0.10


def test_a_shuffle_is_even_in_what_is_shown_yet_not_in_what_was_seen():
    found = summary(held(Policy.SHUFFLE), Score.VOTES)
    assert found.by_upload > 0.4
    assert found.exposure_gini > 0.10
    assert summary(held(Policy.SHUFFLE), Score.WILSON).by_appeal >= 0.90


def test_thompson_finds_the_best_and_leaves_the_others_unseen():
    found = summary(held(Policy.THOMPSON), Score.BAYES)
    assert found.best_in_top_3 >= 0.7
    assert found.exposure_gini > 0.5


def test_every_upload_gets_the_minimum_that_could_be_promised_even_the_last():
    late = replace(STANDARD, uploads_until=0.9)
    found = held(Policy.LEAST_SEEN, late)
    then = challenges(late, policy=Policy.LEAST_SEEN, runs=RUNS, seed=2026, until=0.9)
    promised = [
        least_reachable(list(views), visitors=0.1 * late.visitors, slots=late.slots)
        for views in then.views
    ]
    assert (found.views.min(axis=1) >= np.array(promised) - 1).all()
    assert (found.views.min(axis=1) <= np.array(promised) + 1).all()
    assert held(Policy.VOTES, late).views.min() == 0


@pytest.mark.parametrize(("believed", "late_gains"), [(0.7, 0.10), (0.5, 0.15)])
def test_a_wrong_belief_about_places_does_some_harm_and_the_best_still_win(believed, late_gains):
    wrong = replace(STANDARD, power=0.9 if believed == 0.7 else 1.0, counted_power=believed)
    found = summary(held(Policy.LEAST_SEEN, wrong), Score.WILSON)
    assert abs(found.by_upload) <= late_gains
    assert found.by_appeal >= 0.90
    assert found.exposure_gini <= 0.10


def test_visible_totals_make_early_entries_lead_even_when_shown_evenly():
    hidden = held(Policy.LEAST_SEEN)
    visible = held(Policy.LEAST_SEEN, replace(STANDARD, influence=1.0))
    for score in (Score.WILSON, Score.BAYES):
        assert summary(visible, score).by_upload > summary(hidden, score).by_upload + 0.05
        assert summary(visible, score).by_appeal < summary(hidden, score).by_appeal


def test_the_pages_of_a_live_place_do_the_same_as_the_simulation():
    """`showing`, which the pages use, in place of the vectorised policy."""
    setting, runs = Setting(visitors=1000), 6
    by_upload, by_appeal, even = [], [], []
    for run in range(runs):
        draw = np.random.default_rng(run)
        appeal = draw.uniform(*setting.appeal, setting.entries)
        uploaded = draw.permuted(draw.uniform(0, setting.uploads_until, setting.entries))
        seen = dict.fromkeys(range(setting.entries), 0.0)
        votes, looks = np.zeros(setting.entries), np.zeros(setting.entries)
        for visitor in range(setting.visitors):
            there = {e: v for e, v in seen.items() if uploaded[e] <= (visitor + 0.5) / 1000}
            page = least_seen_first(there, seed=f"{run}:{visitor}")[: setting.slots]
            for entry, chance in examined([page]).items():
                looked = draw.random() < chance
                looks[entry] += looked
                votes[entry] += looked and draw.random() < appeal[entry]
                seen[entry] += chance
        scores = [wilson(votes[entry], seen[entry]).low for entry in seen]
        by_upload.append(stats.spearmanr(scores, -uploaded).statistic)
        by_appeal.append(stats.spearmanr(scores, appeal).statistic)
        even.append(gini(looks))
    assert abs(np.mean(by_upload)) <= 0.15  # six runs only
    assert np.mean(by_appeal) >= 0.90
    assert np.mean(even) <= 0.10


def test_scores_of_arrays_are_those_of_the_intervals():
    found = held(Policy.THOMPSON)
    low, average = scored(found, Score.WILSON)[0], scored(found, Score.BAYES)[0]
    usual = found.votes[0].sum() / found.views[0].sum()
    for entry, (hits, of) in enumerate(zip(found.votes[0], found.views[0], strict=True)):
        assert low[entry] == pytest.approx(wilson(hits, of).low, abs=1e-9)
        drawn = bayesian_average(hits, of, prior_mean=usual, prior_weight=10)
        assert average[entry] == pytest.approx(drawn)


def test_correlation_by_rows_is_scipys():
    draw = np.random.default_rng(3)
    one, other = draw.integers(0, 5, (2, 7, 12)).astype(float)
    other[3] = 2.0
    found = row_spearman(one, other)
    assert found[3] == 0
    for row in (0, 1, 2, 4, 5, 6):
        assert found[row] == pytest.approx(stats.spearmanr(one[row], other[row]).statistic)


def test_the_seed_alone_decides_and_worlds_have_the_same_entries():
    small = Setting(entries=8, visitors=50, slots=3)
    one, same = (
        challenges(small, policy=Policy.SHUFFLE, runs=4, seed=1, worlds=2) for _ in range(2)
    )
    assert np.array_equal(one.votes, same.votes)
    assert np.array_equal(one.appeal[0], one.appeal[1])
    assert not np.array_equal(one.appeal[1], one.appeal[2])
    assert not np.array_equal(one.votes[0], one.votes[1])
    with pytest.raises(ValueError, match="worlds"):
        challenges(small, policy=Policy.SHUFFLE, runs=3, seed=1, worlds=2)


def test_counts_since_votes_opened_are_fair_to_late_entries_and_counts_of_before_are_not():
    late = {}
    for keeping in Keeping:
        found = [votes_of(keeping, seed=seed, early=1.0, members=150) for seed in range(12)]
        late[keeping] = np.mean(
            [stats.spearmanr(one.uploaded, one.views).statistic for one in found]
        )
    assert abs(late[Keeping.ANEW]) <= 0.10
    assert late[Keeping.LATE_LAST] < -0.4
    assert late[Keeping.ALL_VIEWS] > 0.4

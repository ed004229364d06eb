"""Raters on a common scale: planted harsh, mild, narrow, constant and hostile ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.ballots.calibration import calibrate
from cohive.engine.ballots.forms import ScoreBallot
from cohive.engine.ballots.ratings import centres, ratings_of
from cohive.engine.ballots.score import ScoreRule, score_entries
from cohive.engine.ballots.severity import levels, variety
from tests.engine.ballots.juries import column, jury
from tests.engine.strategies import patient

SEEDS = range(12)


def means(**arguments: float) -> dict[str, float]:
    """The mean agreement with the truth over the seeds, by kind of score."""
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        drawn = jury(seed, **arguments)  # type: ignore[arg-type]
        scores = score_entries(
            drawn.ballots, drawn.entries, rule=ScoreRule.CALIBRATED_TRIMMED, draws=40
        )
        for name in ("mean", "trimmed", "calibrated", "deciding"):
            found.setdefault(name, []).append(drawn.agreement(column(scores, name)))
    return {name: float(np.mean(each)) for name, each in found.items()}


def test_harsh_and_mild_raters_cost_the_mean_and_not_the_calibrated_score() -> None:
    for raters, least in ((200, 0.008), (40, 0.03)):
        found = means(raters=raters)
        assert found["calibrated"] >= found["mean"] + least, found


def test_where_all_raters_are_alike_calibration_costs_nothing() -> None:
    found = means(harshness=0.0, spread=0.0)
    assert found["calibrated"] >= found["mean"] - 0.002


def test_five_in_a_hundred_giving_zeros_to_the_leaders_do_little_to_calibrated_scores() -> None:
    found = means(hostile=0.05)
    assert found["mean"] <= 0.93
    assert found["trimmed"] >= found["mean"]
    assert found["calibrated"] >= 0.97
    assert found["deciding"] >= 0.97


def test_a_planted_harshness_is_found_and_one_with_few_scores_is_left_alone() -> None:
    random = np.random.default_rng(3)
    worth = random.normal(2.5, 0.8, 30)
    ballots = []
    for rater in range(20):
        harsh = {0: 1.0, 1: -1.0}.get(rater, 0.0)
        given = np.clip(np.round(2 * (worth - harsh + random.normal(0, 0.4, 30))), 0, 10)
        scores = {f"e{n}": Fraction(int(points), 2) for n, points in enumerate(given)}
        ballots.append(ScoreBallot(f"r{rater}", scores))
    ballots.append(ScoreBallot("once", {"e0": 0}))
    ratings = ratings_of(ballots, {f"e{n}": "" for n in range(30)})
    found = calibrate(ratings)
    harshness = dict(zip(ratings.raters, found.harshness.tolist(), strict=True))
    assert harshness["r0"] == pytest.approx(1.0, abs=0.3)
    assert harshness["r1"] == pytest.approx(-1.0, abs=0.3)
    usual = np.mean([float(ballot.scores["e0"]) for ballot in ballots[:-1]])
    assert 0 < harshness["once"] < usual / 3  # one score, all the way down from the others
    assert found.components == 1


def test_a_rater_of_half_the_scale_is_stretched() -> None:
    random = np.random.default_rng(4)
    worth = random.uniform(0.5, 4.5, 40)
    ballots = []
    for rater in range(20):
        part = 0.3 if rater == 0 else 1.0
        given = np.clip(
            np.round(4 * (2.5 + part * (worth - 2.5) + random.normal(0, 0.2, 40))), 0, 20
        )
        scores = {f"e{n}": Fraction(int(points), 4) for n, points in enumerate(given)}
        ballots.append(ScoreBallot(f"r{rater}", scores))
    ratings = ratings_of(ballots, {f"e{n}": "" for n in range(40)})
    found = calibrate(ratings)
    narrow = ratings.raters.index("r0")
    assert 0.2 < found.spread[narrow] < 0.5
    assert np.delete(found.spread, narrow).min() > 0.8


@pytest.mark.parametrize("seed", range(4))
def test_the_common_scale_is_no_wider_than_the_one_that_was_used(seed: int) -> None:
    drawn = jury(seed, raters=5, each=40, spread=0.25)
    found = calibrate(ratings_of(drawn.ballots, drawn.entries))
    assert found.spread.mean() == pytest.approx(1.0, abs=0.01)


def test_a_rater_who_contradicts_everybody_is_never_turned_round() -> None:
    random = np.random.default_rng(6)
    worth = random.uniform(0, 5, 30)
    ballots = [
        ScoreBallot(f"r{n}", {f"e{e}": round(w) for e, w in enumerate(worth)}) for n in range(10)
    ]
    ballots.append(ScoreBallot("other", {f"e{e}": 5 - round(w) for e, w in enumerate(worth)}))
    ratings = ratings_of(ballots, {f"e{n}": "" for n in range(30)})
    found = calibrate(ratings)
    assert found.spread.min() > 0
    own = ratings.rater == ratings.raters.index("other")
    assert np.corrcoef(found.value[own], ratings.value[own])[0, 1] > 0.99


def test_a_rater_who_gives_everything_the_same_moves_no_place_and_scores_by_very_little() -> None:
    drawn = jury(1)
    before = score_entries(drawn.ballots, drawn.entries)
    for points in (0, 3, 5):
        constant = ScoreBallot("constant", dict.fromkeys(drawn.entries, points))
        after = score_entries([*drawn.ballots, constant], drawn.entries)
        was = column(before, "calibrated")
        moves = [abs(was[one.id] - float(one.calibrated)) for one in after.entries]
        level = np.mean([was[one.id] - float(one.calibrated) for one in after.entries])
        beside = [abs(was[one.id] - float(one.calibrated) - level) for one in after.entries]
        assert max(moves) < 0.08
        assert max(beside) < 0.08
        assert [one.id for one in after.entries][:5] == [one.id for one in before.entries][:5]


def test_parts_that_no_rater_connects_are_counted_and_said() -> None:
    ballots = [
        ScoreBallot("1", {"a": 5, "b": 3}),
        ScoreBallot("2", {"a": 4, "b": 2}),
        ScoreBallot("3", {"c": 1, "d": 2}),
    ]
    ratings = ratings_of(ballots, dict.fromkeys("abcde", ""))
    assert calibrate(ratings).components == 2


def test_harshness_is_seen_though_each_rater_gave_two_scores() -> None:
    rows = ("54-", "54-", "55-", "44-", "-23", "-13", "-24", "-23", "-23", "334")
    ratings = ratings_of(
        [
            ScoreBallot(str(n), {e: int(p) for e, p in zip("abc", row, strict=True) if p.isdigit()})
            for n, row in enumerate(rows)
        ],
        dict.fromkeys("abc", ""),
    )
    found = calibrate(ratings)
    harshness = dict(zip(ratings.raters, found.harshness.tolist(), strict=True))
    assert all(harshness[str(n)] < -0.6 for n in range(4))
    assert all(harshness[str(n)] > 0.35 for n in range(4, 9))
    a, b, c = centres(ratings, found.value, found.weight, Fraction(0))
    assert c > a + 0.3 > b


@pytest.mark.parametrize("seed", range(6))
def test_levels_are_the_best_linear_prediction(seed: int) -> None:
    """Against the normal equations of the mixed model, entries free, solved whole."""
    drawn = jury(seed, raters=15, each=3, spread=0.0)
    ratings = ratings_of(drawn.ballots, drawn.entries)
    raters, entries = np.eye(15)[ratings.rater], np.eye(40)[ratings.entry]
    entries = entries[:, entries.any(axis=0)]
    both = np.hstack([raters, entries])
    normal = both.T @ both + np.diag([1 / 2.0] * 15 + [0.0] * entries.shape[1])
    whole = np.linalg.solve(normal, both.T @ ratings.value)
    assert levels(ratings, 2.0) == pytest.approx(whole[:15], abs=1e-5)


def test_the_variety_of_raters_is_found_and_of_alike_raters_seldom() -> None:
    ratios, alike = [], []
    for seed in range(30):
        drawn = jury(seed, raters=150, each=3, spread=0.0, harshness=0.8)
        ratios.append(variety(ratings_of(drawn.ballots, drawn.entries)).ratio)
        same = jury(seed, raters=20, each=3, spread=0.0, harshness=0.0)
        alike.append(variety(ratings_of(same.ballots, same.entries)).ratio)
    noise = 0.6**2 + 1 / 12  # with what rounding adds
    assert 0.5 * 0.8**2 / noise < np.mean(ratios) < 0.8**2 / noise  # with a reserve, ends cut off
    assert sum(ratio > 0 for ratio in alike) <= 6
    assert min(ratios) > 0


def test_four_scores_tell_no_harsh_rater_from_weak_entries() -> None:
    ballots = [ScoreBallot("ana", {"a": 5, "b": 4}), ScoreBallot("bo", {"b": 2, "c": 3})]
    found = calibrate(ratings_of(ballots, dict.fromkeys("abc", "")))
    assert not found.variety.is_told
    assert not found.harshness.any()


def test_two_whole_scores_that_differ_by_one_are_no_proof_of_harshness() -> None:
    """Their differences agree exactly, but whole points would often do so by rounding."""
    for unit in (1, 10):
        ballots = [
            ScoreBallot("x", {"a": 5 * unit, "b": 4 * unit}),
            ScoreBallot("y", {"a": 4 * unit, "b": 3 * unit}),
        ]
        found = calibrate(ratings_of(ballots, dict.fromkeys("ab", "")))
        assert found.variety.is_told
        assert not found.harshness.any()


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=10))
@patient
def test_a_full_table_never_loses_its_clear_winner(rows: list[list[int]]) -> None:
    ballots = [
        ScoreBallot(str(n), dict(zip("abc", row, strict=True))) for n, row in enumerate(rows)
    ]
    scores = score_entries(ballots, dict.fromkeys("abc", ""), draws=40)
    best = max(one.mean for one in scores.entries)
    assert all(np.isfinite(float(one.calibrated)) for one in scores.entries)
    assert scores.entries[0].mean >= best - Fraction(1, 2)


def test_weights_without_any_weight_leave_no_centre() -> None:
    ratings = ratings_of([ScoreBallot("1", {"a": 5})], {"a": "", "b": ""})
    for trim in (Fraction(0), Fraction(1, 10)):
        found = centres(ratings, ratings.value, np.zeros(1), trim)
        assert np.isnan(found).all()

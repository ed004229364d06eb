"""Ranks that say how sure they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from cohive.engine.exposure.scores import (
    probability_better,
    rank_of_rates,
    rank_of_scores,
)
from cohive.engine.intervals import bayesian_average

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "exposure.json").read_text())


def test_the_score_is_the_bayesian_average():
    ranking = rank_of_rates([8, 1, 0], [10, 1, 5], seed=1, prior_mean=0.3, prior_weight=4)
    expected = [
        bayesian_average(hits, of, prior_mean=0.3, prior_weight=4)
        for hits, of in ((8, 10), (1, 1), (0, 5))
    ]
    assert [place.score for place in ranking.places] == pytest.approx(expected)
    assert [place.rank for place in ranking.places] == [1, 2, 3]


def test_few_votes_cannot_tell_and_many_can():
    few = rank_of_rates([3, 2, 1], [10, 10, 10], seed=1)
    assert {place.group for place in few.places} == {0}
    assert all((place.low, place.high) == (1, 3) for place in few.places)
    many = rank_of_rates([300, 200, 100], [1000, 1000, 1000], seed=1)
    assert [place.group for place in many.places] == [0, 1, 2]
    assert [(place.low, place.high) for place in many.places] == [(1, 1), (2, 2), (3, 3)]


def test_the_true_rank_lies_in_its_range_in_nineteen_of_twenty():
    draw = np.random.default_rng(11)
    held = []
    for challenge in range(60):
        appeal = draw.uniform(0.05, 0.5, 20)
        views = draw.integers(20, 200, 20)
        ranking = rank_of_rates(draw.binomial(views, appeal), views, seed=challenge, draws=500)
        true = stats.rankdata(-appeal)
        held += [p.low <= rank <= p.high for p, rank in zip(ranking.places, true, strict=True)]
    assert 0.92 <= np.mean(held) <= 0.995


def test_mean_scores_are_ranked_from_their_counts():
    clear = [[0, 0, 0, 0, 0, 40], [0, 0, 0, 40, 0, 0], [40, 0, 0, 0, 0, 0]]
    ranking = rank_of_scores(clear, seed=3, prior_weight=1)
    assert [place.group for place in ranking.places] == [0, 1, 2]
    usual = (5 * 40 + 3 * 40) / 120
    assert ranking.prior_mean == pytest.approx(usual)
    assert ranking.places[0].score == pytest.approx((40 * 5 + usual) / 41)
    assert [place.n for place in ranking.places] == [40, 40, 40]


def test_an_entry_without_scores_can_stand_anywhere():
    ranking = rank_of_scores([[0, 0, 5, 9], [6, 8, 0, 0], [0, 0, 0, 0]], seed=3, prior_weight=2)
    assert (ranking.places[2].low, ranking.places[2].high) == (1, 3)


def test_relabelling_changes_ranks_with_their_entries():
    hits, views = np.array([40, 31, 22, 9]), np.array([100, 100, 90, 80])
    order = [2, 0, 3, 1]
    one = rank_of_rates(hits, views, seed=5, draws=4000).places
    other = rank_of_rates(hits[order], views[order], seed=5, draws=4000).places
    for place, entry in enumerate(order):
        assert other[place].rank == one[entry].rank
        assert abs(other[place].low - one[entry].low) <= 1
        assert other[place].score == one[entry].score


def test_the_seed_alone_decides():
    same = [rank_of_rates([3, 5], [9, 9], seed=2, draws=50) for _ in range(2)]
    assert same[0] == same[1]
    assert same[0].seed == 2


@pytest.mark.parametrize("case", GOLDEN["thompson"])
def test_how_often_thompson_shows_the_worse_one(case):
    found = probability_better(tuple(case["first"]), tuple(case["second"]))
    assert found == pytest.approx(case["probability"], abs=case["tolerance"])
    first, second = stats.beta(*case["first"]), stats.beta(*case["second"])
    exact, _ = integrate.quad(lambda x: first.pdf(x) * second.cdf(x), 0, 1)
    assert found == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize(
    ("hits", "views", "more"),
    [
        ([], [], {}),
        ([1], [1, 2], {}),
        ([-1], [1], {}),
        ([float("nan")], [1], {}),
        ([1], [2], {"prior_mean": 1.0}),
        ([1], [2], {"prior_weight": 0}),
    ],
)
def test_rates_that_cannot_be_are_refused(hits, views, more):
    with pytest.raises(ValueError, match=r"hits|finite|prior"):
        rank_of_rates(hits, views, seed=1, **more)


@pytest.mark.parametrize("counts", [[], [1, 2], [[1], [2]], [[0, 0], [0, 0]], [[1, -2]]])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match=r"how many|finite"):
        rank_of_scores(counts, seed=1)
    with pytest.raises(ValueError, match="weight"):
        rank_of_scores([[1, 2]], seed=1, prior_weight=0)
    with pytest.raises(ValueError, match="whole"):
        probability_better((0, 1), (1, 1))

"""A few who give zeros to the leaders."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cohive.engine.exposure.hostility import (
    Attack,
    Crowd,
    Rule,
    ballots_of,
    held,
    without_attack,
)

CROWD = Crowd()


@cache
def by_rule(crowd: Crowd):
    return {found.rule: found for found in held(crowd, runs=20, seed=9)}


def test_without_hostility_every_rule_finds_the_order():
    for found in by_rule(without_attack(CROWD)).values():
        assert found.by_worth >= 0.95
        assert found.leaders_rank < 4.5
        assert found.zeros == 0


def test_zeros_on_their_own_page_move_little_and_a_trim_takes_half_of_it_back():
    attacked = by_rule(replace(CROWD, attack=Attack.ON_THEIR_PAGE))
    before = by_rule(without_attack(CROWD))
    assert attacked[Rule.MEAN].by_worth >= 0.94
    lost = {
        rule: attacked[rule].leaders_rank - before[rule].leaders_rank
        for rule in (Rule.MEAN, Rule.TRIMMED)
    }
    assert 0 < lost[Rule.TRIMMED] < 0.75 * lost[Rule.MEAN]


def test_who_seeks_the_leaders_fells_a_mean_and_a_trimmed_mean_but_not_a_calibrated_one():
    attacked = by_rule(CROWD)
    for rule in (Rule.MEAN, Rule.TRIMMED):
        assert attacked[rule].best_in_top_3 <= 0.1
        assert attacked[rule].leaders_rank > 12
    for rule in (Rule.CALIBRATED, Rule.CALIBRATED_TRIMMED):
        assert attacked[rule].by_worth >= 0.9
        assert attacked[rule].leaders_rank < 10
    assert attacked[Rule.MEAN].zeros > 0.25  # 5 % of the raters


def test_one_challenge_is_what_it_says():
    worth, ratings, zeros = ballots_of(CROWD, seed=3)
    given = np.zeros((CROWD.raters, CROWD.entries)) - 1
    given[ratings.rater, ratings.entry] = ratings.value
    leaders = np.argsort(-worth)[:5]
    assert (given[:10, leaders] == 0).all()
    assert set(np.unique(given)) <= {-1.0, 0, 1, 2, 3, 4, 5}
    scored = given >= 0
    assert zeros == pytest.approx(50 / scored[:, leaders].sum())
    assert scored.sum() == ratings.n.sum() == ratings.value.size
    assert (scored[10:].sum(axis=1) <= CROWD.slots).all()
    honest, _, none = ballots_of(without_attack(CROWD), seed=3)
    assert none == 0
    assert np.array_equal(honest, worth)


def test_the_seed_alone_decides_and_nonsense_is_refused():
    small = replace(CROWD, raters=30, entries=8)
    assert held(small, runs=2, seed=1) == held(small, runs=2, seed=1)
    for runs, hostile in ((0, 0.1), (1, 1.5)):
        with pytest.raises(ValueError, match="hostile raters"):
            held(replace(small, hostile=hostile), runs=runs, seed=1)

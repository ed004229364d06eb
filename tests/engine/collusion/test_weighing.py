"""Chance's own groups, combination of witnesses, discoveries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from cohive.engine.collusion.attacks import stage
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.events import blocks_of, firsts_of
from cohive.engine.collusion.search import found_blocks
from cohive.engine.collusion.weighing import (
    cauchy,
    discoveries,
    log10_ranks,
    log10_tails,
    shuffled,
)


@given(st.lists(st.floats(1e-8, 1.0), min_size=1, max_size=30))
def test_discoveries_are_those_of_benjamini_and_hochberg(p):
    theirs = false_discovery_control(p) <= 0.05
    ours = discoveries(np.log10(np.array(p)), 0.05)
    borderline = np.isclose(false_discovery_control(p), 0.05)
    assert np.array_equal(ours[~borderline], theirs[~borderline])


def test_one_witness_among_silent_ones_keeps_its_word():
    logs = np.array([[-3.0, -0.3], [np.nan, np.nan]])
    combined = cauchy(logs)
    assert combined[0] == pytest.approx(-3 + np.log10(2), abs=0.01)


@given(st.lists(st.floats(-12, -0.01), min_size=2, max_size=5))
def test_more_against_an_account_never_clears_it(logs):
    before = cauchy(np.array(logs)[:, None])[0]
    worse = [logs[0] - 1, *logs[1:]]
    assert cauchy(np.array(worse)[:, None])[0] <= before + 1e-9


def test_ranks_are_calibrated_to_the_size_of_the_community():
    assert 10 ** log10_ranks(np.array([5.0, 1.0, 3.0])) == pytest.approx([0.25, 0.75, 0.5])


def test_a_shuffled_log_keeps_who_acts_when_and_what_is_popular():
    events = stage(seed=1, people=300).events
    firsts = firsts_of(events, 16)
    drawn = shuffled(firsts, seed=4)
    assert drawn.item.size >= 0.9 * firsts.item.size  # repeats that arise are dropped
    assert set(zip(drawn.user, drawn.seconds, strict=True)) <= set(
        zip(firsts.user, firsts.seconds, strict=True)
    )
    assert (np.diff(drawn.item) >= 0).all()
    for block in range(16):
        before = np.bincount(firsts.item[firsts.block == block], minlength=len(events.items))
        after = np.bincount(drawn.item[drawn.block == block], minlength=len(events.items))
        assert (after <= before).all()


def test_togetherness_is_what_shuffling_takes_away():
    events = stage(seed=2, people=800).events
    configuration = Configuration()
    firsts = firsts_of(events, configuration.blocks)
    items = len(events.items)
    there = found_blocks(firsts, items, configuration, seed=0)[2]
    gone = found_blocks(shuffled(firsts, 5), items, configuration, seed=0)[2]
    assert there[0].effect > 5 * max((block.effect for block in gone), default=1.0)


def test_tails_fall_with_surprise_and_are_no_smaller_with_more_chance():
    chance = np.array([2.0, 4.0, 3.0])
    logs = log10_tails(np.array([1.0, 5.0, 50.0]), chance, 1)
    assert (np.diff(logs) <= 0).all()
    assert (logs <= 0).all()
    noisy = log10_tails(np.array([50.0]), np.array([2.0, 40.0, 30.0]), 1)
    assert noisy[0] > logs[2]


def test_a_span_ends_at_a_long_pause_beside_its_edge():
    days = np.concatenate((np.linspace(0, 10, 46), np.linspace(30, 40, 54)))
    block = blocks_of(days * 86400.0, 2)
    assert (block[:46] == 0).all()
    assert (block[46:] == 1).all()
    told = blocks_of(np.linspace(0, 10, 101) * 86400.0, 4, np.array([2.0, 4.55, np.nan]) * 86400)
    assert np.bincount(told).tolist() == [20, 26, 30, 25]
    even = blocks_of(np.linspace(0, 10, 100) * 86400.0, 4)
    assert np.bincount(even).tolist() == [25, 25, 25, 25]


def test_a_small_log_has_fewer_spans_and_a_large_one_as_many_as_ever():
    configuration = Configuration()
    assert [configuration.blocks_for(size) for size in (0, 49, 400, 1600, 10**7)] == [
        1,
        1,
        8,
        32,
        32,
    ]

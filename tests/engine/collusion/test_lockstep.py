"""Pairs in lockstep: counted exactly, expected fairly, and never lost in a crowd."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from cohive.engine.collusion.configuration import HOUR_SECONDS, Configuration
from cohive.engine.collusion.events import events_of, firsts_of
from cohive.engine.collusion.lockstep import lockstep_pairs, log10_tail, partners_of, rates_of

ALL = Configuration(pair_level=1.0, partners_max=1e9)
acts = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 100)), min_size=1, max_size=40
)


def log(rows):
    users, items, hours = zip(*rows, strict=True)
    return events_of(
        [f"u{each}" for each in users],
        [f"i{each}" for each in items],
        seconds=[each * HOUR_SECONDS for each in hours],
    )


def by_hand(rows, window_hours):
    """Common targets of every pair within a window, from first acts only."""
    first: dict[tuple[int, int], int] = {}
    for user, item, hour in rows:
        first[user, item] = min(hour, first.get((user, item), hour))
    found = {}
    users = sorted({user for user, _ in first})
    for one, other in combinations(users, 2):
        found[one, other] = sum(
            (one, item) in first
            and (other, item) in first
            and abs(first[one, item] - first[other, item]) <= window_hours
            for item in range(4)
        )
    return found


@settings(max_examples=60, deadline=None)
@given(acts)
def test_coincidences_are_those_that_one_counts_by_hand(rows):
    events = log(rows)
    configuration = Configuration(
        windows_seconds=(12 * HOUR_SECONDS,), pair_level=1.0, partners_max=1e9
    )
    pairs = lockstep_pairs(firsts_of(events, 4), configuration, seed=0)
    seen = {
        (int(events.users[a][1:]), int(events.users[b][1:])): k
        for a, b, k in zip(pairs.first, pairs.second, pairs.seen, strict=True)
    }
    assert seen == {pair: k for pair, k in by_hand(rows, 12).items() if k >= 2}


@settings(max_examples=40, deadline=None)
@given(acts)
def test_what_is_expected_of_all_pairs_is_what_all_pairs_have(rows):
    """Rates are calibrated: summed over all pairs of acts they give the coincidences there are."""
    firsts = firsts_of(log(rows), 4)
    end = partners_of(firsts.item, firsts.seconds, 12 * HOUR_SECONDS)
    totals = firsts.activity.sum(axis=0, dtype=float)
    level = np.zeros(firsts.item.size, dtype=np.int64)
    rates = rates_of(firsts.item, firsts.block, end, level, totals)[0]
    coincidences = (end - np.arange(firsts.item.size) - 1).sum()
    assert (totals @ rates @ totals) / 2 == pytest.approx(coincidences)


def test_neighbouring_spans_expect_something_of_each_other():
    """Two accounts that are busy in spans side by side meet across the edge by chance, too."""
    rows = [(user, user % 3, 2 * user) for user in range(40)]
    firsts = firsts_of(log(rows), 8)
    end = partners_of(firsts.item, firsts.seconds, 20 * HOUR_SECONDS)
    level = np.zeros(firsts.item.size, dtype=np.int64)
    rates = rates_of(firsts.item, firsts.block, end, level, firsts.activity.sum(axis=0))[0]
    assert rates[0, 1] > 0
    assert np.array_equal(rates, rates.T)


@given(st.integers(0, 300), st.floats(1e-6, 50))
def test_the_tail_is_poissons(seen, mean):
    ours = log10_tail(np.array([seen]), np.array([mean]))[0]
    theirs = poisson.logsf(seen - 1, mean) / np.log(10)
    if np.isfinite(theirs):
        assert ours == pytest.approx(theirs, rel=1e-3, abs=1e-3)
    else:
        assert ours < -250


def army_in_a_crowd():
    """Thirty accounts that act on six targets within an hour, where 3,000 others act as well."""
    draw = np.random.default_rng(3)
    rows = []
    for target in range(6):
        start = 200 * target
        rows += [(f"army-{at}", f"t{target}", start + draw.random()) for at in range(30)]
    for person in range(3000):
        for target in draw.choice(6, 1).tolist():
            rows.append((f"crowd-{person}", f"t{target}", 200 * target + 8 * draw.random()))
        for other in draw.choice(3000, 10).tolist():
            rows.append((f"crowd-{person}", f"own-{other}", 1200 * draw.random()))
    users, items, hours = zip(*rows, strict=True)
    return events_of(users, items, seconds=[each * HOUR_SECONDS for each in hours])


@pytest.mark.parametrize("steps", [20_000_000, 20_000, 8_000])
def test_an_army_in_a_crowd_is_seen_however_little_work_is_allowed(steps):
    events = army_in_a_crowd()
    configuration = Configuration(pair_steps_max=steps)
    pairs = lockstep_pairs(firsts_of(events, 32), configuration, seed=0)
    army = np.array([name.startswith("army") for name in events.users])
    both = army[pairs.first] & army[pairs.second]
    assert both.sum() >= 12
    assert both[np.argsort(-pairs.surprise, kind="stable")[:12]].mean() >= 0.9


def test_names_make_no_difference():
    events = army_in_a_crowd()
    turned = events_of(
        [f"{name[::-1]}" for name in np.array(events.users)[events.user]],
        np.array(events.items)[events.item],
        seconds=events.seconds,
    )
    one = lockstep_pairs(firsts_of(events, 32), Configuration(), seed=0)
    other = lockstep_pairs(firsts_of(turned, 32), Configuration(), seed=0)
    said = {
        frozenset((events.users[a], events.users[b])): (k, round(s, 3))
        for a, b, k, s in zip(one.first, one.second, one.seen, one.surprise, strict=True)
    }
    again = {
        frozenset((turned.users[a][::-1], turned.users[b][::-1])): (k, round(s, 3))
        for a, b, k, s in zip(other.first, other.second, other.seen, other.surprise, strict=True)
    }
    assert said == again

"""The branching number: known processes give it back, and the young do not pull it down."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades.branching import (
    branching_of,
    eventual_total,
    usual_window_seconds,
)
from cohive.engine.cascades.forest import Forest, forest_of
from cohive.words.refusals import Refused
from tests.engine.cascades.trees import Drawn, forests, patient

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "cascades.json").read_text("utf-8"))


def grown(
    mean: float, *, cascades: int, seed: int, stop_at: float = np.inf, first: int = 3
) -> Forest:
    """Galton and Watson's process: Poisson children, each an exponential hour after its parent.

    What would come after `stop_at` hours (all began at 0) was not seen.
    """
    draw = np.random.default_rng(seed)
    parents: list[int] = []
    member: list[int] = []
    hours: list[float] = []
    for cascade in range(cascades):
        queue = [len(parents)]
        parents.append(-1)
        member.append(cascade)
        hours.append(0.0)
        while queue:
            node = queue.pop()
            for _ in range(first if parents[node] == -1 else draw.poisson(mean)):
                at = hours[node] + draw.exponential()
                if at <= stop_at:
                    queue.append(len(parents))
                    parents.append(node)
                    member.append(cascade)
                    hours.append(at)
    return forest_of(parents, cascades=member, seconds=np.array(hours) * 3_600, clock_zero=0.0)


def test_four_invitations_of_which_one_in_five_is_accepted_bring_five():
    known = GOLDEN["invitations"]
    branching = known["sent"] * Fraction(known["accepted_of_one"])
    assert branching == Fraction(known["branching"])
    assert eventual_total(branching) == Fraction(known["total"])


@pytest.mark.parametrize("branching", [1, 1.5, Fraction(7, 5)])
def test_from_one_on_there_is_no_end(branching):
    assert eventual_total(branching) is None


def test_less_than_nothing_is_a_slip_of_the_caller():
    with pytest.raises(ValueError, match="0 or more"):
        eventual_total(-0.1)


@pytest.mark.parametrize("seed", range(5))
def test_a_process_seen_to_its_end_gives_its_number_back(seed):
    forest = grown(0.6, cascades=400, seed=seed)
    found = branching_of(forest, window_seconds=12 * 3_600, watched_until=1e9, resamples=300)
    assert found.mean == pytest.approx(0.6, abs=0.07)
    assert found.low < found.mean < found.high
    assert found.total == pytest.approx(1 / (1 - found.mean))
    assert found.roots_mean == pytest.approx(3, abs=0.01)
    assert found.young == 0


def test_the_plain_mean_is_always_nearly_one_and_says_nothing():
    for mean in (0.2, 0.6):
        forest = grown(mean, cascades=1, seed=1, first=40)
        children = np.count_nonzero(forest.depths)
        assert children / forest.nodes == (forest.nodes - 1) / forest.nodes > 0.97


def test_a_watch_that_ends_early_does_not_pull_it_down():
    """Half of a growing cascade is young: with the young it seems to die, without them it lives."""
    forest = grown(1.3, cascades=200, seed=3, stop_at=9.0)
    hour, end = 3_600, 9 * 3_600
    within = 1.3 * (1 - np.exp(-4))  # children in the first four hours
    naive = branching_of(forest, window_seconds=4 * hour, watched_until=1e12)
    found = branching_of(forest, window_seconds=4 * hour, watched_until=end)
    assert found.young > found.counted > 1_000
    assert found.mean == pytest.approx(within, abs=0.06)
    assert naive.mean < 1.05
    assert found.total is None


def test_the_interval_covers_the_truth_nineteen_times_in_twenty():
    hits = 0
    for seed in range(100):
        forest = grown(0.5, cascades=60, seed=1_000 + seed)
        found = branching_of(
            forest, window_seconds=1e9, watched_until=1e12, seed=seed, resamples=200
        )
        hits += found.low <= 0.5 <= found.high
    assert 87 <= hits <= 100


@patient
@given(forests(), st.data())
def test_order_and_shift_in_time_change_nothing(drawn: Drawn, data: st.DataObject):
    order = data.draw(st.permutations(range(len(drawn.parents))))
    window = data.draw(st.integers(1, 500))
    later = Drawn(
        drawn.parents,
        drawn.cascades,
        drawn.names,
        [second + 10_000 for second in drawn.seconds],
        drawn.people,
    ).shuffled(order)
    one = branching_of(drawn.forest(), window_seconds=window, watched_until=800)
    other = branching_of(later.forest(), window_seconds=window, watched_until=10_800)
    assert (one.mean, one.counted, one.children, one.young, one.roots_mean) == (
        other.mean,
        other.counted,
        other.children,
        other.young,
        other.roots_mean,
    )


def test_cascades_in_another_order_have_the_same_interval():
    forest = grown(0.6, cascades=50, seed=8)
    turned = forest_of(
        forest.parents,
        cascades=49 - forest.cascade_of_node,
        seconds=forest.seconds,
        clock_zero=0.0,
    )
    options = {"window_seconds": 7_200, "watched_until": 1e9, "seed": 4}
    assert branching_of(forest, **options) == branching_of(turned, **options)
    assert branching_of(forest, **options) != branching_of(forest, **(options | {"seed": 5}))


def test_a_few_cascades_have_no_interval_and_unknown_times_are_counted_apart():
    forest = forest_of([-1, 0, 1, 1], seconds=[0, 10, 20, np.nan], clock_zero=0.0)
    found = branching_of(forest, window_seconds=10)
    assert (found.low, found.high) == (None, None)
    assert (found.counted, found.children, found.young, found.timeless) == (1, 1, 1, 1)
    assert found.watched_until == 20


def test_roots_count_where_they_are_members_like_others():
    forest = forest_of([-1, 0, 0, 1], seconds=[0, 1, 2, 3], clock_zero=0.0)
    found = branching_of(forest, window_seconds=5, watched_until=100, with_roots=True)
    assert (found.counted, found.children, found.mean) == (4, 3, 0.75)


def test_nothing_watched_long_enough_gives_no_number():
    forest = forest_of([-1, 0], seconds=[0, 1], clock_zero=0.0)
    found = branching_of(forest, window_seconds=1_000)
    assert (found.mean, found.total, found.roots_mean, found.young) == (None, None, None, 1)


@pytest.mark.parametrize("window", [0, -1, float("nan")])
def test_a_window_must_be_longer_than_nothing(window):
    with pytest.raises(Refused, match="longer than 0"):
        branching_of(forest_of([-1]), window_seconds=window)


def test_the_usual_window_holds_nine_children_of_ten():
    forest = forest_of([-1, *[0] * 10], seconds=[0, *range(1, 11)])
    assert usual_window_seconds(forest) == 9
    assert usual_window_seconds(forest_of([-1, 0])) is None

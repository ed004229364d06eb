"""One page of figures: what was counted, and nothing where it cannot be told."""

from __future__ import annotations

import numpy as np

from cohive.engine.cascades.forest import forest_of
from cohive.engine.cascades.inference import adoptions_of
from cohive.engine.cascades.summary import Spread, summary_of_adoptions, summary_of_forest


def test_a_small_forest_is_summed_up():
    forest = forest_of(
        [-1, 0, 1, -1],
        cascades=[0, 0, 0, 1],
        seconds=[0, 10, 4, 50],
        clock_zero=0.0,
        people=[-1, 3, 3, 4],
    )
    found = summary_of_forest(forest)
    assert (found.cascades, found.nodes, found.passed_on, found.passed_on_further) == (2, 4, 2, 1)
    assert found.fraction_single == 0.5
    assert found.size == Spread(2, 2.0, 2.98, 3.0)
    assert found.structural_virality == Spread(1, 4 / 3, 4 / 3, 4 / 3)
    assert (found.reach_at_least, found.unknown_people) == (2, 1)
    assert (found.early, found.before_parent) == (0, 1)
    assert found.branching is not None
    assert found.branching.watched_until == 50


def test_without_a_common_clock_there_is_no_branching():
    forest = forest_of([-1, 0], seconds=[0, 10])
    assert summary_of_forest(forest).branching is None
    assert summary_of_forest(forest_of([-1, 0])).duration_seconds is None
    assert summary_of_forest(forest_of([-1, 0])).timeless == 2


def test_passings_on_before_their_root_are_counted():
    forest = forest_of([-1, 0, 1], seconds=[0, -5, np.nan])
    found = summary_of_forest(forest)
    assert (found.early, found.before_parent, found.timeless) == (1, 0, 1)


def test_children_that_all_came_at_once_still_leave_a_window_of_a_second():
    forest = forest_of([-1, 0], seconds=[0, 0], clock_zero=7.0)
    found = summary_of_forest(forest).branching
    assert found is not None
    assert found.window_seconds == 1.0


def test_without_parents_only_sizes_times_and_people_are_told():
    took = adoptions_of([0, 0, 1], [1, 2, 1], [0.0, 60.0, 5.0], ids=("a", "b"))
    found = summary_of_adoptions(took)
    assert found.size == Spread(2, 1.5, 1.99, 2.0)
    assert found.duration_seconds == Spread(2, 30.0, 59.4, 60.0)
    assert found.reach_at_least == 2
    assert (found.depth, found.branching, found.passed_on_further) == (None, None, None)


def test_nothing_is_summed_up_as_nothing():
    found = summary_of_forest(forest_of([]))
    assert (found.cascades, found.fraction_single, found.size) == (0, 0.0, None)

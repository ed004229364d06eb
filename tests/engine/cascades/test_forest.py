"""A forest is checked when it is made; what is wrong is named by cascade and node."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from cohive.engine.cascades.forest import forest_of, path_to
from cohive.words.refusals import Refused
from tests.engine.cascades.trees import Drawn, forests, patient


def test_children_may_stand_before_their_parents():
    forest = forest_of([2, 0, -1])
    assert forest.depths.tolist() == [1, 2, 0]
    assert forest.subtree_sizes.tolist() == [2, 1, 3]


def test_nodes_of_one_cascade_come_to_stand_together():
    forest = forest_of([-1, -1, 0, 1, 2], cascades=[1, 0, 1, 0, 1], ids=("a", "b"))
    assert forest.starts.tolist() == [0, 2, 5]
    assert forest.given.tolist() == [1, 3, 0, 2, 4]
    assert forest.parents.tolist() == [0, 0, 2, 2, 3]


def test_without_cascades_each_root_begins_one():
    forest = forest_of([1, -1, 3, -1, 3])
    assert forest.sizes.tolist() == [2, 3]
    assert forest.ids == ("0", "1")


def test_a_root_may_name_itself():
    assert forest_of([0, 0]).depths.tolist() == [0, 1]


def test_times_are_counted_from_the_root_and_where_it_began_is_kept():
    forest = forest_of([-1, 0], seconds=[100.0, 130.0], clock_zero=0.0)
    assert (forest.seconds.tolist(), forest.began.tolist()) == ([0.0, 30.0], [100.0])


def test_a_root_without_a_time_leaves_the_clock_of_the_others():
    forest = forest_of([-1, 0], seconds=[np.nan, 130.0], clock_zero=5.0)
    assert forest.began.tolist() == [5.0]
    assert forest.seconds[1] == 130.0


@patient
@given(forests())
def test_a_path_leads_from_the_root_to_the_node(drawn: Drawn):
    forest = drawn.forest()
    for node in range(forest.nodes):
        path = path_to(forest, node)
        assert forest.depths[path].tolist() == list(range(len(path)))
        assert path[-1] == node
        assert [forest.parents[below] for below in path[1:]] == path[:-1]


@pytest.mark.parametrize(
    ("parents", "cascades", "sentence"),
    [
        ([-1, -1, 3, 4, 2], [0, 1, 1, 1, 1], "The cascade “b” runs in a circle at its node 1."),
        ([-1, -1, 3, 2, 2], [0, 1, 1, 1, 1], "The cascade “b” runs in a circle at its node 1."),
        ([-1, 7], [0, 0], "Node 1 of the cascade “a” names a parent that is not there."),
        ([-1, 0, -2], [0, 0, 0], "Node 2 of the cascade “a” names a parent that is not there."),
        ([-1, -1, 0], [0, 1, 1], "Node 1 of the cascade “b” names a parent in another cascade."),
        ([-1, -1, -1], [0, 1, 1], "Node 1 of the cascade “b” is a second root."),
        ([-1, 0], [0, 0], "The cascade “b” has no nodes."),
        ([1, 0], None, "Node 0 stands in a circle: it was passed on by itself in the end."),
        ([-1, 2], None, "Node 1 names a parent that is not there."),
    ],
)
def test_what_is_no_forest_is_refused_naming_cascade_and_node(parents, cascades, sentence):
    ids = None if cascades is None else ("a", "b")
    with pytest.raises(Refused) as refused:
        forest_of(parents, cascades=cascades, ids=ids)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 64, 65, 1000])
def test_a_circle_of_any_length_is_found(length):
    around = [1 + (step + 1) % length for step in range(length)]
    if length == 1:
        around = [2, 1]
    with pytest.raises(Refused, match="circle"):
        forest_of([-1, *around])


def test_arrays_that_do_not_fit_are_a_slip_of_the_caller():
    with pytest.raises(ValueError, match="cascades"):
        forest_of([-1, 0], cascades=[0])
    with pytest.raises(ValueError, match="cascades"):
        forest_of([-1], cascades=[3], ids=("a",))
    with pytest.raises(ValueError, match="3 values where there must be 2"):
        forest_of([-1, 0], seconds=[1.0, 2.0, 3.0])

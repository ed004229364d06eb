"""Size, depth, breadth and structural virality: golden values, an oracle, what must not matter."""

from __future__ import annotations

import json
import math
from dataclasses import astuple
from fractions import Fraction
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades import shape
from cohive.engine.cascades.forest import NO_PARENT, forest_of, selected
from cohive.engine.cascades.shape import shapes_of, structural_virality
from tests.engine.cascades.trees import Drawn, forests, patient, same

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "cascades.json").read_text("utf-8"))


def graph_of(parents: list[int]) -> networkx.Graph:
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(parents)))
    graph.add_edges_from((above, node) for node, above in enumerate(parents) if above != NO_PARENT)
    return graph


@pytest.mark.parametrize("tree", GOLDEN["trees"], ids=lambda tree: tree["name"])
def test_golden_trees_have_their_known_shape(tree):
    found = shapes_of(forest_of(tree["parents"]))
    assert found.sizes.tolist() == [tree["size"]]
    assert found.depths.tolist() == [tree["depth"]]
    assert found.breadths.tolist() == [tree["breadth"]]
    if tree["structural_virality"] is None:
        assert math.isnan(found.structural_virality[0])
        return
    exact = float(Fraction(tree["structural_virality"]))
    assert found.structural_virality[0] == pytest.approx(exact, abs=1e-14)
    rounded = GOLDEN["rounded_to_four"].get(tree["name"], round(exact, 4))
    assert round(float(found.structural_virality[0]), 4) == rounded


@pytest.mark.parametrize("tree", GOLDEN["trees"], ids=lambda tree: tree["name"])
def test_an_independent_library_finds_the_golden_values_too(tree):
    graph = graph_of(tree["parents"])
    levels = networkx.single_source_shortest_path_length(graph, 0)
    assert len(graph) == tree["size"]
    assert max(levels.values()) == tree["depth"]
    assert max(np.bincount(list(levels.values()))) == tree["breadth"]
    if tree["structural_virality"] is not None:
        mean = networkx.average_shortest_path_length(graph)
        assert mean == pytest.approx(float(Fraction(tree["structural_virality"])), abs=1e-12)


@patient
@given(forests())
def test_every_shape_is_what_walking_the_tree_finds(drawn: Drawn):
    found = shapes_of(drawn.forest())
    for cascade in range(len(drawn.names)):
        graph = drawn.graph(cascade)
        root = next(node for node in graph if drawn.parents[node] == NO_PARENT)
        levels = list(networkx.single_source_shortest_path_length(graph, root).values())
        assert found.sizes[cascade] == len(graph)
        assert found.depths[cascade] == max(levels)
        assert found.breadths[cascade] == max(np.bincount(levels))
        if len(graph) > 1:
            mean = networkx.average_shortest_path_length(graph)
            assert found.structural_virality[cascade] == pytest.approx(mean, abs=1e-12)
        people = {drawn.people[node] for node in graph} - {-1}
        assert found.reach[cascade] == len(people)
        last = max(drawn.seconds[node] for node in graph)
        assert found.durations_seconds[cascade] == last - drawn.seconds[root]


@patient
@given(forests(), st.data())
def test_the_order_of_nodes_changes_nothing(drawn: Drawn, data: st.DataObject):
    order = data.draw(st.permutations(range(len(drawn.parents))))
    one, other = shapes_of(drawn.forest()), shapes_of(drawn.shuffled(order).forest())
    assert all(map(same, astuple(one), astuple(other)))


@patient
@given(forests(), st.integers(-(10**9), 10**9))
def test_a_shift_in_time_changes_nothing(drawn: Drawn, shift: int):
    later = Drawn(
        drawn.parents,
        drawn.cascades,
        drawn.names,
        [second + shift for second in drawn.seconds],
        drawn.people,
    )
    one, other = shapes_of(drawn.forest()), shapes_of(later.forest())
    assert all(map(same, astuple(one), astuple(other)))
    assert same(later.forest().began, drawn.forest().began + shift)


@patient
@given(forests(), st.data())
def test_other_names_of_cascades_and_people_change_nothing(drawn: Drawn, data: st.DataObject):
    order = data.draw(st.permutations(range(len(drawn.names))))
    renamed = Drawn(
        drawn.parents,
        [order[cascade] for cascade in drawn.cascades],
        [f"other {number}" for number in range(len(order))],
        drawn.seconds,
        [person if person < 0 else 100 - person for person in drawn.people],
    )
    one, other = shapes_of(drawn.forest()), shapes_of(renamed.forest())
    for mine, theirs in zip(astuple(one), astuple(other), strict=True):
        assert same(mine, theirs[order])


@patient
@given(forests())
def test_a_cascade_given_twice_is_two_of_one_shape(drawn: Drawn):
    total, count = len(drawn.parents), len(drawn.names)
    twice = Drawn(
        drawn.parents + [p if p == NO_PARENT else p + total for p in drawn.parents],
        drawn.cascades + [cascade + count for cascade in drawn.cascades],
        drawn.names + [f"again {name}" for name in drawn.names],
        drawn.seconds * 2,
        drawn.people * 2,
    )
    found = astuple(shapes_of(twice.forest()))
    for once, both in zip(astuple(shapes_of(drawn.forest())), found, strict=True):
        assert same(once, both[:count])
        assert same(once, both[count:])


@patient
@given(forests(), st.data())
def test_some_of_the_cascades_have_the_shapes_they_had_among_all(drawn: Drawn, data: st.DataObject):
    chosen = data.draw(
        st.lists(st.booleans(), min_size=len(drawn.names), max_size=len(drawn.names))
    )
    is_chosen = np.array(chosen)
    forest = drawn.forest()
    some = selected(forest, is_chosen)
    assert some.ids == tuple(name for name, kept in zip(forest.ids, chosen, strict=True) if kept)
    for all_of_them, those in zip(
        astuple(shapes_of(forest)), astuple(shapes_of(some)), strict=True
    ):
        assert same(all_of_them[is_chosen], those)


def test_a_very_long_chain_is_measured_exactly():
    length = 300_000
    found = shapes_of(forest_of(np.arange(length) - 1))
    assert found.depths.tolist() == [length - 1]
    assert found.breadths.tolist() == [1]
    assert found.structural_virality[0] == (length + 1) / 3


def test_beyond_whole_numbers_it_is_summed_in_floats(monkeypatch):
    forest = forest_of([-1, 0, 1, 2, 3, 3, 0])
    exact = structural_virality(forest)
    monkeypatch.setattr(shape, "EXACT_SIZE_MAX", 3)
    assert structural_virality(forest) == pytest.approx(exact, rel=1e-12)


def test_a_duration_is_told_only_where_a_passing_on_has_a_time():
    forest = forest_of(
        [-1, 0, 0, -1, 3, -1, -1, 6],
        seconds=[0, 9, np.nan, 0, np.nan, 4, 10, 7],
    )
    durations = shapes_of(forest).durations_seconds
    assert same(durations, [9, np.nan, 0, 0])


def test_a_forest_without_trees_has_no_shapes():
    assert [len(column) for column in astuple(shapes_of(forest_of([])))] == [0] * 6

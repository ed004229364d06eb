"""The single measures of ties against known values, independent libraries and their own laws."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.ties import (
    Network,
    centralisation,
    core_periphery,
    either_way,
    hierarchy,
    member_to_member,
    reciprocity,
)
from tests.engine.ties.made import network

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "ties.json").read_text(encoding="utf-8")
)
NEAR = 1e-4


def karate() -> Network:
    """Zachary's club without weights: networkx carries weights that other libraries do not."""
    return network(list(networkx.karate_club_graph().edges()))


def shape(name: str, n: int) -> Network:
    pairs = {
        "star": [(0, other) for other in range(1, n)],
        "ring": [(one, (one + 1) % n) for one in range(n)],
        "all": list(combinations(range(n), 2)),
    }
    return network(pairs[name])


def test_the_club_is_as_central_as_known():
    found, known = centralisation(karate(), seed=0), GOLDEN["karate"]
    assert found.degree == pytest.approx(known["degree"], abs=NEAR)
    assert found.betweenness == pytest.approx(known["betweenness"], abs=NEAR)
    assert found.closeness == pytest.approx(known["closeness"], abs=NEAR)
    assert found.between.max() == pytest.approx(known["highest_betweenness"], abs=NEAR)


@pytest.mark.parametrize("known", GOLDEN["shapes"], ids=lambda known: known["name"])
def test_stars_and_rings_are_the_ends_of_the_scale(known):
    found = centralisation(shape(known["ties"], known["n"]), seed=0)
    assert found.degree == pytest.approx(known["degree"])
    assert found.betweenness == pytest.approx(known["betweenness"])


def test_the_best_core_of_the_club_is_the_known_one():
    found = core_periphery(either_way(karate()))
    assert found.fit == pytest.approx(GOLDEN["karate"]["core_fit"], abs=NEAR)
    assert len(found.core) == GOLDEN["karate"]["core_size"]


def test_the_hub_of_a_star_is_its_core():
    found = core_periphery(either_way(shape("star", 10)))
    assert found.fit == pytest.approx(1.0)
    assert found.core == (0,)


def test_a_broadcasting_brand_is_not_flattered():
    known = GOLDEN["brand"]
    brand = network(known["ties"], staff=["brand"])
    assert member_to_member(brand) == pytest.approx(known["member_to_member"], abs=NEAR)
    found = reciprocity(brand)
    assert found.weighted == pytest.approx(known["weighted_reciprocity"], abs=NEAR)
    assert found.arcs == pytest.approx(known["arc_reciprocity"], abs=NEAR)
    assert hierarchy(brand).reaching == pytest.approx(known["reaching"], abs=NEAR)


def test_the_two_definitions_of_reciprocity_are_kept_apart():
    known = GOLDEN["five"]
    found = reciprocity(network(known["ties"]))
    assert found.arcs == pytest.approx(known["arcs"], abs=NEAR)
    assert found.pairs == pytest.approx(known["pairs"], abs=NEAR)
    assert found.corrected == pytest.approx(known["corrected"], abs=NEAR)
    assert hierarchy(network(known["ties"])).hierarchy == pytest.approx(known["hierarchy"])


def test_a_tree_of_command_is_a_hierarchy_and_a_ring_is_none():
    assert hierarchy(shape("star", 8)).hierarchy == 1.0
    assert hierarchy(shape("ring", 8)).hierarchy == 0.0


def test_a_tie_that_happened_once_does_not_turn_a_hierarchy_over():
    command = [(0, other, 5) for other in range(1, 8)]
    back = network([*command, (3, 0, 1)])
    assert hierarchy(back).hierarchy == pytest.approx(1 - 1 / 13)
    assert hierarchy(back, times_min=2).hierarchy == 1.0


ties = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]),
    min_size=1,
    max_size=40,
    unique=True,
)


@given(ties)
@settings(max_examples=60, deadline=None)
def test_the_measures_agree_with_another_library(pairs):
    ours, graph = network(pairs, alone=range(12)), networkx.DiGraph(pairs)
    graph.add_nodes_from(range(12))
    plain = graph.to_undirected()
    order = [int(person) for person in ours.people]
    between = networkx.betweenness_centrality(plain)
    found = centralisation(ours, seed=0)
    assert found.between == pytest.approx([between[person] for person in order], abs=1e-12)
    assert reciprocity(ours).arcs == pytest.approx(networkx.reciprocity(graph), abs=1e-12)
    closure = networkx.transitive_closure(graph, reflexive=None)
    one = sum((u, v) in closure.edges for u in order for v in order if u != v)
    both = sum(
        (u, v) in closure.edges and (v, u) in closure.edges for u, v in combinations(order, 2)
    )
    ranks = hierarchy(ours)
    assert ranks.hierarchy == pytest.approx(1 - both / (one - both))
    assert ranks.reaching == pytest.approx(networkx.global_reaching_centrality(graph), abs=1e-12)
    fit = core_periphery(either_way(ours))
    matrix = networkx.to_numpy_array(plain, nodelist=order)
    ideal = np.zeros_like(matrix)
    ideal[list(fit.core), :] = ideal[:, list(fit.core)] = 1
    upper = np.triu_indices(12, 1)
    if fit.fit is not None and ideal[upper].std() > 0:
        assert fit.fit == pytest.approx(np.corrcoef(matrix[upper], ideal[upper])[0, 1], abs=1e-9)


@given(ties, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_names_and_order_do_not_matter(pairs, chance):
    names = [f"p{number:02d}" for number in range(12)]
    chance.shuffle(names)
    again = [(names[u], names[v]) for u, v in pairs]
    chance.shuffle(again)
    one, other = network(pairs), network(again)
    assert reciprocity(one) == reciprocity(other)
    assert hierarchy(one).hierarchy == pytest.approx(hierarchy(other).hierarchy)
    first, second = centralisation(one, seed=0), centralisation(other, seed=0)
    assert first.betweenness == pytest.approx(second.betweenness)


def test_sampled_paths_come_near_the_exact_ones():
    graph = networkx.barabasi_albert_graph(600, 3, seed=1)
    large = network(list(graph.edges()))
    exact = centralisation(large, seed=0)
    sampled = centralisation(large, seed=0, starts_max=100, sampled=200)
    assert sampled.starts == 200
    assert sampled.betweenness == pytest.approx(exact.betweenness, rel=0.15)
    assert sampled.closeness is None


def test_people_without_ties_do_not_change_what_is_about_ties():
    pairs = GOLDEN["five"]["ties"]
    without, beside = network(pairs), network(pairs, alone=[7, 8, 9])
    assert reciprocity(beside).weighted == reciprocity(without).weighted
    assert hierarchy(beside).hierarchy == hierarchy(without).hierarchy


def test_nothing_is_said_of_nobody():
    nobody = network([])
    assert member_to_member(nobody) is None
    assert reciprocity(nobody).weighted is None
    assert centralisation(nobody, seed=0).betweenness is None
    assert hierarchy(nobody).hierarchy is None
    assert core_periphery(either_way(nobody)).fit is None

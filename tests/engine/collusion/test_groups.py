"""Circles and cores of a graph."""

from __future__ import annotations

from itertools import combinations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.collusion.groups import circles_of, core_of, graph_of


def cliques(*sizes):
    """Cliques side by side, each joined to the next by one light tie."""
    rows, begin = [], 0
    for size in sizes:
        rows += [(a, b, 1.0) for a, b in combinations(range(begin, begin + size), 2)]
        if begin:
            rows.append((begin - 1, begin, 0.1))
        begin += size
    first, second, weight = (np.array(each) for each in zip(*rows, strict=True))
    return graph_of(first, second, weight)


def test_cliques_are_circles():
    found = circles_of(cliques(7, 5, 6), seed=0)
    assert [each.tolist() for each in found] == [
        list(range(7)),
        list(range(12, 18)),
        list(range(7, 12)),
    ]


def test_modularity_is_as_good_as_networkx_finds_it():
    karate = networkx.karate_club_graph()
    edges = np.array(karate.edges())
    found = circles_of(graph_of(edges[:, 0], edges[:, 1], np.ones(len(edges))), seed=0)
    plain = networkx.Graph(list(map(tuple, edges.tolist())))
    ours = networkx.community.modularity(plain, [set(each.tolist()) for each in found])
    theirs = networkx.community.modularity(
        plain, networkx.community.louvain_communities(plain, seed=0)
    )
    assert ours >= theirs - 0.03


def test_the_core_is_the_dense_part():
    graph = cliques(9, 3)
    core, density = core_of(graph.adjacency)
    assert core.tolist() == list(range(9))
    assert density == pytest.approx(4.0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.1, 5)).filter(
            lambda edge: edge[0] < edge[1]
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda edge: edge[:2],
    )
)
def test_peeling_finds_at_least_half_of_the_densest_part(edges):
    first, second, weight = (np.array(each) for each in zip(*edges, strict=True))
    graph = graph_of(first, second, weight)
    size = graph.nodes.size
    dense = graph.adjacency.toarray()
    best = max(
        dense[np.ix_(some, some)].sum() / 2 / len(some)
        for count in range(1, size + 1)
        for some in combinations(range(size), count)
    )
    core, density = core_of(graph.adjacency)
    assert density >= best / 2 - 1e-9
    assert density == pytest.approx(dense[np.ix_(core, core)].sum() / 2 / core.size)

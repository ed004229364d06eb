"""Zachary's club, known to the last figure: ours and the libraries that the figures came from."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import igraph
import networkx
import numpy as np
import pytest
from scipy import sparse

from cohive.engine.fission import communities_of, conductance_of, leiden, modularity_of
from tests.engine.fission.planted import matrix

KNOWN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "fission.json").read_text(encoding="utf-8")
)["karate"]


@pytest.fixture
def club() -> tuple[sparse.csr_array, igraph.Graph, networkx.Graph, np.ndarray]:
    """The ties without weights, in three forms, and who went with whom."""
    graph = networkx.karate_club_graph()
    real = np.array([graph.nodes[one]["club"] == "Officer" for one in graph])
    plain = networkx.Graph(list(graph.edges()))
    return matrix(np.array(graph.edges()), 34), igraph.Graph.Famous("Zachary"), plain, real


def test_the_real_split_has_the_known_modularity(club):
    links, peer, _, real = club
    ours = modularity_of(links, real.astype(np.int64))
    assert ours == pytest.approx(KNOWN["real_modularity"], abs=1e-4)
    assert peer.modularity(real.astype(int).tolist()) == pytest.approx(ours, abs=1e-12)


def test_the_halves_found_cut_as_little_as_is_known(club):
    links, _, graph, _ = club
    inside = leiden(links, density=KNOWN["density"], seed=0).group == 0
    ours = conductance_of(links, inside)
    assert ours == pytest.approx(KNOWN["halves_conductance"], abs=1e-4)
    theirs = networkx.conductance(graph, np.flatnonzero(inside).tolist())
    assert theirs == pytest.approx(ours, abs=1e-12)


def test_the_best_groups_are_the_known_ones(club):
    links, peer, graph, real = club
    random.seed(0)
    found = communities_of(links, seed=0)
    sizes = [len(one.members) for one in found.communities]
    assert sizes == KNOWN["best_sizes"]
    cut = sorted(one.conductance for one in found.communities)
    assert cut == pytest.approx(KNOWN["best_conductances"], abs=0.006)
    theirs = sorted(networkx.conductance(graph, list(one.members)) for one in found.communities)
    assert theirs == pytest.approx(cut, abs=1e-12)
    group = [0] * 34
    for name, one in enumerate(found.communities):
        for person in one.members:
            group[person] = name
    for method, known in (
        ("nmi", KNOWN["best_mutual_information"]),
        ("adjusted_rand", KNOWN["best_adjusted_rand"]),
    ):
        alike = igraph.compare_communities(group, real.astype(int).tolist(), method=method)
        assert alike == pytest.approx(known, abs=1e-3)
    best = max(peer.community_leiden("modularity", n_iterations=-1).modularity for _ in range(20))
    assert best == pytest.approx(found.modularity, abs=1e-9)


@pytest.mark.parametrize(("density", "groups"), KNOWN["groups"])
def test_the_sweep_of_densities_gives_as_many_groups_as_is_known(club, density, groups):
    links, peer, _, _ = club
    random.seed(0)
    found = leiden(links, density=density, seed=0)
    assert found.group.max() + 1 == groups
    theirs = [peer.community_leiden("CPM", resolution=density, n_iterations=-1) for _ in range(20)]
    best = max(theirs, key=lambda one: one.quality)
    assert len(best) == groups

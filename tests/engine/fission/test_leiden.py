"""Our Leiden beside igraph's: as good a partition, in whichever way the people are looked at."""

from __future__ import annotations

import random as chance
from importlib import import_module

import igraph
import networkx
import numpy as np
import pytest
from scipy import sparse

from cohive.engine.fission import leiden, modularity_of, quality_of
from cohive.engine.fission.batches import connected, moved, refined
from tests.engine.fission.planted import grown, halves, matrix, random

STEPS = import_module("cohive.engine.fission.leiden")
"""The module: its name in the package is the function."""


def circles(
    people: int, ties: int, seed: int, size: int = 50
) -> tuple[sparse.csr_array, np.ndarray]:
    """Circles of fifty, with seven ties of ten inside."""
    draw = np.random.default_rng(seed)
    one = draw.integers(0, people, ties)
    near = (one // size) * size + draw.integers(0, size, ties)
    other = np.where(draw.random(ties) < 0.7, near, draw.integers(0, people, ties))
    pairs = np.unique(np.sort(np.stack([one, other], axis=1)[one != other], axis=1), axis=0)
    return matrix(pairs, people), np.arange(people) // size


def theirs(links: sparse.csr_array) -> igraph.Graph:
    upper = sparse.coo_array(sparse.triu(links, 1))
    return igraph.Graph(n=links.shape[0], edges=np.stack([upper.row, upper.col], axis=1).tolist())


def by_modularity(links: sparse.csr_array, seed: int) -> np.ndarray:
    degree = np.asarray(links.sum(axis=1)).ravel()
    return leiden(links, density=1 / degree.sum(), seed=seed, sizes=degree).group


@pytest.mark.parametrize("made", [lambda seed: halves(8, 2, seed), random, grown])
@pytest.mark.parametrize("seed", range(3))
def test_on_circles_of_160_it_reaches_what_igraph_reaches(made, seed):
    chance.seed(seed)
    links = made(seed)
    peer = theirs(links)
    for density in (0.02, 0.033, 0.1):
        best = max(
            quality_of(
                links,
                np.array(
                    peer.community_leiden("CPM", resolution=density, n_iterations=2).membership
                ),
                density,
            )
            for _ in range(10)
        )
        assert leiden(links, density=density, seed=seed).quality >= 0.96 * best
    best = max(peer.community_leiden("modularity", n_iterations=2).modularity for _ in range(10))
    assert modularity_of(links, by_modularity(links, seed)) >= 0.97 * best


@pytest.mark.parametrize("people", [600, 3_000])
def test_known_circles_are_found_one_by_one_and_in_batches(people):
    links, truth = circles(people, people * 8, 1)
    assert (links.nnz > STEPS.ENDS_BATCHED) == (people > STEPS.PEOPLE_BATCHED)
    found = leiden(links, density=0.05, seed=0, runs=1).group
    alike = igraph.compare_communities(found.tolist(), truth.tolist(), method="nmi")
    assert alike >= 0.99


def test_in_batches_it_is_as_good_as_one_by_one_and_as_igraph(monkeypatch):
    chance.seed(1)
    links, _ = circles(3_000, 15_000, 2)
    batched = modularity_of(links, by_modularity(links, 0))
    monkeypatch.setattr(STEPS, "PEOPLE_BATCHED", 10**9)
    one_by_one = modularity_of(links, by_modularity(links, 0))
    peer = theirs(links).community_leiden("modularity", n_iterations=2).modularity
    assert batched >= 0.99 * one_by_one
    assert batched >= 0.99 * peer


def test_every_group_found_in_batches_hangs_together():
    links, _ = circles(3_000, 12_000, 3)
    assert links.nnz > STEPS.ENDS_BATCHED
    found = leiden(links, density=0.02, seed=0, runs=1).group
    graph = networkx.from_scipy_sparse_array(links)
    for name in range(int(found.max()) + 1):
        assert networkx.is_connected(graph.subgraph(np.flatnonzero(found == name).tolist()))


def test_the_steps_in_batches_do_what_they_say():
    links, _ = circles(2_000, 8_000, 4)
    sizes, start = np.ones(2_000), np.arange(2_000)
    draw = np.random.default_rng(0)
    group = moved(links, sizes, start, 0.02, draw)
    assert quality_of(links, group, 0.02) > 0.6 * leiden(links, density=0.02, seed=0).quality
    fine = refined(links, sizes, group, 0.02, draw)
    assert all(np.unique(group[fine == name]).size == 1 for name in np.unique(fine))
    assert (connected(links, fine).max() + 1) == np.unique(fine).size  # each hangs together
    assert 1 < np.unique(fine).size < 2_000


def test_pieces_of_a_group_are_parted():
    links = matrix(np.array([(0, 1), (2, 3)]), 4)
    assert connected(links, np.zeros(4, dtype=np.int64)).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("times", [1e-12, 0.3, 1e12])
def test_the_unit_of_the_weights_does_not_matter(times):
    links = halves(8, 2, 5)
    plain = leiden(links, density=0.03, seed=3)
    scaled = leiden(links * times, density=0.03 * times, seed=3)
    alike = igraph.compare_communities(plain.group.tolist(), scaled.group.tolist(), method="nmi")
    assert alike == pytest.approx(1.0)
    assert scaled.quality == pytest.approx(plain.quality * times)


def test_the_same_seed_gives_the_same_groups_in_batches():
    links, _ = circles(3_000, 12_000, 3)
    twice = [leiden(links, density=0.02, seed=3, runs=1).group for _ in range(2)]
    assert (twice[0] == twice[1]).all()

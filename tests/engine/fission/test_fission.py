"""Splits: clear ones are proposed, chance's are not, and our algorithm is as good as others'."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from cohive.engine.fission import (
    communities_of,
    conductance_of,
    jaccard_of,
    leiden,
    merging_of,
    migration,
    modularity_of,
    quality_of,
    retained,
    splits_of,
    weeks_held,
)
from cohive.engine.rewiring import rewired
from tests.engine.fission.planted import configured, grown, halves, matrix, random

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "fission.json").read_text(encoding="utf-8")
)["karate"]


def karate() -> tuple[sparse.csr_array, np.ndarray]:
    graph = networkx.karate_club_graph()
    clubs = np.array([graph.nodes[one]["club"] == "Officer" for one in graph])
    return matrix(np.array(graph.edges()), 34), clubs


def test_the_club_falls_into_its_known_halves():
    links, clubs = karate()
    found = leiden(links, density=GOLDEN["density"], seed=0)
    assert np.bincount(found.group).tolist() == GOLDEN["sizes"]
    assert modularity_of(links, found.group) == pytest.approx(GOLDEN["modularity"], abs=1e-4)
    alike = igraph.compare_communities(
        found.group.tolist(), clubs.astype(int).tolist(), method="adjusted_rand"
    )
    assert alike == pytest.approx(GOLDEN["adjusted_rand"], abs=1e-3)
    assert conductance_of(links, clubs) == pytest.approx(GOLDEN["real_conductance"], abs=1e-4)


def test_by_modularity_the_club_reaches_the_known_best_and_more_than_chance():
    found = communities_of(karate()[0], seed=0)
    assert found.modularity == pytest.approx(GOLDEN["best_modularity"], abs=1e-4)
    assert found.by_chance == pytest.approx(0.2985, abs=0.02)
    assert found.z > 5
    assert sum(len(one.members) for one in found.communities) == 34


def test_how_often_ties_happened_does_not_move_what_chance_gives():
    links, _ = karate()
    heavy = links.copy()
    heavy.data = np.where((heavy.nonzero()[0] + heavy.nonzero()[1]) % 7 == 0, 40.0, 1.0)
    plain, weighted = communities_of(links, seed=0), communities_of(heavy, seed=0)
    assert plain.each_once == plain.modularity
    assert weighted.modularity > plain.modularity + 0.05  # a few heavy pairs look like groups
    assert (weighted.each_once, weighted.by_chance) == (plain.modularity, plain.by_chance)
    assert weighted.z == plain.z


graphs = st.integers(0, 10_000).map(
    lambda seed: networkx.gnp_random_graph(24, 0.05 + (seed % 20) / 60, seed=seed)
)


@given(graphs, st.sampled_from([0.05, 0.1, 0.2, 0.4]))
@settings(max_examples=40, deadline=None)
def test_our_partitions_are_as_good_as_another_librarys(graph, density):
    edges = np.array(graph.edges()).reshape(-1, 2)
    if not len(edges):
        return
    links = matrix(edges, 24)
    ours = leiden(links, density=density, seed=0)
    theirs = igraph.Graph(n=24, edges=edges.tolist()).community_leiden(
        objective_function="CPM", resolution=density, n_iterations=-1
    )
    best = quality_of(links, np.array(theirs.membership), density)
    assert ours.quality >= 0.95 * best - 0.5
    assert ours.quality == pytest.approx(quality_of(links, ours.group, density))
    for name in range(int(ours.group.max()) + 1):
        inside = np.flatnonzero(ours.group == name)
        part = networkx.Graph(graph).subgraph(inside.tolist())
        assert networkx.is_connected(part)


def test_the_same_seed_gives_the_same_groups():
    links = halves(8, 2, 5)
    twice = [leiden(links, density=0.03, seed=3).group for _ in range(2)]
    assert (twice[0] == twice[1]).all()


def share_proposed(made: Callable[[int], sparse.csr_array], times: int) -> float:
    found = [splits_of(made(seed), seed=seed) for seed in range(times)]
    return sum(any(one.is_proposed for one in each.proposals) for each in found) / times


def test_a_clear_split_is_proposed():
    assert share_proposed(lambda seed: halves(9.5, 1, seed), 12) == 1.0


@pytest.mark.parametrize("made", [random, grown, configured])
def test_what_chance_makes_is_not(made):
    assert share_proposed(made, 12) == 0.0


@pytest.mark.night
def test_over_two_hundred_networks_the_rule_keeps_its_promise():
    assert share_proposed(lambda seed: halves(9.5, 1, seed), 200) >= 0.95
    for made in (random, grown, configured):
        assert share_proposed(made, 200) <= 0.01


def test_a_proposal_says_each_condition():
    links = halves(9.5, 1, 1)
    weekly = [leiden(links, density=0.03, seed=week).group for week in range(6)]
    found = splits_of(links, seed=0, weekly=weekly, leaders=[0, 1, 100])
    first = found.proposals[0]
    said = {one.name: (one.holds, str(one.said)) for one in first.conditions}
    assert set(said) == {"size", "conductance", "stability", "weeks", "topics", "leaders"}
    assert said["weeks"] == (True, "Found in 6 of the last 6 weeks.")
    sides = {one.members[0]: one for one in found.proposals}
    led = {key: one.is_proposed for key, one in sides.items()}
    assert sorted(led.values()) == [False, True]  # the side with one willing leader is not ready
    assert first.cut == pytest.approx(conductance_of(links, _mask(first.members)) * _less(links))


def test_with_too_few_weeks_it_cannot_be_told():
    links = halves(9.5, 1, 1)
    weekly = [leiden(links, density=0.03, seed=0).group] * 3
    found = splits_of(links, seed=0, weekly=weekly).proposals[0]
    said = {one.name: (one.holds, str(one.said)) for one in found.conditions}
    assert said["weeks"] == (None, "Found in 3 of the last 3 weeks.")
    assert found.is_proposed


def test_people_without_a_tie_change_nothing():
    links = halves(8, 2, 3)
    more = sparse.csr_array(
        (links.data, links.indices, np.append(links.indptr, [links.indptr[-1]] * 500)), (660, 660)
    )
    words = [{f"w{number % 3}": 5.0} for number in range(660)]
    alone = splits_of(links, seed=0, words=words[:160])
    among = splits_of(more, seed=0, words=words)
    assert among.density == alone.density
    assert among.n == alone.n == 160
    one, other = ([set(each.members) for each in found.proposals] for found in (alone, among))
    assert len(one) == len(other) > 0
    assert all(max(len(a & b) / len(a | b) for b in other) > 0.9 for a in one)
    first = among.proposals[0]
    said = {each.name: str(each.said) for each in first.conditions}
    rest = 160 - len(first.members)
    assert said["size"] == f"{len(first.members)} people in it, {rest} in the rest."
    assert said["topics"].startswith("Their words lie 0.00")


def _mask(members: tuple[int, ...], size: int = 160) -> np.ndarray:
    inside = np.zeros(size, dtype=bool)
    inside[list(members)] = True
    return inside


def _less(links: sparse.csr_array) -> float:
    degree = np.asarray(links.sum(axis=1)).ravel()
    found = splits_of(links, seed=0).proposals[0]
    inside = _mask(found.members)
    return min(float(degree[inside].sum()), float(degree[~inside].sum()))


def test_a_small_circle_cannot_be_told():
    found = splits_of(karate()[0], seed=0)
    assert found.proposals == ()
    assert "With 34 people" in str(found.cannot_tell[0])


def test_nobody_has_no_groups():
    empty = sparse.csr_array((5, 5))
    assert splits_of(empty, seed=0).proposals == ()
    assert len(communities_of(empty, seed=0).communities) == 5


def test_a_density_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        leiden(karate()[0], density=0.0, seed=0)


def test_a_group_that_comes_and_goes_has_not_held():
    inside = _mask(tuple(range(10)), 20)
    same, other = inside.astype(np.int64), np.zeros(20, dtype=np.int64)
    assert weeks_held(inside, [same, other, same, other, same, other]) == 3
    assert jaccard_of(inside, same) == 1.0
    assert jaccard_of(inside, other) == 0.5


@given(st.integers(0, 1_000))
@settings(max_examples=30, deadline=None)
def test_rewiring_keeps_every_degree_and_makes_no_loop_nor_double(seed):
    edges = np.array(networkx.gnm_random_graph(30, 60, seed=seed).edges())
    one, other = rewired(edges[:, 0], edges[:, 1], np.random.default_rng(seed))
    before = np.bincount(edges.ravel(), minlength=30)
    assert (np.bincount(np.concatenate([one, other]), minlength=30) == before).all()
    assert (one != other).all()
    assert len({frozenset(pair) for pair in zip(one.tolist(), other.tolist(), strict=True)}) == 60


def test_after_a_split_it_is_told_what_stayed():
    before = matrix(np.array([(0, 2), (1, 2), (0, 1), (2, 3)]), 4)
    after = matrix(np.array([(0, 2), (0, 1)]), 4)
    found = retained(before, after, np.array([True, True, False, False]))
    assert (found.before, found.still, found.part) == (2, 1, 0.5)
    moved = migration(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))
    assert moved.tolist() == [[0.5, 0.5], [0.0, 1.0]]


def test_two_circles_that_grew_together_are_one():
    inside = np.arange(160) < 80
    assert not merging_of(halves(9.5, 1, 1), inside, seed=0).is_one
    assert merging_of(random(1), inside, seed=0).is_one


def test_a_small_circle_beside_a_large_one_is_not_lost_in_it():
    """Nine tenths of all are in one group, and none of the small circle."""
    small = np.zeros((172, 172))
    small[:160, :160] = random(1).toarray()
    small[160:, 160:] = 1 - np.eye(12)
    small[0, 160] = small[160, 0] = 1
    inside = np.arange(172) < 160
    assert not merging_of(sparse.csr_array(small), inside, seed=0).is_one
    assert merging_of(random(1), np.ones(160, dtype=bool), seed=0).is_one  # nobody of its own

"""Some core is always found; whether there is more of one than chance brings is another thing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from cohive.engine.ties import core_against_chance, either_way
from tests.engine.ties.made import network
from tests.engine.ties.test_measures import GOLDEN, karate


def links(size, pairs):
    one, other = (np.array(ends) for ends in zip(*pairs, strict=True))
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(size, size))


def test_the_club_has_the_known_core_and_its_range_is_of_its_own_degrees():
    found = core_against_chance(either_way(karate()), seed=0)
    assert found.fit == pytest.approx(GOLDEN["karate"]["core_fit"], abs=1e-4)
    assert (found.n, found.people) == (34, GOLDEN["karate"]["core_size"])
    assert -1 <= found.low <= found.high <= 1


def test_where_no_tie_passes_the_core_by_it_is_more_than_chance():
    pairs = [(one % 8, one) for one in range(8, 60)]
    pairs += [((one + 3) % 8, one) for one in range(8, 60)]
    found = core_against_chance(links(60, pairs), seed=0)
    assert found.people == 8
    assert found.fit > found.high


def test_where_the_rim_talks_among_itself_it_is_less_than_chance():
    pairs = list(combinations(range(10), 2))
    pairs += [(one, 10 + (one - 10 + step) % 50) for one in range(10, 60) for step in (1, 2)]
    pairs += [(one, 10 + one) for one in range(10)]
    found = core_against_chance(links(60, pairs), seed=0)
    assert found.fit < found.low


def test_ties_at_random_have_no_more_of_a_core_than_chance_in_nineteen_of_twenty():
    inside = 0
    for seed in range(20):
        draw = np.random.default_rng(seed)
        upper = np.argwhere(np.triu(draw.random((40, 40)) < 0.15, 1))
        found = core_against_chance(links(40, [tuple(one) for one in upper]), seed=seed)
        inside += found.low <= found.fit <= found.high
    assert inside >= 17


def test_of_nine_people_with_ties_nothing_is_told():
    ring = [(f"p{one}", f"p{(one + 1) % 9}") for one in range(9)]
    assert core_against_chance(either_way(network(ring, alone=["x", "y"])), seed=0) is None


def test_where_all_are_tied_to_all_nothing_is_told():
    assert core_against_chance(links(12, list(combinations(range(12), 2))), seed=0) is None

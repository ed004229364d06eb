"""Networks whose groups are known, and networks without any."""

from __future__ import annotations

import networkx
import numpy as np
from scipy import sparse

from cohive.engine.rewiring import rewired

PEOPLE = 160


def matrix(edges: np.ndarray, size: int = PEOPLE) -> sparse.csr_array:
    half = sparse.coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (size, size))
    return sparse.csr_array(half + half.T)


def halves(inside: float, across: float, seed: int) -> sparse.csr_array:
    """Two halves: so many ties of each person within her own and to the other."""
    draw, half = np.random.default_rng(seed), PEOPLE // 2
    one, other = np.triu_indices(PEOPLE, 1)
    same = (one < half) == (other < half)
    chance = np.where(same, inside / (half - 1), across / half)
    kept = draw.random(one.size) < chance
    return matrix(np.stack([one[kept], other[kept]], axis=1))


def random(seed: int) -> sparse.csr_array:
    return matrix(np.array(networkx.gnm_random_graph(PEOPLE, 840, seed=seed).edges()))


def grown(seed: int) -> sparse.csr_array:
    return matrix(np.array(networkx.barabasi_albert_graph(PEOPLE, 5, seed=seed).edges()))


def configured(seed: int) -> sparse.csr_array:
    edges = np.array(networkx.barabasi_albert_graph(PEOPLE, 5, seed=seed).edges())
    ends = rewired(edges[:, 0], edges[:, 1], np.random.default_rng(seed))
    return matrix(np.stack(ends, axis=1))

"""From pairs to groups: circles of the pair graph by modularity, and the dense core of each.

The circles come from local moving (Blondel et al. 2008): every account joins the neighbour's circle
where the weight of its ties exceeds most what chance would put there. The core comes from greedy
peeling (Charikar 2000; Hooi et al. 2016): take away the account with the least weight until the
mean weight was highest; that is at least half of the densest possible.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

__all__ = ["Graph", "circles_of", "core_of", "graph_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SWEEPS_MAX = 10
LEVELS_MAX = 10


@dataclass(frozen=True)
class Graph:
    """An undirected, weighted graph without loops.

    Attributes
    ----------
    nodes : ndarray of int
        (n,) the accounts' codes.
    adjacency : scipy.sparse.csr_matrix
        (n, n), symmetric.
    """

    nodes: Whole
    adjacency: sparse.csr_matrix


def graph_of(first: Whole, second: Whole, weight: Floats) -> Graph:
    """Make the graph of the accounts that are in a pair at all.

    Parameters
    ----------
    first : ndarray of int
        (p,) codes.
    second : ndarray of int
        (p,) codes.
    weight : ndarray of float
        (p,) above 0.

    Returns
    -------
    Graph
        Its nodes ascend.
    """
    nodes, place = np.unique(np.concatenate((first, second)), return_inverse=True)
    one, other = place[: first.size], place[first.size :]
    half = sparse.coo_matrix((weight, (one, other)), shape=(nodes.size, nodes.size))
    return Graph(nodes.astype(np.int64), (half + half.T).tocsr())


def circles_of(graph: Graph, *, seed: int) -> list[Whole]:
    """Find the circles of a graph.

    Parameters
    ----------
    graph : Graph
        Any.
    seed : int
        Decides all draws.

    Returns
    -------
    list[Whole]
        Arrays of accounts' codes, the largest first.
    """
    draw = np.random.default_rng(seed)
    adjacency = graph.adjacency
    member = np.arange(graph.nodes.size)
    for _ in range(LEVELS_MAX):
        label = _moved(adjacency, draw)
        names, label = np.unique(label, return_inverse=True)
        if names.size == adjacency.shape[0]:
            break
        member = label[member]
        fold = sparse.csr_matrix(
            (np.ones(label.size), (label, np.arange(label.size))), shape=(names.size, label.size)
        )
        adjacency = (fold @ adjacency @ fold.T).tocsr()
    order = np.argsort(member, kind="stable")
    starts = np.flatnonzero(np.diff(member[order], prepend=-1) != 0)
    found = [graph.nodes[part] for part in np.split(order, starts[1:])] if order.size else []
    return sorted(found, key=lambda part: (-part.size, int(part[0])))


def _moved(adjacency: sparse.csr_matrix, draw: np.random.Generator) -> Whole:
    """Sweep over the nodes until nobody moves any more."""
    size = adjacency.shape[0]
    strength = np.asarray(adjacency.sum(axis=1)).ravel()
    total = strength.sum()
    label = list(range(size))
    load = strength.tolist()
    weighs = strength.tolist()
    pointer, neighbour, weight = (
        adjacency.indptr.tolist(),
        adjacency.indices.tolist(),
        adjacency.data.tolist(),
    )
    for _ in range(SWEEPS_MAX):
        moves = 0
        for node in draw.permutation(size).tolist():
            before = label[node]
            ties: dict[int, float] = {before: 0.0}
            for place in range(pointer[node], pointer[node + 1]):
                if neighbour[place] != node:
                    circle = label[neighbour[place]]
                    ties[circle] = ties.get(circle, 0.0) + weight[place]
            load[before] -= weighs[node]
            portion = weighs[node] / total
            after = max(ties, key=lambda each: (ties[each] - load[each] * portion, -each))
            if ties[after] - load[after] * portion <= ties[before] - load[before] * portion:
                after = before
            load[after] += weighs[node]
            label[node] = after
            moves += after != before
        if not moves:
            break
    return np.array(label, dtype=np.int64)


def core_of(adjacency: sparse.csr_matrix) -> tuple[Whole, float]:
    """Find the densest core by greedy peeling.

    Parameters
    ----------
    adjacency : scipy.sparse.csr_matrix
        (n, n), symmetric.

    Returns
    -------
    tuple[Whole, float]
        The places of the core, and its density (weight per account).
    """
    size = adjacency.shape[0]
    left = np.asarray(adjacency.sum(axis=1)).ravel()
    weight = float(left.sum()) / 2
    heap = [(value, place) for place, value in enumerate(left.tolist())]
    heapq.heapify(heap)
    gone = np.zeros(size, dtype=bool)
    best, kept = weight / max(size, 1), 0
    peeled: list[int] = []
    pointer, neighbour, data = adjacency.indptr, adjacency.indices, adjacency.data
    while heap and len(peeled) < size - 1:
        value, place = heapq.heappop(heap)
        if gone[place] or value > left[place] + 1e-9:
            continue
        gone[place] = True
        peeled.append(place)
        weight -= left[place]
        part = slice(pointer[place], pointer[place + 1])
        for other, tie in zip(neighbour[part].tolist(), data[part].tolist(), strict=True):
            if not gone[other]:
                left[other] -= tie
                heapq.heappush(heap, (float(left[other]), other))
        density = weight / (size - len(peeled))
        if density > best:
            best, kept = density, len(peeled)
    core = np.ones(size, dtype=bool)
    core[peeled[:kept]] = False
    return np.flatnonzero(core).astype(np.int64), best

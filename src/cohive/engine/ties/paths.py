"""Shortest paths of a network, many starting points at once: betweenness, closeness, reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Paths", "shortest_paths"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Links: TypeAlias = sparse.csr_array

TOGETHER: Final = 64
"""Starting points walked at once: a dense block of n × 64 numbers."""


@dataclass(frozen=True, eq=False)
class Paths:
    """What shortest paths from some starting points say of each person.

    Attributes
    ----------
    starts : int
        Starting points used, 0 to n.
    betweenness : ndarray of float, shape (n,)
        Ordered pairs whose shortest paths pass here, each by its part; scaled up to all starting
        points where fewer were used.
    distance : ndarray of float, shape (starts,)
        The sum of distances from each starting point to all it reaches.
    harmonic : ndarray of float, shape (starts,)
        The sum of 1/distance to all it reaches.
    reached : ndarray of int, shape (starts,)
        How many others each starting point reaches.
    """

    starts: int
    betweenness: Floats
    distance: Floats
    harmonic: Floats
    reached: Integers


def shortest_paths(links: Links, starts: Integers) -> Paths:
    """Walk breadth first from every starting point and back again, in blocks.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        links[u, v] above 0 where u leads to v; weights are not looked at.
    starts : ndarray of int, shape (k,)
        Positions to start from, each once.

    Returns
    -------
    Paths
        Exact where `starts` holds everybody.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality; sampled as in Brandes &
    Pich (2007).
    """
    size = links.shape[0]
    forward = sparse.csr_array((np.ones(links.nnz), links.indices, links.indptr), links.shape)
    backward = sparse.csr_array(forward.T)
    between = np.zeros(size)
    distance, harmonic, reached = [], [], []
    for block in range(0, starts.size, TOGETHER):
        some = starts[block : block + TOGETHER]
        depth, count = _out(backward, some)
        between += _back(forward, some, depth, count)
        far = np.where(depth > 0, depth, 0)
        distance.append(far.sum(axis=0).astype(np.float64))
        harmonic.append(np.where(far > 0, 1.0 / np.maximum(far, 1), 0.0).sum(axis=0))
        reached.append((far > 0).sum(axis=0))
    scale = size / starts.size if starts.size else 0.0
    empty = np.zeros(0)
    return Paths(
        starts=int(starts.size),
        betweenness=between * scale,
        distance=np.concatenate(distance) if distance else empty,
        harmonic=np.concatenate(harmonic) if harmonic else empty,
        reached=(np.concatenate(reached) if reached else empty).astype(np.int64),
    )


def _out(backward: Links, starts: Integers) -> tuple[npt.NDArray[np.int32], Floats]:
    """Depth of each person from each start (−1: not reached) and how many shortest paths."""
    size, width = backward.shape[0], starts.size
    depth = np.full((size, width), -1, dtype=np.int32)
    count = np.zeros((size, width))
    columns = np.arange(width)
    depth[starts, columns] = 0
    count[starts, columns] = 1.0
    front, level = count.copy(), 0
    while front.any():
        level += 1
        ahead = np.asarray(backward @ front)
        ahead[depth >= 0] = 0.0
        fresh = ahead > 0
        depth[fresh] = level
        count[fresh] = ahead[fresh]
        front = ahead
    return depth, count


def _back(forward: Links, starts: Integers, depth: npt.NDArray[np.int32], count: Floats) -> Floats:
    """Brandes' dependencies, gathered from the farthest level to the nearest."""
    dependency = np.zeros_like(count)
    for level in range(int(depth.max(initial=0)), 1, -1):
        here = depth == level
        part = np.where(here, (1.0 + dependency) / np.where(here, count, 1.0), 0.0)
        onward = np.asarray(forward @ part)
        before = depth == level - 1
        dependency[before] += (count * onward)[before]
    dependency[starts, np.arange(starts.size)] = 0.0
    return np.asarray(dependency.sum(axis=1))

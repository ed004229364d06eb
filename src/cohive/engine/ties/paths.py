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
FEW_PART: Final = 0.05
"""Below this part of a block only its cells that are not 0 are multiplied."""


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
        depth, count, levels = _out(backward, some)
        between += _back(forward, depth, count, levels)
        far = np.maximum(depth, 0).reshape(size, some.size)
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


def _step(links: Links, cells: Integers, values: Floats, width: int) -> tuple[Integers, Floats]:
    """links @ block, where a block of n × width is given by its cells that are not 0.

    Near the starts and at the far ends few cells are; a whole block would cost as much as in
    between, where nearly all are.
    """
    size = links.shape[0]
    if cells.size < FEW_PART * size * width:
        at = (cells // width, cells % width)
        few = sparse.coo_array(links @ sparse.csr_array((values, at), shape=(size, width)))
        return few.row.astype(np.int64) * width + few.col, few.data
    block = np.zeros(size * width)
    block[cells] = values
    whole = np.asarray(links @ block.reshape(size, width)).ravel()
    found = np.flatnonzero(whole)
    return found, whole[found]


def _out(backward: Links, starts: Integers) -> tuple[npt.NDArray[np.int32], Floats, list[Integers]]:
    """Depth of each person from each start (−1: not reached), how many shortest paths, and the
    cells of each level.
    """
    size, width = backward.shape[0], starts.size
    depth = np.full(size * width, -1, dtype=np.int32)
    count = np.zeros(size * width)
    front = starts * width + np.arange(width)
    depth[front], count[front] = 0, 1.0
    levels = [front]
    while True:
        cells, ahead = _step(backward, front, count[front], width)
        fresh = depth[cells] < 0
        front = cells[fresh]
        if not front.size:
            return depth, count, levels
        depth[front], count[front] = len(levels), ahead[fresh]
        levels.append(front)


def _back(
    forward: Links, depth: npt.NDArray[np.int32], count: Floats, levels: list[Integers]
) -> Floats:
    """Brandes' dependencies, gathered from the farthest level to the nearest."""
    size, width = forward.shape[0], levels[0].size
    dependency = np.zeros_like(count)
    for level in range(len(levels) - 1, 1, -1):
        here = levels[level]
        cells, onward = _step(forward, here, (1.0 + dependency[here]) / count[here], width)
        before = depth[cells] == level - 1
        nearer = cells[before]
        dependency[nearer] += count[nearer] * onward[before]
    return np.asarray(dependency.reshape(size, width).sum(axis=1))

"""Communities by Leiden's algorithm under the constant Potts model, in our own code.

A partition is good when inside each group there is more weight than γ for every pair. γ is a
density that has a meaning: a group is kept together while its ties are denser than γ, and two
groups are joined while the ties between them are. Unlike modularity it does not depend on how large
the rest of the network is.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.fission.batches import connected, moved, refined

__all__ = ["Partition", "leiden", "quality_of"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

THETA: Final = 0.01
"""How much chance there is in refining; small: nearly always the best."""
ROUNDS_MAX: Final = 50
RUNS: Final = 10
LARGE: Final = 20_000
PEOPLE_BATCHED: Final = 1_500
ENDS_BATCHED: Final = 20_000
"""With more people and more ends of ties they are looked at in batches, by vectors."""
REPEATS_MAX: Final = 3
REPEATS_LARGE: Final = 2
BETTER: Final = 1e-9
CLOSE: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Partition:
    """Who belongs together.

    Attributes
    ----------
    group : ndarray of int, shape (n,)
        The group of each, 0 for the largest.
    quality : float
        Weight inside groups less γ for every pair inside.
    density : float
        The γ it was made with.
    """

    group: Integers
    quality: float
    density: float


@dataclass
class _Level:
    """A network whose nodes may stand for many: neighbours and weights by node, and sizes."""

    starts: list[int]
    ends: list[int]
    weights: list[float]
    sizes: list[float]

    @classmethod
    def of(cls, links: sparse.csr_array, sizes: list[float]) -> _Level:
        return cls(links.indptr.tolist(), links.indices.tolist(), links.data.tolist(), sizes)


def quality_of(
    links: sparse.csr_array,
    group: Integers,
    density: float,
    *,
    sizes: Floats | None = None,
) -> float:
    """How good a partition is: weight inside groups less `density` for every pair inside.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.
    group : ndarray of int, shape (n,)
        The group of each.
    density : float
        γ.
    sizes : ndarray of float, shape (n,), optional
        How much each counts in a pair; default 1.

    Returns
    -------
    float
        Any number.

    References
    ----------
    Traag, Van Dooren & Nesterov (2011). Narrow scope for resolution-limit-free community detection.
    """
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    inside = float(links.data[group[rows] == group[links.indices]].sum()) / 2
    each = np.ones(group.size) if sizes is None else sizes
    total, squares = np.bincount(group, weights=each), np.bincount(group, weights=each**2)
    return inside - density * float(((total**2 - squares) / 2).sum())


def leiden(
    links: sparse.csr_array,
    *,
    density: float,
    seed: int,
    runs: int | None = None,
    sizes: Floats | None = None,
) -> Partition:
    """Find communities.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, weights above 0, no loops.
    density : float
        γ, above 0.
    seed : int
        Draws the order in which nodes are looked at.
    runs : int, optional
        The best of so many; default 10, and 1 above 20,000 nodes.
    sizes : ndarray of float, shape (n,), optional
        How much each counts in a pair; default 1. With the weighted degrees and γ = 1 / (2m) the
        quality is modularity (times m, but for a constant).

    Returns
    -------
    Partition
        Groups by size, the largest first; equal ones by their first member.

    Raises
    ------
    ValueError
        For a density that is not above 0.

    References
    ----------
    Traag, Waltman & van Eck (2019). From Louvain to Leiden: guaranteeing well-connected
    communities.
    """
    if not density > 0:
        raise ValueError("density must be above 0")
    size = links.shape[0]
    # a power of two, so that what is compared with CLOSE has the size of 1 and nothing is rounded
    unit = 2.0 ** np.floor(np.log2(links.data.mean())) if links.nnz else 1.0
    plain = links / unit
    times = runs if runs is not None else (1 if size > LARGE else RUNS)
    best: Partition | None = None
    for run in range(times):
        found = _repeated(plain, density / unit, np.random.default_rng([seed, run]), sizes)
        if best is None or found.quality > best.quality + CLOSE:
            best = found
    if best is not None:
        return Partition(_ordered(best.group), best.quality * unit, density)
    return Partition(np.zeros(size, dtype=np.int64), 0.0, density)


def _repeated(
    links: sparse.csr_array, density: float, draw: np.random.Generator, sizes: Floats | None
) -> Partition:
    """Begin again from what was found, while that makes it better."""
    best: Partition | None = None
    group = np.arange(links.shape[0], dtype=np.int64)
    for _ in range(REPEATS_LARGE if links.shape[0] > LARGE else REPEATS_MAX):
        group = _once(links, group, density, draw, sizes)
        found = Partition(group, quality_of(links, group, density, sizes=sizes), density)
        if best is not None and found.quality <= best.quality * (1 + BETTER):
            break
        best = found
    return best or Partition(group, 0.0, density)


def _once(
    links: sparse.csr_array,
    group: Integers,
    density: float,
    draw: np.random.Generator,
    sizes_of: Floats | None,
) -> Integers:
    matrix = sparse.csr_array(links, copy=True)
    matrix.setdiag(0)
    matrix.eliminate_zeros()
    whole = np.arange(links.shape[0], dtype=np.int64)
    sizes = np.ones(links.shape[0]) if sizes_of is None else sizes_of
    is_batched = _is_large(links)
    for _ in range(ROUNDS_MAX):
        is_large = _is_large(matrix)
        group = (moved if is_large else _moved)(matrix, sizes, group, density, draw)
        if np.unique(group).size == group.size:
            break
        fine = (refined if is_large else _refined)(matrix, sizes, group, density, draw)
        names, place = np.unique(fine, return_inverse=True)
        if names.size == fine.size:  # nothing was merged: go on from the coarse groups
            names, place = np.unique(group, return_inverse=True)
        above = np.zeros(names.size, dtype=np.int64)
        above[place] = group
        whole = place[whole]
        sizes = np.bincount(place, weights=sizes)
        joined = sparse.csr_array(
            (np.ones(place.size), (np.arange(place.size), place)), (place.size, names.size)
        )
        matrix = sparse.csr_array(joined.T @ matrix @ joined)
        matrix.setdiag(0)
        matrix.eliminate_zeros()
        group = np.unique(above, return_inverse=True)[1]
    found = group[whole]
    return connected(links, found) if is_batched else np.asarray(found, dtype=np.int64)


def _is_large(matrix: sparse.csr_array) -> bool:
    return bool(matrix.shape[0] > PEOPLE_BATCHED and matrix.nnz > ENDS_BATCHED)


def _moved(
    matrix: sparse.csr_array,
    sizes: Floats,
    group: Integers,
    density: float,
    draw: np.random.Generator,
) -> Integers:
    names = group.tolist()
    _move(_Level.of(matrix, sizes.tolist()), names, density, draw)
    return np.array(names, dtype=np.int64)


def _refined(
    matrix: sparse.csr_array,
    sizes: Floats,
    group: Integers,
    density: float,
    draw: np.random.Generator,
) -> Integers:
    fine = _refine(_Level.of(matrix, sizes.tolist()), group.tolist(), density, draw)
    return np.array(fine, dtype=np.int64)


def _move(level: _Level, group: list[int], density: float, draw: np.random.Generator) -> None:
    """Move nodes to the group where they gain most, until no move gains; changes `group`."""
    total: dict[int, float] = {}
    for node, name in enumerate(group):
        total[name] = total.get(name, 0.0) + level.sizes[node]
    waiting = deque(draw.permutation(len(group)).tolist())
    is_waiting = [True] * len(group)
    free = max(group, default=0) + 1
    while waiting:
        node = waiting.popleft()
        is_waiting[node] = False
        own, size = group[node], level.sizes[node]
        total[own] -= size
        toward: dict[int, float] = {own: 0.0}
        first, last = level.starts[node], level.starts[node + 1]
        for place in range(first, last):
            name = group[level.ends[place]]
            toward[name] = toward.get(name, 0.0) + level.weights[place]
        best, gain = own, toward[own] - density * size * total[own]
        for name, weight in toward.items():
            here = weight - density * size * total[name]
            if here > gain + CLOSE:
                best, gain = name, here
        if gain < -CLOSE:  # better alone
            best, free = free, free + 1
            total[best] = 0.0
        total[best] += size
        if best != own:
            group[node] = best
            for place in range(first, last):
                other = level.ends[place]
                if group[other] != best and not is_waiting[other]:
                    is_waiting[other] = True
                    waiting.append(other)


def _refine(
    level: _Level, group: list[int], density: float, draw: np.random.Generator
) -> list[int]:
    """Within each group, join well-connected nodes anew, from each alone."""
    fine = list(range(len(group)))
    sizes = list(level.sizes)
    whole: dict[int, float] = {}
    for node, name in enumerate(group):
        whole[name] = whole.get(name, 0.0) + level.sizes[node]
    outside = [0.0] * len(group)  # weight from each fine group to the rest of its group
    for node in range(len(group)):
        for place in range(level.starts[node], level.starts[node + 1]):
            if group[level.ends[place]] == group[node]:
                outside[node] += level.weights[place]
    is_alone = [True] * len(group)
    for node in draw.permutation(len(group)).tolist():
        size = level.sizes[node]
        rest = whole[group[node]] - size
        if not is_alone[node] or outside[fine[node]] < density * size * rest - CLOSE:
            continue
        toward: dict[int, float] = {}
        for place in range(level.starts[node], level.starts[node + 1]):
            other = level.ends[place]
            if group[other] == group[node]:
                toward[fine[other]] = toward.get(fine[other], 0.0) + level.weights[place]
        options = [
            (name, gain)
            for name, weight in toward.items()
            if (gain := weight - density * size * sizes[name]) >= 0
            and outside[name] >= density * sizes[name] * (whole[group[node]] - sizes[name]) - CLOSE
        ]
        if options:
            _join(node, _drawn(options, draw), toward, fine, sizes, outside, is_alone, size)
    return fine


def _drawn(options: list[tuple[int, float]], draw: np.random.Generator) -> int:
    gains = np.array([gain for _, gain in options])
    odds = np.exp((gains - gains.max()) / (THETA * max(1.0, float(gains.max()))))
    return options[int(draw.choice(len(options), p=odds / odds.sum()))][0]


def _join(
    node: int,
    name: int,
    toward: dict[int, float],
    fine: list[int],
    sizes: list[float],
    outside: list[float],
    is_alone: list[bool],
    size: float,
) -> None:
    old = fine[node]
    fine[node] = name
    sizes[name] += size
    outside[name] += outside[old] - 2 * toward.get(name, 0.0)
    is_alone[node] = False
    is_alone[name] = False  # the node that gave the group its name has company now


def _ordered(group: Integers) -> Integers:
    """Groups numbered by size, the largest first; equal ones by their first member."""
    names, first, place, sizes = np.unique(
        group, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(names.size, dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(names.size)
    return np.asarray(rank[place], dtype=np.int64)

"""The steps of Leiden's algorithm on large networks: people looked at in batches, by vectors.

One after another is best and slow. Here a sixty-fourth of the people looks around at a time: what
one of them does the others of the same batch see only in the next round, which is repaired there.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

__all__ = ["connected", "moved", "refined"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

BATCHES: Final = 64
BATCH_MIN: Final = 256
ROUNDS_MAX: Final = 40
PASSES: Final = 2
CLOSE: Final = 1e-12
THETA: Final = 0.01


def moved(
    links: sparse.csr_array,
    sizes: Floats,
    group: Integers,
    density: float,
    draw: np.random.Generator,
) -> Integers:
    """Move people to the group where they gain most, until hardly any move gains.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.
    sizes : ndarray of float, shape (n,)
        How much each counts in a pair.
    group : ndarray of int, shape (n,)
        The group of each to begin with, below n.
    density : float
        γ.
    draw : numpy.random.Generator
        Draws the order.

    Returns
    -------
    ndarray of int
        The group of each, below n.
    """
    group = group.copy()
    count = group.size
    waits = np.ones(count, dtype=np.bool_)
    for _ in range(ROUNDS_MAX):
        waiting = draw.permutation(np.flatnonzero(waits))
        if not waiting.size:
            break
        total = _sums(group, sizes, count)
        people = np.bincount(group, minlength=count)
        for batch in np.array_split(waiting, _parts(waiting.size)):
            waits[batch] = False
            goal = _goals(links, sizes, group, total, density, batch)
            alone = np.flatnonzero(goal < 0)
            if alone.size:
                free = np.flatnonzero(people == 0)[: alone.size]
                goal[alone[: free.size]] = free
                goal[alone[free.size :]] = group[batch[alone[free.size :]]]
            goes = goal != group[batch]
            if not goes.any():
                continue
            who, old, new = batch[goes], group[batch[goes]], goal[goes]
            shift = sizes[who]
            total += _sums(new, shift, count)
            total -= _sums(old, shift, count)
            people += np.bincount(new, minlength=count) - np.bincount(old, minlength=count)
            group[who] = new
            near = links[who]
            others = near.indices
            waits[others[group[others] != np.repeat(new, np.diff(near.indptr))]] = True
    return group


def _sums(group: Integers, weights: Floats, count: int) -> Floats:
    return np.bincount(group, weights=weights, minlength=count).astype(np.float64, copy=False)


def _parts(waiting: int) -> int:
    return max(1, min(BATCHES, waiting // BATCH_MIN))


def _toward(links: sparse.csr_array, group: Integers, batch: Integers) -> sparse.csr_array:
    """The weight of each of a batch toward each group; a row per person."""
    near = links[batch]
    found = sparse.csr_array(
        (near.data, group[near.indices], near.indptr), shape=(batch.size, group.size), copy=False
    )
    found.sum_duplicates()
    return found


def _first_best(value: Floats, starts: npt.NDArray[np.integer], rows: Integers) -> Integers:
    """For each row that has an entry, the place of its first largest value."""
    filled = np.flatnonzero(np.diff(starts))
    best = np.full(starts.size - 1, -np.inf)
    if value.size:
        best[filled] = np.maximum.reduceat(value, starts[filled])
    places = np.flatnonzero(value >= best[rows])
    if not places.size:
        return places
    of = rows[places]
    first: Integers = places[np.concatenate([[True], of[1:] != of[:-1]])]
    return first


def _goals(
    links: sparse.csr_array,
    sizes: Floats,
    group: Integers,
    total: Floats,
    density: float,
    batch: Integers,
) -> Integers:
    """Where each of a batch gains most as things stand; −1: alone."""
    toward = _toward(links, group, batch)
    rows = np.repeat(np.arange(batch.size), np.diff(toward.indptr))
    own, size = group[batch], sizes[batch]
    costs = density * size
    gain = toward.data - costs[rows] * total[toward.indices]
    mine = toward.indices == own[rows]
    stays = -costs * (total[own] - size)
    gain[mine] += costs[rows[mine]] * size[rows[mine]]
    stays[rows[mine]] = gain[mine]
    best = _first_best(gain, toward.indptr, rows)
    goal, value = own.copy(), stays.copy()
    better = gain[best] > stays[rows[best]] + CLOSE
    goal[rows[best[better]]] = toward.indices[best[better]]
    value[rows[best[better]]] = gain[best[better]]
    goal[value < -CLOSE] = -1
    return goal


def refined(
    links: sparse.csr_array,
    sizes: Floats,
    group: Integers,
    density: float,
    draw: np.random.Generator,
) -> Integers:
    """Within each group, join well-connected people anew, from each alone.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.
    sizes : ndarray of float, shape (n,)
        How much each counts in a pair.
    group : ndarray of int, shape (n,)
        The groups, below n.
    density : float
        γ.
    draw : numpy.random.Generator
        Draws the order, and nearly always the best among the good.

    Returns
    -------
    ndarray of int
        A finer partition; each of its groups is connected.
    """
    count = group.size
    within = _within(links, group)
    rows = np.repeat(np.arange(count), np.diff(within.indptr))
    whole = _sums(group, sizes, count)[group]
    fine = np.arange(count)
    for _ in range(PASSES):
        total = _sums(fine, sizes, count)
        people = np.bincount(fine, minlength=count)
        leaves = fine[rows] != fine[within.indices]
        outside = _sums(fine[rows[leaves]], within.data[leaves], count)
        alone = np.flatnonzero(people[fine] == 1)
        fits = outside[fine[alone]] >= density * sizes[alone] * (whole[alone] - sizes[alone])
        waiting = draw.permutation(alone[fits])
        if not waiting.size:
            break
        for every in np.array_split(waiting, _parts(waiting.size)):
            batch = every[people[fine[every]] == 1]
            toward = _toward(within, fine, batch)
            if not toward.nnz:
                continue
            who, goal, weight = _joining(toward, batch, sizes, whole, total, outside, density, draw)
            goes = _apart(fine[batch[who]], goal, count)
            who, goal, weight = who[goes], goal[goes], weight[goes]
            joins = batch[who]
            old, shift = fine[joins], sizes[joins]
            outside += _sums(goal, outside[old] - 2 * weight, count)
            total += _sums(goal, shift, count)
            total[old] = 0.0
            people += np.bincount(goal, minlength=count)
            people[old] = 0
            fine[joins] = goal
    return fine


def _within(links: sparse.csr_array, group: Integers) -> sparse.csr_array:
    rows = np.repeat(np.arange(group.size), np.diff(links.indptr))
    same = group[rows] == group[links.indices]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows[same], minlength=group.size))])
    return sparse.csr_array((links.data[same], links.indices[same], starts), shape=links.shape)


def _joining(
    toward: sparse.csr_array,
    batch: Integers,
    sizes: Floats,
    whole: Floats,
    total: Floats,
    outside: Floats,
    density: float,
    draw: np.random.Generator,
) -> tuple[Integers, Integers, Floats]:
    """Who of a batch would join which fine group, and the weight between them."""
    rows = np.repeat(np.arange(batch.size), np.diff(toward.indptr))
    goal = toward.indices
    gain = toward.data - density * sizes[batch][rows] * total[goal]
    rest = whole[batch][rows] - total[goal]
    fits = (gain >= 0) & (outside[goal] >= density * total[goal] * rest - CLOSE)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows[fits], minlength=batch.size))])
    rows, goal, gain, weight = rows[fits], goal[fits], gain[fits], toward.data[fits]
    most = np.zeros(batch.size)
    filled = np.flatnonzero(np.diff(starts))
    if gain.size:
        most[filled] = np.maximum.reduceat(gain, starts[filled])
    # the largest of (gain / θ + Gumbel noise) is a draw with odds exp(gain / θ)
    value = gain / (THETA * np.maximum(1.0, most[rows])) + draw.gumbel(size=gain.size)
    best = _first_best(value, starts, rows)
    return rows[best], np.asarray(goal[best], dtype=np.int64), weight[best]


def _apart(start: Integers, goal: Integers, count: int) -> Truths:
    """Who may go: whom nobody comes to, so that no group loses the one it formed around."""
    comes = np.zeros(count, dtype=np.bool_)
    comes[goal] = True
    return ~comes[start]


def connected(links: sparse.csr_array, group: Integers) -> Integers:
    """Part every group that does not hang together: that never makes a partition worse.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric.
    group : ndarray of int, shape (n,)
        The group of each.

    Returns
    -------
    ndarray of int
        The pieces, from 0.
    """
    _, piece = csgraph.connected_components(_within(links, group), directed=False)
    return np.asarray(piece, dtype=np.int64)

"""Is it a ladder of command? Krackhardt's hierarchy over who can be reached from whom.

One tie that goes back up makes the whole way back passable, so the measure is a hair trigger: give
it ties that happened several times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from cohive.engine.ties.centralisation import links_of
from cohive.engine.ties.network import Network

__all__ = ["Hierarchy", "hierarchy"]

Integers = npt.NDArray[np.int64]

EXACT_MAX: Final = 20_000
WORDS_AT_ONCE: Final = 64
BITS: Final = 64


@dataclass(frozen=True)
class Hierarchy:
    """How one-sided reaching is.

    Attributes
    ----------
    hierarchy : float | None
        Pairs reachable one way only among pairs reachable at all, 0 (a ring) to 1 (a tree of
        command); None where nobody reaches anybody or there are too many people to count.
    reaching : float | None
        Global reaching centrality: how much more of the others the one who reaches most reaches
        than people on average, 0 to 1.
    connected : float | None
        Pairs joined at all, directions apart, among all pairs, 0 to 1.
    times_min : float
        Ties weaker than this were not looked at.
    """

    hierarchy: float | None
    reaching: float | None
    connected: float | None
    times_min: float


def hierarchy(network: Network, *, times_min: float = 1.0) -> Hierarchy:
    """Measure how one-sided reaching is.

    Parameters
    ----------
    network : Network
        Any network.
    times_min : float, default 1.0
        Only ties that happened at least so often count.

    Returns
    -------
    Hierarchy
        `hierarchy` and `reaching` are None above 20,000 strongly connected groups.

    References
    ----------
    Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations; Mones et al.
    (2012). Hierarchy measure for complex networks.
    """
    links = links_of(network)
    links.data[links.data < times_min] = 0.0
    links.eliminate_zeros()
    size = links.shape[0]
    if size < 2 or not links.nnz:
        return Hierarchy(None, None, None, times_min)
    _, parts = csgraph.connected_components(links, directed=False)
    joined = _pairs(np.bincount(parts))
    groups, label = csgraph.connected_components(links, directed=True, connection="strong")
    reach = _reach(links, label, groups)
    if reach is None:
        return Hierarchy(None, None, joined / (size * (size - 1) / 2), times_min)
    each = reach[label] - 1  # without oneself
    both_ways = _pairs(np.bincount(label, minlength=groups))
    reachable = float(each.sum()) - both_ways
    part = each / (size - 1)
    return Hierarchy(
        hierarchy=1.0 - both_ways / reachable,
        reaching=float((part.max() - part).sum() / (size - 1)),
        connected=joined / (size * (size - 1) / 2),
        times_min=times_min,
    )


def _pairs(sizes: npt.NDArray[np.integer]) -> float:
    whole = sizes.astype(np.float64)
    return float((whole * (whole - 1) / 2).sum())


def _reach(links: sparse.csr_array, label: npt.NDArray[np.integer], groups: int) -> Integers | None:
    """How many people each strongly connected group reaches, its own included.

    Groups form a network without circles. Its levels are gone through from the far end, each group
    taking over the bits of those it leads to, 4,096 targets at a time.
    """
    if groups > EXACT_MAX:
        return None
    people = np.bincount(label, minlength=groups)
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    start, end = label[rows], label[links.indices]
    pairs = np.unique(start[start != end].astype(np.int64) * groups + end[start != end])
    order = _levels(pairs // groups, pairs % groups, groups)
    reach = people.astype(np.int64).copy()
    for first in range(0, groups, WORDS_AT_ONCE * BITS):
        block = np.arange(first, min(first + WORDS_AT_ONCE * BITS, groups))
        held = np.zeros((groups, block.size), dtype=np.bool_)
        for start_of, end_of in order:
            own = np.zeros((start_of.size, block.size), dtype=np.bool_)
            own |= held[end_of]
            near = (end_of >= first) & (end_of < first + block.size)
            own[np.flatnonzero(near), end_of[near] - first] = True
            np.logical_or.at(held, start_of, own)
        reach += held @ people[block]
    return reach


def _levels(start: Integers, end: Integers, groups: int) -> list[tuple[Integers, Integers]]:
    """Ties of a network without circles, by the height of their start, lowest first."""
    height = np.zeros(groups, dtype=np.int64)
    while True:
        higher = height.copy()
        np.maximum.at(higher, start, height[end] + 1)
        if (higher == height).all():
            break
        height = higher
    return [
        (start[height[start] == level], end[height[start] == level])
        for level in range(1, int(height.max(initial=0)) + 1)
    ]

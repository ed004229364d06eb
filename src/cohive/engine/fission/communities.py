"""The groups of a network, how well each holds together, and whether chance would give them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.fission.leiden import leiden
from cohive.engine.fission.splitting import conductance_of
from cohive.engine.rewiring import rewired

__all__ = ["Communities", "Community", "communities_of", "modularity_of"]

Integers = npt.NDArray[np.int64]

TIES_REWIRED_MAX: Final = 50_000
REWIRINGS: Final = 20


@dataclass(frozen=True)
class Community:
    """One group.

    Attributes
    ----------
    members : tuple[int, ...]
        Positions of its people.
    inside, across : float
        Weight of ties within it and out of it.
    conductance : float
        across of the weight of the smaller side, 0 to 1.
    """

    members: tuple[int, ...]
    inside: float
    across: float
    conductance: float


@dataclass(frozen=True)
class Communities:
    """The groups of a network.

    Attributes
    ----------
    communities : tuple[Community, ...]
        The largest first; people without ties stand alone.
    modularity : float
        How much more lies inside groups than by chance, up to 1; by itself it proves nothing, since
        random networks have some too.
    each_once : float
        The same with every tie counted once, however often it happened: chance has no weights.
    by_chance : float | None
        Its mean in networks with the same degrees, tied at random; None above 50,000 ties.
    z : float | None
        How many standard deviations `each_once` lies above that.
    """

    communities: tuple[Community, ...]
    modularity: float
    each_once: float
    by_chance: float | None
    z: float | None


def modularity_of(links: sparse.csr_array, group: Integers) -> float:
    """Newman's modularity of a partition.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.
    group : ndarray of int, shape (n,)
        The group of each.

    Returns
    -------
    float
        -1/2 to 1; 0 without ties.

    References
    ----------
    Newman & Girvan (2004). Finding and evaluating community structure in networks.
    """
    degree = np.asarray(links.sum(axis=1)).ravel()
    twice = float(degree.sum())
    if twice <= 0:
        return 0.0
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    inside = float(links.data[group[rows] == group[links.indices]].sum())
    total = np.bincount(group, weights=degree)
    return inside / twice - float(((total / twice) ** 2).sum())


def communities_of(links: sparse.csr_array, *, seed: int) -> Communities:
    """Find the groups of a network by modularity, and compare with chance.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, weights above 0, no loops.
    seed : int
        Draws orders and random networks.

    Returns
    -------
    Communities
        For the question whether a circle would part, ask `splits_of`: modularity finds groups of a
        size that depends on the whole network.
    """
    group = _by_modularity(links, seed)
    modularity = modularity_of(links, group)
    plain = sparse.csr_array((np.ones(links.nnz), links.indices, links.indptr), shape=links.shape)
    each_once = modularity
    if links.nnz and links.data.min() < links.data.max():
        each_once = modularity_of(plain, _by_modularity(plain, seed))
    chance = _chance(plain, seed)
    z = None
    if chance.size and chance.std() > 0:
        z = float((each_once - chance.mean()) / chance.std())
    return Communities(
        communities=tuple(
            _community(links, group == name) for name in range(int(group.max(initial=-1)) + 1)
        ),
        modularity=modularity,
        each_once=each_once,
        by_chance=float(chance.mean()) if chance.size else None,
        z=z,
    )


def _by_modularity(links: sparse.csr_array, seed: int, runs: int | None = None) -> Integers:
    degree = np.asarray(links.sum(axis=1)).ravel()
    if degree.sum() <= 0:
        return np.arange(links.shape[0], dtype=np.int64)
    return leiden(links, density=1.0 / degree.sum(), seed=seed, sizes=degree, runs=runs).group


def _chance(links: sparse.csr_array, seed: int) -> npt.NDArray[np.float64]:
    upper = sparse.coo_array(sparse.triu(links, 1))
    if not 1 < upper.nnz <= TIES_REWIRED_MAX:
        return np.zeros(0)
    draw = np.random.default_rng(seed)
    found = []
    one, other = upper.row.astype(np.int64), upper.col.astype(np.int64)
    for number in range(REWIRINGS):
        left, right = rewired(one, other, draw)
        half = sparse.coo_array((upper.data, (left, right)), shape=links.shape)
        again = sparse.csr_array(half + half.T)
        found.append(modularity_of(again, _by_modularity(again, seed + number, runs=1)))
    return np.array(found)


def _community(links: sparse.csr_array, inside: npt.NDArray[np.bool_]) -> Community:
    degree = float(np.asarray(links.sum(axis=1)).ravel()[inside].sum())
    across = float((links @ (~inside).astype(np.float64))[inside].sum())
    return Community(
        members=tuple(int(one) for one in np.flatnonzero(inside)),
        inside=(degree - across) / 2,
        across=across,
        conductance=conductance_of(links, inside) if degree and not inside.all() else 0.0,
    )

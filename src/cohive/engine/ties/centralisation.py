"""Does everything pass through one? Freeman's centralisations, 0 (a ring) to 1 (a star)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.ties.network import Network
from cohive.engine.ties.paths import Paths, shortest_paths

__all__ = ["Centralisation", "centralisation", "either_way", "links_of"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

STARTS_MAX: Final = 2_000
SAMPLED_STARTS: Final = 128
FEWEST: Final = 3


@dataclass(frozen=True, eq=False)
class Centralisation:
    """How far a network leans on its most central person; directions are not looked at.

    Attributes
    ----------
    n : int
        People, isolated ones included.
    degree : float | None
        By the number of people tied to, 0 to 1; None below three people.
    betweenness : float | None
        By the shortest paths that pass, 0 to 1.
    closeness : float | None
        By nearness to all others, 0 to 1; None where some cannot be reached or paths were sampled.
    starts : int
        Starting points of the shortest paths; fewer than n means that `betweenness` is estimated.
    between : ndarray of float, shape (n,)
        The betweenness of each, 0 to 1.
    """

    n: int
    degree: float | None
    betweenness: float | None
    closeness: float | None
    starts: int
    between: Floats


def links_of(network: Network) -> sparse.csr_array:
    """The network as a matrix: links[u, v] is how often u addressed v.

    Parameters
    ----------
    network : Network
        Any network; its weeks are merged.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        In the order of the network's people.
    """
    ties = network.merged()
    size = len(ties)
    return sparse.csr_array((ties.weight, (ties.source, ties.target)), shape=(size, size))


def either_way(network: Network) -> sparse.csr_array:
    """The matrix of who is tied to whom in either direction: symmetric, 0 or 1, no loops.

    Parameters
    ----------
    network : Network
        Any network.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        In the order of the network's people.
    """
    links = links_of(network)
    both = sparse.csr_array(links + links.T)
    both.data[:] = 1.0
    return both


def centralisation(
    network: Network, *, seed: int, starts_max: int = STARTS_MAX, sampled: int = SAMPLED_STARTS
) -> Centralisation:
    """Measure how far a network leans on its most central person.

    Parameters
    ----------
    network : Network
        Any network.
    seed : int
        Draws the starting points where there are more than `starts_max` people.
    starts_max : int, default 2000
        Up to so many people the shortest paths are exact.
    sampled : int, default 128
        Starting points beyond that.

    Returns
    -------
    Centralisation
        None in place of a number that three people at least are needed for.

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks: conceptual clarification.
    """
    size = len(network)
    if size < FEWEST:
        return Centralisation(size, None, None, None, 0, np.zeros(size))
    links = either_way(network)
    degree = np.diff(links.indptr).astype(np.float64)
    paths = shortest_paths(links, _starts(size, seed, starts_max, sampled))
    between = paths.betweenness / ((size - 1) * (size - 2))
    return Centralisation(
        n=size,
        degree=float((degree.max() - degree).sum() / ((size - 1) * (size - 2))),
        betweenness=min(1.0, float((between.max() - between).sum() / (size - 1))),
        closeness=_closeness(paths, size),
        starts=paths.starts,
        between=between,
    )


def _starts(size: int, seed: int, starts_max: int, sampled: int) -> Integers:
    if size <= starts_max:
        return np.arange(size, dtype=np.int64)
    drawn = np.random.default_rng(seed).choice(size, size=sampled, replace=False)
    return np.sort(drawn).astype(np.int64)


def _closeness(paths: Paths, size: int) -> float | None:
    if paths.starts < size or (paths.reached < size - 1).any():
        return None
    near = (size - 1) / paths.distance
    return float((near.max() - near).sum() / ((size - 2) * (size - 1) / (2 * size - 3)))

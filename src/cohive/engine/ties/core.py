"""A core and its periphery: how well the ties fit "everybody is tied to the core".

Some core is always found, also in a random network; so the fit is compared with networks in which
everybody has as many ties as here, drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.intervals.bootstrap import middle_95
from cohive.engine.rewiring import rewired

__all__ = ["CoreAgainstChance", "CorePeriphery", "core_against_chance", "core_periphery"]

Floats = npt.NDArray[np.float64]

PEOPLE_MIN: Final = 10
DRAWN_MAX: Final = 100
DRAWN_MIN: Final = 5
TIES_DRAWN: Final = 2_000_000
ROUNDS: Final = 10


@dataclass(frozen=True)
class CorePeriphery:
    """The best core among those that take the people with most ties.

    Attributes
    ----------
    fit : float | None
        Pearson correlation of the ties with the ideal, −1 to 1; None where all or no pairs are
        tied.
    core : tuple[int, ...]
        Positions of the people in the core, the most tied first.
    """

    fit: float | None
    core: tuple[int, ...]


def core_periphery(links: sparse.csr_array) -> CorePeriphery:
    """Find the core, by degree, that fits best.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, 0 or 1, no loops.

    Returns
    -------
    CorePeriphery
        Equal degrees are taken in the order of positions.

    References
    ----------
    Borgatti & Everett (1999). Models of core/periphery structures; the discrete model in which a
    pair is ideal if either is in the core.
    """
    size = links.shape[0]
    pairs = size * (size - 1) / 2
    ties = links.nnz / 2
    if size < 2 or ties in (0, pairs):
        return CorePeriphery(None, ())
    degree = np.diff(links.indptr)
    order = np.argsort(-degree, kind="stable")
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    rows = np.repeat(np.arange(size), degree)
    first = np.minimum(rank[rows], rank[links.indices])
    # each tie stands twice; it touches every core that holds its better ranked end
    touched = np.cumsum(np.bincount(first, minlength=size))[:-1] / 2
    taken = np.arange(1, size, dtype=np.float64)
    ideal = pairs - (size - taken) * (size - taken - 1) / 2
    spread = np.sqrt((pairs * ties - ties**2) * np.maximum(pairs * ideal - ideal**2, 0))
    fit = np.divide(
        pairs * touched - ties * ideal, spread, out=np.full(size - 1, -1.0), where=spread > 0
    )
    best = int(np.argmax(fit))
    return CorePeriphery(float(fit[best]), tuple(int(one) for one in order[: best + 1]))


@dataclass(frozen=True)
class CoreAgainstChance:
    """Whether more ties touch the core than the number of everybody's ties brings by itself.

    Everybody keeps as many ties as here, so a core of the busy stays one: what differs is how many
    ties run between others and pass it by. Fewer of those is above chance, more of them below.

    Attributes
    ----------
    n : int
        People with ties.
    people : int
        Those of them in the best core.
    fit : float
        How well a core and its periphery fit the ties, −1 to 1.
    low, high : float | None
        The middle 95 % of the fit in networks in which everybody has as many ties as here, tied at
        random; None where no other such network can be drawn.
    """

    n: int
    people: int
    fit: float
    low: float | None
    high: float | None


def core_against_chance(links: sparse.csr_array, *, seed: int) -> CoreAgainstChance | None:
    """Find the best core and compare its fit with that of networks drawn at random.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, 0 or 1, no loops.
    seed : int
        Draws the random networks: a hundred, fewer of a large network, five at least.

    Returns
    -------
    CoreAgainstChance | None
        None below ten people with ties, and where all or no pairs are tied.

    References
    ----------
    Borgatti & Everett (1999); Maslov & Sneppen (2002) for the networks drawn at random.
    """
    tied = np.flatnonzero(np.diff(links.indptr) > 0)
    if tied.size < PEOPLE_MIN:
        return None
    held = sparse.csr_array(links[tied][:, tied])
    here = core_periphery(held)
    if here.fit is None:
        return None
    upper = sparse.coo_array(sparse.triu(held, k=1))
    one, other = (np.asarray(ends, dtype=np.int64) for ends in (upper.row, upper.col))
    draw = np.random.default_rng(seed)
    times = int(np.clip(TIES_DRAWN // max(one.size, 1), DRAWN_MIN, DRAWN_MAX))
    fits = []
    for _ in range(times):
        left, right = rewired(one, other, draw, rounds=ROUNDS)
        fits.append(core_periphery(_links(left, right, tied.size)).fit)
    low, high = middle_95([fit for fit in fits if fit is not None]) or (None, None)
    return CoreAgainstChance(int(tied.size), len(here.core), here.fit, low, high)


def _links(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], size: int) -> sparse.csr_array:
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(size, size))

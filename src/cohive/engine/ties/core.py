"""A core and its periphery: how well the ties fit "everybody is tied to the core".

Some core is always found, also in a random network; so the fit is compared with networks in which
everybody has as many ties as here, drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["CorePeriphery", "core_periphery"]

Floats = npt.NDArray[np.float64]


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

"""Who is known in common: the ground of embeddedness, bridges and simmelian ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.ties import Network, either_way, links_of

__all__ = ["Embeddedness", "common_neighbours", "embeddedness"]

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

ROWS_AT_ONCE: Final = 2_000
"""Rows multiplied at once: the pairs two steps apart would not all fit into memory."""


@dataclass(frozen=True, eq=False)
class Embeddedness:
    """Each tie of a network, in whichever direction, once.

    Attributes
    ----------
    one, other : ndarray of int, shape (m,)
        Positions of its ends, one < other.
    common : ndarray of int, shape (m,)
        People both are tied to.
    overlap : ndarray of float, shape (m,)
        `common` of all others that either is tied to, 0 to 1; 0 for a pair tied to nobody else.
    is_local_bridge : ndarray of bool, shape (m,)
        Nobody is known in common.
    is_simmelian : ndarray of bool, shape (m,)
        Mutual, and both mutual with a third.
    """

    one: Integers
    other: Integers
    common: Integers
    overlap: Floats
    is_local_bridge: Truths
    is_simmelian: Truths


def common_neighbours(links: sparse.csr_array) -> sparse.csr_array:
    """How many neighbours the two ends of each tie have in common.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, 0 or 1, no loops.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        In exactly the places of `links`, zeros stored.
    """
    size = links.shape[0]
    counts = np.zeros(links.nnz)
    for first in range(0, size, ROWS_AT_ONCE):
        last = min(first + ROWS_AT_ONCE, size)
        start, end = links.indptr[first], links.indptr[last]
        two = sparse.csr_array(links[first:last] @ links)
        rows = np.repeat(np.arange(last - first), np.diff(links.indptr[first : last + 1]))
        counts[start:end] = _at(two, rows, links.indices[start:end])
    return sparse.csr_array((counts, links.indices.copy(), links.indptr.copy()), links.shape)


def _at(matrix: sparse.csr_array, rows: Integers, columns: npt.NDArray[np.integer]) -> Floats:
    """The values of a sparse matrix in some places, 0 where nothing is stored."""
    matrix.sort_indices()
    width = matrix.shape[1]
    held = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)) * width + matrix.indices
    wanted = rows * width + columns
    if not held.size:
        return np.zeros(wanted.size)
    place = np.minimum(np.searchsorted(held, wanted), held.size - 1)
    return np.where(held[place] == wanted, matrix.data[place], 0.0)


def embeddedness(network: Network) -> Embeddedness:
    """Measure how each tie is held by others.

    Parameters
    ----------
    network : Network
        Any network.

    Returns
    -------
    Embeddedness
        Empty for a network without ties.

    References
    ----------
    Granovetter (1973) for local bridges; Krackhardt (1999) for simmelian ties; Onnela et al.
    (2007) for the overlap.
    """
    links = either_way(network)
    links.sort_indices()
    degree = np.diff(links.indptr).astype(np.int64)
    common = common_neighbours(links)
    rows = np.repeat(np.arange(links.shape[0]), degree)
    columns = links.indices.astype(np.int64)
    once = rows < columns
    one, other, shared = rows[once], columns[once], common.data[once].astype(np.int64)
    others = degree[one] + degree[other] - 2 - shared
    overlap = np.where(others > 0, shared / np.maximum(others, 1), 0.0)
    return Embeddedness(
        one=one,
        other=other,
        common=shared,
        overlap=overlap,
        is_local_bridge=shared == 0,
        is_simmelian=_simmelian(network, one, other),
    )


def _simmelian(network: Network, one: Integers, other: Integers) -> Truths:
    there = links_of(network)
    there.data[:] = 1.0
    mutual = sparse.csr_array(there.multiply(there.T))
    mutual.eliminate_zeros()
    mutual.sort_indices()
    held = common_neighbours(mutual)
    return _at(held, one, other) > 0

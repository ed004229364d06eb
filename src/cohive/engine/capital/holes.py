"""Structural holes: whose contacts do not know each other, so that things pass through her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.capital.closure import common_neighbours
from cohive.engine.ties import Network, either_way, links_of

__all__ = ["Holes", "holes"]

Floats = npt.NDArray[np.float64]
ROWS_AT_ONCE: Final = 2_000


@dataclass(frozen=True, eq=False)
class Holes:
    """Each person's place between others.

    Attributes
    ----------
    contacts : ndarray of int, shape (n,)
        People tied to, in either direction.
    constraint : ndarray of float, shape (n,)
        Burt's constraint, above 0; low for a broker, 1 with one contact, at most 1.125; NaN without
        any.
    effective_size : ndarray of float, shape (n,)
        Contacts less what they know of each other, 1 to `contacts`; NaN without any.
    """

    contacts: npt.NDArray[np.int64]
    constraint: Floats
    effective_size: Floats


def holes(network: Network, *, weighted: bool = True) -> Holes:
    """Measure each person's place between others.

    Parameters
    ----------
    network : Network
        Any network; both directions of a tie are added.
    weighted : bool, default True
        Whether a tie counts by how often it happened (in the constraint).

    Returns
    -------
    Holes
        In the order of the network's people.

    References
    ----------
    Burt, R. S. (1992). Structural holes; Borgatti (1997) for the effective size n − 2t/n.
    """
    links = either_way(network)
    links.sort_indices()
    contacts = np.diff(links.indptr).astype(np.int64)
    among = np.asarray(common_neighbours(links).sum(axis=1)).ravel()  # twice the ties among them
    some = np.maximum(contacts, 1)
    return Holes(
        contacts=contacts,
        constraint=np.where(contacts > 0, _constraint(network, links, weighted), np.nan),
        effective_size=np.where(contacts > 0, contacts - among / some, np.nan),
    )


def _constraint(network: Network, links: sparse.csr_array, weighted: bool) -> Floats:
    if weighted:
        directed = links_of(network)
        used = sparse.csr_array(directed + directed.T)
    else:
        used = links
    used.sort_indices()
    total = np.asarray(used.sum(axis=1)).ravel()
    scale = sparse.dia_array((1.0 / np.where(total > 0, total, 1.0), 0), shape=used.shape)
    part = sparse.csr_array(scale @ used)
    found = np.zeros(used.shape[0])
    for first in range(0, used.shape[0], ROWS_AT_ONCE):
        rows = part[first : first + ROWS_AT_ONCE]
        # only pairs that are tied directly count, so what is two steps away is masked at once
        indirect = sparse.csr_array(rows @ part).multiply(rows > 0)
        spent = sparse.csr_array(rows + indirect)
        found[first : first + ROWS_AT_ONCE] = np.asarray(spent.power(2).sum(axis=1)).ravel()
    return found

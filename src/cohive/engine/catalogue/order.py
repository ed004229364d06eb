"""The order of a lineage of any size: each work before everything it was made from.

A depth-first walk in compiled code does it: strongly connected components are found in such an
order that none is numbered before all it leads to (Tarjan 1972, Pearce 2016, in
`scipy.sparse.csgraph`), and without circles each work is a component of its own. So a chain of a
million generations costs what a million separate works cost. That order is a property of the
algorithm and not a promise of the library, hence it is checked edge by edge; should it ever fail,
the works are taken level by level instead (Kahn 1962), which is slow for deep lineages only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cohive.engine.catalogue.works import Catalogue
from cohive.engine.lineage import shown_circle
from cohive.words.refusals import Refused

__all__ = ["positions_by_level", "topological_positions"]

Rows = NDArray[np.int32]


def topological_positions(catalogue: Catalogue) -> Rows:
    """The place of each work in an order where `made` comes before `made_from`.

    Time and memory are linear in works and edges. Citations count.

    Parameters
    ----------
    catalogue : Catalogue
        n works.

    Returns
    -------
    ndarray of int32, shape (n,)
        0 to n − 1, each once.

    Raises
    ------
    Refused
        Naming works, for an edge given twice and for a circle.

    References
    ----------
    Tarjan, R. (1972). Depth-first search and linear graph algorithms.
    Pearce, D. J. (2016). A space-efficient algorithm for finding strongly connected components.
    """
    works = len(catalogue.keeps)
    made = catalogue.made.astype(np.int32, copy=False)
    made_from = catalogue.made_from.astype(np.int32, copy=False)
    structure = csr_array((np.ones(len(made)), (made, made_from)), shape=(works, works))
    if structure.nnz < len(made):
        _refuse_twice(catalogue)
    components, labels = connected_components(structure, directed=True, connection="strong")
    if components < works or (made == made_from).any():
        _refuse_circle(catalogue, labels)
    positions: Rows = (works - 1 - labels).astype(np.int32)
    if (positions[made] < positions[made_from]).all():
        return positions
    return positions_by_level(structure)


def positions_by_level(structure: csr_array) -> Rows:
    """The same without relying on any walk: all works whose uses are settled come next.

    One pass over the edges; each level costs some array operations however few works it has.

    Parameters
    ----------
    structure : csr_array, shape (n, n)
        An entry for each edge, rows made and columns made_from; no circle.

    Returns
    -------
    ndarray of int32, shape (n,)
        0 to n − 1, each once.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks.
    """
    works = structure.shape[0]
    starts, inputs = structure.indptr, structure.indices
    uses = np.bincount(inputs, minlength=works)
    positions = np.empty(works, np.int32)
    level = np.flatnonzero(uses == 0)
    placed = 0
    while len(level):
        positions[level] = np.arange(placed, placed + len(level), dtype=np.int32)
        placed += len(level)
        counts = starts[level + 1] - starts[level]
        ends = np.cumsum(counts)
        edges = np.repeat(starts[level] - ends + counts, counts) + np.arange(ends[-1])
        used = inputs[edges]
        np.subtract.at(uses, used, 1)
        level = np.unique(used[uses[used] == 0])
    return positions


def _refuse_twice(catalogue: Catalogue) -> None:
    """Name the first edge that stands twice."""
    keys = catalogue.made.astype(np.int64) * len(catalogue.keeps) + catalogue.made_from
    order = np.argsort(keys, kind="stable")
    again = int(order[1:][np.diff(keys[order]) == 0].min())
    raise Refused(
        "The edge from “%(made)s” to “%(made_from)s” is given twice.",
        field="edges",
        made=catalogue.name(int(catalogue.made[again])),
        made_from=catalogue.name(int(catalogue.made_from[again])),
    )


def _refuse_circle(catalogue: Catalogue, labels: NDArray[np.int32]) -> None:
    """Name a circle: inside a component of several works each leads on to another of it."""
    inside = labels[catalogue.made] == labels[catalogue.made_from]
    leads = dict(
        zip(catalogue.made[inside].tolist(), catalogue.made_from[inside].tolist(), strict=True)
    )
    current = min(leads)
    seen: dict[int, int] = {}
    trail: list[int] = []
    while current not in seen:
        seen[current] = len(trail)
        trail.append(current)
        current = leads[current]
    circle = [catalogue.name(work) for work in [*trail[seen[current] :], current]]
    raise Refused(
        "This lineage runs in a circle: %(circle)s.", field="edges", circle=shown_circle(circle)
    )

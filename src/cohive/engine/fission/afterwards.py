"""After a split, or before a merging: what stayed, who moved, whether two circles are one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.fission.leiden import leiden
from cohive.engine.fission.splitting import conductance_of, density_of
from cohive.words.sentences import Sentence

__all__ = ["Merging", "Retained", "merging_of", "migration", "retained"]

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Retained:
    """What became of the ties across a border.

    Attributes
    ----------
    before : int
        Pairs tied across it before.
    still : int
        Those of them tied after it too.
    part : float | None
        still / before; None without such pairs.
    """

    before: int
    still: int
    part: float | None


@dataclass(frozen=True)
class Merging:
    """Whether two circles are one by now.

    Attributes
    ----------
    conductance : float
        Ties across of the ties of the smaller one, 0 to 1.
    is_one : bool
        At half the density of both together nothing parts them any more: nine tenths of all are in
        one group, and more than half of each.
    said : Sentence
        The same in words.
    """

    conductance: float
    is_one: bool
    said: Sentence


def retained(before: sparse.csr_array, after: sparse.csr_array, inside: Truths) -> Retained:
    """See which ties across a border were kept.

    Parameters
    ----------
    before, after : scipy.sparse.csr_array, shape (n, n)
        The same people before and after; symmetric.
    inside : ndarray of bool, shape (n,)
        Who is on one side.

    Returns
    -------
    Retained
        Each pair once.
    """
    across = sparse.coo_array(sparse.triu(before, 1))
    cut = inside[across.row] != inside[across.col]
    pairs = list(zip(across.row[cut].tolist(), across.col[cut].tolist(), strict=True))
    lookup = sparse.csr_array(after)
    still = sum(lookup[one, other] > 0 for one, other in pairs)
    return Retained(len(pairs), int(still), still / len(pairs) if pairs else None)


def migration(before: Integers, after: Integers) -> Floats:
    """Who went from which circle to which.

    Parameters
    ----------
    before, after : ndarray of int, shape (n,)
        The circle of each, from 0.

    Returns
    -------
    ndarray of float
        F[a, b] / size of a: the part of circle a that is in b afterwards; rows sum to 1, those of
        empty circles are 0.
    """
    counts = np.zeros((int(before.max()) + 1, int(after.max()) + 1))
    np.add.at(counts, (before, after), 1.0)
    sizes = counts.sum(axis=1, keepdims=True)
    parts: Floats = np.divide(counts, sizes, out=np.zeros_like(counts), where=sizes > 0)
    return parts


def merging_of(links: sparse.csr_array, inside: Truths, *, seed: int) -> Merging:
    """See whether two circles would rather be one: the mirror of a split.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        The people of both; symmetric, no loops.
    inside : ndarray of bool, shape (n,)
        Who is in the first of them; where all are in one, the other has nobody of its own.
    seed : int
        Draws the order in which people are looked at.

    Returns
    -------
    Merging
        A proposal is never a decision.
    """
    conductance = conductance_of(links, inside)
    density = density_of(links)
    found = leiden(links, density=density / 2, seed=seed).group if density > 0 else None
    tied = links.sum(axis=1) > 0
    is_one = found is not None and _is_one(found, tied, inside)
    said = (
        Sentence("Nothing parts them any more: %(cut)s of 100 ties of the smaller go across.")
        if is_one
        else Sentence("They are still two: %(cut)s of 100 ties of the smaller go across.")
    )
    return Merging(conductance, is_one, said.filled(cut=round(100 * conductance)))


def _is_one(group: Integers, tied: Truths, inside: Truths) -> bool:
    """Whether one group holds nearly all: a small circle beside a large one is not lost in it."""
    sizes = np.bincount(group[tied])
    largest = group == sizes.argmax()
    sides = [tied & inside, tied & ~inside]
    of_each = all(not side.any() or largest[side].mean() > 0.5 for side in sides)
    return bool(sizes.max() > 0.9 * tied.sum()) and bool(of_each)

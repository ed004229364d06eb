"""The shape of every cascade: how large, how deep, how wide, and how viral in structure.

Structural virality is the mean distance between two nodes of a tree (Goel, Anderson, Hofman and
Watts 2016, The Structural Virality of Online Diffusion, Management Science 62(1)): just under 2
for one broadcast that nobody carries on, larger the longer the chains. It is 2W / (n(n − 1)) with
Wiener's index W; and since the edge above a node with s nodes in its subtree lies on the way of
s(n − s) pairs, W is the sum of those, with no pair ever looked at (Mohar and Pisanski 1988).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohive.engine.cascades.forest import UNKNOWN_PERSON, Forest, Real, Whole

__all__ = ["Shapes", "distinct_people", "shapes_of", "structural_virality"]

EXACT_SIZE_MAX = 2_000_000
"""A tree of n nodes has W < n³/6; up to here that fits 63 bits, above it is summed in floats."""


@dataclass(frozen=True)
class Shapes:
    """One value for each of k cascades.

    Attributes
    ----------
    sizes : ndarray of int, shape (k,)
        Nodes, root counted, from 1.
    depths : ndarray of int, shape (k,)
        Longest way from the root, 0 for a root alone.
    breadths : ndarray of int, shape (k,)
        Nodes of the largest level, from 1.
    structural_virality : ndarray of float, shape (k,)
        From 1 (two nodes); NaN for a root alone.
    durations_seconds : ndarray of float, shape (k,)
        From the root to the last passing on whose time is known; 0 for a root alone, NaN where the
        root's time or all of the others' are unknown.
    reach : ndarray of int, shape (k,)
        Distinct known people, a lower bound of who saw it.
    """

    sizes: Whole
    depths: Whole
    breadths: Whole
    structural_virality: Real
    durations_seconds: Real
    reach: Whole


def shapes_of(forest: Forest) -> Shapes:
    """Measure every cascade of a forest, in time and memory linear in its nodes.

    Parameters
    ----------
    forest : Forest
        k cascades.

    Returns
    -------
    Shapes
        One value of each measure for each cascade.

    References
    ----------
    Goel, S., Anderson, A., Hofman, J. and Watts, D. J. (2016). The structural virality of online
        diffusion. Management Science 62(1).
    """
    first, sizes = forest.starts[:-1], forest.sizes
    if not len(forest):
        nothing, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Shapes(whole, whole, whole, nothing, nothing, whole)
    # a level is below the size of its cascade, so its own stretch of the array has room for all
    level = np.repeat(first, sizes) + forest.depths
    levels = np.bincount(level, minlength=forest.nodes)
    return Shapes(
        sizes=sizes,
        depths=np.maximum.reduceat(forest.depths, first),
        breadths=np.maximum.reduceat(levels, first),
        structural_virality=structural_virality(forest),
        durations_seconds=_durations(forest),
        reach=distinct_people(forest),
    )


def _durations(forest: Forest) -> Real:
    """k times from the root to the last of the others, 0 where there are none or all are before."""
    is_root = forest.depths == 0
    alone = np.repeat(forest.sizes == 1, forest.sizes)
    last = np.where(is_root & ~alone, np.nan, forest.seconds)
    durations: Real = np.fmax.reduceat(last, forest.starts[:-1]) - forest.seconds[is_root]
    return durations.clip(min=0.0)  # NaN stays


def structural_virality(forest: Forest) -> Real:
    """The mean distance between two nodes of each cascade.

    Parameters
    ----------
    forest : Forest
        k cascades.

    Returns
    -------
    ndarray of float, shape (k,)
        From 1; NaN for a root alone, which has no two nodes.

    References
    ----------
    Goel, S., Anderson, A., Hofman, J. and Watts, D. J. (2016). The structural virality of online
        diffusion. Management Science 62(1).
    Mohar, B. and Pisanski, T. (1988). How to compute the Wiener index of a graph.
    """
    first, sizes = forest.starts[:-1], forest.sizes
    if not len(forest):
        return np.zeros(0)
    kind = np.int64 if sizes.max() <= EXACT_SIZE_MAX else np.float64
    below = forest.subtree_sizes.astype(kind)
    pairs = below * (np.repeat(sizes, sizes).astype(kind) - below)  # 0 at the root, which is n
    wiener = np.add.reduceat(pairs, first).astype(np.float64)
    ordered = sizes.astype(np.float64) * (sizes - 1)
    virality = np.full(len(forest), np.nan)
    np.divide(2 * wiener, ordered, out=virality, where=sizes > 1)
    return virality


def distinct_people(forest: Forest) -> Whole:
    """How many different known people put each cascade out or passed it on.

    Parameters
    ----------
    forest : Forest
        k cascades.

    Returns
    -------
    ndarray of int, shape (k,)
        From 0.
    """
    is_known = forest.people != UNKNOWN_PERSON
    cascade, people = forest.cascade_of_node[is_known], forest.people[is_known]
    order = np.lexsort((people, cascade))
    cascade, people = cascade[order], people[order]
    is_new = np.ones(cascade.size, dtype=np.bool_)
    is_new[1:] = (cascade[1:] != cascade[:-1]) | (people[1:] != people[:-1])
    return np.bincount(cascade[is_new], minlength=len(forest))

"""A forest of cascades: who passed a thing on after whom, as flat arrays.

One tree is one thing that travelled. Its root is the thing as it was first put out; every other
node is one passing on, and its parent is the passing on (or the root) it came by. All trees stand
in the same arrays, so that a measure is one sweep over all of them, however many there are.

Climbing is done by doubling: each node learns its ancestor 1, 2, 4, 8 … steps up (pointer jumping;
Wyllie 1979, The Complexity of Parallel Computations). That takes about log2(deepest) sweeps, so a
chain of a million costs twenty sweeps and not a million, and a circle shows itself by never ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cohive.words.refusals import Refused

__all__ = ["NO_PARENT", "UNKNOWN_PERSON", "Forest", "forest_of", "path_to", "selected"]

NO_PARENT = -1
"""In the parents given: this node is a root."""

UNKNOWN_PERSON = -1

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class Forest:
    """Cascades as flat arrays; the nodes of one cascade stand together, in the order given.

    For k cascades of n nodes in all.

    Attributes
    ----------
    ids : tuple[str, ...]
        k names.
    starts : ndarray of int, shape (k + 1,)
        The nodes of cascade i are starts[i] to starts[i + 1].
    parents : ndarray of int, shape (n,)
        Positions; a root is its own parent.
    depths : ndarray of int, shape (n,)
        Steps to the root (root 0).
    subtree_sizes : ndarray of int, shape (n,)
        Counts of a node and all below it.
    seconds : ndarray of float, shape (n,)
        After the cascade's root; NaN where nobody knows.
    began : ndarray of float, shape (k,)
        Seconds on a clock that all cascades have in common; NaN where unknown.
    people : ndarray of int, shape (n,)
        Numbers of persons; UNKNOWN_PERSON where unknown.
    given : ndarray of int, shape (n,)
        Positions in the arrays the forest was made of.
    """

    ids: tuple[str, ...]
    starts: Whole
    parents: Whole
    depths: Whole
    subtree_sizes: Whole
    seconds: Real = field(repr=False)
    began: Real = field(repr=False)
    people: Whole = field(repr=False)
    given: Whole = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nodes(self) -> int:
        """n, roots counted."""
        return int(self.parents.size)

    @property
    def sizes(self) -> Whole:
        """k counts of nodes, the root counted."""
        return np.diff(self.starts)

    @property
    def roots(self) -> Whole:
        """k positions, in the order of `ids`."""
        return np.flatnonzero(self.depths == 0)

    @property
    def cascade_of_node(self) -> Whole:
        """n indices into `ids`."""
        return np.repeat(np.arange(len(self.ids)), self.sizes)


def forest_of(
    parents: ArrayLike,
    *,
    cascades: ArrayLike | None = None,
    ids: Sequence[str] | None = None,
    seconds: ArrayLike | None = None,
    clock_zero: ArrayLike | None = None,
    people: ArrayLike | None = None,
) -> Forest:
    """Make a forest of nodes in any order: a parent may come after its child, times may be mixed.

    Parameters
    ----------
    parents : array_like of int, shape (n,)
        Positions in these same arrays; NO_PARENT or the own position for a root.
    cascades : array_like of int, shape (n,), or None, default None
        Which cascade a node is of, from 0; left out, each root begins one, in the order of the
        roots.
    ids : Sequence[str] | None, default None
        Names of the k cascades; left out, "0", "1", ….
    seconds : array_like of float, shape (n,), or None, default None
        On a clock of each cascade's own; NaN where unknown.
    clock_zero : array_like of float, shape (k,) or (), or None, default None
        Where the zero of that clock lies on the common clock (0 when `seconds` are on the common
        clock already); NaN or left out where unknown.
    people : array_like of int, shape (n,), or None, default None
        Numbers of persons.

    Returns
    -------
    Forest
        The nodes of each cascade together.

    Raises
    ------
    Refused
        Naming cascade and node (its place among the nodes of its cascade as given, from 0), for: a
        parent that does not exist or is of another cascade, a circle, a cascade with no root or
        with two.
    ValueError
        For arrays that do not fit each other.

    References
    ----------
    Wyllie, J. C. (1979). The Complexity of Parallel Computations (pointer jumping).
    """
    above = np.asarray(parents, dtype=np.int64)
    places = np.arange(above.size)
    above = np.where(above == NO_PARENT, places, above)
    member = None if cascades is None else np.asarray(cascades, dtype=np.int64)
    if above.size and (above.min() < 0 or above.max() >= above.size):
        wrong = np.flatnonzero((above < 0) | (above >= above.size))
        raise _without_parent(int(wrong[0]), member, ids)
    if member is None:
        depths, sizes, tops = _climbed(above, None, ids)
        roots, member = np.unique(tops, return_inverse=True)
        count = int(roots.size)
    else:
        count = len(ids) if ids is not None else int(member.max(initial=-1)) + 1
        _check_cascades(above, member, ids, count)
        depths, sizes, _ = _climbed(above, member, ids)
        _check_roots(depths, member, ids, count)
    order = places
    if (member[1:] < member[:-1]).any():
        order = np.argsort(member, kind="stable")
        position = np.empty_like(places)
        position[order] = places
        above, depths, sizes = position[above[order]], depths[order], sizes[order]
    starts = np.concatenate(([0], np.cumsum(np.bincount(member, minlength=count))))
    times = _column(seconds, order, np.nan, np.float64)
    # after the root where its time is known; else the clock stays as it is
    zero = np.nan_to_num(times[depths == 0])
    if zero.any():
        times = times - np.repeat(zero, np.diff(starts))
    return Forest(
        ids=tuple(ids) if ids is not None else tuple(map(str, range(count))),
        starts=starts,
        parents=above,
        depths=depths,
        subtree_sizes=sizes,
        seconds=times,
        began=_column(clock_zero, np.arange(count), np.nan, np.float64) + zero,
        people=_column(people, order, UNKNOWN_PERSON, np.int64),
        given=order,
    )


def path_to(forest: Forest, node: int) -> list[int]:
    """The way from the root to a node.

    Parameters
    ----------
    forest : Forest
        Its cascades.
    node : int
        A position, 0 to n − 1.

    Returns
    -------
    list[int]
        Positions, both ends included.
    """
    path = [node]
    while (above := int(forest.parents[path[-1]])) != path[-1]:
        path.append(above)
    return path[::-1]


def selected(forest: Forest, is_chosen: NDArray[np.bool_]) -> Forest:
    """Only some cascades of a forest.

    Parameters
    ----------
    forest : Forest
        k cascades.
    is_chosen : ndarray of bool, shape (k,)
        Which of them.

    Returns
    -------
    Forest
        In the same order.
    """
    is_node = is_chosen[forest.cascade_of_node]
    position = np.cumsum(is_node) - 1
    return Forest(
        ids=tuple(name for name, is_kept in zip(forest.ids, is_chosen, strict=True) if is_kept),
        starts=np.concatenate(([0], np.cumsum(forest.sizes[is_chosen]))),
        parents=position[forest.parents[is_node]],
        depths=forest.depths[is_node],
        subtree_sizes=forest.subtree_sizes[is_node],
        seconds=forest.seconds[is_node],
        began=forest.began[is_chosen],
        people=forest.people[is_node],
        given=forest.given[is_node],
    )


def _column(
    values: ArrayLike | None, order: Whole, missing: float, kind: type[Number]
) -> NDArray[Number]:
    """Values in an order; one for all, given or missing, takes the memory of one."""
    given = np.asarray(missing if values is None else values, dtype=kind)
    if given.ndim == 0:
        return np.broadcast_to(given, order.shape)
    if given.shape != order.shape:
        raise ValueError(f"{given.size} values where there must be {order.size}")
    return given[order]


def _climbed(
    parents: Whole, member: Whole | None, ids: Sequence[str] | None
) -> tuple[Whole, Whole, Whole]:
    """Depth, subtree size and root of every node, by doubling. Raises Refused for a circle.

    Before a sweep `top` is the ancestor `reach` steps up (or the root, if that is nearer), `depths`
    the steps to it, and `sizes` counts the descendants nearer than `reach`. So those `reach` to
    2 x `reach` below v are what the nodes exactly `reach` below v have counted so far.
    """
    top, sizes = parents.copy(), np.ones(parents.size, dtype=np.int64)
    depths = (parents != np.arange(parents.size)).astype(np.int64)
    moving, reach = np.flatnonzero(depths), 1
    while moving.size:
        if reach > 2 * parents.size:
            raise _in_a_circle(int(top[moving].min()), member, ids)
        above = top[moving]
        np.add.at(sizes, above, sizes[moving])
        depths[moving] += depths[above]
        top[moving] = top[above]
        reach *= 2
        moving = moving[depths[moving] == reach]
    return depths, sizes, top


def _check_cascades(parents: Whole, member: Whole, ids: Sequence[str] | None, count: int) -> None:
    if member.shape != parents.shape or (member < 0).any() or (member >= count).any():
        raise ValueError("cascades: one number from 0 for every node, below the number of ids")
    wrong = np.flatnonzero(member[parents] != member)
    if wrong.size:
        raise Refused(
            "Node %(node)s of the cascade “%(cascade)s” names a parent in another cascade.",
            node=_place(int(wrong[0]), member),
            cascade=_name(int(member[wrong[0]]), ids),
        )


def _check_roots(depths: Whole, member: Whole, ids: Sequence[str] | None, count: int) -> None:
    """A cascade of nodes without a circle has a root; so only none at all or a second can be."""
    roots = np.flatnonzero(depths == 0)
    _, first = np.unique(member[roots], return_index=True)
    if first.size < roots.size:
        second = int(np.delete(roots, first)[0])
        raise Refused(
            "Node %(node)s of the cascade “%(cascade)s” is a second root.",
            node=_place(second, member),
            cascade=_name(int(member[second]), ids),
        )
    if first.size < count:
        empty = np.setdiff1d(np.arange(count), member[roots])
        raise Refused("The cascade “%(cascade)s” has no nodes.", cascade=_name(int(empty[0]), ids))


def _without_parent(node: int, member: Whole | None, ids: Sequence[str] | None) -> Refused:
    if member is None:
        return Refused("Node %(node)s names a parent that is not there.", node=node)
    return Refused(
        "Node %(node)s of the cascade “%(cascade)s” names a parent that is not there.",
        node=_place(node, member),
        cascade=_name(int(member[node]), ids),
    )


def _in_a_circle(node: int, member: Whole | None, ids: Sequence[str] | None) -> Refused:
    if member is None:
        return Refused(
            "Node %(node)s stands in a circle: it was passed on by itself in the end.", node=node
        )
    return Refused(
        "The cascade “%(cascade)s” runs in a circle at its node %(node)s.",
        node=_place(node, member),
        cascade=_name(int(member[node]), ids),
    )


def _place(node: int, member: Whole) -> int:
    """Which of the nodes of its cascade it is, as given, from 0."""
    return int(np.count_nonzero(member[:node] == member[node]))


def _name(cascade: int, ids: Sequence[str] | None) -> str:
    return ids[cascade] if ids is not None and 0 <= cascade < len(ids) else str(cascade)

"""The shape of one living tree, without arrays: for a page that shows a thing while it travels.

The same numbers as `shape` counts for millions of trees (a test compares them), in one sweep of
plain Python, so that a web process needs no numpy. A node's parent always stands before it, as it
does where nodes are numbered in the order in which they were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cohive.words.refusals import Refused

__all__ = ["TreeShape", "shape_of_tree"]


@dataclass(frozen=True)
class TreeShape:
    """What one tree looks like.

    Attributes
    ----------
    size : int
        Nodes, the root counted, from 1.
    depth : int
        Longest way from the root, 0 for a root alone.
    breadth : int
        Nodes of the largest level, from 1.
    virality : Fraction or None
        Structural virality, the mean distance of two nodes, from 1; None for a root alone.
    levels : tuple[int, ...]
        Nodes of each level, the root's first.
    depths : tuple[int, ...]
        Steps from the root, of each node.
    below : tuple[int, ...]
        How many nodes stand under each, itself not counted.
    """

    size: int
    depth: int
    breadth: int
    virality: Fraction | None
    levels: tuple[int, ...]
    depths: tuple[int, ...]
    below: tuple[int, ...]


def shape_of_tree(parents: Sequence[int]) -> TreeShape:
    """Measure one tree.

    Parameters
    ----------
    parents : Sequence[int]
        Of nodes 1, 2, 3 …, in this order; 0 is the root, which has none.

    Returns
    -------
    TreeShape
        Exact.

    Raises
    ------
    Refused
        Naming the node whose parent does not stand before it.

    References
    ----------
    Goel, S., Anderson, A., Hofman, J. and Watts, D. J. (2016). The structural virality of online
        diffusion. Management Science 62(1).
    Mohar, B. and Pisanski, T. (1988). How to compute the Wiener index of a graph.
    """
    depths = [0]
    for node, parent in enumerate(parents, 1):
        if not 0 <= parent < node:
            raise Refused("Node %(node)s stands before the one it came by.", node=node)
        depths.append(depths[parent] + 1)
    size = len(depths)
    sizes = [1] * size
    wiener = 0
    for node in range(size - 1, 0, -1):
        wiener += sizes[node] * (size - sizes[node])
        sizes[parents[node - 1]] += sizes[node]
    levels = [0] * (max(depths) + 1)
    for depth in depths:
        levels[depth] += 1
    return TreeShape(
        size=size,
        depth=len(levels) - 1,
        breadth=max(levels),
        virality=Fraction(2 * wiener, size * (size - 1)) if size > 1 else None,
        levels=tuple(levels),
        depths=tuple(depths),
        below=tuple(count - 1 for count in sizes),
    )

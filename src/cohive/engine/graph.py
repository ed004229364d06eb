"""The nodes and edges of a lineage, exact from the start.

What a part of a graph can tell about itself is asked when it is made: that it holds no float. What
takes the whole graph to see (circles, ids given twice, parts out of range by the name of their
node) `lineage.topological_order` refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cohive.engine.exact import is_exact, is_whole
from cohive.words.refusals import Refused

__all__ = ["Edge", "Graph", "Maker", "Node"]


@dataclass(frozen=True)
class Maker:
    """Somebody who is paid for a node.

    Who stands twice at one node (two confirmed contributions) has the sum of both weights.

    Attributes
    ----------
    payee : str
        Her id.
    weight : int
        A whole number from 1, relative to the others at the node.

    Raises
    ------
    Refused
        At "makers", for a weight that is no whole number.
    """

    payee: str
    weight: int

    def __post_init__(self) -> None:
        if not is_whole(self.weight):
            raise Refused(
                "“%(payee)s” has the weight %(weight)s. Write a whole number from 1.",
                field="makers",
                payee=self.payee,
                weight=self.weight,
            )


@dataclass(frozen=True)
class Node:
    """A work, an idea, a stage or a source from outside.

    A node without makers keeps nothing: all it receives goes on to its paying inputs.

    Attributes
    ----------
    id : str
        Given once in a graph.
    keep : Fraction
        The fraction, 0 to 1, that stays with the makers when something is passed on.
    makers : tuple[Maker, ...]
        Who is paid for it, in any order.
    ask : Fraction | None, default None
        The fraction, 0 to 1, this node asks of whatever is made *directly* from it; None and 0 ask
        nothing, and then only the weight of the edge counts.

    Raises
    ------
    Refused
        At "keep" or "ask", for what is no Fraction and no whole number: a float is not exact.
    """

    id: str
    keep: Fraction
    makers: tuple[Maker, ...]
    ask: Fraction | None = None

    def __post_init__(self) -> None:
        if not is_exact(self.keep):
            raise Refused(
                "The node “%(node)s” keeps %(keep)s. Write an exact fraction: a float is none.",
                field="keep",
                node=self.id,
                keep=self.keep,
            )
        if self.ask is not None and not is_exact(self.ask):
            raise Refused(
                "The node “%(node)s” asks %(ask)s. Write an exact fraction: a float is none.",
                field="ask",
                node=self.id,
                ask=self.ask,
            )


@dataclass(frozen=True)
class Edge:
    """One thing was made from another.

    Attributes
    ----------
    made, made_from : str
        Ids of nodes.
    weight : int
        A whole number from 0. 0 is a citation: named, and no money goes along.

    Raises
    ------
    Refused
        At "edges", for a weight that is no whole number.
    """

    made: str
    made_from: str
    weight: int

    def __post_init__(self) -> None:
        if not is_whole(self.weight):
            raise Refused(
                "The edge from “%(made)s” to “%(made_from)s” has the weight %(weight)s. "
                "Write 0 to cite, or a whole number from 1.",
                field="edges",
                made=self.made,
                made_from=self.made_from,
                weight=self.weight,
            )


@dataclass(frozen=True)
class Graph:
    """Nodes and edges in any order.

    Attributes
    ----------
    root : str
        The id of the node that was sold; what cannot be reached from it has no effect.
    nodes : tuple[Node, ...]
        Each id once.
    edges : tuple[Edge, ...]
        Each pair once, and no circle.
    """

    root: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

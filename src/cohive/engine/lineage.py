"""Lineage: what was made from what, as a graph without circles.

The graph of one stage (or of any one thing that was sold). Its root receives the money; every edge
points from what was made to what it was made from, so following edges is walking back in time.
Because nothing can be made from its own descendants, the graph has an order in which each node
stands before everything it was made from, and one pass in that order settles all of it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from cohive.engine.graph import Edge, Graph, Maker, Node
from cohive.words.refusals import Refused

__all__ = [
    "Edge",
    "Graph",
    "Maker",
    "Node",
    "inputs_of",
    "shown_circle",
    "topological_order",
    "without",
    "would_close_circle",
]

CIRCLE_SHOWN_MAX = 20
"""As many nodes of a circle as a refusal names."""


def topological_order(graph: Graph) -> list[str]:
    """Return all node ids, each before everything it was made from.

    The order depends on the ids alone, not on the order of nodes and edges: among those that may
    come next the smallest id does.

    Parameters
    ----------
    graph : Graph
        Unchecked.

    Returns
    -------
    list[str]
        Every node's id once.

    Raises
    ------
    Refused
        Naming the element, for: a circle (“A → B → A”; citations count too), an edge or a root
        whose node does not exist, a node or an edge given twice, a negative edge weight, a maker's
        weight below 1, a `keep` or an `ask` outside 0 to 1.

    References
    ----------
    Kahn, A. B. (1962). Topological sorting of large networks; here with a heap.
    """
    _check_nodes(graph.nodes)
    _check_edges(graph)
    uses = Counter(edge.made_from for edge in graph.edges)
    inputs = inputs_of(graph)
    ready = [node.id for node in graph.nodes if not uses[node.id]]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        current = heapq.heappop(ready)
        order.append(current)
        for edge in inputs.get(current, ()):
            uses[edge.made_from] -= 1
            if not uses[edge.made_from]:
                heapq.heappush(ready, edge.made_from)
    if len(order) < len(graph.nodes):
        settled = set(order)
        circle = _circle([edge for edge in graph.edges if edge.made not in settled])
        raise Refused(
            "This lineage runs in a circle: %(circle)s.", field="edges", circle=shown_circle(circle)
        )
    return order


def shown_circle(circle: Sequence[str]) -> str:
    """A circle as a person reads it: “A → B → A”.

    Parameters
    ----------
    circle : Sequence[str]
        The ids along it, the first one again at the end.

    Returns
    -------
    str
        Of a long circle its beginning and its end.
    """
    if len(circle) > CIRCLE_SHOWN_MAX:
        half = CIRCLE_SHOWN_MAX // 2
        circle = [*circle[:half], "…", *circle[-half:]]
    return " → ".join(circle)


def without(graph: Graph, withdrawn: Container[str]) -> Graph:
    """Return the lineage as it pays once some works are withdrawn: edges to them only cite.

    What would have gone to a withdrawn work is divided among the other inputs, or stays with the
    makers where there are none. The work's own income, should it be the root, is divided as ever.

    Parameters
    ----------
    graph : Graph
        Any lineage.
    withdrawn : Container[str]
        Ids of nodes.

    Returns
    -------
    Graph
        The same nodes; edges to withdrawn ones have the weight 0.
    """
    return replace(
        graph,
        edges=tuple(
            replace(edge, weight=0) if edge.made_from in withdrawn else edge for edge in graph.edges
        ),
    )


def inputs_of(graph: Graph) -> Mapping[str, tuple[Edge, ...]]:
    """Map each node that was made from something to its edges.

    Parameters
    ----------
    graph : Graph
        Any lineage.

    Returns
    -------
    Mapping[str, tuple[Edge, ...]]
        By `made`, its edges in the order of their ids.
    """
    inputs: dict[str, list[Edge]] = {}
    for edge in sorted(graph.edges, key=lambda edge: (edge.made, edge.made_from)):
        inputs.setdefault(edge.made, []).append(edge)
    return {made: tuple(edges) for made, edges in inputs.items()}


def would_close_circle(edges: Iterable[Edge], made: str, made_from: str) -> list[str]:
    """Tell whether “`made` was made from `made_from`” would close a circle, and which.

    Parameters
    ----------
    edges : Iterable[Edge]
        Those there are.
    made, made_from : str
        Ids of the edge to come.

    Returns
    -------
    list[str]
        A shortest circle, read along the edges: [made, made_from, …, made]; [] if it is fine.
    """
    if made == made_from:
        return [made, made]
    inputs: dict[str, list[str]] = {}
    for edge in edges:
        inputs.setdefault(edge.made, []).append(edge.made_from)
    came_by: dict[str, str] = {made_from: made}
    level = [made_from]
    while level:
        following: list[str] = []
        for current in level:
            for deeper in sorted(inputs.get(current, ())):
                if deeper in came_by:
                    continue
                came_by[deeper] = current
                if deeper == made:
                    return _walk_back(came_by, made)
                following.append(deeper)
        level = following
    return []


def _walk_back(came_by: Mapping[str, str], made: str) -> list[str]:
    """The circle through `made`, read in the direction of the edges."""
    circle = [made]
    current = came_by[made]
    while current != made:
        circle.append(current)
        current = came_by[current]
    circle.append(made)
    return circle[::-1]


def _circle(edges: Iterable[Edge]) -> list[str]:
    """A circle among `edges`, each of whose `made` is itself the input of another of them.

    Walking back from the smallest id must come to a node a second time.
    """
    made_into: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: (edge.made_from, edge.made), reverse=True):
        made_into[edge.made_from] = edge.made
    seen: dict[str, int] = {}
    trail: list[str] = []
    current = min(made_into)
    while current not in seen:
        seen[current] = len(trail)
        trail.append(current)
        current = made_into[current]
    ring = trail[seen[current] :][::-1]
    start = ring.index(min(ring))
    return [*ring[start:], *ring[:start], ring[start]]


def _check_nodes(nodes: Iterable[Node]) -> None:
    """Refuse what no node may be."""
    seen: set[str] = set()
    for node in nodes:
        if node.id in seen:
            raise Refused("The node “%(node)s” is given twice.", field="nodes", node=node.id)
        seen.add(node.id)
        if not 0 <= node.keep <= 1:
            raise Refused(
                "The node “%(node)s” keeps %(keep)s. It can keep from 0 to 1.",
                field="keep",
                node=node.id,
                keep=node.keep,
            )
        if node.ask is not None and not 0 <= node.ask <= 1:
            raise Refused(
                "The node “%(node)s” asks %(ask)s. It can ask from 0 to 1.",
                field="ask",
                node=node.id,
                ask=node.ask,
            )
        _check_makers(node)


def _check_makers(node: Node) -> None:
    """Refuse a maker without weight."""
    for maker in node.makers:
        if maker.weight < 1:
            raise Refused(
                "“%(payee)s” has the weight %(weight)s in “%(node)s”. Write a whole number from 1.",
                field="makers",
                payee=maker.payee,
                weight=maker.weight,
                node=node.id,
            )


def _check_edges(graph: Graph) -> None:
    """Refuse edges into nowhere, edges given twice, and negative weights."""
    known = {node.id for node in graph.nodes}
    if graph.root not in known:
        raise Refused("The root “%(node)s” is not a node.", field="root", node=graph.root)
    seen: set[tuple[str, str]] = set()
    for edge in graph.edges:
        for end in (edge.made, edge.made_from):
            if end not in known:
                raise Refused(
                    "An edge leads from “%(made)s” to “%(made_from)s”, but “%(node)s” is not "
                    "a node.",
                    field="edges",
                    made=edge.made,
                    made_from=edge.made_from,
                    node=end,
                )
        if (edge.made, edge.made_from) in seen:
            raise Refused(
                "The edge from “%(made)s” to “%(made_from)s” is given twice.",
                field="edges",
                made=edge.made,
                made_from=edge.made_from,
            )
        seen.add((edge.made, edge.made_from))
        if edge.weight < 0:
            raise Refused(
                "The edge from “%(made)s” to “%(made_from)s” has the weight %(weight)s. "
                "Write 0 to cite, or a whole number from 1.",
                field="edges",
                made=edge.made,
                made_from=edge.made_from,
                weight=edge.weight,
            )

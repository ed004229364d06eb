"""Lineage as the engine computes on it, and as a page draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cohive.create.ancestry import Edges, ancestor_edges, descendant_edges
from cohive.create.models.works import Work, WorkMaker
from cohive.engine.lineage import Edge, Graph, Maker, Node

DESCENDANTS_SHOWN_MAX = 120


@dataclass(frozen=True)
class FamilyView:
    """All works around one: edges (work, parent, weight) and each work's generation.

    The work itself is generation 0, what it grew from is below 0, what grew from it above. A
    family that is too large to draw is cut at its youngest end, and `is_cut` says so.
    """

    work: UUID
    generations: dict[UUID, int]
    edges: tuple[tuple[UUID, UUID, int], ...]
    is_cut: bool

    @property
    def descendants(self) -> tuple[UUID, ...]:
        """Everything that grew from the work, nearest first."""
        later = [key for key, generation in self.generations.items() if generation > 0]
        return tuple(sorted(later, key=lambda key: (self.generations[key], key)))


def node_id(work: UUID) -> str:
    """What the engine calls a work."""
    return f"work:{work}"


def lineage_graph(work_id: UUID) -> Graph:
    """The work and all its ancestors, for attribution. Three SQL queries.

    `keep` and `ask` are those the works were handed in with; sources from outside have no makers.
    """
    return lineage_graphs([work_id])[work_id]


def lineage_graphs(works: Iterable[UUID]) -> dict[UUID, Graph]:
    """The graphs of several works at once; each holds what its root reaches. Three SQL queries."""
    roots = list(dict.fromkeys(works))
    edges = ancestor_edges(roots)
    known = {*roots, *(end for made, made_from, _ in edges for end in (made, made_from))}
    nodes = _nodes(known)
    inputs: dict[UUID, list[tuple[UUID, UUID, int]]] = {}
    for edge in edges:
        inputs.setdefault(edge[0], []).append(edge)
    return {root: _reached(root, nodes, inputs) for root in roots}


def family(work_id: UUID) -> FamilyView:
    """Everything the work grew from and what grew from it. Two SQL queries."""
    up = ancestor_edges([work_id])
    down = descendant_edges([work_id])
    generations = {work_id: 0}
    _count(generations, up, step=-1)
    later = {work_id: 0}
    _count(later, down, step=1)
    kept = sorted(later, key=lambda key: (later[key], key))[: DESCENDANTS_SHOWN_MAX + 1]
    generations |= {key: later[key] for key in kept}
    edges = tuple(
        dict.fromkeys(
            edge for edge in [*up, *down] if edge[0] in generations and edge[1] in generations
        )
    )
    return FamilyView(work_id, generations, edges, is_cut=len(kept) < len(later))


def descendants(work_id: UUID) -> tuple[UUID, ...]:
    """Everything that grew from a work, nearest first. Two SQL queries."""
    return family(work_id).descendants


def _count(generations: dict[UUID, int], edges: Edges, *, step: int) -> None:
    """Give each work the length of the longest way to it, so that edges never run sideways."""
    ways: dict[UUID, list[UUID]] = {}
    for made, made_from, _ in edges:
        near, far = (made, made_from) if step < 0 else (made_from, made)
        ways.setdefault(near, []).append(far)
    waiting = list(generations)
    while waiting:
        near = waiting.pop(0)
        for far in ways.get(near, ()):
            found = generations[near] + step
            if far not in generations or found * step > generations[far] * step:
                generations[far] = found
                waiting.append(far)


def _nodes(works: Iterable[UUID]) -> dict[UUID, Node]:
    ids = list(works)
    makers: dict[UUID, list[Maker]] = {}
    people = WorkMaker.objects.filter(work_id__in=ids).order_by("agent_id")
    for key, agent, weight in people.values_list("work_id", "agent_id", "weight"):
        makers.setdefault(key, []).append(Maker(str(agent), weight))
    rows = Work.objects.filter(id__in=ids).values_list("id", "keep", "ask")
    return {
        key: Node(node_id(key), keep, tuple(makers.get(key, ())), ask) for key, keep, ask in rows
    }


def _reached(
    root: UUID,
    nodes: dict[UUID, Node],
    inputs: dict[UUID, list[tuple[UUID, UUID, int]]],
) -> Graph:
    met: dict[UUID, None] = {root: None}
    waiting: list[UUID] = [root]
    edges: list[Edge] = []
    while waiting:
        for made, made_from, weight in inputs.get(waiting.pop(), ()):
            edges.append(Edge(node_id(made), node_id(made_from), weight))
            if made_from not in met:
                met[made_from] = None
                waiting.append(made_from)
    found: Sequence[Node] = [nodes[key] for key in met if key in nodes]
    return Graph(node_id(root), tuple(found), tuple(edges))

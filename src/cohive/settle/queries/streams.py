"""The streams inside a flow: pool to stage to idea and work to person, in exact minor units. Pure.

Contributions (a box designed, an evening at a stall) have no node of their own: their money runs
from the stage to the person. A stage whose lineage is deeper or wider than a page can draw runs
straight to its people; the table of works still names every work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from cohive.engine.attribution import Flow
from cohive.engine.lineage import Graph, Node
from cohive.settle.composition import STAGE_ROOT, Path, Terms, flows

DEPTH_MAX = 4
DRAWN_NODES_MAX = 30
WHOLE = Fraction(1)


@dataclass(frozen=True)
class Edge:
    """Money between two stops; a stop is ("pool"|"stage"|"work"|"person", its id)."""

    source: tuple[str, str]
    target: tuple[str, str]
    stage: str
    minor: Fraction


@dataclass(frozen=True)
class WorkFlow:
    """A work or idea: what it received, passed on and kept for its makers; exact minor units."""

    node: str
    label: str
    stage: str
    kind: str
    depth: int
    received: Fraction
    passed: Fraction
    kept: Fraction


@dataclass(frozen=True)
class PersonSource:
    """What came to a person from one work, idea or stage; exact minor units."""

    stage: str
    label: str
    minor: Fraction


@dataclass(frozen=True)
class Streams:
    """All edges, what each stage received, the works, and every person's sources."""

    edges: tuple[Edge, ...]
    stages: Mapping[str, Fraction]
    works: tuple[WorkFlow, ...]
    sources: Mapping[UUID, tuple[PersonSource, ...]]

    @property
    def depth(self) -> int:
        """How many columns of works are drawn."""
        return max((work.depth for work in self.works if work.depth <= DEPTH_MAX), default=0)


class _Builder:
    """Adds up edges, stages, works and sources over several pools."""

    def __init__(self) -> None:
        self.edges: dict[tuple[tuple[str, str], tuple[str, str], str], Fraction] = {}
        self.stages: dict[str, Fraction] = {}
        self.works: dict[tuple[str, str], WorkFlow] = {}
        self.sources: dict[tuple[str, str, str], Fraction] = {}

    def edge(
        self, source: tuple[str, str], target: tuple[str, str], stage: str, minor: Fraction
    ) -> None:
        """Add money to an edge."""
        if minor:
            key = (source, target, stage)
            self.edges[key] = self.edges.get(key, Fraction(0)) + minor

    def source(self, payee: str, stage: str, label: str, minor: Fraction) -> None:
        """Add money to what a person got from one place."""
        if minor:
            key = (payee, stage, label)
            self.sources[key] = self.sources.get(key, Fraction(0)) + minor

    def work(self, flow: WorkFlow) -> None:
        """Add a work, or more money to it."""
        known = self.works.get((flow.stage, flow.node))
        if known:
            flow = WorkFlow(
                flow.node,
                flow.label,
                flow.stage,
                flow.kind,
                max(flow.depth, known.depth),
                flow.received + known.received,
                flow.passed + known.passed,
                flow.kept + known.kept,
            )
        self.works[flow.stage, flow.node] = flow

    def built(self) -> Streams:
        """Everything, in a fixed order: largest sources first, works by stage and depth."""
        sources: dict[UUID, list[PersonSource]] = {}
        ordered = sorted(self.sources.items(), key=lambda item: (-item[1], item[0]))
        for (payee, stage, label), minor in ordered:
            sources.setdefault(UUID(payee), []).append(PersonSource(stage, label, minor))
        works = sorted(self.works.values(), key=lambda work: (work.depth, -work.received))
        return Streams(
            tuple(Edge(*key, minor) for key, minor in self.edges.items()),
            dict(self.stages),
            tuple(works),
            {payee: tuple(found) for payee, found in sources.items()},
        )


def whole_streams(parts: Iterable[tuple[UUID, Terms, int]]) -> Streams:
    """The streams of pools with their terms and what came into each (minor units)."""
    builder = _Builder()
    for pool, terms, minor in parts:
        labels = getattr(terms, "labels", {})
        for stage, (weight, flow) in flows(terms).items():
            amount = weight * minor
            builder.stages[stage] = builder.stages.get(stage, Fraction(0)) + amount
            builder.edge(("pool", str(pool)), ("stage", stage), stage, amount)
            _Stage(builder, stage, terms.stages[stage][1], flow, labels, amount).add()
    return builder.built()


@dataclass
class _Stage:
    """One stage's lineage on its way into a builder; `amount` is what the stage received."""

    builder: _Builder
    stage: str
    graph: Graph
    flow: Flow
    labels: Mapping[str, str]
    amount: Fraction

    def add(self) -> None:
        """Add every node that money (or a citation) reaches."""
        depths = _depths(self.graph)
        drawn = [node for node in self.flow.received if _has_page(node)]
        plain = len(drawn) > DRAWN_NODES_MAX or any(depths[node] > DEPTH_MAX for node in drawn)
        for node in self.graph.nodes:
            self._node(node, depths.get(node.id, 0), plain=plain)
        if not plain:
            for (made, made_from), part in self.flow.passed.items():
                if _has_page(made_from):
                    stop = self._stop(made)
                    self.builder.edge(stop, ("work", made_from), self.stage, part * self.amount)

    def _node(self, node: Node, depth: int, *, plain: bool) -> None:
        received = self.flow.received.get(node.id, Fraction(0)) * self.amount
        kept = self.flow.kept.get(node.id, Fraction(0)) * self.amount
        if _has_page(node.id):
            self.builder.work(
                WorkFlow(
                    node.id,
                    self.labels.get(node.id, node.id),
                    self.stage,
                    node.id.partition(":")[0],
                    depth,
                    received,
                    received - kept,
                    kept,
                )
            )
        total = sum(maker.weight for maker in node.makers)
        stop = ("stage", self.stage) if plain else self._stop(node.id)
        label = self.labels.get(node.id, "") if _has_page(node.id) else ""
        for maker in node.makers:
            part = kept * Fraction(maker.weight, total)
            self.builder.edge(stop, ("person", maker.payee), self.stage, part)
            self.builder.source(maker.payee, self.stage, label, part)

    def _stop(self, node: str) -> tuple[str, str]:
        return ("work", node) if _has_page(node) else ("stage", self.stage)


@dataclass(frozen=True)
class OwnPart:
    """A person's claim on one pool, with its paths, and what came into the pool (minor units)."""

    pool: UUID
    payee: UUID
    paths: tuple[Path, ...]
    labels: Mapping[str, str]
    minor: int


def own_streams(parts: Sequence[OwnPart]) -> Streams:
    """The streams of one person only, along the paths kept with her claims."""
    builder = _Builder()
    for own in parts:
        payee, labels = str(own.payee), own.labels
        for path in own.paths:
            minor = path.fraction * own.minor
            stage = path.steps[0].node if path.steps else ""
            nodes = [step.node for step in path.steps[1:] if _has_page(step.node)]
            builder.stages[stage] = builder.stages.get(stage, Fraction(0)) + minor
            builder.edge(("pool", str(own.pool)), ("stage", stage), stage, minor)
            stop = ("stage", stage)
            for depth, node in enumerate(nodes[:DEPTH_MAX], start=1):
                builder.edge(stop, ("work", node), stage, minor)
                stop = ("work", node)
                label, kept = labels.get(node, node), node == nodes[-1]
                builder.work(
                    WorkFlow(
                        node,
                        label,
                        stage,
                        node.partition(":")[0],
                        depth,
                        minor,
                        Fraction(0) if kept else minor,
                        minor if kept else Fraction(0),
                    )
                )
            builder.edge(stop, ("person", payee), stage, minor)
            last = labels.get(nodes[-1], nodes[-1]) if nodes else ""
            builder.source(payee, stage, last, minor)
    return builder.built()


def _has_page(node: str) -> bool:
    """Whether a node stands for a work, an idea or a past product."""
    return not node.startswith((STAGE_ROOT, "contribution:"))


def _depths(graph: Graph) -> dict[str, int]:
    """How far each node is from the root, along the longest way; the root's own work is 1."""
    below: dict[str, list[str]] = {}
    for edge in graph.edges:
        below.setdefault(edge.made, []).append(edge.made_from)
    depths = {graph.root: 1 if _has_page(graph.root) else 0}
    level, steps = {graph.root}, 0
    while level and steps <= len(graph.nodes):
        steps += 1
        following: set[str] = set()
        for node in level:
            for deeper in below.get(node, []):
                if depths.get(deeper, -1) < depths[node] + 1:
                    depths[deeper] = depths[node] + 1
                    following.add(deeper)
        level = following
    return depths

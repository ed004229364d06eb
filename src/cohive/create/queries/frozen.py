"""Terms of a product as the engine computes on them, and as they are written down for ever.

`written` turns terms into one JSON text and `read` brings back equal terms: exact fractions as
strings, the whole lineage of every stage with its makers, and a label for every node. Nothing here
touches the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from cohive.engine.allotment import FixedCost, UnitLine, Waterfall, unit_lines
from cohive.engine.attribution import Attribution, attribute, combine
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.engine.prior import PriorClaim

WHOLE_PERCENT = 100
Rule = Literal["lineage", "equal"]
"""How what is left is split: by stages and lineage, or the same to everybody recorded."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one sold unit is divided by.

    stages: stage to (weight of 100, lineage); node ids are "stage:<stage>", "idea:<id>",
    "work:<id>", "contribution:<id>", payees are agent ids as text. labels: node id to its title.
    rule: "lineage", or "equal" when everybody recorded gets the same (the stages then say that).
    prior: what is had back before the split, in its order.
    """

    currency: str
    price_minor: int
    waterfall: Waterfall
    keep_min: Fraction
    stages: Mapping[str, tuple[int, Graph]]
    labels: Mapping[str, str]
    rule: Rule = "lineage"
    prior: tuple[PriorClaim, ...] = ()

    def stage_attribution(self, stage: str, *, with_paths: bool = False) -> Attribution:
        """Who gets which fraction of what one stage receives."""
        _, graph = self.stages[stage]
        return attribute(graph, keep_min=self.keep_min, with_paths=with_paths)

    def attribution(self, *, with_paths: bool = False) -> Attribution:
        """Who gets which fraction of the whole pool; each path begins with its stage."""
        return combine(
            {
                stage: (weight, self.stage_attribution(stage, with_paths=with_paths))
                for stage, (weight, _) in self.stages.items()
            }
        )

    def lines(self, *, linked: bool = False) -> tuple[UnitLine, ...]:
        """The waterfall of one unit at the agreed price."""
        return unit_lines(self.waterfall, price_minor=self.price_minor, linked=linked)

    def pool_minor(self, *, linked: bool = False) -> int:
        """What of one unit goes to people."""
        return self.lines(linked=linked)[-1].minor


@dataclass(frozen=True, kw_only=True)
class FrozenTerms(Terms):
    """The terms of one version of a product's agreement, fixed since it was offered."""

    agreement: UUID
    product: UUID
    version: int


def written(terms: Terms) -> str:
    """The canonical JSON text of terms: equal terms give equal bytes."""
    waterfall = terms.waterfall
    content = {
        "currency": terms.currency,
        "price_minor": terms.price_minor,
        "waterfall": {
            "tax": str(waterfall.tax),
            "fixed": [[cost.label, cost.minor] for cost in waterfall.fixed],
            "house": str(waterfall.house),
            "link": str(waterfall.link),
            "link_default": waterfall.link_default,
        },
        "keep_min": str(terms.keep_min),
        "stages": {
            stage: {"weight": weight, "graph": _graph_written(graph)}
            for stage, (weight, graph) in terms.stages.items()
        },
        "labels": dict(sorted(terms.labels.items())),
    }
    if terms.rule != "lineage":
        content["rule"] = terms.rule
    if terms.prior:
        content["prior"] = [_prior_written(claim) for claim in terms.prior]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read(text: str, *, agreement: UUID, product: UUID, version: int) -> FrozenTerms:
    """Rebuild the engine's objects from a written text."""
    content = json.loads(text)
    waterfall = content["waterfall"]
    return FrozenTerms(
        agreement=agreement,
        product=product,
        version=version,
        currency=content["currency"],
        price_minor=content["price_minor"],
        waterfall=Waterfall(
            tax=Fraction(waterfall["tax"]),
            fixed=tuple(FixedCost(label, minor) for label, minor in waterfall["fixed"]),
            house=Fraction(waterfall["house"]),
            link=Fraction(waterfall["link"]),
            link_default=waterfall["link_default"],
        ),
        keep_min=Fraction(content["keep_min"]),
        stages={
            stage: (part["weight"], _graph_read(part["graph"]))
            for stage, part in content["stages"].items()
        },
        labels=content["labels"],
        rule=content.get("rule", "lineage"),
        prior=tuple(_prior_read(claim) for claim in content.get("prior", ())),
    )


def shared_equally(stages: Mapping[str, tuple[int, Graph]]) -> dict[str, tuple[int, Graph]]:
    """The same stages with everybody recorded in any of them at the same weight in each.

    So everybody's part of the whole is the same, whatever the stages weigh.
    """
    payees = sorted(
        {
            maker.payee
            for _, graph in stages.values()
            for node in graph.nodes
            for maker in node.makers
        }
    )
    makers = tuple(Maker(payee, 1) for payee in payees)
    return {
        stage: (
            weight,
            Graph(f"stage:{stage}", (Node(f"stage:{stage}", Fraction(1), makers),), ()),
        )
        for stage, (weight, _) in stages.items()
    }


def _prior_written(claim: PriorClaim) -> list[Any]:
    return [claim.payee, claim.kind, str(claim.part), claim.amount_minor, claim.label]


def _prior_read(content: list[Any]) -> PriorClaim:
    payee, kind, part, amount_minor, label = content
    return PriorClaim(payee, kind, Fraction(part), amount_minor, label)


def merged(root: str, sources: Iterable[tuple[Graph, int]]) -> Graph:
    """One graph in which `root`, a node without makers, was made from the roots of others.

    Nodes and edges that several lineages have in common stand in it once.
    """
    nodes: dict[str, Node] = {root: Node(root, Fraction(0), ())}
    edges: dict[tuple[str, str], Edge] = {}
    for graph, weight in sources:
        nodes.update((node.id, node) for node in graph.nodes)
        edges.update(((edge.made, edge.made_from), edge) for edge in graph.edges)
        edges[root, graph.root] = Edge(root, graph.root, weight)
    return Graph(
        root,
        tuple(nodes[name] for name in sorted(nodes)),
        tuple(edges[pair] for pair in sorted(edges)),
    )


def _graph_written(graph: Graph) -> dict[str, Any]:
    return {
        "root": graph.root,
        "nodes": [
            [
                node.id,
                str(node.keep),
                None if node.ask is None else str(node.ask),
                [[maker.payee, maker.weight] for maker in node.makers],
            ]
            for node in graph.nodes
        ],
        "edges": [[edge.made, edge.made_from, edge.weight] for edge in graph.edges],
    }


def _graph_read(content: Mapping[str, Any]) -> Graph:
    return Graph(
        root=content["root"],
        nodes=tuple(
            Node(
                id=name,
                keep=Fraction(keep),
                makers=tuple(Maker(payee, weight) for payee, weight in makers),
                ask=None if ask is None else Fraction(ask),
            )
            for name, keep, ask, makers in content["nodes"]
        ),
        edges=tuple(Edge(made, made_from, weight) for made, made_from, weight in content["edges"]),
    )

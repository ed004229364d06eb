"""Terms of past products: who made what and what grew from what, as written down for good.

A past product is one node whose makers have weights; it keeps a fraction and passes the rest to
the products it grew from. The house takes its part of what is left after fees, worked out on the
sum of all sales so far (so that many small rows round to the same as one large one).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.settle.models import PastTerms
from cohive.words.money import round_half_up

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class DividedTerms:
    """The house's part, the lineage and the names of its nodes ("past:<product id>")."""

    house: Fraction
    graph: Graph
    labels: Mapping[str, str]
    keep_min: Fraction = HALF

    @property
    def stages(self) -> Mapping[str, tuple[int, Graph]]:
        """One stage without a name: a sales file does not tell stages apart."""
        return {"": (1, self.graph)}

    def house_minor(self, net_before: int, net_after: int) -> int:
        """What the house takes of a change of the net sum, in minor units."""
        return round_half_up(self.house * net_after) - round_half_up(self.house * net_before)


def written(terms: DividedTerms) -> dict[str, Any]:
    """The lineage as JSON: nodes with keep and makers, edges, labels, all in a fixed order."""
    return {
        "root": terms.graph.root,
        "nodes": [
            [
                node.id,
                str(node.keep),
                sorted([maker.payee, maker.weight] for maker in node.makers),
            ]
            for node in sorted(terms.graph.nodes, key=lambda node: node.id)
        ],
        "edges": sorted([edge.made, edge.made_from, edge.weight] for edge in terms.graph.edges),
        "labels": dict(sorted(terms.labels.items())),
    }


def digest(terms: DividedTerms) -> str:
    """The same terms give the same digest, whatever order their file had."""
    text = json.dumps([str(terms.house), written(terms)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def terms_from_row(row: PastTerms) -> DividedTerms:
    """The terms that were written down."""
    lineage = row.lineage
    return DividedTerms(
        house=Fraction(row.house_numerator, row.house_denominator),
        graph=Graph(
            root=lineage["root"],
            nodes=tuple(
                Node(
                    id=name,
                    keep=Fraction(keep),
                    makers=tuple(Maker(payee, weight) for payee, weight in makers),
                )
                for name, keep, makers in lineage["nodes"]
            ),
            edges=tuple(Edge(made, source, weight) for made, source, weight in lineage["edges"]),
        ),
        labels=lineage["labels"],
    )

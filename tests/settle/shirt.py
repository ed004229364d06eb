"""Terms of the shirt of Night Ferry with agents as payees, and sales that need no shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid5

from cohive.engine.allotment import unit_lines
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.settle.arithmetic import FINAL_AFTER, PROVISIONAL_FOR, line_amounts
from cohive.settle.composition import compose
from cohive.settle.models import Distribution, Pool
from cohive.settle.operations.changes import Change, apply_change
from cohive.settle.operations.pools import open_pool
from cohive.words.ids import new_id
from tests.engine import night_ferry

PRODUCT = uuid5(UUID(int=7), "two harbours")
AGREEMENT = uuid5(UUID(int=7), "agreement")


@dataclass(frozen=True)
class ShirtTerms:
    """What `composition.compose` needs, like `create.queries.FrozenTerms`."""

    keep_min: Fraction
    stages: Mapping[str, tuple[int, Graph]]
    labels: Mapping[str, str]


def shirt_terms(agents: Mapping[str, UUID]) -> ShirtTerms:
    """The worked example's stages as `create` writes them down, its payees replaced by agents."""
    labels: dict[str, str] = {}
    stages = {
        stage: (night_ferry.WEIGHTS[stage], _written(stage, graph, agents, labels))
        for stage, graph in night_ferry.STAGES.items()
    }
    return ShirtTerms(night_ferry.HALF, stages, labels)


def names() -> list[str]:
    """The seventeen payees by the example's short names."""
    return sorted(night_ferry.pool().fractions)


KINDS = {"idea": "idea", "design": "work"}


def _written(stage: str, graph: Graph, agents: Mapping[str, UUID], labels: dict[str, str]) -> Graph:
    """A graph under a root that stands for its stage, with ids as `create` gives them."""
    kind, root = KINDS.get(stage, "contribution"), f"stage:{stage}"
    ids = {node.id: f"{kind}:{node.id}" for node in graph.nodes}
    bare = next(node for node in graph.nodes if node.id == graph.root)
    if not bare.makers:
        ids[graph.root] = root
    nodes = [
        replace(
            node,
            id=ids[node.id],
            makers=tuple(Maker(str(agents[maker.payee]), maker.weight) for maker in node.makers),
        )
        for node in graph.nodes
    ]
    edges = [Edge(ids[edge.made], ids[edge.made_from], edge.weight) for edge in graph.edges]
    if bare.makers:
        nodes.append(Node(root, night_ferry.NOTHING, ()))
        edges.append(Edge(root, ids[graph.root], 1))
    labels.update({new: old for old, new in ids.items() if new != root})
    return Graph(root, tuple(nodes), tuple(edges))


def shirt_pool(agents: Mapping[str, UUID], at: datetime) -> Pool:
    """The pool of the shirt, opened with everybody's claim."""
    terms = shirt_terms(agents)
    return open_pool(
        source="product",
        product=PRODUCT,
        agreement=AGREEMENT,
        version=2,
        currency="EUR",
        title="Two Harbours long-sleeve",
        labels=terms.labels,
        composition=compose(terms),
        at=at,
    )


def sell(pool: Pool, units: int, *, firm: UUID, at: datetime, channel: str = "web") -> UUID:
    """Divide a sale of so many shirts; return the distribution's id."""
    line = new_id()
    change = Change(
        key=f"settle:sale:{line}",
        kind="sale",
        pool=pool,
        units=units,
        unit_price_minor=night_ferry.SHIRT_PRICE,
        lines=line_amounts(
            unit_lines(night_ferry.SHIRT, price_minor=night_ferry.SHIRT_PRICE, linked=False), units
        ),
        at=at,
        provisional_until=at + PROVISIONAL_FOR,
        final_from=at + FINAL_AFTER,
        order=new_id(),
        line=line,
        reference="NF-1182",
        channel=channel,
    )
    return apply_change(change, by=firm)


def take_back(first: Distribution, units: int, *, firm: UUID, at: datetime) -> UUID:
    """Take so many shirts of a sale back; return the distribution's id."""
    refund, is_late = new_id(), at >= first.final_from
    change = Change(
        key=f"settle:refund:{refund}:{first.line_id}",
        kind="carry" if is_late else "refund",
        pool=Pool.objects.select_for_update().get(id=first.pool_id),
        units=-units,
        unit_price_minor=first.unit_price_minor,
        lines=line_amounts(
            unit_lines(night_ferry.SHIRT, price_minor=night_ferry.SHIRT_PRICE, linked=False),
            -units,
        ),
        at=at,
        provisional_until=at if is_late else first.provisional_until,
        final_from=at + FINAL_AFTER if is_late else first.final_from,
        order=first.order_id,
        line=first.line_id,
        reference=first.reference,
        channel=first.channel,
        refund_of=first,
        refund=refund,
    )
    return apply_change(change, by=firm)


SALES = (
    # (days ago, channel, units)
    (15, "web", 36),
    (15, "stall", 24),
    (6, "web", 42),
    (6, "partner", 12),
    (2, "web", 2),
    (1, "web", 3),
    (0, "web", 1),
)


def sell_all(pool: Pool, *, firm: UUID, now: datetime) -> list[UUID]:
    """The 120 shirts of the example, each on its day."""
    return [
        sell(pool, units, firm=firm, at=now - timedelta(days=days), channel=channel)
        for days, channel, units in SALES
    ]

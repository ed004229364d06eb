"""Terms of the shirt of Night Ferry with agents as payees, and sales that need no shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid5

from tests.engine import night_ferry

from cohive.engine.allotment import unit_lines
from cohive.engine.lineage import Graph, Maker
from cohive.settle.arithmetic import FINAL_AFTER, PROVISIONAL_FOR, line_amounts
from cohive.settle.composition import compose
from cohive.settle.models import Pool
from cohive.settle.operations.changes import Change, apply_change
from cohive.settle.operations.pools import open_pool
from cohive.words.ids import new_id

PRODUCT = uuid5(UUID(int=7), "two harbours")
AGREEMENT = uuid5(UUID(int=7), "agreement")


@dataclass(frozen=True)
class ShirtTerms:
    """What `composition.compose` needs, like `create.queries.FrozenTerms`."""

    keep_min: Fraction
    stages: Mapping[str, tuple[int, Graph]]
    labels: Mapping[str, str]


def shirt_terms(agents: Mapping[str, UUID]) -> ShirtTerms:
    """The worked example's stages, its payees replaced by agents."""
    stages = {
        stage: (night_ferry.WEIGHTS[stage], _named(graph, agents))
        for stage, graph in night_ferry.STAGES.items()
    }
    names = {node.id for _, graph in stages.values() for node in graph.nodes}
    return ShirtTerms(night_ferry.HALF, stages, {name: name for name in names})


def names() -> list[str]:
    """The seventeen payees by the example's short names."""
    return sorted(night_ferry.pool().fractions)


def _named(graph: Graph, agents: Mapping[str, UUID]) -> Graph:
    nodes = tuple(
        replace(
            node,
            makers=tuple(Maker(str(agents[maker.payee]), maker.weight) for maker in node.makers),
        )
        for node in graph.nodes
    )
    return replace(graph, nodes=nodes)


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

"""The lineage of a stage as a tree of who keeps what, for the agreement's page; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.bond.queries import MemberCard
from cohive.create.queries import Terms
from cohive.create.tasks import what_said
from cohive.engine.attribution import Flow, flow_of
from cohive.engine.lineage import Edge, Graph, Node, inputs_of
from cohive.look import formats

NODES_SHOWN_MAX = 120


@dataclass
class _Drawing:
    """One stage's tree in the making; `left` bounds how much of it a page shows."""

    terms: Terms
    graph: Graph
    cards: Mapping[UUID, MemberCard]
    flow: Flow
    nodes: dict[str, Node]
    inputs: Mapping[str, tuple[Edge, ...]]
    left: int = field(default=NODES_SHOWN_MAX)


def stage_tree(
    terms: Terms, stage: str, cards: Mapping[UUID, MemberCard]
) -> list[dict[str, object]]:
    """What one unit brings each origin of a stage and, below, what that passes on.

    Amounts are exact parts of one unit. Where two ways lead to the same work it stands in both.
    """
    weight, graph = terms.stages[stage]
    drawing = _Drawing(
        terms=terms,
        graph=graph,
        cards=cards,
        flow=flow_of(graph, keep_min=terms.keep_min),
        nodes={node.id: node for node in graph.nodes},
        inputs=inputs_of(graph),
    )
    return _below(drawing, graph.root, Fraction(weight * terms.pool_minor(), 100))


def _below(drawing: _Drawing, name: str, amount: Fraction) -> list[dict[str, object]]:
    edges = sorted(
        drawing.inputs.get(name, ()),
        key=lambda edge: (-drawing.flow.passed.get((name, edge.made_from), 0), edge.made_from),
    )
    shown = edges[: max(drawing.left, 0)]
    drawing.left -= len(shown)
    received = drawing.flow.received.get(name, Fraction(0))
    rows = []
    for edge in shown:
        passed = drawing.flow.passed.get((name, edge.made_from), Fraction(0))
        part = amount * passed / received if received else Fraction(0)
        rows.append(_row(drawing, edge, part))
    hidden = len(edges) - len(shown)
    if hidden:
        words = ngettext("and %(count)s more", "and %(count)s more", hidden) % {"count": hidden}
        rows.append({"what": words, "amount": "", "how": "", "below": []})
    return rows


def _row(drawing: _Drawing, edge: Edge, amount: Fraction) -> dict[str, object]:
    node = drawing.nodes[edge.made_from]
    label = what_said(drawing.terms.labels.get(node.id, ""))
    if not edge.weight:
        return {
            "what": label,
            "amount": "",
            "how": _("named here; no money goes along"),
            "below": [],
        }
    below = _below(drawing, node.id, amount) if amount else []
    return {
        "what": f"{label}: {_makers(drawing, node)}" if node.makers else label,
        "amount": formats.money_exact(amount, drawing.terms.currency),
        "how": _keeps(drawing, node, amount) if below and node.makers else "",
        "below": below,
    }


def _makers(drawing: _Drawing, node: Node) -> str:
    """The makers, with their weights when they differ."""
    weights = {maker.weight for maker in node.makers}
    names = []
    for maker in sorted(node.makers, key=lambda maker: (-maker.weight, maker.payee)):
        card = drawing.cards.get(UUID(maker.payee))
        name = card.name if card else "–"
        names.append(name if len(weights) == 1 else f"{name} {maker.weight}")
    return ", ".join(names)


def _keeps(drawing: _Drawing, node: Node, amount: Fraction) -> str:
    received = drawing.flow.received.get(node.id, Fraction(0))
    kept = drawing.flow.kept.get(node.id, Fraction(0))
    if not received:
        return ""
    part = kept / received
    if part == 1:
        return ""
    return _("keeps %(part)s, which is %(amount)s, and passes the rest on") % {
        "part": formats.fraction(part),
        "amount": formats.money_exact(amount * part, drawing.terms.currency),
    }

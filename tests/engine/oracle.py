"""The rule once more, written to be obviously right rather than fast: walk every path.

Shares no code with the engine. Money is handed on by recursion; nothing is ever added up on the
way, so a diamond is simply walked twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from cohive.engine.lineage import Graph, Node


@dataclass
class Walked:
    """Every path with its amount, and what ended nowhere."""

    paths: dict[tuple[str, tuple[str, ...]], Fraction] = field(
        default_factory=lambda: defaultdict(Fraction)
    )
    undivided: Fraction = Fraction(0)
    short: dict[tuple[str, str], tuple[Fraction, Fraction]] = field(default_factory=dict)

    def payees(self) -> dict[str, Fraction]:
        """The sum of each payee's paths."""
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for (payee, _), amount in self.paths.items():
            sums[payee] += amount
        return dict(sums)


def walk(graph: Graph, keep_min: Fraction) -> Walked:
    """Hand 1 to the root and follow it everywhere."""
    walked = Walked()
    _hand(graph, graph.root, Fraction(1), (), keep_min, walked)
    return walked


def _hand(
    graph: Graph,
    name: str,
    amount: Fraction,
    came: tuple[str, ...],
    keep_min: Fraction,
    walked: Walked,
) -> None:
    """Hand `amount` to a node that it reached along `came`."""
    node = next(node for node in graph.nodes if node.id == name)
    came = (*came, name)
    kept = amount
    for other, part in _gets(graph, node, keep_min, walked).items():
        kept -= amount * part
        if part:
            _hand(graph, other, amount * part, came, keep_min, walked)
    if not node.makers:
        walked.undivided += kept
    heads = sum(maker.weight for maker in node.makers)
    for maker in node.makers:
        if kept:
            walked.paths[maker.payee, came] += kept * maker.weight / heads


def _gets(graph: Graph, node: Node, keep_min: Fraction, walked: Walked) -> dict[str, Fraction]:
    """What each direct input gets of one unit."""
    weights = {
        edge.made_from: edge.weight
        for edge in graph.edges
        if edge.made == node.id and edge.weight > 0
    }
    if not weights:
        return {}
    wishes = {other.id: other.ask or Fraction(0) for other in graph.nodes if other.id in weights}
    wished = sum(wishes.values(), Fraction(0))
    if node.makers:
        passed = max(1 - node.keep, wished)
        if passed > 1 - keep_min:
            passed = 1 - keep_min
    else:
        passed = Fraction(1)
    gets: dict[str, Fraction] = {}
    for other, wish in wishes.items():
        gets[other] = wish if wished <= passed else passed * wish / wished
        if gets[other] != wish:
            walked.short[node.id, other] = (wish, gets[other])
    beyond = passed - sum(gets.values(), Fraction(0))
    for other, weight in weights.items():
        gets[other] += beyond * weight / sum(weights.values())
    return gets

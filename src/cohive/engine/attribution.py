"""Attribution: which fraction of what is sold belongs to whom, and along which paths.

One pass from the root back in time, in exact fractions. Each node keeps a part for its makers and
passes the rest to what it was made from:

- A node without paying inputs keeps all it receives.
- Otherwise it passes max(1 − keep, Σ asks of its direct inputs), and at most 1 − keep_min.
  `keep_min` is a floor below which neither asks nor the node's own `keep` go: a node whose `keep`
  is smaller keeps `keep_min` all the same.
- Asks are served first; what is passed beyond them is divided among *all* paying inputs by edge
  weight, so an ask is a least part and never a cap. Asks that together exceed the ceiling are cut
  pro rata, and each cut is reported. Asks reach one step only, and never along a citation.
- A node without makers has nobody to keep for: it passes everything, whatever its `keep` and
  `keep_min`, and its ceiling for asks is 1. If it has no paying input either, what reached it is
  `undivided`: nobody's yet, and reported as such.
- Who is reached along several ways (a diamond) is paid along each of them.

Hence fractions + undivided = 1 exactly, whatever the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cohive.engine.effort import UNBOUNDED, Bounds, Effort
from cohive.engine.exact import is_exact, is_whole
from cohive.engine.flows import Attribution, Cut, Flow, Path
from cohive.engine.lineage import Edge, Graph, Node, inputs_of, topological_order
from cohive.engine.routes import Route, Station, count_routes, largest_routes
from cohive.words.refusals import Refused

__all__ = ["Attribution", "Cut", "Flow", "Path", "attribute", "combine", "flow_of", "paths_to"]

HALF = Fraction(1, 2)
NOTHING = Fraction(0)
WHOLE = Fraction(1)


@dataclass(frozen=True)
class _Division:
    """How one node divides one unit of income: `keeps` + Σ `passes` = 1."""

    keeps: Fraction
    passes: tuple[tuple[str, Fraction], ...]
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class _Settled:
    """The graph after the pass: stations in topological order, what each received, what is left."""

    stations: Mapping[str, Station]
    received: Mapping[str, Fraction]
    cuts: tuple[Cut, ...]
    undivided: Fraction


def attribute(
    graph: Graph,
    *,
    keep_min: Fraction = HALF,
    paths_max: int = 10_000,
    with_paths: bool = True,
    bounds: Bounds = UNBOUNDED,
) -> Attribution:
    """Divide what the root receives among all makers along the lineage.

    The result depends on ids, weights and fractions only, never on the order they are given in.

    Parameters
    ----------
    graph : Graph
        The lineage.
    keep_min : Fraction, default HALF
        The least part, 0 to 1, that a node with makers keeps. In a place half is the rule, so
        that nobody can ask a maker out of her own work; `cohive split`, whose file says all there
        is, has the default 0, and so must who wants the same numbers here.
    paths_max : int, default 10000
        So many largest paths are listed; the others, of which there can be exponentially many, are
        merged into one entry per payee with their number and exact sum.
    with_paths : bool, default True
        False where only the fractions count: then time is linear in the graph.
    bounds : Bounds, default UNBOUNDED
        Of time, memory and what listed paths fill, for a lineage that anybody may have written.

    Returns
    -------
    Attribution
        Exact.

    Raises
    ------
    Refused
        For a graph that `topological_order` refuses, a `keep_min` that is not exact or outside
        0 to 1, or more digits or work than `bounds` allow.
    """
    effort = Effort(bounds)
    settled = _settle(graph, keep_min, effort)
    fractions = _fractions(settled, effort)
    paths: tuple[Path, ...] = ()
    if with_paths:
        paths = _paths(graph.root, settled.stations, fractions, paths_max, bounds.signs)
    reached = frozenset(settled.received)
    return Attribution(fractions, paths, settled.cuts, settled.undivided, reached)


def flow_of(graph: Graph, *, keep_min: Fraction = HALF) -> Flow:
    """What each node received, kept and passed: the numbers of a drawn flow and of its table.

    Parameters
    ----------
    graph : Graph
        The lineage.
    keep_min : Fraction, default HALF
        As in `attribute`.

    Returns
    -------
    Flow
        Exact.

    Raises
    ------
    Refused
        As `attribute`.
    """
    settled = _settle(graph, keep_min, Effort())
    makers = {node.id for node in graph.nodes if node.makers}
    kept: dict[str, Fraction] = {}
    passed: dict[tuple[str, str], Fraction] = {}
    for name, station in settled.stations.items():
        income = settled.received[name]
        keeps = WHOLE
        for parent, fraction in station.passes:
            passed[name, parent] = income * fraction
            keeps -= fraction
        kept[name] = income * keeps if name in makers else NOTHING
    return Flow(settled.received, kept, passed, settled.cuts, settled.undivided)


def paths_to(
    graph: Graph, payee: str, *, keep_min: Fraction = HALF, paths_max: int = 10_000
) -> tuple[Path, ...]:
    """The paths of one payee only, as in `Attribution.paths`.

    For the page that explains one line of a large catalogue, where the payee's own paths may be too
    small to be among the largest of all.

    Parameters
    ----------
    graph : Graph
        The lineage.
    payee : str
        Whose paths.
    keep_min : Fraction, default HALF
        As in `attribute`.
    paths_max : int, default 10000
        As in `attribute`.

    Returns
    -------
    tuple[Path, ...]
        () for who is not in the graph.

    Raises
    ------
    Refused
        As `attribute`.
    """
    effort = Effort()
    settled = _settle(graph, keep_min, effort)
    fraction = _fractions(settled, effort).get(payee, NOTHING)
    if not fraction:
        return ()
    stations = {
        name: replace(
            station, parts={who: part for who, part in station.parts.items() if who == payee}
        )
        for name, station in settled.stations.items()
    }
    return _paths(graph.root, stations, {payee: fraction}, paths_max)


def combine(stages: Mapping[str, tuple[int, Attribution]]) -> Attribution:
    """Join the stages of a pool by their weights into the attribution of the whole pool.

    Each path gets the stage's id as its first node. A cut speaks of one node's income and is the
    same in each stage, so it is listed once.

    Parameters
    ----------
    stages : Mapping[str, tuple[int, Attribution]]
        By id, its weight, a whole number from 0 (together usually 100), and its attribution. A
        stage of weight 0 gets nothing and is left out.

    Returns
    -------
    Attribution
        Of the whole pool, exact.

    Raises
    ------
    Refused
        For a weight that is negative or no whole number, and a sum of 0.
    """
    total = 0
    for stage, (weight, _) in stages.items():
        if not is_whole(weight) or weight < 0:
            raise Refused(
                "The stage “%(stage)s” has the weight %(weight)s. Write 0 or more.",
                field=stage,
                stage=stage,
                weight=weight,
            )
        total += weight
    if not total:
        raise Refused("The stages have no weight: together they must be more than 0.")
    fractions: dict[str, Fraction] = {}
    paths: list[Path] = []
    cuts: set[Cut] = set()
    undivided = NOTHING
    reached: set[str] = set()
    for stage, (weight, attribution) in stages.items():
        if not weight:
            continue
        reached |= attribution.reached
        part = Fraction(weight, total)
        for payee, fraction in attribution.fractions.items():
            fractions[payee] = fractions.get(payee, NOTHING) + part * fraction
        paths += [
            replace(path, nodes=(stage, *path.nodes), fraction=part * path.fraction)
            for path in attribution.paths
        ]
        cuts.update(attribution.cuts)
        undivided += part * attribution.undivided
    return Attribution(
        _by_id(fractions),
        _sorted_paths(paths),
        _sorted_cuts(cuts),
        undivided,
        frozenset(reached),
    )


def _settle(graph: Graph, keep_min: Fraction, effort: Effort) -> _Settled:
    """The one pass: what reaches each node, what stays, what goes on."""
    if not is_exact(keep_min):
        raise Refused(
            "The least part to keep is %(keep_min)s. Write an exact fraction: a float is none.",
            field="keep_min",
            keep_min=keep_min,
        )
    if not 0 <= keep_min <= 1:
        raise Refused(
            "The least part to keep is %(keep_min)s. It can be from 0 to 1.",
            field="keep_min",
            keep_min=keep_min,
        )
    order = topological_order(graph)
    nodes = {node.id: node for node in graph.nodes}
    inputs = inputs_of(graph)
    stations: dict[str, Station] = {}
    received: dict[str, Fraction] = {graph.root: WHOLE}
    cuts: list[Cut] = []
    undivided = NOTHING
    for name in order:
        income = received.get(name)
        if income is None:
            continue
        effort.kept(income)
        node = nodes[name]
        division = _divide(node, inputs.get(name, ()), nodes, keep_min, effort)
        stations[name] = Station(_parts(node, division.keeps), division.passes)
        cuts += division.cuts
        if not node.makers:
            undivided = effort.made(undivided + income * division.keeps)
        for parent, fraction in division.passes:
            received[parent] = effort.made(received.get(parent, NOTHING) + income * fraction)
    return _Settled(stations, received, _sorted_cuts(cuts), undivided)


def _divide(
    node: Node,
    edges: Iterable[Edge],
    nodes: Mapping[str, Node],
    keep_min: Fraction,
    effort: Effort,
) -> _Division:
    """Divide one unit of this node's income between its makers and its direct inputs."""
    paying = [edge for edge in edges if edge.weight]
    if not paying:
        return _Division(WHOLE, ())
    asks = {edge.made_from: nodes[edge.made_from].ask or NOTHING for edge in paying}
    asked = NOTHING
    for ask in asks.values():
        asked = effort.made(asked + ask) if ask else asked
    ceiling = 1 - keep_min if node.makers else WHOLE
    wanted = max(1 - node.keep, asked) if node.makers else WHOLE
    passing = min(wanted, ceiling)
    served = passing / asked if asked > passing else WHOLE
    beyond = (passing - asked * served) / sum(edge.weight for edge in paying)
    passes = []
    cuts = []
    for edge in paying:
        ask = asks[edge.made_from]
        given = ask * served
        if given < ask:
            cuts.append(Cut(node.id, edge.made_from, ask, given))
        fraction = effort.made(given + beyond * edge.weight)
        if fraction:
            passes.append((edge.made_from, fraction))
    return _Division(1 - passing, tuple(passes), tuple(cuts))


def _parts(node: Node, keeps: Fraction) -> Mapping[str, Fraction]:
    """Divide what the node keeps of one unit among its makers by weight; nothing kept, nobody."""
    if not keeps:
        return {}
    weights: dict[str, int] = {}
    for maker in sorted(node.makers, key=lambda maker: maker.payee):
        weights[maker.payee] = weights.get(maker.payee, 0) + maker.weight
    total = sum(weights.values())
    return {payee: keeps * Fraction(weight, total) for payee, weight in weights.items()}


def _fractions(settled: _Settled, effort: Effort) -> Mapping[str, Fraction]:
    """Sum up what each payee gets at all nodes."""
    fractions: dict[str, Fraction] = {}
    for name, station in settled.stations.items():
        income = settled.received[name]
        for payee, part in station.parts.items():
            fractions[payee] = effort.made(fractions.get(payee, NOTHING) + income * part)
    return _by_id(fractions)


def _paths(
    root: str,
    stations: Mapping[str, Station],
    fractions: Mapping[str, Fraction],
    paths_max: int,
    signs_max: int | None = None,
) -> tuple[Path, ...]:
    """List the largest paths, and merge the others of each payee into one entry."""
    routes: list[Route] = largest_routes(root, stations, paths_max, signs_max)
    paths = [Path(route.payee, route.nodes, route.fraction) for route in routes]
    unlisted = count_routes(root, stations)
    for path in paths:
        unlisted[path.payee] -= 1
    missing = {payee for payee, count in unlisted.items() if count}
    if missing:
        listed = dict.fromkeys(missing, NOTHING)
        for path in paths:
            if path.payee in missing:
                listed[path.payee] += path.fraction
        paths += [
            Path(payee, (), fractions[payee] - listed[payee], merged=unlisted[payee])
            for payee in missing
        ]
    return _sorted_paths(paths)


def _by_id(fractions: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The same bytes whatever the order of the input."""
    return dict(sorted(fractions.items()))


def _sorted_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Paths before merged entries, the largest first, ties by their ids."""
    return tuple(
        sorted(paths, key=lambda path: (path.merged > 0, -path.fraction, path.nodes, path.payee))
    )


def _sorted_cuts(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """Cuts by the ids they speak of."""
    return tuple(sorted(cuts, key=lambda cut: (cut.node, cut.parent, cut.given)))

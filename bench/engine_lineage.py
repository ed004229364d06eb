"""Lineage flow over a catalogue of a million works and three million edges, beside its peers.

Run: python -m bench.engine_lineage [works]. The input is made with a seed in every process, and its
arrays (for peers in pure Python also their lists or graph) are not part of the time. The figure is
the sum of the squares of what payees get, so that two different answers are seen.
Then the exact pass in fractions, for one product: what money is divided by.
"""

from __future__ import annotations

import random
import sys
from fractions import Fraction
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve_triangular

from bench.table import Engine, clock, compare
from cohive.engine.attribution import attribute
from cohive.engine.catalogue.flow import flow_through
from cohive.engine.catalogue.works import Catalogue
from cohive.engine.lineage import Edge, Graph, Maker, Node

WORKS = 1_000_000
EDGES_PER_WORK = 3
REACH = 50_000
KEEP_MIN = 0.5
Work = tuple[float, object]
Reals = npt.NDArray[np.float64]


def catalogue(works: int, deep: bool = False) -> tuple[Catalogue, Reals]:
    """A random lineage whose ids say nothing about its order; a tenth of the works ask, and a
    tenth have no makers. `deep`: each work also uses the next one, so it is one chain of all."""
    draw = np.random.default_rng(7)
    reach = 2 if deep else REACH
    made = draw.integers(0, works, EDGES_PER_WORK * works)
    made_from = made + draw.integers(1, reach + 1, len(made))
    if deep:
        made, made_from = np.arange(works - 1), np.arange(1, works)
    keys = np.unique(made * (works + reach) + made_from)
    keys = draw.permutation(keys[keys % (works + reach) < works])
    name = draw.permutation(works)
    made, made_from = name[keys // (works + reach)], name[keys % (works + reach)]
    makers = draw.integers(0, works, int(1.5 * works))
    makers = makers[draw.permutation(works)[makers] >= works // 10]
    income = np.where(draw.random(works) < 0.2, draw.pareto(1.2, works), 0.0)
    columns = Catalogue(
        keeps=draw.choice([0.25, 0.5, 0.75], works),
        asks=np.where(draw.random(works) < 0.1, 0.2, 0.0),
        made=made.astype(np.int32),
        made_from=made_from.astype(np.int32),
        weights=draw.integers(0, 5, len(made)).astype(np.float64),
        maker_works=makers.astype(np.int32),
        maker_payees=draw.integers(0, works // 5, len(makers)).astype(np.int32),
        maker_weights=draw.integers(1, 4, len(makers)).astype(np.float64),
        payees=works // 5,
        keep_min=KEEP_MIN,
    )
    return columns, income


def figure(payees: npt.NDArray[Any]) -> str:
    return f"{np.square(payees).sum():.10e}"


def ours(works: int, deep: bool = False) -> Work:
    columns, income = catalogue(works, deep)
    started = clock()
    flow = flow_through(columns, income)
    return clock() - started, f"{figure(flow.payees)} residual {flow.residual:.0e}"


def numpy_scipy(works: int, deep: bool = False) -> Work:
    """The same answer with nothing beside it: no checks, no cuts, no flow of edges."""
    c, income = catalogue(works, deep)
    started = clock()
    ones = csr_array((np.ones(len(c.made)), (c.made, c.made_from)), shape=(works, works))
    _, labels = connected_components(ones, directed=True, connection="strong")
    place = (works - 1 - labels).astype(np.int32)
    heads = np.bincount(c.maker_works, c.maker_weights, works)
    passing, passes = _parts(c, heads > 0)
    diagonal = np.arange(works, dtype=np.int32)
    rows = np.concatenate((place[c.made_from], diagonal))
    columns = np.concatenate((place[c.made], diagonal))
    entries = np.concatenate((-passes, np.ones(works)))
    matrix = csc_array((entries, (rows, columns)), shape=(works, works))
    ordered = np.empty(works)
    ordered[place] = income
    received = spsolve_triangular(
        matrix, ordered, lower=True, unit_diagonal=True, overwrite_A=True, overwrite_b=True
    )[place]
    kept = received * (1 - passing)
    payees = np.bincount(
        c.maker_payees,
        kept[c.maker_works] * c.maker_weights / heads[c.maker_works],
        c.payees,
    )
    return clock() - started, figure(payees)


def repeated_products(works: int) -> Work:
    """The limit without an order: multiply by the parts until nothing moves any more."""
    c, income = catalogue(works)
    started = clock()
    heads = np.bincount(c.maker_works, c.maker_weights, works)
    passing, passes = _parts(c, heads > 0)
    parts = csr_array((passes, (c.made_from, c.made)), shape=(works, works))
    received, moving = income.copy(), income
    while moving.any():
        moving = parts @ moving
        moving[moving < 1e-18] = 0
        received += moving
    kept = received * (1 - passing)
    each = kept[c.maker_works] * c.maker_weights / heads[c.maker_works]
    return clock() - started, figure(np.bincount(c.maker_payees, each, c.payees))


def _parts(c: Catalogue, some: npt.NDArray[np.bool_]) -> tuple[Reals, Reals]:
    works = len(c.keeps)
    asks = np.where(c.weights > 0, c.asks[c.made_from], 0.0)
    asked, weight = np.bincount(c.made, asks, works), np.bincount(c.made, c.weights, works)
    passing = np.minimum(
        np.where(some, np.maximum(1 - c.keeps, asked), 1), np.where(some, 1 - KEEP_MIN, 1)
    )
    passing[weight == 0] = 0
    over = asked > passing
    served = np.where(over, passing / np.where(over, asked, 1), 1)
    beyond = np.where(over, 0, (passing - asked) / np.where(weight, weight, 1))
    return passing, asks * served[c.made] + beyond[c.made] * c.weights


def _lists(c: Catalogue) -> tuple[list[list[tuple[int, float]]], list[list[tuple[int, float]]]]:
    """Inputs and makers of each work."""
    inputs: list[list[tuple[int, float]]] = [[] for _ in c.keeps]
    rows = (c.made.tolist(), c.made_from.tolist(), c.weights.tolist())
    for made, used, weight in zip(*rows, strict=True):
        inputs[made].append((used, weight))
    makers: list[list[tuple[int, float]]] = [[] for _ in c.keeps]
    rows = (c.maker_works.tolist(), c.maker_payees.tolist(), c.maker_weights.tolist())
    for work, payee, weight in zip(*rows, strict=True):
        makers[work].append((payee, weight))
    return inputs, makers


def _one(
    income: float,
    keep: float,
    paying: list[tuple[int, float]],
    asks: list[float],
    some: bool,
) -> tuple[float, list[tuple[int, float]]]:
    """What one work keeps of its income, and what it passes to whom."""
    if not paying:
        return income, []
    asked = sum(asks[used] for used, _ in paying)
    passing = min(max(1 - keep, asked), 1 - KEEP_MIN) if some else 1.0
    served = passing / asked if asked > passing else 1.0
    beyond = max(0.0, passing - asked) / sum(weight for _, weight in paying)
    passes = [(used, income * (asks[used] * served + beyond * weight)) for used, weight in paying]
    return income * (1 - passing), passes


def plain_python(works: int, deep: bool = False) -> Work:
    """One pass over lists, Kahn's order."""
    c, income = catalogue(works, deep)
    inputs, makers = _lists(c)
    keeps, asks, received = c.keeps.tolist(), c.asks.tolist(), income.tolist()
    payees = [0.0] * c.payees
    started = clock()
    uses = [0] * works
    for used_by in inputs:
        for used, _ in used_by:
            uses[used] += 1
    ready = [work for work in range(works) if not uses[work]]
    while ready:
        work = ready.pop()
        paying = [one for one in inputs[work] if one[1]]
        kept, passes = _one(received[work], keeps[work], paying, asks, bool(makers[work]))
        for used, amount in passes:
            received[used] += amount
        if makers[work]:
            unit = kept / sum(weight for _, weight in makers[work])
            for payee, weight in makers[work]:
                payees[payee] += unit * weight
        for used, _ in inputs[work]:
            uses[used] -= 1
            if not uses[used]:
                ready.append(used)
    return clock() - started, figure(np.array(payees))


def networkx(works: int) -> Work:
    """The same pass over a DiGraph in networkx's topological order."""
    c, income = catalogue(works)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(works))
    rows = (c.made.tolist(), c.made_from.tolist(), c.weights.tolist())
    graph.add_weighted_edges_from(zip(*rows, strict=True))
    _, makers = _lists(c)
    keeps, asks, received = c.keeps.tolist(), c.asks.tolist(), income.tolist()
    payees = [0.0] * c.payees
    started = clock()
    for work in nx.topological_sort(graph):
        paying = [(used, data["weight"]) for used, data in graph[work].items() if data["weight"]]
        kept, passes = _one(received[work], keeps[work], paying, asks, bool(makers[work]))
        for used, amount in passes:
            received[used] += amount
        if makers[work]:
            unit = kept / sum(weight for _, weight in makers[work])
            for payee, weight in makers[work]:
                payees[payee] += unit * weight
    return clock() - started, figure(np.array(payees))


def lineage(works: int, reach: int) -> Graph:
    """A lineage for the exact pass: each work uses up to two of the `reach` works after it."""
    draw = random.Random(7)  # noqa: S311 - a reproducible graph, nothing secret
    nodes = tuple(
        Node(
            f"n{number:05}",
            draw.choice((Fraction(1, 2), Fraction(1, 3), Fraction(3, 5))),
            tuple(Maker(f"m{draw.randrange(800):03}", draw.randint(1, 5)) for _ in range(2)),
            Fraction(1, 10) if draw.random() < 0.1 else None,
        )
        for number in range(works)
    )
    edges = []
    for number in range(works - 1):
        older = range(number + 1, min(works, number + 1 + reach))
        picked = {number + 1, draw.choice(older)}
        edges += [Edge(nodes[number].id, nodes[other].id, draw.randint(1, 9)) for other in picked]
    return Graph(nodes[0].id, nodes, tuple(edges))


def exact(works: int, reach: int, with_paths: bool = False) -> Work:
    graph = lineage(works, reach)
    started = clock()
    found = attribute(graph, keep_min=Fraction(0), paths_max=1_000, with_paths=with_paths)
    seconds = clock() - started
    return seconds, sum(found.fractions.values()) + found.undivided


def main(works: int = WORKS) -> None:
    """Print the table."""
    compare(
        f"Lineage flow over {works:,} works and {EDGES_PER_WORK * works:,} edges",
        [
            Engine("Cohive", partial(ours, works)),
            Engine("numpy and scipy, no checks", partial(numpy_scipy, works), "the limit"),
            Engine("repeated sparse products", partial(repeated_products, works)),
            Engine("plain Python, lists", partial(plain_python, works)),
            Engine("networkx", partial(networkx, works)),
        ],
    )
    compare(
        f"One chain of {works:,} generations",
        [
            Engine("Cohive", partial(ours, works, True)),
            Engine("numpy and scipy, no checks", partial(numpy_scipy, works, True), "the limit"),
            Engine("plain Python, lists", partial(plain_python, works, True)),
        ],
    )
    compare(
        "The exact pass in fractions, one product (figure: the sum, always 1)",
        [
            Engine("5,000 works, wide", partial(exact, 5_000, 5_000)),
            Engine("5,000 works, tight", partial(exact, 5_000, 20)),
            Engine("wide, with 1,000 paths", partial(exact, 5_000, 5_000, True)),
        ],
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

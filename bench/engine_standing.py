"""Standing at 100 thousand and 1 million contributions: ours and peers, on the same graph.

Run: python -m bench.engine_standing. Every engine gets the same drawn community. Ours and the
naive SciPy way are measured from the table of contributions to the standing of each participant,
so with building the chain; the bare power iteration starts from a finished matrix and is the limit
of that method; networkx and igraph get the finished matrix as their own graph, and loading it is
counted for them, as they cannot start from anything else. The figure is the standing of the first
participant as a part of the whole. SourceCred itself is not run here; its published figure for a
graph of this shape, measured elsewhere, is printed beside.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import igraph
import networkx
import numpy as np
from scipy.sparse import coo_array, csr_array

from bench.table import Engine, clock, compare
from cohive.engine.standing import DERIVES, Contributions, Parameters, Weights, credrank, standing
from tests.engine.standing.worlds import WEIGHTS, community, sales_of

SIZES = (100_000, 1_000_000)
SOURCECRED = (
    "SourceCred 0.11.2 at 100,000: 31-34 CPU s, 1,720 MiB (published figure, not measured here); "
    "no result at 1,000,000"
)
TOLERANCE = 1e-13


def ours(size: int) -> tuple[float, object]:
    graph = community(size)
    started = clock()
    found = credrank(graph, WEIGHTS)
    seconds = clock() - started
    return seconds, f"{found.cred[0] / found.minted:.9f}  residual {found.residual:.0e}"


def ours_from_sales(size: int) -> tuple[float, object]:
    graph = community(size)
    sold, amounts = sales_of(graph)
    started = clock()
    found = standing(graph, sold, amounts)
    seconds = clock() - started
    return seconds, f"{found.cred[0] / found.minted:.9f}  exact"


def whole_chain(graph: Contributions, weights: Weights, chosen: Parameters) -> csr_array:
    """The transposed transition matrix of the whole chain: works, weeks, accumulators, seed."""
    works, weeks, people = graph.size, graph.weeks, graph.participants
    states = works + people * weeks
    seed = states + weeks
    when = graph.week_of(graph.edge_times_ms)
    derives = graph.edge_kinds == DERIVES
    source = np.where(
        derives, graph.sources - people, works + graph.sources.astype(np.int64) * weeks + when
    )
    target = graph.targets.astype(np.int64) - people
    there = np.array([pair[0] for pair in weights.edges])[graph.edge_kinds]
    back = np.array([pair[1] for pair in weights.edges])[graph.edge_kinds]
    rows, columns = np.concatenate([source, target]), np.concatenate([target, source])
    values = np.concatenate([there, back])
    out = np.bincount(rows, values, minlength=seed + 1)
    part = np.full(seed + 1, chosen.rest)
    part[:works] = 1 - chosen.alpha
    keep = values > 0
    rows, columns, values = rows[keep], columns[keep], values[keep]
    values = values * part[rows] / out[rows]
    person = works + np.arange(people * weeks)
    week = np.tile(np.arange(weeks), people)
    later, earlier = np.minimum(week + 1, weeks - 1) - week, np.maximum(week - 1, 0) - week
    mint = np.array(weights.node_mint)[graph.kinds]
    table = [
        (rows, columns, values),
        (person, states + week, np.full(person.size, chosen.beta)),
        (person, person + later, np.full(person.size, chosen.gamma_forward)),
        (person, person + earlier, np.full(person.size, chosen.gamma_backward)),
        (np.full(works, seed), np.arange(works), mint / mint.sum()),
    ]
    rows, columns, values = (
        np.concatenate([entry[place] for entry in table]) for place in range(3)
    )
    left = 1 - np.bincount(rows, values, minlength=seed + 1)
    left[seed] = 0
    back_to_seed = (np.arange(seed + 1), np.full(seed + 1, seed), np.maximum(left, 0))
    rows, columns, values = (
        np.concatenate([one, more])
        for one, more in zip((rows, columns, values), back_to_seed, strict=True)
    )
    return coo_array((values, (columns, rows)), shape=(seed + 1, seed + 1)).tocsr()


def power(matrix: csr_array, seed: int) -> np.ndarray:
    """Plain power iteration until the change is small in the sum of all states."""
    scores = np.zeros(matrix.shape[0])
    scores[seed] = 1
    for _ in range(1_000):
        following = matrix @ scores
        if np.abs(following - scores).sum() < TOLERANCE:
            break
        scores = following
    return scores


def figure(graph: Contributions, scores: np.ndarray) -> str:
    paid = scores[graph.size : graph.size + graph.participants * graph.weeks]
    by_person = paid.reshape(graph.participants, -1).sum(axis=1)
    return f"{by_person[0] / by_person.sum():.9f}"


def prepared(size: int) -> tuple[Contributions, csr_array]:
    graph = community(size)
    return graph, whole_chain(graph, WEIGHTS, Parameters())


def scipy_bare(size: int) -> tuple[float, object]:
    graph, matrix = prepared(size)
    started = clock()
    scores = power(matrix, matrix.shape[0] - 1)
    return clock() - started, figure(graph, scores)


def scipy_naive(size: int) -> tuple[float, object]:
    graph = community(size)
    started = clock()
    matrix = whole_chain(graph, WEIGHTS, Parameters())
    scores = power(matrix, matrix.shape[0] - 1)
    return clock() - started, figure(graph, scores)


def open_chain(matrix: csr_array) -> tuple[csr_array, np.ndarray, float]:
    """The chain without its seed, for PageRank: links, where a jump lands, the damping.

    Every state returns at least alpha to the seed. What it returns beyond that would be a link of
    its own to the seed, so the seed stays as a state whose links are the mint.
    """
    alpha = Parameters().alpha
    seed = matrix.shape[0] - 1
    links = matrix.tocsc(copy=True)
    jump = np.zeros(seed + 1)
    jump[seed] = 1.0
    links = links.tocoo()
    values = links.data.copy()
    to_seed = (links.row == seed) & (links.col != seed)
    values[to_seed] = np.maximum(values[to_seed] - alpha, 0)
    from_seed = links.col == seed
    values[~from_seed] /= 1 - alpha
    keep = values > 1e-15
    return (
        coo_array((values[keep], (links.row[keep], links.col[keep])), shape=links.shape).tocsr(),
        jump,
        1 - alpha,
    )


def with_igraph(size: int) -> tuple[float, object]:
    graph, matrix = prepared(size)
    links, jump, damping = open_chain(matrix)
    coo = links.tocoo()
    started = clock()
    peer = igraph.Graph(n=links.shape[0], edges=np.column_stack([coo.col, coo.row]), directed=True)
    scores = peer.personalized_pagerank(
        reset=jump.tolist(), damping=damping, weights=coo.data.tolist(), implementation="prpack"
    )
    return clock() - started, figure(graph, np.array(scores))


def with_networkx(size: int) -> tuple[float, object]:
    graph, matrix = prepared(size)
    links, jump, damping = open_chain(matrix)
    coo = links.tocoo()
    started = clock()
    peer = networkx.DiGraph()
    peer.add_nodes_from(range(links.shape[0]))
    peer.add_weighted_edges_from(
        zip(coo.col.tolist(), coo.row.tolist(), coo.data.tolist(), strict=True)
    )
    scores = networkx.pagerank(
        peer,
        alpha=damping,
        personalization={int(place): 1.0 for place in np.flatnonzero(jump)},
        dangling={links.shape[0] - 1: 1.0},
        tol=1e-12 / links.shape[0],
        max_iter=1_000,
    )
    return clock() - started, figure(graph, np.array([scores[n] for n in range(len(scores))]))


def main() -> None:
    """Print one table per size."""
    for size in SIZES:
        at = f"{size:,} contributions"
        engines = [
            Engine("Cohive, CredRank chain", partial(ours, size), "with building the chain"),
            Engine("SciPy, bare power iteration", partial(scipy_bare, size), "matrix prebuilt"),
            Engine("SciPy, with building", partial(scipy_naive, size), "seed and weeks as states"),
            Engine("igraph prpack", partial(with_igraph, size), "matrix prebuilt, with loading"),
        ]
        if size <= 100_000:
            note = "matrix prebuilt, with loading"
            engines.append(Engine("networkx pagerank", partial(with_networkx, size), note))
        compare(f"Standing by the CredRank chain, {at}", engines)
        only: Callable[[], tuple[float, object]] = partial(ours_from_sales, size)
        compare(f"Standing from settled sales, {at}", [Engine("Cohive, from sales", only)])
    print(f"\n{SOURCECRED}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Groups of a network: our Leiden beside igraph's, and how often the rule of a split is right.

Run: python -m bench.engine_fission. 100,000 people in circles of a hundred, about a million ties of
which seven in ten lie inside; the same drawn network for both, each once with igraph's usual two
repetitions. The figures show that both find as good a partition (quality of the constant Potts
model, modularity) and how well it agrees with the circles (NMI). Then a circle of 160 as a steward
asks about it, and the mails of a research institute with the true departments, where that file is
beside the project. Last the rule: how many of 200 planted splits it proposes, and of 200 networks
of chance. networkx has no Leiden; its Louvain stands beside the small ones.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial

import igraph
import networkx
import numpy as np
import numpy.typing as npt
from scipy import sparse

from bench.shared import shared
from bench.table import Engine, clock, compare
from cohive.engine.fission import leiden, modularity_of, quality_of, splits_of
from tests.engine.fission.planted import configured, grown, halves, random

PEOPLE, TIES, CIRCLE, INSIDE = 100_000, 1_040_000, 100, 0.7
GAMMA = 0.01
NETWORKS = 200

Integers = npt.NDArray[np.int64]


def symmetric(pairs: Integers, people: int) -> sparse.csr_array:
    half = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (people, people))
    return sparse.csr_array(half + half.T)


def simple(one: Integers, other: Integers) -> Integers:
    """Each pair once, no loops."""
    pairs = np.sort(np.stack([one, other], axis=1)[one != other], axis=1)
    return np.unique(pairs, axis=0)


def place() -> tuple[Integers, int, Integers]:
    draw = np.random.default_rng(1)
    one = draw.integers(0, PEOPLE, TIES)
    near = (one // CIRCLE) * CIRCLE + draw.integers(0, CIRCLE, TIES)
    other = np.where(draw.random(TIES) < INSIDE, near, draw.integers(0, PEOPLE, TIES))
    return simple(one, other), PEOPLE, np.arange(PEOPLE) // CIRCLE


def circle() -> tuple[Integers, int, Integers]:
    upper = sparse.coo_array(sparse.triu(halves(8, 2, 1), 1))
    pairs = np.stack([upper.row, upper.col], axis=1).astype(np.int64)
    return pairs, upper.shape[0], np.arange(upper.shape[0]) // (upper.shape[0] // 2)


def mails() -> tuple[Integers, int, Integers]:
    edges, departments = (shared(f"community/email_eu_core_{n}.txt.gz") for n in FILES)
    assert edges is not None
    assert departments is not None
    with gzip.open(edges, "rt") as file:
        pairs = np.array([line.split()[:2] for line in file if line.strip()], dtype=np.int64)
    with gzip.open(departments, "rt") as file:
        of = dict(tuple(map(int, line.split()[:2])) for line in file if line.strip())
    return simple(pairs[:, 0], pairs[:, 1]), len(of), np.array([of[who] for who in range(len(of))])


FILES = ("edges", "departments")
Network = Callable[[], tuple[Integers, int, Integers]]


def said(links: sparse.csr_array, group: Integers, truth: Integers, objective: str) -> str:
    alike = igraph.compare_communities(group.tolist(), truth.tolist(), method="nmi")
    if objective == "CPM":
        return f"quality {quality_of(links, group, GAMMA):,.0f}  NMI {alike:.3f}"
    return f"modularity {modularity_of(links, group):.4f}  NMI {alike:.3f}"


def ours(network: Network, objective: str, runs: int) -> tuple[float, object]:
    pairs, people, truth = network()
    links = symmetric(pairs, people)
    degree = np.asarray(links.sum(axis=1)).ravel()
    begun = clock()
    if objective == "CPM":
        group = leiden(links, density=GAMMA, seed=0, runs=runs).group
    else:
        group = leiden(links, density=1 / degree.sum(), seed=0, sizes=degree, runs=runs).group
    return clock() - begun, said(links, group, truth, objective)


def by_igraph(network: Network, objective: str, runs: int) -> tuple[float, object]:
    pairs, people, truth = network()
    graph = igraph.Graph(n=people, edges=pairs.tolist())
    resolution = GAMMA if objective == "CPM" else 1.0
    begun = clock()
    found = [
        graph.community_leiden(objective, resolution=resolution, n_iterations=2)
        for _ in range(runs)
    ]
    best = max(found, key=lambda one: one.quality)
    seconds = clock() - begun
    group = np.array(best.membership)
    return seconds, said(symmetric(pairs, people), group, truth, objective)


def by_networkx(network: Network, runs: int) -> tuple[float, object]:
    pairs, people, truth = network()
    graph = networkx.Graph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(pairs.tolist())
    begun = clock()
    found = [networkx.community.louvain_communities(graph, seed=seed) for seed in range(runs)]
    best = max(found, key=lambda one: networkx.community.modularity(graph, one))
    seconds = clock() - begun
    group = np.zeros(people, dtype=np.int64)
    for name, members in enumerate(best):
        group[list(members)] = name
    return seconds, said(symmetric(pairs, people), group, truth, "modularity")


def beside(title: str, network: Network, objective: str, runs: int, *, small: bool) -> None:
    engines = [
        Engine("Cohive", partial(ours, network, objective, runs)),
        Engine("igraph", partial(by_igraph, network, objective, runs)),
    ]
    if small:
        engines.append(Engine("networkx", partial(by_networkx, network, runs), "Louvain"))
    compare(title, engines)


def proposed(made: Callable[[int], sparse.csr_array]) -> tuple[float, object]:
    begun = clock()
    found = [splits_of(made(seed), seed=seed) for seed in range(NETWORKS)]
    times = sum(any(one.is_proposed for one in each.proposals) for each in found)
    return clock() - begun, f"{times} of {NETWORKS} proposed"


def planted(inside: float, across: float, seed: int) -> sparse.csr_array:
    return halves(inside, across, seed)


def main() -> None:
    """Print the tables."""
    pairs = len(place()[0])
    title = f"{PEOPLE:,} people, {pairs:,} ties"
    beside(f"{title}: constant Potts model, γ = {GAMMA}", place, "CPM", 1, small=False)
    beside(f"{title}: modularity", place, "modularity", 1, small=False)
    beside("a circle of 160: modularity, the best of 10", circle, "modularity", 10, small=True)
    if all(shared(f"community/email_eu_core_{name}.txt.gz") for name in FILES):
        beside("mails of an institute: the best of 10", mails, "modularity", 10, small=True)
    else:
        print("\nmails of an institute: that file is not on this machine")
    compare(
        f"the rule of a split over {NETWORKS} networks of 160 (time beside the first)",
        [
            Engine("planted, 9.5 in and 1 across", partial(proposed, partial(planted, 9.5, 1.0))),
            Engine("planted, 8 and 2", partial(proposed, partial(planted, 8.0, 2.0))),
            Engine("random", partial(proposed, random)),
            Engine("grown", partial(proposed, grown)),
            Engine("configuration model", partial(proposed, configured)),
        ],
    )


if __name__ == "__main__":
    main()

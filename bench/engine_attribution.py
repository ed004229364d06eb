"""Cost of attribution and allotment in pure Python and exact fractions.

Run: python bench/engine_attribution.py. Prints one table; CPU seconds and peak memory.

Three lineages of 5,000 nodes and about 10,000 edges: wide (a node uses any older one), tight
(only one of the 20 before it, so paths are hundreds of nodes long and fractions have thousands of
digits), and ladder (2^2,500 paths). And a pool divided among 500 makers over 2,000 sales.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from fractions import Fraction

from cohive.engine.allotment import allot
from cohive.engine.attribution import attribute
from cohive.engine.lineage import Edge, Graph, Maker, Node

NODES = 5_000
KEEPS = (Fraction(1, 2), Fraction(1, 3), Fraction(3, 5))


def lineage(reach: int, seed: int = 7) -> Graph:
    """A random lineage in which each node uses up to two of the `reach` nodes after it."""
    draw = random.Random(seed)  # noqa: S311 - a reproducible graph, nothing secret
    nodes = tuple(
        Node(
            f"n{number:05}",
            draw.choice(KEEPS),
            tuple(Maker(f"m{draw.randrange(800):03}", draw.randint(1, 5)) for _ in range(2)),
            Fraction(1, 10) if draw.random() < 0.1 else None,
        )
        for number in range(NODES)
    )
    edges = []
    for number in range(NODES - 1):
        older = range(number + 1, min(NODES, number + 1 + reach))
        picked = {number + 1, draw.choice(older)}
        edges += [Edge(nodes[number].id, nodes[other].id, draw.randint(1, 9)) for other in picked]
    return Graph(nodes[0].id, nodes, tuple(edges))


def ladder() -> Graph:
    """Rungs of two nodes that both use both of the next rung."""
    nodes = [Node("top", Fraction(1, 2), (Maker("m", 1),))]
    edges = []
    above = ["top"]
    for rung in range((NODES - 1) // 2):
        here = [f"{rung:04}a", f"{rung:04}b"]
        nodes += [Node(name, Fraction(1, 100), (Maker(name, 1),)) for name in here]
        edges += [Edge(made, made_from, 1) for made in above for made_from in here]
        above = here
    return Graph("top", tuple(nodes), tuple(edges))


def sales() -> int:
    """Allot 2,000 sales one after another among 500 makers."""
    weights = [1 + number % 37 for number in range(500)]
    fractions = {f"m{n:03}": Fraction(w, sum(weights)) for n, w in enumerate(weights)}
    total = 0
    for _ in range(2_000):
        allot(fractions, cumulative_before=total, cumulative_after=total + 1_585)
        total += 1_585
    return total


def measure(name: str, work: Callable[[], object]) -> None:
    """One row of the table: CPU first without, then memory with tracing."""
    started = time.process_time()
    work()
    seconds = time.process_time() - started
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{name:<52} {seconds:>8.2f} s {peak / 2**20:>8.1f} MiB")


def main() -> None:
    """Print the table."""
    sys.set_int_max_str_digits(0)
    wide, tight, rungs = lineage(NODES), lineage(20), ladder()
    for name, graph in (("wide", wide), ("tight", tight), ("ladder", rungs)):
        measure(
            f"{name}: fractions only",
            lambda graph=graph: attribute(graph, keep_min=Fraction(0), with_paths=False),  # type: ignore[misc]
        )
    measure("wide: 1,000 largest paths", lambda: attribute(wide, paths_max=1_000))
    measure("ladder: 100 largest of 2^2,499 paths", lambda: attribute(rungs, paths_max=100))
    measure("2,000 sales among 500 makers", sales)


if __name__ == "__main__":
    main()

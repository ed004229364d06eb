"""Shapes of 748,542 passings on in 2,004 cascades: ours and peers, on the same arrays.

Run: python -m bench.engine_cascades. The real cascades are used where they are on this machine,
else drawn ones of the same number and like depth. Every engine gets two arrays, the cascade and the
parent of each node, and gives size, depth, breadth and structural virality of every cascade; the
figure is the sum of the depths and the mean virality. The limit is the same work in NumPy with one
sweep for each level and no check at all; it takes the nodes of a cascade to stand together and
could not measure the chain below. networkx is measured the linear way, with its own traversals,
and, on one cascade in twenty, as one writes it at first, by the mean of all shortest paths.

A second table is one chain of the same number of nodes, where a sweep for each level would take
748,541 sweeps.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import partial

import networkx
import numpy as np
from numpy.typing import NDArray

from bench.shared import shared
from bench.table import Engine, clock, compare
from cohive.bridges.histories.cascades import read_cascades
from cohive.engine.cascades.forest import NO_PARENT, forest_of
from cohive.engine.cascades.shape import shapes_of

NODES = 748_542
CASCADES = 2_004
SOME = 20
Whole = NDArray[np.int64]


def real_or_drawn() -> tuple[str, Whole, Whole]:
    """What it is, the cascade and the parent of each node."""
    path = shared("cascades/weibo_cascades.jsonl.gz")
    if path is None:
        return ("drawn from a seed", *drawn())
    trees = [np.array(each.parents) for each in read_cascades(path, field="file").cascades]
    sizes = np.array([tree.size for tree in trees])
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    parents = np.concatenate(trees)
    parents = np.where(parents == NO_PARENT, NO_PARENT, parents + starts)
    return "Weibo", np.repeat(np.arange(sizes.size), sizes), parents


def drawn(seed: int = 1) -> tuple[Whole, Whole]:
    """Two of three nodes under their root, the others under any earlier node."""
    draw = np.random.default_rng(seed)
    sizes = draw.multinomial(NODES, np.full(CASCADES, 1 / CASCADES)) + 1
    starts = np.cumsum(sizes) - sizes
    place = np.arange(sizes.sum()) - np.repeat(starts, sizes)
    earlier = (draw.random(place.size) * place).astype(np.int64)
    parents = np.where(draw.random(place.size) < 2 / 3, 0, earlier) + np.repeat(starts, sizes)
    parents[starts] = NO_PARENT
    return np.repeat(np.arange(CASCADES), sizes), parents


def figure(depths: float, mean_virality: float) -> str:
    return f"{depths:.0f}  {mean_virality:.6f}"


def load(path: str) -> tuple[Whole, Whole]:
    with np.load(path) as kept:
        return kept["cascades"], kept["parents"]


def ours(path: str) -> tuple[float, object]:
    cascades, parents = load(path)
    started = clock()
    found = shapes_of(forest_of(parents, cascades=cascades))
    seconds = clock() - started
    return seconds, figure(found.depths.sum(), np.nanmean(found.structural_virality))


def limit(path: str) -> tuple[float, object]:
    """The same sums, one sweep for each level, with nothing checked and nothing kept."""
    cascades, parents = load(path)
    started = clock()
    depths = np.zeros(parents.size, dtype=np.int64)
    moving = np.flatnonzero(parents != NO_PARENT)
    above = parents[moving]
    while moving.size:
        depths[moving] += 1
        above = parents[above]
        is_on_its_way = above != NO_PARENT
        moving, above = moving[is_on_its_way], above[is_on_its_way]
    by_level = np.argsort(depths, kind="stable")
    bounds = np.searchsorted(depths[by_level], np.arange(depths.max() + 2))
    starts = np.flatnonzero(np.diff(cascades, prepend=-1))
    sizes = np.diff(starts, append=cascades.size)
    below = np.ones(parents.size, dtype=np.int64)
    for level in range(len(bounds) - 2, 0, -1):
        nodes = by_level[bounds[level] : bounds[level + 1]]
        np.add.at(below, parents[nodes], below[nodes])
    deepest = np.maximum.reduceat(depths, starts)
    np.maximum.reduceat(
        np.bincount(np.repeat(starts, sizes) + depths, minlength=depths.size), starts
    )
    wiener = np.add.reduceat(below * (np.repeat(sizes, sizes) - below), starts)
    virality = 2 * wiener / (sizes * (sizes - 1))
    seconds = clock() - started
    return seconds, figure(deepest.sum(), np.mean(virality))


def by_networkx(path: str) -> tuple[float, object]:
    cascades, parents = load(path)
    members, above = cascades.tolist(), parents.tolist()
    started = clock()
    edges = defaultdict(list)
    roots = {}
    for node, (cascade, parent) in enumerate(zip(members, above, strict=True)):
        if parent == NO_PARENT:
            roots[cascade] = node
        else:
            edges[cascade].append((parent, node))
    depths, viralities = 0, []
    for cascade, root in roots.items():
        graph = networkx.DiGraph(edges[cascade])
        graph.add_node(root)
        layers = [len(layer) for layer in networkx.bfs_layers(graph, root)]
        max(layers)
        size = sum(layers)
        below = dict.fromkeys(graph, 1)
        wiener = 0
        for node in networkx.dfs_postorder_nodes(graph, root):
            if node != root:
                below[above[node]] += below[node]
                wiener += below[node] * (size - below[node])
        depths += len(layers) - 1
        viralities.append(2 * wiener / (size * (size - 1)))
    seconds = clock() - started
    return seconds, figure(depths, sum(viralities) / len(viralities))


def by_shortest_paths(path: str) -> tuple[float, object]:
    cascades, parents = load(path)
    chosen = cascades % SOME == 0
    nodes = np.flatnonzero(chosen).tolist()
    members, above = cascades.tolist(), parents.tolist()
    started = clock()
    graphs: dict[int, networkx.Graph] = defaultdict(networkx.Graph)
    for node in nodes:
        if above[node] != NO_PARENT:
            graphs[members[node]].add_edge(above[node], node)
    for graph in graphs.values():
        networkx.average_shortest_path_length(graph)
    return clock() - started, f"virality of {len(graphs)} cascades only"


def by_hand(path: str) -> tuple[float, object]:
    """Plain Python, linear, nothing but lists."""
    cascades, parents = load(path)
    members, above = cascades.tolist(), parents.tolist()
    started = clock()
    children: list[list[int]] = [[] for _ in above]
    order = []
    for node, parent in enumerate(above):
        if parent == NO_PARENT:
            order.append(node)
        else:
            children[parent].append(node)
    depth = [0] * len(above)
    size: dict[int, int] = defaultdict(int)
    levels: dict[tuple[int, int], int] = defaultdict(int)
    deepest: dict[int, int] = defaultdict(int)
    for node in order:
        cascade = members[node]
        size[cascade] += 1
        levels[cascade, depth[node]] += 1
        deepest[cascade] = max(deepest[cascade], depth[node])
        for child in children[node]:
            depth[child] = depth[node] + 1
            order.append(child)
    below = [1] * len(above)
    wiener: dict[int, int] = defaultdict(int)
    for node in reversed(order):
        if above[node] != NO_PARENT:
            below[above[node]] += below[node]
            wiener[members[node]] += below[node] * (size[members[node]] - below[node])
    virality = [2 * sum_ / (size[one] * (size[one] - 1)) for one, sum_ in wiener.items()]
    seconds = clock() - started
    return seconds, figure(sum(deepest.values()), sum(virality) / len(virality))


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        name, cascades, parents = real_or_drawn()
        path = f"{folder}/forest.npz"
        np.savez(path, cascades=cascades, parents=parents)
        compare(
            f"{cascades.max() + 1:,} cascades ({name}), {np.count_nonzero(parents + 1):,} passings"
            " on",
            [
                Engine("Cohive", partial(ours, path)),
                Engine("NumPy, level by level", partial(limit, path), "nothing checked"),
                Engine("networkx, linear", partial(by_networkx, path)),
                Engine("plain Python, linear", partial(by_hand, path)),
                Engine(
                    "networkx, shortest paths",
                    partial(by_shortest_paths, path),
                    f"one cascade in {SOME}",
                ),
            ],
        )
        chain = f"{folder}/chain.npz"
        np.savez(chain, cascades=np.zeros(NODES, dtype=np.int64), parents=np.arange(NODES) - 1)
        compare(
            f"One chain of {NODES:,} nodes",
            [
                Engine("Cohive", partial(ours, chain)),
                Engine("plain Python, linear", partial(by_hand, chain)),
            ],
        )


if __name__ == "__main__":
    main()

"""Synthetic communities for tests and benches, and attacks on them; drawn by a stated seed.

n contributions by max(10, n / 50) participants over 52 weeks: most are posts, some are works, one
in fifty is a product. About 1.06 authors, 0.8 parents and 2.8 votes each. A few do most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.engine.standing import AUTHORS, DERIVES, VOTES, Contributions, Weights

POST, WORK, PRODUCT, REACTION = 0, 1, 2, 3
BASE_MS = 1_703_980_800_000
"""A Sunday at 00:00 UTC."""
YEAR_MS = 52 * 7 * 24 * 3600 * 1000
EDGES = ((0.5, 1.0), (1.0, 0.0625), (1.0, 0.0))
DOWNSTREAM = ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0))
WEIGHTS = Weights((1.0, 4.0, 16.0, 1.0), EDGES)
AT_THE_SALE = Weights((0.0, 0.0, 16.0, 0.0), EDGES)
AT_THE_SALE_DOWNSTREAM = Weights((0.0, 0.0, 16.0, 0.0), DOWNSTREAM)

Edges = list[tuple[int, int, int, float]]


def community(size: int, seed: int = 7, participants: int = 0) -> Contributions:
    """Draw a community; linear in `size`, in numpy."""
    draw = np.random.default_rng(seed)
    people = participants or max(10, size // 50)
    ease = 1 / np.arange(1, people + 1) ** 0.8
    ease /= ease.sum()
    kinds = draw.choice(3, size, p=[0.70, 0.28, 0.02])
    times = np.sort(draw.integers(1, YEAR_MS // 1000 - 20 * 86_400, size)) * 1000.0 + BASE_MS
    works = np.arange(size)
    seconds = works[draw.random(size) < 0.06]
    parents = [works[draw.random(size) < part] for part in (0.55, 0.25)]
    made = np.concatenate(parents)
    made = made[made > 0]
    used = np.maximum(made - draw.geometric(1 / min(200, size), made.size), 0)
    voted = np.repeat(works, draw.poisson(2.8, size))
    authored = np.concatenate([works, seconds])
    sources = [draw.choice(people, authored.size, p=ease), made + people]
    sources.append(draw.choice(people, voted.size, p=ease))
    targets = [authored + people, used + people, voted + people]
    later = draw.integers(1, 10 * 86_400, voted.size) * 1000.0
    return Contributions(
        people,
        kinds,
        times,
        np.repeat([AUTHORS, DERIVES, VOTES], [len(one) for one in sources]),
        np.concatenate(sources),
        np.concatenate(targets),
        np.concatenate([times[authored], times[made], times[voted] + later]),
    )


def sales_of(graph: Contributions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every product of the community sold: their numbers and amounts in minor units."""
    sold = np.flatnonzero(graph.kinds == PRODUCT)
    return sold, 1_000 + 37 * (sold % 29)


@dataclass(frozen=True)
class Attack:
    """A community with sock puppets in it; `gang` are the attacker and her puppets."""

    graph: Contributions
    gang: NDArray[np.int64]


def own_works(graph: Contributions, person: int) -> NDArray[np.int64]:
    """The numbers of what somebody authored."""
    mine = (graph.edge_kinds == AUTHORS) & (graph.sources == person)
    return np.unique(graph.targets[mine] - graph.participants)


def sock_votes(graph: Contributions, attacker: int, socks: int, *, minting: bool) -> Attack:
    """Each puppet votes for all the attacker's works; a minting vote is a contribution of kind 3
    by the puppet, which leads to the work it is for."""
    edges: Edges = []
    times: list[float] = []
    people = graph.participants
    for sock in range(people, people + socks):
        for work in own_works(graph, attacker):
            at = float(graph.times_ms[work])
            if minting:
                reaction = len(times) + graph.size
                times.append(at)
                edges.append((AUTHORS, sock, -1 - reaction, at))
                edges.append((DERIVES, -1 - reaction, -1 - int(work), at))
            else:
                edges.append((VOTES, sock, -1 - int(work), at))
    return with_more(graph, attacker, socks, [REACTION] * len(times), times, edges)


def spam(
    graph: Contributions, attacker: int, posts: int, socks: int = 5, *, as_remixes: bool = False
) -> Attack:
    """Posts by puppets, or the same as remixes of the attacker's works."""
    draw = np.random.default_rng(11)
    times = [float(at) for at in draw.choice(graph.times_ms, posts)]
    mine = own_works(graph, attacker)
    edges: Edges = []
    for number, at in enumerate(times):
        post = -1 - (graph.size + number)
        edges.append((AUTHORS, graph.participants + number % socks, post, at))
        if as_remixes:
            edges.append((DERIVES, post, -1 - int(mine[number % mine.size]), at))
    return with_more(graph, attacker, socks, [POST] * posts, times, edges)


def with_more(
    graph: Contributions,
    attacker: int,
    socks: int,
    kinds: Sequence[int],
    times: Sequence[float],
    edges: Edges,
) -> Attack:
    """The community with `socks` more participants; in `edges`, −1 − i is contribution i."""
    people, shift = graph.participants, socks
    old = [graph.sources.copy(), graph.targets.copy()]
    for ends in old:
        ends[ends >= people] += shift
    new = [
        [end if end >= 0 else people + shift - 1 - end for end in ends]
        for ends in ([edge[1] for edge in edges], [edge[2] for edge in edges])
    ]
    larger = Contributions(
        people + socks,
        np.concatenate([graph.kinds, np.array(kinds, dtype=np.int32)]),
        np.concatenate([graph.times_ms, times]),
        np.concatenate([graph.edge_kinds, np.array([edge[0] for edge in edges], dtype=np.int32)]),
        np.concatenate([old[0], np.array(new[0], dtype=np.int32)]),
        np.concatenate([old[1], np.array(new[1], dtype=np.int32)]),
        np.concatenate([graph.edge_times_ms, [edge[3] for edge in edges]]),
    )
    return Attack(larger, np.array([attacker, *range(people, people + socks)]))

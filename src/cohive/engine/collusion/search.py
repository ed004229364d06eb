"""Find the groups of a log: pairs in lockstep, circles of pairs, cores, and what they captured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.blocks import Block, Index, block_of, index_of
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.events import Firsts
from cohive.engine.collusion.groups import Graph, circles_of, core_of, graph_of
from cohive.engine.collusion.lockstep import Pairs, lockstep_pairs

__all__ = ["chance_blocks", "found_blocks", "largest_blocks"]

Whole = NDArray[np.int64]
UNIONS_AMONG = 20


def found_blocks(
    firsts: Firsts, items: int, configuration: Configuration, *, seed: int
) -> tuple[Pairs, Index, list[Block]]:
    """Find the blocks of a log.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    items : int
        How many targets there are.
    configuration : Configuration
        What counts as together, as too much and as enough.
    seed : int
        Decides all draws.

    Returns
    -------
    tuple[Pairs, Index, list[Block]]
        Pairs, the index of the log, and the blocks, the most surprising first, disjoint.
    """
    pairs = lockstep_pairs(firsts, configuration, seed=seed)
    index = index_of(firsts, items)
    graph = graph_of(pairs.first, pairs.second, pairs.surprise)
    blocks: list[Block] = []
    for circle in circles_of(graph, seed=seed):
        if circle.size >= configuration.group_min:
            blocks += _peeled(graph, index, np.sort(circle), configuration)
    return pairs, index, largest_blocks(blocks, configuration.group_min)


def chance_blocks(
    firsts: Firsts, items: int, configuration: Configuration, *, seed: int
) -> list[Block]:
    """Run the same search in a log without togetherness.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    items : int
        How many targets there are.
    configuration : Configuration
        What counts as together, as too much and as enough.
    seed : int
        Decides all draws.

    Returns
    -------
    list[Block]
        What chance makes.
    """
    return found_blocks(firsts, items, configuration, seed=seed)[2]


def _peeled(graph: Graph, index: Index, circle: Whole, configuration: Configuration) -> list[Block]:
    """One core after the other, each in the window in which it surprises most; the circle as a
    whole, or two cores as one, where that is more than their sum. (A ring falls into pieces, since
    no two of its members act on all the same; two groups that have nothing to do with each other
    are less together than their sum, as evidence counts by the root of its targets.)
    """
    parts: list[Block] = []
    left = np.searchsorted(graph.nodes, circle)
    while left.size >= configuration.group_min:
        core, density = core_of(graph.adjacency[left][:, left].tocsr())
        if core.size < configuration.group_min or density <= 0:
            break
        block = _most_surprising(index, graph.nodes[left[core]], configuration)
        gone = np.isin(left, left[core])
        if block is not None:
            parts.append(block)
            gone |= np.isin(graph.nodes[left], block.members)
        left = left[~gone]
    parts = largest_blocks(parts, configuration.group_min)
    whole = _most_surprising(index, circle, configuration)
    if whole is not None and whole.effect > sum(part.effect for part in parts):
        return [whole]
    return _joined(index, parts, configuration)


def _joined(index: Index, parts: list[Block], configuration: Configuration) -> list[Block]:
    """Put two and two together while the two are more as one."""
    while True:
        found = _first_union(index, parts[:UNIONS_AMONG], configuration)
        if found is None:
            return parts
        one, other, union = found
        parts = [part for at, part in enumerate(parts) if at not in {one, other}]
        parts = sorted([*parts, union], key=lambda each: -each.effect)


def _first_union(
    index: Index, parts: list[Block], configuration: Configuration
) -> tuple[int, int, Block] | None:
    for at, one in enumerate(parts):
        for place, other in enumerate(parts[at + 1 :], at + 1):
            if not np.isin(one.targets, other.targets).any():
                continue
            members = np.union1d(one.members, other.members)
            window = max(one.window_seconds, other.window_seconds)
            union = block_of(index, members, window, configuration)
            if union is not None and union.effect > one.effect + other.effect:
                return at, place, union
    return None


def _most_surprising(index: Index, members: Whole, configuration: Configuration) -> Block | None:
    best: Block | None = None
    for window in configuration.windows_seconds:
        block = block_of(index, members, window, configuration)
        if block is not None and (best is None or block.surprise > best.surprise):
            best = block
    return best


def largest_blocks(blocks: list[Block], group_min: int) -> list[Block]:
    """Keep the largest blocks.

    Parameters
    ----------
    blocks : list[Block]
        Any.
    group_min : int
        Accounts in a group.

    Returns
    -------
    list[Block]
        By effect; a block of which those before it hold more than half is left out.
    """
    chosen: list[Block] = []
    taken: set[int] = set()
    for block in sorted(blocks, key=lambda each: (-each.effect, int(each.members[0]))):
        members = set(block.members.tolist())
        if len(members - taken) >= max(group_min, len(members) / 2):
            chosen.append(block)
            taken |= members
    return chosen

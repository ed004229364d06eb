"""Standing from settled sales: what a sale brings flows to those who made what was sold.

A sold contribution keeps a part for its authors, in equal parts, and passes the rest to what it
was made from, in equal parts; those do the same. Who has no parents keeps all, who has no authors
passes all on. Votes carry nothing and nothing flows back from people into their other works, so a
sale moves only those it can be traced to, and nobody gains by posting, voting or remixing. The
lineage has no circles, so one pass settles it exactly.

It is the flow of money under the default terms (lineage: keep 1/2), as floats and for whole
histories. It does not judge who is *named* on a sold work: that is what consent is for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cohive.engine.standing.credrank import brought_to
from cohive.engine.standing.graph import AUTHORS, DERIVES, Contributions
from cohive.engine.standing.results import INSIGHT, Standing
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["circle_in", "standing"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]


def standing(
    graph: Contributions, sold: ArrayLike, amounts_minor: ArrayLike, *, keep: float = 0.5
) -> Standing:
    """Standing of every participant, minted by settled sales alone; the safe default.

    Weeks are those of the authors' edges: when the work was done, not when it was sold.

    Parameters
    ----------
    graph : Contributions
        n contributions; edges AUTHORS and DERIVES count, votes carry nothing.
    sold : array_like of int, shape (k,)
        The numbers (0 … n − 1) of sold contributions; several sales of one add up.
    amounts_minor : array_like of int, shape (k,)
        What each sale settled, in minor units of one currency, from 0.
    keep : float, default 0.5
        The authors' part (above 0, at most 1) where there are parents too.

    Returns
    -------
    Standing
        In minor units; residual 0, since the flow ends by itself.

    Raises
    ------
    Refused
        For a sale of no contribution, an amount below 0 or not a whole number, no sales, a `keep`
        out of range, and a lineage that runs in a circle.
    """
    if not 0 < keep <= 1:
        raise Refused("The authors keep a part above 0 and at most 1.", field="keep")
    graph = _each_once(graph)
    minted = _minted(graph, sold, amounts_minor)
    total = float(minted.sum())
    lineage = _Lineage.of(graph)
    flow = lineage.settle(minted, keep)
    if flow.waiting.any():
        raise Refused(
            "This lineage runs in a circle: %(circle)s.",
            field="edges",
            circle=" → ".join(str(one) for one in lineage.circle(flow.waiting)),
        )
    arrived = flow.arrived
    authors = graph.edge_kinds == AUTHORS
    people = graph.sources[authors]
    works = graph.targets[authors] - graph.participants
    per_author = arrived * lineage.kept(keep) / np.maximum(lineage.authors, 1)
    place = people.astype(np.int64) * graph.weeks + graph.week_of(graph.edge_times_ms[authors])
    states = graph.participants * graph.weeks
    paid_out = np.bincount(place, per_author[works], minlength=states).astype(np.float64)
    per_interval = paid_out.reshape(graph.participants, graph.weeks)
    nobody = (lineage.authors == 0) & (lineage.parents == 0)
    unclaimed = float(arrived[nobody].sum())
    cred = per_interval.sum(axis=1)
    paid = math.fsum(cred)
    if paid > 0:
        cred = brought_to(cred, total - unclaimed)
    return Standing(
        cred=cred,
        per_interval=per_interval,
        contribution_cred=arrived,
        minted=total,
        unclaimed=unclaimed,
        residual=0.0,
        drift=(paid + unclaimed) / total - 1,
        iterations=flow.levels,
        boundaries_ms=graph.boundaries_ms,
        explanation=_explained(int((minted > 0).sum()), keep, unclaimed > 0),
    )


def circle_in(graph: Contributions) -> list[int]:
    """A circle in a lineage, if there is one.

    Parameters
    ----------
    graph : Contributions
        Contributions whose DERIVES edges are followed.

    Returns
    -------
    list[int]
        Contributions' numbers [a, …, a] along the edges, or [] if there is no circle.
    """
    lineage = _Lineage.of(graph)
    return lineage.circle(lineage.settle(np.zeros(graph.size), 0.5).waiting)


def _each_once(graph: Contributions) -> Contributions:
    """The graph with each edge once, at its earliest: naming an author twice makes her no more."""
    edges = np.column_stack((graph.edge_kinds, graph.sources, graph.targets)).astype(np.int64)
    order = np.lexsort((graph.edge_times_ms, edges[:, 2], edges[:, 1], edges[:, 0]))
    ordered = edges[order]
    is_first = np.ones(order.size, dtype=np.bool_)
    is_first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    if is_first.all():
        return graph
    kept = np.sort(order[is_first])
    return replace(
        graph,
        edge_kinds=graph.edge_kinds[kept],
        sources=graph.sources[kept],
        targets=graph.targets[kept],
        edge_times_ms=graph.edge_times_ms[kept],
    )


def _minted(graph: Contributions, sold: ArrayLike, amounts_minor: ArrayLike) -> Floats:
    """(n,) what the sales of each contribution mint."""
    works, amounts = np.asarray(sold), np.asarray(amounts_minor)
    if works.shape != amounts.shape or works.ndim != 1 or not works.size:
        raise Refused("No settled sale is given, so nothing mints.", field="sales")
    for place in np.flatnonzero((works < 0) | (works >= graph.size))[:1]:
        raise Refused(
            "Sale %(index)s is of contribution %(work)s, which is not there.",
            field="sales",
            index=int(place),
            work=int(works[place]),
        )
    if works.dtype.kind not in "iu" or amounts.dtype.kind not in "iu":
        raise Refused("Sales are whole numbers of minor units.", field="sales")
    for place in np.flatnonzero(amounts < 0)[:1]:
        raise Refused(
            "Sale %(index)s is below zero: take refunds off the sale they belong to.",
            field="sales",
            index=int(place),
        )
    minted: Floats = np.bincount(works, amounts, minlength=graph.size).astype(np.float64)
    if not minted.sum() > 0:
        raise Refused("No settled sale is given, so nothing mints.", field="sales")
    return minted


def _explained(sold: int, keep: float, some_unclaimed: bool) -> tuple[Sentence, ...]:
    sentences = [
        Sentence(
            "Only settled sales count (works sold: %(sold)s). Votes and posts carry nothing.",
            {"sold": f"{sold:,}"},
        ),
        Sentence(
            "A work keeps %(percent)s %% for its authors and passes the rest to what it was made "
            "from; without parents it keeps all.",
            {"percent": f"{keep * 100:g}"},
        ),
    ]
    if some_unclaimed:
        sentences.append(
            Sentence("What reached a work with neither authors nor parents is unclaimed.")
        )
    return (*sentences, INSIGHT)


@dataclass(frozen=True, eq=False)
class _Flow:
    """(n,) what arrived, how many levels it took, and how many uses each still waits for."""

    arrived: Floats
    levels: int
    waiting: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Lineage:
    """DERIVES edges as lists of inputs: those of i are inputs[first[i]:first[i + 1]]."""

    first: NDArray[np.int64]
    inputs: Whole
    parents: NDArray[np.int64]
    authors: NDArray[np.int64]
    uses: NDArray[np.int64]

    @classmethod
    def of(cls, graph: Contributions) -> _Lineage:
        derives = graph.edge_kinds == DERIVES
        made = graph.sources[derives] - graph.participants
        used = graph.targets[derives] - graph.participants
        parents = np.bincount(made, minlength=graph.size)
        works = graph.targets[graph.edge_kinds == AUTHORS] - graph.participants
        return cls(
            first=np.concatenate(([0], np.cumsum(parents))),
            inputs=used[np.argsort(made, kind="stable")],
            parents=parents,
            authors=np.bincount(works, minlength=graph.size),
            uses=np.bincount(used, minlength=graph.size),
        )

    def kept(self, keep: float) -> Floats:
        """(n,) the part that stays with the authors."""
        both = np.where(self.parents > 0, keep, 1.0)
        kept: Floats = np.where(self.authors > 0, both, 0.0)
        return kept

    def settle(self, minted: Floats, keep: float) -> _Flow:
        """Kahn's order, a whole level at a time: who waits for no further use passes on.

        In a circle everybody waits for ever, so those are left with `waiting` above 0.
        """
        arrived = minted.copy()
        passing = (1 - self.kept(keep)) / np.maximum(self.parents, 1)
        waiting = self.uses.copy()
        level = np.flatnonzero(waiting == 0)
        levels = 0
        while level.size:
            levels += 1
            counts = self.parents[level]
            ends = np.cumsum(counts)
            within = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
            inputs = self.inputs[np.repeat(self.first[level], counts) + within]
            np.add.at(arrived, inputs, np.repeat(arrived[level] * passing[level], counts))
            np.subtract.at(waiting, inputs, 1)
            level = np.unique(inputs[waiting[inputs] == 0])
        return _Flow(arrived, levels, waiting)

    def circle(self, waiting: NDArray[np.int64]) -> list[int]:
        """A circle among those that still wait: each of them is used by another of them."""
        made = np.repeat(np.arange(self.parents.size), self.parents)
        stuck = (waiting[made] > 0) & (waiting[self.inputs] > 0)
        if not stuck.any():
            return []
        user = np.full(self.parents.size, -1)
        user[self.inputs[stuck]] = made[stuck]
        trail: dict[int, int] = {}
        current = int(self.inputs[stuck][0])
        while current not in trail:
            trail[current] = len(trail)
            current = int(user[current])
        ring = list(trail)[trail[current] :][::-1]
        return [*ring, ring[0]]

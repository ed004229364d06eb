"""The CredRank chain as an open flow: what is minted moves on until it has been paid or returned.

The chain of SourceCred has a seed, n contributions, P x W participant-weeks and W accumulators.
The seed and the accumulators only send everything back to the start, so they are left out: visits
x to the other states are the solution of x = s + Qᵀ x, where s is what is minted and every row of
Q sums to at most 1 − alpha. The stationary distribution is x, up to one factor.

Its Neumann series is summed step by step. `arrived` is what is still on its way; each step it
moves along one edge, and at least the fraction alpha of it leaves, so the sum of `arrived` is the
residual and the error of the visits is at most residual / alpha. A participant's own weeks form a
band (to the next and the previous week, with loops at both ends), which is solved outright in each
step and so needs no edges of its own.

Source: SourceCred 0.11, CredRank (a PageRank with personal epochs; Page et al. 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded
from scipy.sparse import csr_array

from cohive.engine.standing.graph import DERIVES, Contributions
from cohive.engine.standing.options import Attribution, Parameters, Weights, by_week
from cohive.words.refusals import Refused

__all__ = ["Chain", "Visits", "chain_of", "settle"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Chain:
    """Where everything goes in one step; rows divide by `contribution_scale` and `week_scale`.

    For n contributions and P participants over W weeks.

    Attributes
    ----------
    weeks : int
        W.
    to_weeks : csr_array, shape (P·W, n)
        Raw weights from contributions to participant-weeks.
    to_contributions : csr_array, shape (n, P·W)
        Raw weights back.
    between : csr_array, shape (n, n)
        Raw weights between contributions.
    attributed : csr_array, shape (P·W, P·W), or None
        Probabilities from a giver's week to the receiver's same week.
    band : ndarray of float, shape (3, W)
        The equations of one participant's weeks, as a banded solver takes them.
    contribution_scale : ndarray of float, shape (n,)
        What one unit of raw weight going out of a contribution carries on.
    week_scale : ndarray of float, shape (P·W,)
        The same for a participant-week.
    payout : ndarray of float, shape (P·W,)
        The probability of being paid.
    parameters : Parameters
        As chosen.
    """

    weeks: int
    to_weeks: csr_array
    to_contributions: csr_array
    between: csr_array
    attributed: csr_array | None
    band: Floats
    contribution_scale: Floats
    week_scale: Floats
    payout: Floats
    parameters: Parameters


@dataclass(frozen=True, eq=False)
class Visits:
    """How often each state was visited, and how that was found.

    Attributes
    ----------
    contributions : ndarray of float, shape (n,)
        In the unit of what was minted.
    weeks : ndarray of float, shape (P·W,)
        The same for participant-weeks.
    residual : float
        ‖arrivals − visits‖₁ / ‖visits‖₁.
    drift : float
        By which fraction what left the chain differs from what was minted.
    iterations : int
        Steps taken.
    """

    contributions: Floats
    weeks: Floats
    residual: float
    drift: float
    iterations: int


def chain_of(
    graph: Contributions,
    weights: Weights,
    parameters: Parameters,
    attributions: tuple[Attribution, ...] = (),
) -> Chain:
    """Build the chain in O(n + m + P·W) time and memory.

    Parameters
    ----------
    graph : Contributions
        n contributions and m edges.
    weights : Weights
        What each kind of edge carries.
    parameters : Parameters
        Where a step goes.
    attributions : tuple[Attribution, ...], default ()
        Parts of payouts that go to others.

    Returns
    -------
    Chain
        See its attributes.

    Raises
    ------
    Refused
        For an attribution by or to an unknown participant, a pair given twice, and fractions above
        1 in a week.
    """
    states, size = graph.participants * graph.weeks, graph.size
    derives = graph.edge_kinds == DERIVES
    made = graph.sources[derives] - graph.participants
    used = graph.targets[derives] - graph.participants
    forward, backward = weights.edges[DERIVES]
    between = _matrix(
        (size, size), [(used, made, forward), (made, used, backward)] if made.size else []
    )
    touches = ~derives
    kinds = graph.edge_kinds[touches]
    week = graph.week_of(graph.edge_times_ms[touches])
    person = graph.sources[touches] * np.int32(graph.weeks) + week
    work = graph.targets[touches] - graph.participants
    to_contributions = _matrix((size, states), [(work, person, _by_kind(weights, kinds, 0))])
    to_weeks = _matrix((states, size), [(person, work, _by_kind(weights, kinds, 1))])
    leaving = to_weeks.sum(axis=0) + between.sum(axis=0)
    taken = _attributed(graph, parameters, attributions)
    return Chain(
        weeks=graph.weeks,
        to_weeks=to_weeks,
        to_contributions=to_contributions,
        between=between,
        attributed=taken,
        band=_band(graph.weeks, parameters),
        contribution_scale=_per(1 - parameters.alpha, leaving),
        week_scale=_per(parameters.rest, to_contributions.sum(axis=0)),
        payout=parameters.beta - (taken.sum(axis=0) if taken is not None else np.zeros(states)),
        parameters=parameters,
    )


def settle(
    chain: Chain, minted: Floats, bonus: Floats, *, tolerance: float, steps_max: int
) -> Visits:
    """Follow what is minted until all but a small part of it has left the chain.

    Parameters
    ----------
    chain : Chain
        Where everything goes.
    minted : ndarray of float, shape (n,)
        What enters at each contribution, from 0.
    bonus : ndarray of float, shape (P·W,)
        What enters at each participant-week, from 0.
    tolerance : float
        The fraction of all this that may still be on its way, above 0.
    steps_max : int
        How many steps are taken at most.

    Returns
    -------
    Visits
        With the residual, computed anew.

    Raises
    ------
    Refused
        When `steps_max` steps do not suffice (alpha is too small).
    """
    total = float(minted.sum() + bonus.sum())
    arrived, waiting = minted, bonus
    contributions, weeks = np.zeros_like(minted), np.zeros_like(bonus)
    steps = 0
    while float(arrived.sum() + waiting.sum()) > tolerance * total:
        if steps == steps_max:
            raise Refused(
                "The flow did not settle in %(steps)s steps. Choose a larger alpha.",
                field="parameters",
                steps=steps,
            )
        steps += 1
        contributions += arrived
        scaled = arrived * chain.contribution_scale
        passing = _along_weeks(chain, chain.to_weeks @ scaled + waiting)
        weeks += passing
        arrived = chain.between @ scaled
        arrived += chain.to_contributions @ (passing * chain.week_scale)
        waiting = chain.attributed @ passing if chain.attributed is not None else np.zeros(1)
    return Visits(
        contributions,
        weeks,
        _residual(chain, minted, bonus, contributions, weeks),
        _left(chain, contributions, weeks) / total - 1,
        steps,
    )


def _residual(
    chain: Chain, minted: Floats, bonus: Floats, contributions: Floats, weeks: Floats
) -> float:
    """‖s + Qᵀ x − x‖₁ / ‖x‖₁, computed anew from the visits found."""
    scaled = contributions * chain.contribution_scale
    here = minted + chain.between @ scaled
    here += chain.to_contributions @ (weeks * chain.week_scale)
    there = bonus + chain.to_weeks @ scaled + _webs(chain, weeks)
    if chain.attributed is not None:
        there += chain.attributed @ weeks
    missing = np.abs(here - contributions).sum() + np.abs(there - weeks).sum()
    return float(missing / (contributions.sum() + weeks.sum()))


def _left(chain: Chain, contributions: Floats, weeks: Floats) -> float:
    """All that left the chain, paid or returned to the seed: what was minted, once settled."""
    parameters = chain.parameters
    passed_on = np.where(chain.contribution_scale > 0, 1 - parameters.alpha, 0.0)
    kept = parameters.beta + parameters.gamma_forward + parameters.gamma_backward
    followed = np.where(chain.week_scale > 0, parameters.rest, 0.0)
    returned = contributions @ (1 - passed_on) + weeks @ (1 - kept - followed)
    return float(returned + weeks @ chain.payout)


def _along_weeks(chain: Chain, arriving: Floats) -> Floats:
    """All visits that arrivals at participants' weeks make along the webs, before leaving them."""
    if not arriving.size:
        return arriving
    table = arriving.reshape(-1, chain.weeks).T
    solved = solve_banded((1, 1), chain.band, table, overwrite_b=True, check_finite=False)
    passed: Floats = np.ascontiguousarray(solved.T).reshape(-1)
    return passed


def _webs(chain: Chain, weeks: Floats) -> Floats:
    """What one step along the webs brings to each participant-week."""
    table = weeks.reshape(-1, chain.weeks)
    brought = np.zeros_like(table)
    brought[:, 1:] += chain.parameters.gamma_forward * table[:, :-1]
    brought[:, :-1] += chain.parameters.gamma_backward * table[:, 1:]
    brought[:, 0] += chain.parameters.gamma_backward * table[:, 0]
    brought[:, -1] += chain.parameters.gamma_forward * table[:, -1]
    return brought.reshape(-1)


def _band(weeks: int, parameters: Parameters) -> Floats:
    """1 − webs, as the three diagonals that a banded solver takes (upper, main, lower)."""
    band = np.ones((3, weeks))
    band[0] = -parameters.gamma_backward
    band[2] = -parameters.gamma_forward
    band[1, 0] -= parameters.gamma_backward
    band[1, -1] -= parameters.gamma_forward
    return band


def _attributed(
    graph: Contributions, parameters: Parameters, attributions: tuple[Attribution, ...]
) -> csr_array | None:
    """(P·W, P·W): from a giver's week to the receiver's same week; None without attributions.

    Raises Refused for an unknown participant, a pair given twice, and fractions above 1 in a week.
    """
    if not attributions:
        return None
    given: dict[int, Floats] = {}
    pairs: set[tuple[int, int]] = set()
    entries = []
    weeks = np.arange(graph.weeks)
    for one in attributions:
        for person in (one.giver, one.receiver):
            if not 0 <= person < graph.participants:
                raise Refused(
                    "A personal attribution names participant %(participant)s, who is not there.",
                    field="personal_attributions",
                    participant=person,
                )
        fractions = by_week(one.periods, graph.boundaries_ms[:-1], before=0.0)
        given[one.giver] = given.get(one.giver, np.zeros(graph.weeks)) + fractions
        if (one.giver, one.receiver) in pairs or given[one.giver].max() > 1 + 1e-12:
            raise Refused(
                "Participant %(participant)s attributes more than everything, or twice to the "
                "same one.",
                field="personal_attributions",
                participant=one.giver,
            )
        pairs.add((one.giver, one.receiver))
        start, end = one.giver * graph.weeks, one.receiver * graph.weeks
        entries.append((end + weeks, start + weeks, fractions * parameters.beta))
    states = graph.participants * graph.weeks
    return _matrix((states, states), entries)


def _by_kind(weights: Weights, kinds: NDArray[np.int32], direction: int) -> Floats:
    """The weight of each edge in one direction: 0 forwards, 1 backwards."""
    weight: Floats = np.array([pair[direction] for pair in weights.edges])[kinds]
    return weight


def _per(part: float, out: Floats) -> Floats:
    """`part` divided by the weights going out; 0 where nothing goes out."""
    with np.errstate(over="ignore", invalid="ignore"):  # weights beyond measure do not settle
        scale: Floats = np.divide(part, out, out=np.zeros_like(out), where=out > 0)
    return scale


Entries = Sequence[tuple[NDArray[np.signedinteger], NDArray[np.signedinteger], "Floats | float"]]


def _matrix(shape: tuple[int, int], entries: Entries) -> csr_array:
    """A sparse matrix from (rows, columns, weights); weights of 0 take no room."""
    rows, columns, values = [], [], []
    for row, column, weight in entries:
        full = np.broadcast_to(np.asarray(weight, dtype=np.float64), row.shape)
        carrying = full > 0
        rows.append(row[carrying])
        columns.append(column[carrying])
        values.append(full[carrying])
    if not rows:
        return csr_array(shape)
    return csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )

"""CredRank: standing by SourceCred's chain, settled to a stated residual, its total conserved.

What differs from the reference, on purpose: the flow is followed until a stated fraction of it is
on its way (the reference's rule is absolute per state and loosens as the graph grows); the total
is exactly what was minted; an instant at a week's very start belongs to that week, also in the
first one; a dependency's bonus is paid in the week that minted it, in the first one too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cohive.engine.standing.chain import chain_of, settle
from cohive.engine.standing.graph import Contributions
from cohive.engine.standing.options import (
    Attribution,
    Budget,
    Dependency,
    Parameters,
    Weights,
    by_week,
)
from cohive.engine.standing.results import INSIGHT, Standing
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["brought_to", "credrank", "minted_by"]

TOLERANCE = 1e-13
"""Of what was minted, the part that may still be on its way."""
STEPS_MAX = 100_000

Floats = NDArray[np.float64]


def credrank(
    graph: Contributions,
    weights: Weights,
    *,
    parameters: Parameters | None = None,
    budgets: Sequence[Budget] = (),
    attributions: Sequence[Attribution] = (),
    dependencies: Sequence[Dependency] = (),
    tolerance: float = TOLERANCE,
) -> Standing:
    """Standing of every participant by the CredRank chain; see the module's text.

    Not safe to pay by: see docs/engine.

    Parameters
    ----------
    graph : Contributions
        n contributions and what ties them.
    weights : Weights
        What types mint and edges carry.
    parameters : Parameters | None, default None
        Where a step goes; SourceCred's when left out.
    budgets : Sequence[Budget], default ()
        Weekly caps of what types mint; no type in two of them.
    attributions : Sequence[Attribution], default ()
        Parts of payouts that go to others.
    dependencies : Sequence[Dependency], default ()
        What is minted on top, by week, for participants.
    tolerance : float, default TOLERANCE
        Of what was minted, the fraction that may still be on its way.

    Returns
    -------
    Standing
        In the unit of the weights. Σ cred = what was minted: the mint of the contributions after
        the budgets, and on top of it the dependencies' bonus.

    Raises
    ------
    Refused
        For what the options refuse, a type without weight, budgets that overlap, an unknown
        participant, nothing minted, and a mint that reaches nobody.

    References
    ----------
    SourceCred 0.11, CredRank; after Page, L. et al. (1999). The PageRank citation ranking.
    """
    chosen = parameters or Parameters()
    minted, cut = minted_by(graph, weights, budgets)
    bonus = _bonus(graph, minted, dependencies)
    total = math.fsum((float(minted.sum()), float(bonus.sum())))
    if not 0 < total < math.inf:
        raise Refused("Nothing is minted, so there is no standing.", field="nodes")
    chain = chain_of(graph, weights, chosen, tuple(attributions))
    visits = settle(
        chain,
        minted / total,
        bonus.reshape(-1) / total * (1 - chosen.alpha),
        tolerance=tolerance,
        steps_max=STEPS_MAX,
    )
    paid = visits.weeks * chain.payout
    flow = float(paid.sum())
    if flow <= 0:
        raise Refused(
            "What is minted reaches nobody: no contribution leads to a participant.", field="edges"
        )
    per_interval = (paid * (total / flow)).reshape(graph.participants, graph.weeks)
    return Standing(
        cred=brought_to(per_interval.sum(axis=1), total),
        per_interval=per_interval,
        contribution_cred=visits.contributions * (total / flow),
        minted=total,
        unclaimed=0.0,
        residual=visits.residual,
        drift=visits.drift,
        iterations=visits.iterations,
        boundaries_ms=graph.boundaries_ms,
        explanation=(
            Sentence(
                "%(minted)s was minted by the weights of %(contributions)s contributions, and all "
                "of it is divided among %(participants)s participants.",
                {
                    "minted": f"{total:,.2f}",
                    "contributions": f"{graph.size:,}",
                    "participants": f"{graph.participants:,}",
                },
            ),
            *_of_budgets(cut),
            Sentence(
                "The flow was followed for %(steps)s steps; its equation holds to %(residual)s.",
                {"steps": visits.iterations, "residual": f"{visits.residual:.1e}"},
            ),
            INSIGHT,
        ),
    )


def minted_by(
    graph: Contributions, weights: Weights, budgets: Sequence[Budget] = ()
) -> tuple[Floats, float]:
    """What each contribution mints after the weekly budgets.

    Parameters
    ----------
    graph : Contributions
        n contributions.
    weights : Weights
        What each type mints.
    budgets : Sequence[Budget], default ()
        Weekly caps; no type in two of them.

    Returns
    -------
    minted : ndarray of float, shape (n,)
        In the unit of the weights, from 0.
    cut : float
        How much the budgets cut off in all.

    Raises
    ------
    Refused
        For a type that has no weight and for budgets that name one type twice.
    """
    place = int(graph.kinds.argmax())
    if graph.kinds[place] >= len(weights.node_mint):
        raise Refused(
            "Node %(index)s has the type %(kind)s, which mints nothing known.",
            field="nodes",
            index=place,
            kind=int(graph.kinds[place]),
        )
    minted: Floats = np.array(weights.node_mint)[graph.kinds]
    if not budgets:
        return minted, 0.0
    before = float(minted.sum())
    week = graph.week_of(graph.times_ms)
    seen: set[int] = set()
    for budget in budgets:
        if seen & budget.kinds:
            raise Refused(
                "The budgets overlap: type %(kind)s stands in two of them.",
                field="budgets",
                kind=min(seen & budget.kinds),
            )
        seen |= budget.kinds
        capped = np.isin(graph.kinds, list(budget.kinds))
        wanted = np.bincount(week[capped], minted[capped], minlength=graph.weeks)
        caps = by_week(budget.periods, graph.boundaries_ms[:-1], before=math.inf)
        factor = np.ones(graph.weeks)
        np.divide(caps, wanted, out=factor, where=wanted > caps)
        minted = np.where(capped, minted * factor[week], minted)
    return minted, before - float(minted.sum())


def brought_to(cred: Floats, total: float) -> Floats:
    """Put right the last bits of rounding, so that math.fsum gives a given total.

    Parameters
    ----------
    cred : ndarray of float, shape (P,)
        Nearly of that sum; at least one.
    total : float
        What they must add up to.

    Returns
    -------
    ndarray of float, shape (P,)
        `cred` with its largest value changed.
    """
    settled = cred.copy()
    settled[int(settled.argmax())] += total - math.fsum(settled)
    return settled


def _bonus(graph: Contributions, minted: Floats, dependencies: Sequence[Dependency]) -> Floats:
    """(P, W): what the dependencies mint on top, in the very week whose mint it follows."""
    bonus = np.zeros((graph.participants, graph.weeks))
    if not dependencies:
        return bonus
    weekly = np.bincount(graph.week_of(graph.times_ms), minted, minlength=graph.weeks)
    for one in dependencies:
        if not 0 <= one.participant < graph.participants:
            raise Refused(
                "A dependency names participant %(participant)s, who is not there.",
                field="dependencies",
                participant=one.participant,
            )
        rates = by_week(one.periods, graph.boundaries_ms[:-1], before=0.0)
        bonus[one.participant] += weekly * rates
    return bonus


def _of_budgets(cut: float) -> tuple[Sentence, ...]:
    if not cut:
        return ()
    return (Sentence("Weekly budgets kept %(cut)s from being minted.", {"cut": f"{cut:,.2f}"}),)

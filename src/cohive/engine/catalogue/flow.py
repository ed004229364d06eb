"""What every work and every payee of a catalogue receives, in one pass over arrays.

Each work divides one unit of income in fixed parts, so what works receive solves
received = income + Cᵀ received, where C holds for each edge the part that goes along it. In an
order where each work stands before everything it was made from this system is triangular: one
forward substitution settles it, which is the exact pass of `cohive.engine.attribution` in floats.
All terms are positive, so nothing cancels, and the sums agree with the exact ones to about 1e-15
for each generation. Money is never paid by these numbers; ranking and insight are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve_triangular

from cohive.engine.catalogue.order import Rows, topological_positions
from cohive.engine.catalogue.works import Booleans, Catalogue, Floats, Integers
from cohive.words.refusals import Refused

__all__ = ["CatalogueFlow", "Cuts", "Lineages", "flow_through", "lineages_of", "settle"]

ROUNDING = 1e-13
"""Asks this near to what may be passed are equal to it: the difference is the noise of floats."""


@dataclass(frozen=True, eq=False)
class Cuts:
    """Asks that are not served in full; c of them.

    Attributes
    ----------
    edges : ndarray of int, shape (c,)
        The rows of the edges they would have come along.
    asked, given : ndarray of float, shape (c,)
        Parts, 0 to 1, of the income of `made`.
    """

    edges: Integers
    asked: Floats
    given: Floats


@dataclass(frozen=True, eq=False)
class Lineages:
    """A catalogue made ready: how each work divides one unit, and the order to settle it in.

    For n works, m edges and k contributions; for each work keeps + Σ passes = 1.

    Attributes
    ----------
    catalogue : Catalogue
        What it was made of.
    keeps : ndarray of float, shape (n,)
        The part that stays, 0 to 1.
    passes : ndarray of float, shape (m,)
        The part that goes along each edge, 0 to 1.
    has_makers : ndarray of bool, shape (n,)
        Whether somebody is paid for it.
    maker_parts : ndarray of float, shape (k,)
        Of what the work keeps, 0 to 1.
    positions : ndarray of int32, shape (n,)
        Each work before what it was made from.
    matrix : csc_array, shape (n, n)
        I − Cᵀ, lower triangular in that order.
    cuts : Cuts
        Asks that no income could have served in full.
    """

    catalogue: Catalogue
    keeps: Floats
    passes: Floats
    has_makers: Booleans
    maker_parts: Floats
    positions: Rows
    matrix: csc_array
    cuts: Cuts


@dataclass(frozen=True, eq=False)
class CatalogueFlow:
    """Where the income of all works went; same unit as the income.

    Σ payees + Σ undivided = Σ income.

    Attributes
    ----------
    received : ndarray of float, shape (n,)
        Own income and what other works passed.
    kept : ndarray of float, shape (n,)
        What stayed with makers.
    passed : ndarray of float, shape (m,)
        What went along each edge.
    payees : ndarray of float, shape (p,)
        What each payee gets.
    undivided : ndarray of float, shape (n,)
        What ended at a work without makers and without paying inputs.
    residual : float
        How far floats miss the sum, relative to Σ |income|.
    cuts : Cuts
        Those of works that money reached.
    """

    received: Floats
    kept: Floats
    passed: Floats
    payees: Floats
    undivided: Floats
    residual: float
    cuts: Cuts


def flow_through(catalogue: Catalogue, income: Floats) -> CatalogueFlow:
    """Divide the income of all works along all lineages of a catalogue.

    Linear in works, edges and makers. For several incomes of one catalogue use `lineages_of` once
    and `settle` for each: the order and the parts do not depend on the income.

    Parameters
    ----------
    catalogue : Catalogue
        n works.
    income : ndarray of float, shape (n,)
        What each work brought, in any unit; finite.

    Returns
    -------
    CatalogueFlow
        In the unit of the income.

    Raises
    ------
    Refused
        For a circle or an edge given twice (naming works), and an income that is not one finite
        number for each work.
    """
    return settle(lineages_of(catalogue), income)


def lineages_of(catalogue: Catalogue) -> Lineages:
    """Find the order and how each work divides one unit of income.

    Parameters
    ----------
    catalogue : Catalogue
        n works.

    Returns
    -------
    Lineages
        Ready for any income.

    Raises
    ------
    Refused
        For a circle or an edge given twice, naming works.
    """
    works = len(catalogue.keeps)
    positions = topological_positions(catalogue)
    makers_weight = np.bincount(catalogue.maker_works, catalogue.maker_weights, works)
    has_makers = makers_weight > 0
    passing, passes, cuts = _parts(catalogue, has_makers)
    return Lineages(
        catalogue=catalogue,
        keeps=1 - passing,
        passes=passes,
        has_makers=has_makers,
        maker_parts=catalogue.maker_weights / makers_weight[catalogue.maker_works],
        positions=positions,
        matrix=_matrix(catalogue, positions, passes),
        cuts=cuts,
    )


def settle(lineages: Lineages, income: Floats) -> CatalogueFlow:
    """Divide one income along lineages that are ready; see `flow_through`.

    Parameters
    ----------
    lineages : Lineages
        Of n works.
    income : ndarray of float, shape (n,)
        What each work brought, in any unit; finite.

    Returns
    -------
    CatalogueFlow
        In the unit of the income.

    Raises
    ------
    Refused
        For an income that is not one finite number for each work.
    """
    catalogue = lineages.catalogue
    _check_income(catalogue, income)
    received = _received(lineages, income)
    stays = received * lineages.keeps
    kept = np.where(lineages.has_makers, stays, 0.0)
    undivided = stays - kept
    payees = np.bincount(
        catalogue.maker_payees,
        kept[catalogue.maker_works] * lineages.maker_parts,
        catalogue.payees,
    ).astype(np.float64, copy=False)
    total = float(np.abs(income).sum())
    missed = abs(float(payees.sum() + undivided.sum() - income.sum()))
    cuts = lineages.cuts
    reached = received[catalogue.made[cuts.edges]] != 0
    return CatalogueFlow(
        received=received,
        kept=kept,
        passed=received[catalogue.made] * lineages.passes,
        payees=payees,
        undivided=undivided,
        residual=missed / total if total else 0.0,
        cuts=Cuts(cuts.edges[reached], cuts.asked[reached], cuts.given[reached]),
    )


def _parts(catalogue: Catalogue, has_makers: Booleans) -> tuple[Floats, Floats, Cuts]:
    """What each work passes of one unit, along each edge, and which asks are cut."""
    works, made, made_from = len(catalogue.keeps), catalogue.made, catalogue.made_from
    weights = catalogue.weights
    if catalogue.withdrawn is not None:
        weights = np.where(catalogue.withdrawn[made_from], 0.0, weights)
    asking = np.flatnonzero((catalogue.asks > 0)[made_from] & (weights > 0))
    asks, asked_of = catalogue.asks[made_from[asking]], made[asking]
    weight = np.bincount(made, weights, works)
    asked = np.bincount(asked_of, asks, works)
    ceiling = np.where(has_makers, 1 - catalogue.keep_min, 1.0)
    wanted = np.where(has_makers, np.maximum(1 - catalogue.keeps, asked), 1.0)
    passing = np.where(weight > 0, np.minimum(wanted, ceiling), 0.0)
    passing = np.where(np.abs(asked - passing) <= ROUNDING * passing, asked, passing)
    over = asked > passing
    served = np.divide(passing, asked, out=np.ones(works), where=over)
    beyond = np.divide(passing - asked, weight, out=np.zeros(works), where=(weight > 0) & ~over)
    given = asks * served[asked_of]
    passes = beyond[made] * weights
    passes[asking] += given
    short = np.flatnonzero(over[asked_of])
    return passing, passes, Cuts(asking[short], asks[short], given[short])


def _matrix(catalogue: Catalogue, positions: Rows, passes: Floats) -> csc_array:
    """I − Cᵀ in topological order: column made, row made_from, so nothing above the diagonal."""
    works = len(catalogue.keeps)
    diagonal = np.arange(works, dtype=np.int32)
    rows = np.concatenate((positions[catalogue.made_from], diagonal))
    columns = np.concatenate((positions[catalogue.made], diagonal))
    entries = np.concatenate((-passes, np.ones(works)))
    return csc_array((entries, (rows, columns)), shape=(works, works))


def _received(lineages: Lineages, income: Floats) -> Floats:
    """One forward substitution."""
    if not len(lineages.passes):
        return income.astype(np.float64)
    ordered = np.empty(len(income))
    ordered[lineages.positions] = income
    settled: Floats = spsolve_triangular(
        lineages.matrix, ordered, lower=True, unit_diagonal=True, overwrite_b=True
    )
    return settled[lineages.positions]


def _check_income(catalogue: Catalogue, income: Floats) -> None:
    """One finite number for each work."""
    if income.shape != catalogue.keeps.shape:
        raise Refused(
            "The column “%(column)s” has %(found)s rows, not %(expected)s.",
            field="income",
            column="income",
            found=len(income),
            expected=len(catalogue.keeps),
        )
    finite = np.isfinite(income)
    if not finite.all():
        row = int((~finite).argmax())
        raise Refused(
            "“%(work)s” has the income %(value)s. Write a number.",
            field="income",
            work=catalogue.name(row),
            value=income[row],
        )

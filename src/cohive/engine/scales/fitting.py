"""The least discrepancy of a factor model, found; or the plain word that it was not.

Items are brought to standard deviation 1 first (the model does not mind, the search does), and the
answer is brought back. The search is scipy's trust region with the exact gradient and the expected
curvature, from a start that depends on the moments alone: no random numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from cohive.engine.scales.answers import Floats
from cohive.engine.scales.indices import Fit, fit_indices
from cohive.engine.scales.model import Discrepancy, Equal, Layout, Places, Sample, layout_of

__all__ = ["Estimate", "estimate"]

STEPS_MAX = 200
"""A least that is there is reached in some 50; without one, loadings grow for ever."""
SLOPE_MAX = 1e-6
"""Of the discrepancy by standardised parameters: then the least is reached to 1e-9 and less."""
SINGULAR = 1e-10
"""A correlation matrix with a smaller eigenvalue holds an item that is a sum of others."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """What the search found, in standard deviations of the items (pooled over the groups).

    Attributes
    ----------
    discrepancy : Discrepancy
        The function, with its layout and moments.
    vector : ndarray of float, shape (P,)
        Where it is least.
    spread : ndarray of float, shape (P, P), or None
        The covariance of the parameters; None where they are not determined by the moments.
    deviations : ndarray of float, shape (k,)
        The items' standard deviations, to come back to their own units.
    converged : bool
        Whether the least was reached. Where not, nothing else is to be trusted.
    steps : int
        Of the search.
    fit : Fit or None
        Its indices; None where the least was not reached.
    """

    discrepancy: Discrepancy
    vector: Floats
    spread: Floats | None
    deviations: Floats
    converged: bool
    steps: int
    fit: Fit | None

    @property
    def layout(self) -> Layout:
        """Where the parameters stand."""
        return self.discrepancy.layout


def estimate(
    factor_of: Places, samples: Sequence[Sample], equal: Equal = Equal.FORM
) -> Estimate | None:
    """Fit a factor model to one group or several.

    Parameters
    ----------
    factor_of : ndarray of int, shape (k,)
        The factor, 0 … m−1, that each item belongs to.
    samples : Sequence[Sample]
        The groups' moments.
    equal : Equal
        What the groups have in common.

    Returns
    -------
    Estimate or None
        None where some group's items are tied exactly (one is a sum of others, or does not vary),
        since no likelihood exists then.
    """
    scaled, deviations = _scaled(samples)
    for sample in scaled:
        if not np.isfinite(sample.covariance).all() or (np.diag(sample.covariance) <= 0).any():
            return None
        if float(np.linalg.eigvalsh(_correlation(sample.covariance))[0]) < SINGULAR:
            return None
    layout = layout_of(factor_of, scaled, equal)
    discrepancy = Discrepancy(layout, scaled)
    place, steps, converged = _least(discrepancy, _start(layout, scaled, equal))
    vector = _upright(layout, place)
    value, _ = discrepancy.value_and_gradient(vector)
    return Estimate(
        discrepancy,
        vector,
        _spread(discrepancy, vector) if converged else None,
        deviations,
        converged,
        steps,
        _fit(discrepancy, vector, max(value, 0.0), equal) if converged else None,
    )


def _least(discrepancy: Discrepancy, start: Floats) -> tuple[Floats, int, bool]:
    """Where the discrepancy is least, the steps it took, and whether it is.

    Now and then the first search runs into a valley without an end where there is a least
    elsewhere; a second one (BFGS) from the same start then has a try.
    """
    ways: tuple[dict[str, object], ...] = (
        {"method": "trust-exact", "hess": discrepancy.curvature},
        {"method": "BFGS"},
    )
    best, steps = start, 0
    for way in ways:
        found = minimize(
            discrepancy.value_and_gradient,
            start,
            jac=True,
            options={"gtol": SLOPE_MAX / 100, "maxiter": STEPS_MAX},
            **way,
        )
        best, steps = found.x, steps + int(found.nit)
        value, slope = discrepancy.value_and_gradient(best)
        if np.isfinite(value) and float(np.abs(slope).max()) < SLOPE_MAX:
            return best, steps, True
    return best, steps, False


def _scaled(samples: Sequence[Sample]) -> tuple[list[Sample], Floats]:
    """The same samples with pooled means 0 and pooled deviations 1."""
    parts = np.array([sample.n for sample in samples])
    parts = parts / parts.sum()
    variances = parts @ np.array([np.diag(sample.covariance) for sample in samples])
    centre = parts @ np.array([sample.means for sample in samples])
    deviations = np.sqrt(np.where(variances > 0, variances, 1.0))
    scaled = [
        Sample(
            sample.n,
            (sample.means - centre) / deviations,
            sample.covariance / np.outer(deviations, deviations),
        )
        for sample in samples
    ]
    return scaled, deviations


def _correlation(covariance: Floats) -> Floats:
    deviations = np.sqrt(np.diag(covariance))
    correlation: Floats = covariance / np.outer(deviations, deviations)
    return correlation


def _start(layout: Layout, samples: Sequence[Sample], equal: Equal) -> Floats:
    """Loadings from each factor's first principal axis, factors related as their sums are."""
    vector = np.zeros(layout.size)
    common = samples[0].covariance
    if equal is not Equal.FORM:
        total = sum(sample.n for sample in samples)
        common = sum(
            (sample.n / total * sample.covariance for sample in samples), np.zeros_like(common)
        )
    for group, sample in enumerate(samples):
        base = sample.covariance if equal is Equal.FORM else common
        loadings, related = _first_axes(layout, base)
        variances = np.diag(sample.covariance)
        full = np.concatenate(
            [
                loadings,
                related[np.tril_indices(layout.factors)],
                np.maximum(variances - loadings**2, 0.2 * variances),
                np.zeros(layout.items + layout.factors),
            ]
        )
        places = layout.places[group]
        vector[places[places >= 0]] = full[places >= 0]
    return vector


def _first_axes(layout: Layout, covariance: Floats) -> tuple[Floats, Floats]:
    loadings = np.empty(layout.items)
    weights = np.zeros((layout.items, layout.factors))
    for factor in range(layout.factors):
        own = np.flatnonzero(layout.factor_of == factor)
        values, vectors = np.linalg.eigh(covariance[np.ix_(own, own)])
        axis = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
        # what is the items' own inflates the first axis; take about that much off
        common = max(float(values[-1]) - float(values[:-1].mean()) if own.size > 1 else 0.5, 0.1)
        loadings[own] = axis * np.sqrt(common)
        weights[own, factor] = axis
    related = weights.T @ covariance @ weights
    related = np.clip(_correlation(related), -0.9, 0.9)
    np.fill_diagonal(related, 1.0)
    return loadings, related


def _upright(layout: Layout, vector: Floats) -> Floats:
    """The same model with each factor pointing the way most of its loadings do."""
    upright = vector.copy()
    k = layout.items
    rows, columns = np.tril_indices(layout.factors)
    signs: dict[int, float] = {}
    for places in layout.places:
        loadings = vector[places[:k]]
        way = np.array(
            [
                -1.0 if loadings[layout.factor_of == factor].sum() < 0 else 1.0
                for factor in range(layout.factors)
            ]
        )
        turns = np.concatenate(
            [way[layout.factor_of], way[rows] * way[columns], np.ones(2 * k), way]
        )
        signs |= {
            int(place): float(turn) for place, turn in zip(places, turns, strict=True) if place >= 0
        }
    for place, turn in signs.items():
        upright[place] *= turn
    return upright


def _spread(discrepancy: Discrepancy, vector: Floats) -> Floats | None:
    curvature = discrepancy.curvature(vector)
    sizes = np.sqrt(np.maximum(np.diag(curvature), 1e-300))
    if float(np.linalg.eigvalsh(curvature / np.outer(sizes, sizes))[0]) < SINGULAR:
        return None
    spread: Floats = 2 / discrepancy.n * np.linalg.inv(curvature).astype(np.float64)
    return spread


def _fit(discrepancy: Discrepancy, vector: Floats, value: float, equal: Equal) -> Fit:
    samples, layout = discrepancy.samples, discrepancy.layout
    k, groups = layout.items, len(samples)
    known = groups * k * (k + 1) // 2
    if equal is Equal.INTERCEPTS:
        known += groups * k
    baseline = -sum(
        sample.n * float(np.linalg.slogdet(_correlation(sample.covariance))[1])
        for sample in samples
    )
    left = 0.0
    for group, sample in enumerate(samples):
        _, covariance = discrepancy.implied(vector, group)
        deviations = np.sqrt(np.diag(sample.covariance))
        apart = (sample.covariance - covariance) / np.outer(deviations, deviations)
        squares = float((np.tril(apart) ** 2).sum()) / (k * (k + 1) / 2)
        left += sample.n / discrepancy.n * squares
    return fit_indices(
        discrepancy.n * value,
        known - layout.size,
        discrepancy.n,
        (baseline, groups * k * (k - 1) // 2),
        srmr=left**0.5,
        groups=groups,
    )

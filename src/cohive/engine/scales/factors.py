"""Confirming that items measure what they are meant to: one factor per scale, all at once.

A model is fitted to those who answered every item. Where it cannot be (too few persons, too few
items, items tied exactly, no least found) the result says so and holds no figures. Where the
figures are strange (a residual below 0, factors related beyond 1) they are given and called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from cohive.engine.scales.answers import Answers, Floats, Moments, Scale, moments_of, selected
from cohive.engine.scales.fitting import Estimate, estimate
from cohive.engine.scales.indices import Fit
from cohive.engine.scales.model import Places, Sample
from cohive.engine.scales.reliability import average_variance_extracted, mcdonald_omega
from cohive.words.sentences import Sentence

__all__ = ["CFA_PERSONS_MIN", "Factors", "confirm", "factor_of", "htmt_ratios"]

CFA_PERSONS_MIN = 100
CFA_ITEMS_MIN = 3
CFI_GOOD, RMSEA_GOOD, SRMR_GOOD = 0.95, 0.06, 0.08
"""Hu and Bentler 1999."""
HTMT_MOST = 0.85
"""Henseler, Ringle and Sarstedt 2015, the stricter of the two usual marks."""


@dataclass(frozen=True, eq=False)
class Factors:
    """A fitted model of m factors and k items. Loadings and residuals are standardised.

    Attributes
    ----------
    scales : tuple[str, ...]
        The factors' names.
    items : tuple[str, ...]
        All items, scale after scale.
    factor_of : ndarray of int, shape (k,)
        The scale, 0 … m−1, that each item belongs to.
    n : int
        Persons who answered every item.
    fit : Fit
        The indices.
    loadings, loading_errors : ndarray of float, shape (k,)
        λ and its standard error by the delta method; the errors are NaN where undetermined.
    residuals : ndarray of float, shape (k,)
        The part of each item's variance that is its own; below 0 in a Heywood case.
    correlations, correlation_errors : ndarray of float, shape (m, m)
        Of the factors; errors 0 on the diagonal, NaN where undetermined.
    omega : ndarray of float, shape (m,)
        McDonald's ω of the sum of standardised items.
    omega_sum : ndarray of float, shape (m,)
        The same for the sum of the items as they were answered.
    ave : ndarray of float, shape (m,)
        Average variance extracted.
    fornell_larcker : ndarray of bool, shape (m,)
        Whether AVE is above every squared correlation with another factor.
    htmt : ndarray of float, shape (m, m)
        Heterotrait–monotrait ratios; 1 on the diagonal.
    heywood : tuple[str, ...]
        Items with a residual below 0.
    explanation : tuple[Sentence, ...]
        What was done, and what to beware of.
    """

    scales: tuple[str, ...]
    items: tuple[str, ...]
    factor_of: Places
    n: int
    fit: Fit
    loadings: Floats
    loading_errors: Floats
    residuals: Floats
    correlations: Floats
    correlation_errors: Floats
    omega: Floats
    omega_sum: Floats
    ave: Floats
    fornell_larcker: np.ndarray
    htmt: Floats
    heywood: tuple[str, ...]
    explanation: tuple[Sentence, ...]


def factor_of(scales: Sequence[Scale]) -> Places:
    """To which scale each item belongs, scale after scale.

    Parameters
    ----------
    scales : Sequence[Scale]
        In order.

    Returns
    -------
    ndarray of int, shape (k,)
        0 … m−1.
    """
    return np.repeat(np.arange(len(scales)), [len(scale.items) for scale in scales])


def confirm(answers: Answers, scales: Sequence[Scale]) -> Factors | tuple[Sentence, ...]:
    """Fit one factor per scale, all related to each other.

    Parameters
    ----------
    answers : Answers
        Turned already; may hold more items.
    scales : Sequence[Scale]
        One, or several without a common item.

    Returns
    -------
    Factors or tuple[Sentence, ...]
        The model, or why there is none.

    Raises
    ------
    Refused
        For items that are not there, not answered, or answered alike by all.
    """
    names = [item for scale in scales for item in scale.items]
    reason = _unfit_for_a_model(scales, names)
    if reason is not None:
        return (reason,)
    chosen = selected(answers, names)
    moments = moments_of(chosen.values, chosen.weights)
    if moments.n_effective < CFA_PERSONS_MIN:
        return (
            Sentence(
                "A factor model needs %(least)s persons who answered every item; here are %(n)s.",
                {"least": CFA_PERSONS_MIN, "n": int(moments.n_effective)},
            ),
        )
    belongs = factor_of(scales)
    sample = Sample(moments.n_effective, moments.means, moments.covariance)
    found = estimate(belongs, [sample])
    if found is None:
        return (
            Sentence(
                "Some items are tied exactly: one is a sum of others, or does not vary among those "
                "who answered everything. No factor model exists."
            ),
        )
    if not found.converged:
        return (
            Sentence(
                "The search for a factor model did not settle in %(steps)s steps. It holds no "
                "figures: the items do not follow this structure, or too few persons answered.",
                {"steps": found.steps},
            ),
        )
    return _read(found, scales, tuple(names), moments, chosen)


def _unfit_for_a_model(scales: Sequence[Scale], names: Sequence[str]) -> Sentence | None:
    if len(set(names)) < len(names):
        return Sentence("The scales have items in common, so they are not fitted in one model.")
    if len(scales) == 1 and len(names) < CFA_ITEMS_MIN:
        return Sentence(
            "A factor model of one scale needs %(least)s items; “%(scale)s” has %(k)s.",
            {"least": CFA_ITEMS_MIN, "scale": scales[0].name, "k": len(names)},
        )
    return None


def _read(
    found: Estimate,
    scales: Sequence[Scale],
    names: tuple[str, ...],
    moments: Moments,
    chosen: Answers,
) -> Factors:
    assert found.fit is not None  # noqa: S101 - it converged
    loadings, related, residuals, _, _ = found.layout.parts(found.layout.full(found.vector, 0))
    belongs = found.layout.factor_of
    variances = loadings**2 + residuals
    standard = loadings / np.sqrt(variances)
    own = residuals / variances
    errors, related_errors = _errors(found, loadings, residuals)
    m = len(scales)
    omega, omega_sum, ave = np.empty(m), np.empty(m), np.empty(m)
    for factor in range(m):
        of = belongs == factor
        omega[factor] = mcdonald_omega(standard[of], own[of])
        units = found.deviations[of]
        omega_sum[factor] = mcdonald_omega(loadings[of] * units, residuals[of] * units**2)
        ave[factor] = average_variance_extracted(standard[of])
    apart = related - np.diag(np.diag(related))
    htmt = htmt_ratios(moments.covariance, belongs)
    heywood = tuple(name for name, rest in zip(names, own, strict=True) if rest < 0)
    whole = Factors(
        tuple(scale.name for scale in scales),
        names,
        belongs,
        moments.n,
        found.fit,
        standard,
        errors,
        own,
        related,
        related_errors,
        omega,
        omega_sum,
        ave,
        ave > (apart**2).max(axis=1),
        htmt,
        heywood,
        (),
    )
    return replace(whole, explanation=(*_about(whole, chosen), *_warnings(whole, found)))


def _errors(found: Estimate, loadings: Floats, residuals: Floats) -> tuple[Floats, Floats]:
    """Standard errors of standardised loadings (delta method) and of factor correlations."""
    k, m = loadings.size, found.layout.factors
    rows, columns = np.tril_indices(m)
    related = np.zeros((m, m))
    if found.spread is None:
        return np.full(k, nan), np.full((m, m), nan)
    places = found.layout.places[0]
    at_loadings, at_residuals = places[:k], places[k + rows.size : 2 * k + rows.size]
    variances = loadings**2 + residuals
    by_loading = residuals / variances**1.5
    by_residual = -loadings / (2 * variances**1.5)
    spread = found.spread
    squares = (
        by_loading**2 * spread[at_loadings, at_loadings]
        + by_residual**2 * spread[at_residuals, at_residuals]
        + 2 * by_loading * by_residual * spread[at_loadings, at_residuals]
    )
    for row, column, place in zip(rows, columns, places[k : k + rows.size], strict=True):
        if place >= 0:
            related[row, column] = related[column, row] = np.sqrt(spread[place, place])
    return np.sqrt(np.maximum(squares, 0)), related


def htmt_ratios(covariance: Floats, belongs: Places) -> Floats:
    """Heterotrait–monotrait ratios: how far scales are apart, without any model.

    The mean absolute correlation between the items of two scales, divided by the geometric mean of
    the mean absolute correlations inside each.

    Parameters
    ----------
    covariance : ndarray of float, shape (k, k)
        Of the items.
    belongs : ndarray of int, shape (k,)
        The scale, 0 … m−1, of each; every scale has two items or more.

    Returns
    -------
    ndarray of float, shape (m, m)
        1 on the diagonal; NaN where the items of a scale are not related at all.

    References
    ----------
    Henseler, J., Ringle, C. M. and Sarstedt, M. (2015). A new criterion for assessing discriminant
    validity in variance-based structural equation modeling.
    """
    deviations = np.sqrt(np.diag(covariance))
    sizes = np.abs(covariance / np.outer(deviations, deviations))
    m = int(belongs.max()) + 1
    chosen = (belongs == np.arange(m)[:, None]).astype(np.float64)
    counts = chosen.sum(axis=1)
    sums = chosen @ sizes @ chosen.T
    inside = (np.diag(sums) - counts) / (counts * (counts - 1))
    across = sums / np.outer(counts, counts)
    scale = np.sqrt(np.outer(inside, inside))
    ratios: Floats = np.divide(across, scale, out=np.full((m, m), nan), where=scale > 0)
    np.fill_diagonal(ratios, 1.0)
    return ratios


def _about(found: Factors, chosen: Answers) -> list[Sentence]:
    said = [
        Sentence(
            "The model is fitted by maximum likelihood to the %(n)s persons who answered every "
            "item; ω and AVE are of standardised items.",
            {"n": found.n},
        )
    ]
    left = chosen.values.shape[0] - found.n
    if left:
        said.append(
            Sentence(
                "%(left)s persons are left out of it, as an answer is missing (or their weight "
                "is 0). If whoever is silent differs, so do the figures.",
                {"left": left},
            )
        )
    return said


def _warnings(found: Factors, search: Estimate) -> list[Sentence]:
    said = []
    fit = found.fit
    if fit.df == 0:
        said.append(
            Sentence("With so few items the model always fits: its fit says nothing about them.")
        )
    elif not _fits_well(fit):
        said.append(
            Sentence(
                "The model does not fit well (usual marks: CFI and TLI from %(cfi)s, RMSEA up to "
                "%(rmsea)s, SRMR up to %(srmr)s). Loadings, ω and AVE rest on it.",
                {"cfi": CFI_GOOD, "rmsea": RMSEA_GOOD, "srmr": SRMR_GOOD},
            )
        )
    said += [
        Sentence(
            "Heywood case: “%(item)s” would have a residual variance below 0. The model is wrong "
            "for it, or the sample too small; do not rely on the figures of its scale.",
            {"item": item},
        )
        for item in found.heywood
    ]
    if (np.abs(found.correlations[~np.eye(len(found.scales), dtype=bool)]) >= 1).any():
        said.append(
            Sentence("Two scales would be related by 1 or more: they measure one thing, not two.")
        )
    if search.spread is None:
        said.append(
            Sentence("The answers do not determine every figure of the model: no errors are given.")
        )
    return [*said, *_too_close(found)]


def _fits_well(fit: Fit) -> bool:
    assert fit.rmsea is not None  # noqa: S101 - there is freedom, or nobody asks
    good = fit.cfi >= CFI_GOOD and (fit.tli is None or fit.tli >= CFI_GOOD)
    return good and fit.rmsea.middle <= RMSEA_GOOD and fit.srmr <= SRMR_GOOD


def _too_close(found: Factors) -> list[Sentence]:
    said = []
    for one in range(len(found.scales)):
        for other in range(one):
            square = float(found.correlations[one, other]) ** 2
            close_in_model = square >= min(found.ave[one], found.ave[other])
            if close_in_model or found.htmt[one, other] >= HTMT_MOST:
                said.append(
                    Sentence(
                        "“%(one)s” and “%(other)s” are hardly apart: correlation %(r)s, HTMT "
                        "%(htmt)s (usual mark: below %(most)s).",
                        {
                            "one": found.scales[other],
                            "other": found.scales[one],
                            "r": f"{found.correlations[one, other]:.2f}",
                            "htmt": f"{found.htmt[one, other]:.2f}",
                            "most": HTMT_MOST,
                        },
                    )
                )
    return said

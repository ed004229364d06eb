"""The factor model as numbers: where each parameter stands, and what the model then implies.

Each item belongs to one factor: x = τ + λ ξ + δ, so Σ = ΛΦΛ' + Ψ and μ = τ + Λκ. Parameters of all
groups lie in one vector; an index says for each group which of them it uses, so that "equal in all
groups" means "the same place". The scale of a factor is set by variance 1 (in the first group).

The discrepancy of maximum likelihood is Σ_g (n_g/n) [ln|Σ| + tr(SΣ⁻¹) − ln|S| − k + (m−μ)'Σ⁻¹(m−μ)]
(Jöreskog 1971, Simultaneous factor analysis in several populations). Its gradient is exact; its
curvature is the expected one (Fisher's), which is never indefinite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cohive.engine.scales.answers import Floats

__all__ = ["Discrepancy", "Equal", "Layout", "Sample", "layout_of"]

Places = NDArray[np.int64]
FIXED = -1


class Equal(StrEnum):
    """What the groups have in common; each step includes those before."""

    FORM = "configural"
    LOADINGS = "metric"
    INTERCEPTS = "scalar"


@dataclass(frozen=True, eq=False)
class Sample:
    """The moments of one group.

    Attributes
    ----------
    n : float
        Persons, or the effective number of them.
    means : ndarray of float, shape (k,)
        Of the items.
    covariance : ndarray of float, shape (k, k)
        By n, positive definite.
    """

    n: float
    means: Floats
    covariance: Floats


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the parameters of each group stand in one vector of P.

    A group's full list is: k loadings, the lower triangle of the factors' m × m covariance by rows,
    k residual variances, k intercepts, m factor means.

    Attributes
    ----------
    factor_of : ndarray of int, shape (k,)
        The factor, 0 … m−1, that each item belongs to.
    factors : int
        m.
    places : tuple of ndarray of int, one per group
        For each entry of the full list its place in the vector, or −1 where it is fixed.
    fixed : tuple of ndarray of float, one per group
        The full list with what is fixed at its value and 0 elsewhere.
    size : int
        P.
    """

    factor_of: Places
    factors: int
    places: tuple[Places, ...]
    fixed: tuple[Floats, ...]
    size: int

    @property
    def items(self) -> int:
        """How many items there are."""
        return int(self.factor_of.size)

    def full(self, vector: Floats, group: int) -> Floats:
        """A group's full list of parameters.

        Parameters
        ----------
        vector : ndarray of float, shape (P,)
            All free parameters.
        group : int
            From 0.

        Returns
        -------
        ndarray of float
            As long as the group's list of places.
        """
        places = self.places[group]
        return np.where(places == FIXED, self.fixed[group], vector[places])

    def parts(self, full: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """A full list taken apart.

        Parameters
        ----------
        full : ndarray of float
            A group's full list.

        Returns
        -------
        tuple of ndarray
            Loadings (k,), factor covariance (m, m), residual variances (k,), intercepts (k,),
            factor means (m,).
        """
        k, m = self.items, self.factors
        rows, columns = np.tril_indices(m)
        cuts = np.cumsum([k, rows.size, k, k])
        loadings, triangle, residuals, intercepts, means = np.split(full, cuts)
        factor_covariance = np.empty((m, m))
        factor_covariance[rows, columns] = triangle
        factor_covariance[columns, rows] = triangle
        return loadings, factor_covariance, residuals, intercepts, means


def layout_of(factor_of: Places, samples: Sequence[Sample], equal: Equal = Equal.FORM) -> Layout:
    """Lay out the parameters of a model for one group or several.

    Parameters
    ----------
    factor_of : ndarray of int, shape (k,)
        The factor, 0 … m−1, that each item belongs to.
    samples : Sequence[Sample]
        The groups; the first is the one whose factors have mean 0 and variance 1.
    equal : Equal
        What they have in common.

    Returns
    -------
    Layout
        Below `Equal.INTERCEPTS` the intercepts are fixed at the items' means, which fit exactly.
    """
    k, m = factor_of.size, int(factor_of.max()) + 1
    rows, columns = np.tril_indices(m)
    counter = _Counter()
    shared_loadings = counter.some(k) if equal is not Equal.FORM else None
    shared_intercepts = counter.some(k) if equal is Equal.INTERCEPTS else None
    places, fixed = [], []
    for number, sample in enumerate(samples):
        loadings = counter.some(k) if shared_loadings is None else shared_loadings
        is_free = rows != columns
        if number and shared_loadings is not None:
            is_free = np.ones(rows.size, dtype=bool)
        triangle = np.full(rows.size, FIXED)
        triangle[is_free] = counter.some(int(is_free.sum()))
        residuals = counter.some(k)
        intercepts = np.full(k, FIXED) if shared_intercepts is None else shared_intercepts
        has_means = number > 0 and shared_intercepts is not None
        means = counter.some(m) if has_means else np.full(m, FIXED)
        places.append(np.concatenate([loadings, triangle, residuals, intercepts, means]))
        known = np.zeros(places[-1].size)
        known[k : k + rows.size] = np.where(is_free, 0.0, 1.0)
        if shared_intercepts is None:
            known[2 * k + rows.size : 3 * k + rows.size] = sample.means
        fixed.append(known)
    return Layout(factor_of, m, tuple(places), tuple(fixed), counter.next)


class _Counter:
    """Gives out places, one after the other."""

    def __init__(self) -> None:
        self.next = 0

    def some(self, count: int) -> Places:
        self.next += count
        return np.arange(self.next - count, self.next)


class Discrepancy:
    """How far the moments are from a model, as a function of its parameters.

    Parameters
    ----------
    layout : Layout
        Of P parameters.
    samples : Sequence[Sample]
        As many as the layout has groups.
    """

    def __init__(self, layout: Layout, samples: Sequence[Sample]) -> None:
        self.layout = layout
        self.samples = tuple(samples)
        self.n = sum(sample.n for sample in samples)
        self._log_determinants = [
            float(np.linalg.slogdet(sample.covariance)[1]) for sample in samples
        ]

    def implied(self, vector: Floats, group: int) -> tuple[Floats, Floats]:
        """What the model says of a group's items.

        Parameters
        ----------
        vector : ndarray of float, shape (P,)
            The parameters.
        group : int
            From 0.

        Returns
        -------
        tuple of ndarray
            Means (k,) and covariance (k, k).
        """
        layout = self.layout
        loadings, factors, residuals, intercepts, means = layout.parts(layout.full(vector, group))
        between = factors[np.ix_(layout.factor_of, layout.factor_of)]
        covariance = loadings[:, None] * between * loadings + np.diag(residuals)
        return intercepts + loadings * means[layout.factor_of], covariance

    def value_and_gradient(self, vector: Floats) -> tuple[float, Floats]:
        """The discrepancy and its exact gradient.

        Parameters
        ----------
        vector : ndarray of float, shape (P,)
            The parameters.

        Returns
        -------
        tuple of float and ndarray of float, shape (P,)
            Infinite, with gradient 0, where the model implies no covariance (not positive).
        """
        value, gradient = 0.0, np.zeros(self.layout.size)
        for group, sample in enumerate(self.samples):
            mean, covariance = self.implied(vector, group)
            try:
                root = np.linalg.cholesky(covariance)
            except np.linalg.LinAlgError:
                return np.inf, np.zeros(self.layout.size)
            inverse: Floats = np.linalg.inv(covariance).astype(np.float64)
            apart = sample.means - mean
            moment = sample.covariance + np.outer(apart, apart)
            part = sample.n / self.n
            value += part * (
                2 * float(np.log(np.diag(root)).sum())
                + float((moment * inverse).sum())
                - self._log_determinants[group]
                - self.layout.items
            )
            by_covariance = inverse - inverse @ moment @ inverse
            full = self._full_gradient(vector, group, by_covariance, inverse @ apart)
            places = self.layout.places[group]
            is_free = places != FIXED
            gradient[places[is_free]] += part * full[is_free]  # no place twice in one group
        return value, gradient

    def _full_gradient(
        self, vector: Floats, group: int, by_covariance: Floats, pull: Floats
    ) -> Floats:
        """The gradient by a group's full list; `pull` is Σ⁻¹(m − μ)."""
        layout = self.layout
        loadings, factors, _, _, means = layout.parts(layout.full(vector, group))
        pattern = _pattern(layout, loadings)
        by_loading = 2 * (by_covariance @ pattern @ factors)
        own = by_loading[np.arange(layout.items), layout.factor_of]
        by_factors = pattern.T @ by_covariance @ pattern
        rows, columns = np.tril_indices(layout.factors)
        return np.concatenate(
            [
                own - 2 * pull * means[layout.factor_of],
                by_factors[rows, columns] * np.where(rows == columns, 1, 2),
                np.diag(by_covariance),
                -2 * pull,
                -2 * pattern.T @ pull,
            ]
        )

    def curvature(self, vector: Floats) -> Floats:
        """The expected second derivatives of the discrepancy.

        Parameters
        ----------
        vector : ndarray of float, shape (P,)
            The parameters; the model implies a covariance there.

        Returns
        -------
        ndarray of float, shape (P, P)
            Twice Fisher's information per person; 2/n times its inverse is the estimates'
            covariance.
        """
        whole = np.zeros((self.layout.size, self.layout.size))
        for group, sample in enumerate(self.samples):
            _, covariance = self.implied(vector, group)
            inverse = np.linalg.inv(covariance)
            by_covariance, by_mean = self._derivatives(vector, group)
            count, k = by_covariance.shape[:2]
            turned = (by_covariance.reshape(-1, k) @ inverse).reshape(count, k, k)
            full = 2 * by_mean @ inverse @ by_mean.T
            full[:count, :count] += (
                turned.reshape(count, -1) @ turned.transpose(0, 2, 1).reshape(count, -1).T
            )
            places = self.layout.places[group]
            is_free = places != FIXED
            chosen = np.ix_(is_free, is_free)
            at = np.ix_(places[is_free], places[is_free])
            whole[at] += sample.n / self.n * full[chosen]
        return whole

    def _derivatives(self, vector: Floats, group: int) -> tuple[Floats, Floats]:
        """Of the covariance (as far as the residuals) and the means, by each entry of the list."""
        layout = self.layout
        k, m = layout.items, layout.factors
        loadings, factors, _, _, means = layout.parts(layout.full(vector, group))
        pattern = _pattern(layout, loadings)
        rows, columns = np.tril_indices(m)
        size = 3 * k + rows.size + m
        by_covariance, by_mean = np.zeros((size - k - m, k, k)), np.zeros((size, k))
        each = np.arange(k)
        towards = (pattern @ factors)[:, layout.factor_of].T
        by_covariance[each, each, :] += towards
        by_covariance[each, :, each] += towards
        by_mean[each, each] = means[layout.factor_of]
        for place, (one, other) in enumerate(zip(rows, columns, strict=True)):
            outer = np.outer(pattern[:, one], pattern[:, other])
            by_covariance[k + place] = outer if one == other else outer + outer.T
        start = k + rows.size
        by_covariance[start + each, each, each] = 1
        by_mean[start + k + each, each] = 1
        by_mean[start + 2 * k :] = pattern.T
        return by_covariance, by_mean


def _pattern(layout: Layout, loadings: Floats) -> Floats:
    """Λ, shape (k, m)."""
    pattern = np.zeros((layout.items, layout.factors))
    pattern[np.arange(layout.items), layout.factor_of] = loadings
    return pattern

"""How far the items of a scale agree: Cronbach's α with its interval, McDonald's ω, and AVE.

α asks nothing but the covariances, is a lower bound of reliability when errors are apart, and grows
with the number of items, so a high one does not prove that they measure one thing. ω and AVE come
from the loadings of a one-factor model and mean something only where that model fits.
"""

from __future__ import annotations

from math import isfinite, nan

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from cohive.engine.intervals import Interval

__all__ = ["average_variance_extracted", "cronbach_alpha", "feldt_interval", "mcdonald_omega"]


def cronbach_alpha(covariance: ArrayLike) -> float:
    """k/(k − 1) · (1 − Σ σ²ᵢ / σ² of the sum).

    Parameters
    ----------
    covariance : array of float, shape (k, k)
        Of two or more items; any divisor.

    Returns
    -------
    float
        At most 1; below 0 where items contradict each other; NaN where the sum does not vary.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests.
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = matrix.shape[0]
    own, total = float(np.trace(matrix)), float(matrix.sum())
    if k < 2 or not total > 1e-12 * own:
        return nan
    return float(k / (k - 1) * (1 - own / total))


def feldt_interval(alpha: float, n: float, k: int) -> Interval:
    """The 95 % interval of α by Feldt's F.

    (1 − α) / (1 − α̂) follows F with n − 1 and (n − 1)(k − 1) degrees of freedom when items are
    normal and equally related; with very unequal items it is a little too narrow.

    Parameters
    ----------
    alpha : float
        The estimate; may be NaN.
    n : float
        Persons, or the effective number of them.
    k : int
        Items, from 2.

    Returns
    -------
    Interval
        NaN ends where α is NaN or n is not above 1.

    References
    ----------
    Feldt, L. S. (1965). The approximate sampling distribution of Kuder–Richardson reliability
    coefficient twenty.
    """
    if not isfinite(alpha) or n <= 1 or k < 2:
        return Interval(alpha, nan, nan)
    freedom = n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - alpha) * float(fdtri(*freedom, p)) for p in (0.975, 0.025))
    return Interval(alpha, low, high)


def mcdonald_omega(loadings: ArrayLike, residuals: ArrayLike | None = None) -> float:
    """(Σ λ)² / ((Σ λ)² + Σ ψ): which part of the sum's variance is the factor's.

    Parameters
    ----------
    loadings : array of float, shape (k,)
        λ of a one-factor model whose factor has variance 1.
    residuals : array of float, shape (k,), or None
        ψ, in the squared unit of the loadings; None for standardised ones, 1 − λ².

    Returns
    -------
    float
        0 to 1 where no residual is negative; NaN where nothing varies.

    References
    ----------
    McDonald, R. P. (1999). Test theory: a unified treatment.
    """
    values = np.asarray(loadings, dtype=np.float64)
    rest = 1 - values**2 if residuals is None else np.asarray(residuals, dtype=np.float64)
    common = float(values.sum()) ** 2
    whole = common + float(rest.sum())
    return common / whole if whole > 0 else nan


def average_variance_extracted(loadings: ArrayLike) -> float:
    """The mean of λ²: how much of an item, on average, is the factor's.

    Parameters
    ----------
    loadings : array of float, shape (k,)
        Standardised.

    Returns
    -------
    float
        From 0; .5 is the usual least.

    References
    ----------
    Fornell, C. and Larcker, D. F. (1981). Evaluating structural equation models.
    """
    return float((np.asarray(loadings, dtype=np.float64) ** 2).mean())

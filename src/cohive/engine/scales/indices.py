"""How well a factor model fits: RMSEA with its interval, CFI, TLI, SRMR.

They are read together and as degrees, not as gates. Usual marks for a good fit (Hu and Bentler
1999): CFI and TLI from .95, RMSEA up to .06, SRMR up to .08.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

from scipy.optimize import brentq
from scipy.special import chdtr, chdtrc, chndtr

from cohive.engine.intervals import Interval

__all__ = ["Fit", "fit_indices", "rmsea_interval"]


@dataclass(frozen=True)
class Fit:
    """The fit of a model to covariances (and means, where groups are compared).

    Attributes
    ----------
    chi_square : float
        n times the least discrepancy of maximum likelihood; 0 where the model fits by itself.
    df : int
        Degrees of freedom, from 0.
    p : float or None
        Probability of such a χ² or a larger one under the model; None without freedom.
    n : float
        Persons, or the effective number of them.
    baseline_chi_square, baseline_df : float, int
        The same for the model in which no item is related to any other.
    rmsea : Interval or None
        With its 90 % interval, as is usual for it; None without freedom.
    cfi : float
        0 to 1.
    tli : float or None
        May leave 0 to 1; None without freedom.
    srmr : float
        Root mean square of the residual correlations, from 0.
    """

    chi_square: float
    df: int
    p: float | None
    n: float
    baseline_chi_square: float
    baseline_df: int
    rmsea: Interval | None
    cfi: float
    tli: float | None
    srmr: float


def fit_indices(
    chi_square: float,
    df: int,
    n: float,
    baseline: tuple[float, int],
    *,
    srmr: float = nan,
    groups: int = 1,
) -> Fit:
    """The indices of a χ².

    RMSEA = √(max(χ² − df, 0) / (df (n − 1))), times √groups; CFI = 1 − max(χ² − df, 0) /
    max(χ²_b − df_b, χ² − df, 0); TLI = (χ²_b/df_b − χ²/df) / (χ²_b/df_b − 1).

    Parameters
    ----------
    chi_square : float
        Of the model, from 0.
    df : int
        Its degrees of freedom, from 0.
    n : float
        Persons in all groups, above 1.
    baseline : tuple[float, int]
        χ² and degrees of freedom of the model without relations.
    srmr : float
        Passed on.
    groups : int, default 1
        How many samples the model holds for.

    Returns
    -------
    Fit
        RMSEA, TLI and p are None where df is 0.

    References
    ----------
    Steiger, J. H. (1990); Bentler, P. M. (1990); Tucker, L. R. and Lewis, C. (1973); Steiger, J. H.
    (1998) for the factor √groups.
    """
    baseline_chi_square, baseline_df = baseline
    excess = max(chi_square - df, 0.0)
    most = max(baseline_chi_square - baseline_df, excess)
    cfi = 1.0 if most <= 0 else 1 - excess / most
    baseline_ratio = baseline_chi_square / baseline_df if baseline_df else nan
    has_tli = df > 0 and baseline_ratio != 1
    return Fit(
        chi_square,
        df,
        float(chdtrc(df, chi_square)) if df else None,
        n,
        baseline_chi_square,
        baseline_df,
        rmsea_interval(chi_square, df, n, groups=groups) if df else None,
        cfi,
        (baseline_ratio - chi_square / df) / (baseline_ratio - 1) if has_tli else None,
        srmr,
    )


def rmsea_interval(
    chi_square: float, df: int, n: float, *, groups: int = 1, confidence: float = 0.90
) -> Interval:
    """RMSEA and its interval, from the noncentral χ² distribution.

    Parameters
    ----------
    chi_square : float
        From 0.
    df : int
        From 1.
    n : float
        Above 1.
    groups : int, default 1
        How many samples the model holds for.
    confidence : float, default 0.90
        The probability of the interval; .90 is customary for RMSEA.

    Returns
    -------
    Interval
        From 0.

    References
    ----------
    Browne, M. W. and Cudeck, R. (1993). Alternative ways of assessing model fit.
    """
    tail = (1 - confidence) / 2

    def size(noncentrality: float) -> float:
        return sqrt(max(noncentrality, 0.0) / (df * (n - 1)) * groups)

    low = _noncentrality(chi_square, df, 1 - tail)
    high = _noncentrality(chi_square, df, tail)
    return Interval(size(chi_square - df), size(low), size(high))


def _noncentrality(chi_square: float, df: int, below: float) -> float:
    """With which noncentrality a smaller χ² has this probability; 0 where none is small enough."""
    if float(chdtr(df, chi_square)) <= below:
        return 0.0
    most = max(chi_square, 1.0)
    while float(chndtr(chi_square, df, most)) > below:
        most *= 2
    return float(brentq(lambda value: chndtr(chi_square, df, value) - below, 0, most))

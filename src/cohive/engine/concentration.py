"""How evenly something is spread among people: Gini, Lorenz curve, contributor absence factor.

None of them says whether a spread is fair. They say how much rests on how few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohive.engine.intervals.bootstrap import RESAMPLES, bootstrap

__all__ = ["Concentration", "absence_factor", "concentration", "gini", "lorenz"]

Values = npt.NDArray[np.float64]
POINTS_MAX = 101
FEWEST = 2


@dataclass(frozen=True)
class Concentration:
    """How evenly something is spread among people.

    Attributes
    ----------
    n : int
        People counted, from 0.
    total : float
        What they hold together, in the unit of the values.
    gini : float | None
        0 (all the same) to (n − 1)/n (one has everything); None below two people or when there is
        nothing to spread.
    low, high : float | None
        The 95 % bootstrap interval of `gini` over people; None where `gini` is.
    absence_factor : int
        The fewest people who together hold half or more, 0 to n.
    top_tenth : float
        The part, 0 to 1, of the largest tenth of people (rounded up).
    curve : tuple[tuple[float, float], ...]
        Lorenz points (part of people, part of the total) from the smallest up, at most 101; empty
        where `gini` is None.
    """

    n: int
    total: float
    gini: float | None
    low: float | None
    high: float | None
    absence_factor: int
    top_tenth: float
    curve: tuple[tuple[float, float], ...]


def concentration(values: Values, *, seed: int, resamples: int = RESAMPLES) -> Concentration:
    """Measure how evenly something is spread among people.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        What each person holds, from 0. People without anything count when they are given as 0;
        whoever is left out is not counted.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How often people are drawn again.

    Returns
    -------
    Concentration
        The Gini coefficient with its interval, and how much rests on how few.

    Raises
    ------
    ValueError
        For a negative or not finite value: a Gini of debts means nothing.

    References
    ----------
    Gini, C. (1912). Variabilità e mutabilità.
    """
    held = np.asarray(values, dtype=np.float64)
    if held.size and not (np.isfinite(held).all() and (held >= 0).all()):
        raise ValueError("values must be finite and not negative")
    held = np.sort(held)
    total = float(held.sum())
    if held.size < FEWEST or total <= 0:
        return Concentration(
            held.size, total, None, None, None, absence_factor(held), float(total > 0), ()
        )
    low, high = bootstrap(_ginis, held, seed=seed, resamples=resamples) or (0.0, 0.0)
    top = -(-held.size // 10)
    return Concentration(
        n=held.size,
        total=total,
        gini=gini(held),
        low=low,
        high=high,
        absence_factor=absence_factor(held),
        top_tenth=float(held[-top:].sum() / total),
        curve=lorenz(held),
    )


def gini(values: Values) -> float:
    """Gini's coefficient, 2 Σ i·x₍ᵢ₎ / (n Σ x) − (n + 1)/n, not corrected for small n.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        What each person holds, from 0; in any order.

    Returns
    -------
    float
        0 (all the same) to (n − 1)/n (one has everything).

    Raises
    ------
    ValueError
        When there is nothing to spread.

    References
    ----------
    Gini, C. (1912). Variabilità e mutabilità; here in the form by ranks.
    """
    held = np.sort(np.asarray(values, dtype=np.float64))
    total = float(held.sum())
    if not held.size or total <= 0:
        raise ValueError("there is nothing to spread")
    ranks = np.arange(1, held.size + 1)
    return float(2 * (ranks * held).sum() / (held.size * total) - (held.size + 1) / held.size)


def absence_factor(values: Values) -> int:
    """The fewest people who together hold half or more.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        What each person holds, from 0.

    Returns
    -------
    int
        0 when nobody holds anything, else 1 to n.

    References
    ----------
    CHAOSS, metric "Contributor Absence Factor".
    """
    held = -np.sort(-np.asarray(values, dtype=np.float64))
    total = float(held.sum())
    if total <= 0:
        return 0
    return int(np.searchsorted(np.cumsum(held), total / 2 * (1 - 1e-12)) + 1)


def lorenz(values: Values) -> tuple[tuple[float, float], ...]:
    """The Lorenz curve from (0, 0) to (1, 1).

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        What each person holds, from 0, not all 0.

    Returns
    -------
    tuple[tuple[float, float], ...]
        At most 101 points (part of people, part of the total), each from 0 to 1, rising.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth.
    """
    held = np.sort(np.asarray(values, dtype=np.float64))
    parts = np.concatenate(([0.0], np.cumsum(held) / held.sum()))
    at = np.unique(np.linspace(0, held.size, min(held.size + 1, POINTS_MAX)).round().astype(int))
    return tuple((float(i / held.size), float(parts[i])) for i in at)


def _ginis(drawn: Values) -> Values:
    """Of each row; NaN where nobody in it holds anything."""
    return np.array([gini(again) if again.sum() > 0 else np.nan for again in drawn])

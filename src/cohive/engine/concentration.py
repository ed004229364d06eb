"""How evenly something is spread among people: Gini, Lorenz curve, contributor absence factor.

None of them says whether a spread is fair. They say how much rests on how few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Concentration", "absence_factor", "concentration", "gini", "lorenz"]

Values = npt.NDArray[np.float64]
POINTS_MAX = 101
FEWEST = 2


@dataclass(frozen=True)
class Concentration:
    """How evenly `total` is spread among `n` people.

    gini: 0 (all the same) to (n − 1)/n (one has everything), with a 95 % bootstrap interval `low`
    to `high` over people; None below two people or when there is nothing to spread. absence_factor:
    the fewest people who together hold half or more. top_tenth: the part of the largest tenth of
    people (rounded up). curve: Lorenz points (part of people, part of the total), from the smallest
    up, at most 101 of them.
    """

    n: int
    total: float
    gini: float | None
    low: float | None
    high: float | None
    absence_factor: int
    top_tenth: float
    curve: tuple[tuple[float, float], ...]


def concentration(values: Values, *, seed: int, resamples: int = 400) -> Concentration:
    """Measure the spread of non-negative `values`, one for each person.

    People without anything count when they are given as 0; whoever is left out is not counted.
    `seed` draws the bootstrap resamples of people. Raises ValueError for a negative or a not finite
    value: a Gini of debts means nothing.
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
    low, high = _interval(held, seed, resamples)
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
    """Gini's coefficient, 2 Σ i·x₍ᵢ₎ / (n Σ x) − (n + 1)/n, from 0 to (n − 1)/n.

    Not corrected for small n. Source: Gini 1912, in the form by ranks. Raises ValueError when
    there is nothing to spread.
    """
    held = np.sort(np.asarray(values, dtype=np.float64))
    total = float(held.sum())
    if not held.size or total <= 0:
        raise ValueError("there is nothing to spread")
    ranks = np.arange(1, held.size + 1)
    return float(2 * (ranks * held).sum() / (held.size * total) - (held.size + 1) / held.size)


def absence_factor(values: Values) -> int:
    """The fewest people who together hold half or more (CHAOSS, contributor absence factor).

    0 when nobody holds anything.
    """
    held = -np.sort(-np.asarray(values, dtype=np.float64))
    total = float(held.sum())
    if total <= 0:
        return 0
    return int(np.searchsorted(np.cumsum(held), total / 2 * (1 - 1e-12)) + 1)


def lorenz(values: Values) -> tuple[tuple[float, float], ...]:
    """The Lorenz curve (1905) from (0, 0) to (1, 1) in at most 101 points."""
    held = np.sort(np.asarray(values, dtype=np.float64))
    parts = np.concatenate(([0.0], np.cumsum(held) / held.sum()))
    at = np.unique(np.linspace(0, held.size, min(held.size + 1, POINTS_MAX)).round().astype(int))
    return tuple((float(i / held.size), float(parts[i])) for i in at)


def _interval(held: Values, seed: int, resamples: int) -> tuple[float, float]:
    """The middle 95 % of the Gini of people drawn again with replacement."""
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(resamples):
        again = held[draw.integers(0, held.size, held.size)]
        if again.sum() > 0:
            found.append(gini(again))
    low, high = np.quantile(found, [0.025, 0.975]) if found else (0.0, 0.0)
    return float(low), float(high)

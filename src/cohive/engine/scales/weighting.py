"""Weights that make those who answered look like those they are to speak for.

Raking: each person's weight is multiplied, one trait after the other, until the weighted parts of
every trait are the known ones (Deming and Stephan 1940). With one trait it is post-stratification.
Weights are cut at a ceiling, because a few heavy people make every figure unsure; how unsure says
the effective number, (Σ w)² / Σ w² (Kish 1965).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cohive.engine.scales.answers import Floats

__all__ = ["WEIGHT_MAX", "Margin", "Raked", "rake"]

WEIGHT_MAX = 5.0
"""No person counts for more than so many average ones."""
ROUNDS_MAX = 200
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Margin:
    """One trait: what each person has of it, and how it is spread among those spoken for.

    Attributes
    ----------
    values : Sequence[int or None]
        Each person's category; None where it is not known.
    targets : Mapping[int, float]
        The part of each category, from 0; only their ratios matter.
    """

    values: Sequence[int | None]
    targets: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class Raked:
    """Weights with what they do.

    Attributes
    ----------
    weights : ndarray of float, shape (n,)
        Above 0 (0 where a category's target is 0), with the mean 1.
    n_effective : float
        How many unweighted answers are as sure.
    converged : bool
        Whether all margins are met; cut weights and empty categories can prevent it.
    cut : int
        Persons whose weight was cut at the ceiling.
    """

    weights: Floats
    n_effective: float
    converged: bool
    cut: int


def rake(margins: Sequence[Margin], *, weight_max: float = WEIGHT_MAX) -> Raked:
    """Weigh persons so that every trait is spread as it is known to be.

    Whoever did not tell a trait keeps her weight in it; a category nobody is in cannot be met and
    is left out, the others keeping their ratios.

    Parameters
    ----------
    margins : Sequence[Margin]
        One or more, with as many persons each.
    weight_max : float, default 5
        The ceiling, above 1.

    Returns
    -------
    Raked
        The weights; all 1 when nobody told any trait.

    Raises
    ------
    ValueError
        Without a margin, for margins of different lengths, and a ceiling of 1 or less.
    """
    if not margins or len({len(margin.values) for margin in margins}) != 1:
        raise ValueError("rake needs margins of the same persons")
    if weight_max <= 1:
        raise ValueError("the ceiling is above 1")
    n = len(margins[0].values)
    known = [_masks(margin) for margin in margins]
    weights = np.ones(n)
    met = False
    for _ in range(ROUNDS_MAX):
        for cells in known:
            _meet(weights, cells)
        met = max((_apart(weights, cells) for cells in known), default=0.0) < TOLERANCE
        if met:
            break
    total = weights.sum()
    if total > 0:
        weights *= n / total
    over = weights > weight_max
    if over.any():
        weights = _cut(weights, weight_max)
    squares = float((weights**2).sum())
    effective = float(weights.sum() ** 2 / squares) if squares else 0.0
    empty = any(
        target > 0 and value not in set(margin.values)
        for margin in margins
        for value, target in margin.targets.items()
    )
    return Raked(weights, effective, met and not over.any() and not empty, int(over.sum()))


Cells = list[tuple[np.ndarray, float]]


def _masks(margin: Margin) -> Cells:
    """Who is in each category that somebody is in, with its part among them."""
    values = np.array([-1 if value is None else value for value in margin.values])
    found = [
        (values == value, float(target))
        for value, target in margin.targets.items()
        if (values == value).any()
    ]
    total = sum(target for _, target in found)
    return [(mask, target / total) for mask, target in found] if total > 0 else []


def _meet(weights: Floats, cells: Cells) -> None:
    whole = sum(float(weights[mask].sum()) for mask, _ in cells)
    for mask, part in cells:
        own = float(weights[mask].sum())
        if own > 0:
            weights[mask] *= part * whole / own


def _apart(weights: Floats, cells: Cells) -> float:
    whole = sum(float(weights[mask].sum()) for mask, _ in cells)
    if whole <= 0:
        return 0.0
    return max(abs(float(weights[mask].sum()) / whole - part) for mask, part in cells)


def _cut(weights: Floats, weight_max: float) -> Floats:
    """Weights at most the ceiling after their mean is 1 again."""
    cut: Floats = weights
    for _ in range(ROUNDS_MAX):
        cut = np.minimum(cut, weight_max)
        cut = cut * (cut.size / cut.sum())
        if cut.max() <= weight_max * (1 + TOLERANCE):
            break
    return cut

"""What each item of a scale does: its answers, and whether it goes along with the others."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from cohive.engine.scales.answers import Answers, Floats, moments_of
from cohive.engine.scales.reliability import cronbach_alpha

__all__ = ["CATEGORIES_MIN", "ItemFigures", "item_analysis"]

CATEGORIES_MIN = 5
"""With fewer different answers an item is a choice among kinds, not nearly a measure."""


@dataclass(frozen=True)
class ItemFigures:
    """One item, after turning.

    Attributes
    ----------
    name : str
        The column.
    n, missing : int
        Persons who answered it, and who did not.
    mean, sd : float
        Of the answers given, weighted where there are weights; the sd by n − 1.
    item_rest : float or None
        Correlation with the sum of the other items, over those who answered all; None where the
        others do not vary.
    alpha_if_dropped : float or None
        α of the other items; None with fewer than three items.
    floor, ceiling : float
        The part of the answers, 0 to 1, at the lowest and at the highest end of the range.
    categories : int
        How many different answers were given.
    """

    name: str
    n: int
    missing: int
    mean: float
    sd: float
    item_rest: float | None
    alpha_if_dropped: float | None
    floor: float
    ceiling: float
    categories: int


def item_analysis(
    answers: Answers, *, low: float | None = None, high: float | None = None
) -> tuple[ItemFigures, ...]:
    """Look at each item of a scale.

    Parameters
    ----------
    answers : Answers
        Of one scale, turned already.
    low, high : float or None
        The ends of the range that was offered; None for the lowest and highest answer given to any
        of the items.

    Returns
    -------
    tuple[ItemFigures, ...]
        In the order of the items.
    """
    values = answers.values
    lowest = float(np.nanmin(values)) if low is None else low
    highest = float(np.nanmax(values)) if high is None else high
    covariance = moments_of(values, answers.weights).covariance
    found = []
    for place, name in enumerate(answers.items):
        alone = moments_of(values[:, [place]], answers.weights)
        given, parts = _given(values[:, place], answers.weights)
        found.append(
            ItemFigures(
                name,
                alone.n,
                values.shape[0] - alone.n,
                float(alone.means[0]),
                sqrt(max(float(alone.unbiased[0, 0]), 0.0)) if alone.n > 1 else float("nan"),
                _item_rest(covariance, place),
                _alpha_without(covariance, place),
                float(parts @ (given <= lowest)),
                float(parts @ (given >= highest)),
                int(np.unique(given).size),
            )
        )
    return tuple(found)


def _given(column: Floats, weights: Floats | None) -> tuple[Floats, Floats]:
    """The answers given and the part that each of them is of the whole."""
    counted = ~np.isnan(column)
    if weights is not None:
        counted &= weights > 0
    given = column[counted]
    parts = np.ones(given.size) if weights is None else weights[counted]
    return given, parts / parts.sum()


def _item_rest(covariance: Floats, place: int) -> float | None:
    own = float(covariance[place, place])
    others = np.delete(covariance[place], place)
    rest = float(np.delete(np.delete(covariance, place, 0), place, 1).sum())
    if not own > 0 or not rest > 1e-12 * own:
        return None
    return float(np.clip(others.sum() / sqrt(own * rest), -1, 1))


def _alpha_without(covariance: Floats, place: int) -> float | None:
    if covariance.shape[0] < 3:
        return None
    alpha = cronbach_alpha(np.delete(np.delete(covariance, place, 0), place, 1))
    return None if np.isnan(alpha) else alpha

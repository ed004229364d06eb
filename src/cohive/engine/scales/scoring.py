"""A score per person, with a rule for the answers that are missing."""

from __future__ import annotations

from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from cohive.engine.scales.answers import Floats

__all__ = ["person_scores"]


def person_scores(
    values: ArrayLike,
    *,
    rule: Literal["mean", "sum"] = "mean",
    answered_min: float = 0.5,
) -> Floats:
    """The mean of the items each person answered, or the sum that this mean makes.

    Parameters
    ----------
    values : array of float, shape (n, k)
        Answers to one scale, turned already; NaN where there is none.
    rule : {"mean", "sum"}, default "mean"
        "sum" is mean × k, so that whoever left an item out is not lower for it.
    answered_min : float, default 0.5
        The least part of the items, above 0 and up to 1, that a person must have answered.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN for persons who answered too little.

    Raises
    ------
    ValueError
        For a part outside 0 to 1, and another rule.
    """
    if not 0 < answered_min <= 1:
        raise ValueError("answered_min is a part above 0 and up to 1")
    if rule not in ("mean", "sum"):
        raise ValueError("the rule is mean or sum")
    table = np.asarray(values, dtype=np.float64)
    k = table.shape[1]
    answered = (~np.isnan(table)).sum(axis=1)
    enough = answered >= max(1, ceil(answered_min * k - 1e-9))
    means: Floats = np.divide(
        np.nansum(table, axis=1), answered, out=np.full(table.shape[0], np.nan), where=enough
    )
    scores: Floats = means * k if rule == "sum" else means
    return scores

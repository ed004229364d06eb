"""Answers to a survey as an array, a row per person and a column per item, NaN where silent.

A scale is several items that are meant to measure one thing together. Items that ask the other way
round are turned before anything is computed. What no measure can use (an item that everybody
answered alike, one that nobody answered) is refused here, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cohive.words.refusals import Refused

__all__ = ["PERSONS_MIN", "Answers", "Moments", "Scale", "moments_of", "selected", "turned"]

PERSONS_MIN = 10
"""Nothing is said about fewer persons."""
ITEMS_MIN = 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """Items that are meant to measure one thing together.

    Attributes
    ----------
    name : str
        What they measure.
    items : tuple[str, ...]
        Two or more columns of the answers, each once.
    turned : frozenset[str]
        Those among them that ask the other way round.

    Raises
    ------
    Refused
        For a single item, an item given twice, and a turned one that is no item.
    """

    name: str
    items: tuple[str, ...]
    turned: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for item in self.items:
            if self.items.count(item) > 1:
                raise Refused(
                    "The scale “%(scale)s” has the item “%(item)s” twice.",
                    field="scale",
                    scale=self.name,
                    item=item,
                )
        if len(self.items) < ITEMS_MIN:
            raise Refused(
                "The scale “%(scale)s” has one item. Reliability is about two or more.",
                field="scale",
                scale=self.name,
            )
        for item in sorted(self.turned - set(self.items)):
            raise Refused(
                "There is no column “%(item)s”, which the scale “%(scale)s” names.",
                field="scale",
                item=item,
                scale=self.name,
            )


@dataclass(frozen=True, eq=False)
class Answers:
    """What n persons answered to k items.

    Attributes
    ----------
    values : ndarray of float, shape (n, k)
        The answers as given; NaN where there is none, never infinite.
    items : tuple[str, ...]
        The k columns' names, each once.
    weights : ndarray of float, shape (n,), or None
        How much each person counts, from 0; None for all alike. Only their ratios matter.

    Raises
    ------
    ValueError
        For arrays of other shapes, and names given twice.
    Refused
        For an infinite answer, and weights that are negative, not finite or nothing but 0.
    """

    values: Floats
    items: tuple[str, ...]
    weights: Floats | None = None

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=np.float64)
        object.__setattr__(self, "values", values)
        if values.ndim != 2 or values.shape[1] != len(self.items):
            raise ValueError("values need a row per person and a column per item")
        if len(set(self.items)) != len(self.items):
            raise ValueError("each item has a name of its own")
        endless = np.isinf(values).any(axis=0)
        if endless.any():
            raise Refused(
                "“%(item)s” holds an endless number.",
                field="item",
                item=self.items[int(np.argmax(endless))],
            )
        if self.weights is None:
            return
        weights = np.asarray(self.weights, dtype=np.float64)
        object.__setattr__(self, "weights", weights)
        if weights.shape != values.shape[:1]:
            raise ValueError("weights need one number per person")
        if not np.isfinite(weights).all() or (weights < 0).any() or not (weights > 0).any():
            raise Refused(
                "Weights are numbers from 0, and some of them are above 0.", field="weight"
            )


@dataclass(frozen=True, eq=False)
class Moments:
    """What a factor model needs to know of the answers.

    Attributes
    ----------
    n : int
        Persons who answered every item and count for something.
    n_effective : float
        (Σ w)² / Σ w², the size of an unweighted sample that is as sure (Kish 1965); n without
        weights.
    means : ndarray of float, shape (k,)
        Weighted means.
    covariance : ndarray of float, shape (k, k)
        Weighted covariance by Σ w, the maximum likelihood one.
    """

    n: int
    n_effective: float
    means: Floats
    covariance: Floats

    @property
    def unbiased(self) -> Floats:
        """The covariance by n − 1 (by n_effective − 1 with weights); NaN for one person."""
        spare = self.n_effective - 1
        return self.covariance * (self.n_effective / spare if spare > 0 else np.nan)


def selected(answers: Answers, items: Sequence[str]) -> Answers:
    """The answers to some items, in their order.

    Parameters
    ----------
    answers : Answers
        All of them.
    items : Sequence[str]
        Names among them.

    Returns
    -------
    Answers
        The same persons and weights.

    Raises
    ------
    Refused
        For an item that is not there, that nobody answered, or that all answered alike.
    """
    places = []
    for item in items:
        if item not in answers.items:
            raise Refused("There is no column “%(item)s”.", field="item", item=item)
        places.append(answers.items.index(item))
    values = answers.values[:, places]
    for item, column in zip(items, values.T, strict=True):
        given = column[~np.isnan(column)]
        if not given.size:
            raise Refused("Nobody answered “%(item)s”.", field="item", item=item)
        if given.min() == given.max():
            raise Refused(
                "Everybody answered “%(item)s” alike, so it tells nobody from anybody. "
                "Leave it out.",
                field="item",
                item=item,
            )
    return Answers(values, tuple(items), answers.weights)


def turned(
    answers: Answers, items: frozenset[str], *, low: float | None = None, high: float | None = None
) -> Answers:
    """The answers with some items turned round: low + high − answer.

    Parameters
    ----------
    answers : Answers
        Of one scale, all on the same range.
    items : frozenset[str]
        Those that ask the other way round.
    low, high : float or None
        The ends of the range that was offered; None for the lowest and highest answer given to any
        of the items. They move means only, never a correlation.

    Returns
    -------
    Answers
        As all items would have been answered, had they asked the same way round.
    """
    if not items:
        return answers
    lowest = float(np.nanmin(answers.values)) if low is None else low
    highest = float(np.nanmax(answers.values)) if high is None else high
    is_turned = np.array([item in items for item in answers.items])
    values = np.where(is_turned, lowest + highest - answers.values, answers.values)
    return Answers(values, answers.items, answers.weights)


def moments_of(values: ArrayLike, weights: Floats | None = None) -> Moments:
    """Means and covariance of the persons who answered everything.

    Parameters
    ----------
    values : array of float, shape (n, k)
        NaN where there is no answer; such rows are left out (listwise), as are weights of 0.
    weights : ndarray of float, shape (n,), or None
        From 0; None for all alike.

    Returns
    -------
    Moments
        NaN in means and covariance where nobody is left.
    """
    table = np.asarray(values, dtype=np.float64)
    whole = ~np.isnan(table).any(axis=1)
    if weights is not None:
        whole &= weights > 0
    table = table[whole]
    n, k = table.shape
    if not n:
        return Moments(0, 0.0, np.full(k, np.nan), np.full((k, k), np.nan))
    parts = np.full(n, 1 / n) if weights is None else weights[whole] / weights[whole].max()
    parts = parts / parts.sum()
    moved = table - table[0]  # so that an item that does not vary has variance 0, not nearly
    apart = moved - parts @ moved
    covariance = (apart * parts[:, None]).T @ apart
    n_effective = float(n) if weights is None else float(1 / (parts @ parts))
    return Moments(n, n_effective, table[0] + parts @ moved, (covariance + covariance.T) / 2)

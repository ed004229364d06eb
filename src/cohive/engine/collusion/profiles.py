"""Tables of accounts: empty shells that follow many, and accounts like peas in a pod.

Two witnesses. *Shells*: where a column's name says what it counts, its suspicious side is known
(few followers, many followed, no posts, no picture, no words about oneself, digits in the name, a
young account; and most of all how many are followed for each follower). Each column becomes a rank;
then two classes are told apart by a latent class model (Lazarsfeld; Dempster, Laird, Rubin 1977),
begun at the suspicious side: within a class the columns are taken as independent, and how common
each class is comes out of the data. *Crowding*: where nothing is known of a column, an army still
shows, because its accounts are made and run alike: their nearest neighbours are nearer than others'
are. Outlier detectors look for the opposite and accuse whoever is singular.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.special import ndtri

__all__ = ["LABELS", "Profiled", "Sense", "profiled", "sense_of"]

Floats = NDArray[np.float64]
LABELS = frozenset({"label", "labels", "fraud", "is_fake", "fake", "kind", "campaign", "class"})
"""Columns that say the answer, if they are there: never read."""
BINS = 10
ROUNDS = 50
NEIGHBOURS = 5
UNKNOWN_MIN = 3
STEEP = 20.0
ASSUMED_PART = 0.2
"""Where the latent classes begin; they move from there by themselves."""
FOLLOWING = re.compile(r"following|followed|friends?_?count|follows\b")
FOLLOWERS = re.compile(r"follower|fans?_?count|subscribers?")
LOW = re.compile(
    r"media|posts?|tweets?|status|picture|pic\b|profilpic|avatar|photo|bio|description|about|"
    r"account_?age|days_?since|age_?days|reviews?_?count|comments?_?count|verified"
)
HIGH = re.compile(r"digit|numbers?_?in_?name")


@dataclass(frozen=True)
class Sense:
    """A column and which side of it is suspicious.

    Attributes
    ----------
    column : str
        Its name.
    side : int
        1 high, -1 low, 0 unknown.
    """

    column: str
    side: int


@dataclass(frozen=True)
class Profiled:
    """What both witnesses see in a table.

    Attributes
    ----------
    shells : ndarray of float | None
        (n,) log odds of the suspicious class; None without two known columns.
    crowding : ndarray of float | None
        (n,) closeness of the nearest others; None without three unknown columns.
    senses : tuple[Sense, ...]
        What was taken how.
    """

    shells: Floats | None
    crowding: Floats | None
    senses: tuple[Sense, ...]


def sense_of(column: str) -> int:
    """Tell the suspicious side of a column by its name.

    Parameters
    ----------
    column : str
        Its name.

    Returns
    -------
    int
        1 high, -1 low, 0 unknown.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower()
    if HIGH.search(name) or FOLLOWING.search(name):
        return 1
    return -1 if FOLLOWERS.search(name) or LOW.search(name) else 0


def profiled(columns: Mapping[str, Floats]) -> Profiled:
    """Let both witnesses look at a table.

    Parameters
    ----------
    columns : Mapping[str, Floats]
        (n,) numbers by name; unknown values (NaN) stand in the middle.

    Returns
    -------
    Profiled
        What they see.
    """
    senses = tuple(Sense(name, sense_of(name)) for name in columns)
    known = [_rank(s.side * columns[s.column]) for s in senses if s.side]
    ratio = _ratio(columns)
    if ratio is not None:
        known.append(_rank(ratio))
    unknown = [columns[s.column] for s in senses if not s.side]
    unknown = [values for values in unknown if np.unique(values[~np.isnan(values)]).size > BINS]
    return Profiled(
        _latent(np.column_stack(known)) if len(known) >= 2 else None,
        _crowding(unknown) if len(unknown) >= UNKNOWN_MIN else None,
        senses,
    )


def _ratio(columns: Mapping[str, Floats]) -> Floats | None:
    """Followed over followers, both plus one, as a logarithm."""
    names = {name: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in columns}
    following = next((name for name, low in names.items() if FOLLOWING.search(low)), None)
    followers = next((name for name, low in names.items() if FOLLOWERS.search(low)), None)
    if following is None or followers is None:
        return None
    over, under = (np.maximum(columns[name], 0) for name in (following, followers))
    ratio: Floats = np.log1p(over) - np.log1p(under)
    return ratio


def _rank(values: Floats) -> Floats:
    """To 0 … 1, ties in their middle."""
    missing = np.isnan(values)
    ranks = np.full(values.size, 0.5)
    if (~missing).any():
        ranks[~missing] = pl.Series(values[~missing]).rank("average") / ((~missing).sum() + 1)
    return ranks


def _latent(ranks: Floats) -> Floats:
    """(n,) log odds of the class that begins at the high ranks, without the classes' sizes."""
    boxes = np.clip((ranks * BINS).astype(np.int64), 0, BINS - 1)
    mean = ranks.mean(axis=1)
    part = 1 / (1 + np.exp(-STEEP * (mean - np.quantile(mean, 1 - ASSUMED_PART))))
    odds = np.zeros(mean.size)
    for _ in range(ROUNDS):
        odds = np.zeros(mean.size)
        for column in boxes.T:
            mine = np.bincount(column, part, minlength=BINS) + 1
            other = np.bincount(column, 1 - part, minlength=BINS) + 1
            odds += (np.log(mine / mine.sum()) - np.log(other / other.sum()))[column]
        size = np.clip(part.mean(), 1e-6, 1 - 1e-6)
        part = 1 / (1 + np.exp(-np.clip(odds + np.log(size / (1 - size)), -50, 50)))
    return odds


def _crowding(columns: list[Floats]) -> Floats:
    """(n,) minus the distance to the fifth nearest, each column as normal scores of its ranks."""
    scores = np.column_stack([ndtri(_rank(values)) for values in columns])
    neighbours = min(NEIGHBOURS, scores.shape[0] - 1)
    if neighbours < 1:
        return np.zeros(scores.shape[0])
    # identical accounts are at distance nought: an army of copies must not slow the tree down
    unique, place, times = np.unique(scores, axis=0, return_inverse=True, return_counts=True)
    reach = min(neighbours + 1, unique.shape[0])
    distance, nearest = cKDTree(unique, balanced_tree=False).query(unique, k=reach)
    if reach == 1:
        return np.zeros(scores.shape[0])
    enough = np.cumsum(times[nearest], axis=1) > neighbours
    first = np.where(enough.any(axis=1), enough.argmax(axis=1), reach - 1)
    near: Floats = -distance[np.arange(unique.shape[0]), first][place.ravel()]
    return near

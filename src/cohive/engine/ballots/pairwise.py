"""Which of two: strengths of entries from votes between pairs, all at once (Bradley-Terry).

The model says that A is preferred to B in a part of votes that depends on their strengths alone:

    P(A before B) = 1 / (1 + exp(strength_B − strength_A))

All votes are taken together, so their order never matters, as it does in Elo's running count. To
every pair of entries that met, a little is added (`prior`): as if each had been preferred that many
times more. Without it an entry that won always would be infinitely strong, and entries that no
chain of wins connects both ways could not be compared at all.

The most likely strengths are found by Newton's method; their covariance is the inverse of the
curvature there, with the mean strength held at 0.

Sources: Bradley and Terry, "Rank analysis of incomplete block designs" (Biometrika, 1952); Hunter,
"MM algorithms for generalized Bradley-Terry models" (Annals of Statistics, 2004) on when the most
likely strengths exist; Elo, "The Rating of Chessplayers" (1978).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
import scipy.linalg
import scipy.sparse
from numpy.typing import NDArray
from scipy.special import expit

from cohive.engine.ballots.ratings import Floats
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["PRIOR", "Pairwise", "Preference", "Strength", "compare_pairs", "elo_expectation"]

PRIOR = 0.1
"""Wins added to both sides of every pair that met: a tenth of a vote each."""
_STEPS_MAX = 100
_SETTLED = 1e-12
_HALF_WIDTH = 1.959963984540054
_ENTRIES_MAX = 3_000
"""A table of all pairs is made and inverted: 3,000 entries are 72 MB and some seconds."""


@dataclass(frozen=True, slots=True)
class Preference:
    """People who saw both of a pair and preferred one.

    Attributes
    ----------
    winner, loser : str
        Ids, not the same.
    votes : int, default 1
        How many people, from 1.
    """

    winner: str
    loser: str
    votes: int = 1


@dataclass(frozen=True)
class Strength:
    """An entry's strength and how sure it is.

    Attributes
    ----------
    id : str
        The entry's.
    strength : float
        Natural logarithm of odds; the mean of all is 0.
    error : float
        Its standard error, from 0.
    low, high : float
        The 95 % interval.
    group : int
        From 0, the strongest; entries of one group cannot be told apart from the first of it.
    wins, losses : int
        Votes, from 0.
    """

    id: str
    strength: float
    error: float
    low: float
    high: float
    group: int
    wins: int
    losses: int


@dataclass(frozen=True)
class Pairwise:
    """Every entry's strength, and how it was found.

    Attributes
    ----------
    entries : tuple[Strength, ...]
        The strongest first; equal ones in the order of their ids.
    prior : float
        As added, votes.
    is_connected : bool
        Whether a chain of wins leads from every entry to every other; where it does not, some
        strengths rest on the prior alone (`remarks` say so).
    steps : int
        Of Newton's method.
    gradient : float
        How it ended, in votes.
    remarks : tuple[Sentence, ...]
        What the strengths rest on, in sentences.
    """

    entries: tuple[Strength, ...]
    prior: float
    is_connected: bool
    steps: int
    gradient: float
    remarks: tuple[Sentence, ...]

    def probability(self, one: str, other: str) -> float:
        """How likely a next vote prefers one entry to another.

        Parameters
        ----------
        one, other : str
            Ids of entries.

        Returns
        -------
        float
            0 to 1.
        """
        by_id = {entry.id: entry.strength for entry in self.entries}
        return float(expit(by_id[one] - by_id[other]))


def elo_expectation(rating: float, other: float) -> float:
    """The part of votes that Elo's ratings expect for the first: 0.7597 for 1600 against 1400.

    Parameters
    ----------
    rating, other : float
        Elo's points of the first and the second.

    Returns
    -------
    float
        0 to 1.

    References
    ----------
    Elo, A. E. (1978). The Rating of Chessplayers.
    """
    return float(expit((rating - other) * np.log(10) / 400))


def compare_pairs(
    preferences: Iterable[Preference],
    entries: Mapping[str, str],
    *,
    prior: float = PRIOR,
) -> Pairwise:
    """The most likely strengths of entries that were compared in pairs.

    Parameters
    ----------
    preferences : Iterable[Preference]
        In any order and in any number of pieces.
    entries : Mapping[str, str]
        Names by id.
    prior : float, default PRIOR
        Votes added to both sides of every pair that met, from 0.

    Returns
    -------
    Pairwise
        The strongest first.

    Raises
    ------
    Refused
        For an unknown entry, one compared with itself, fewer than one vote in a preference, more
        than 3,000 entries, and for a prior below 0, or of 0 where it is needed.

    References
    ----------
    Bradley, R. A. and Terry, M. E. (1952). Rank analysis of incomplete block designs. Biometrika.
    Hunter, D. R. (2004). MM algorithms for generalized Bradley-Terry models. Annals of Statistics.
    """
    wins = _wins(preferences, entries)
    if not isfinite(prior) or prior < 0:
        raise Refused("The prior is %(prior)s. It is zero or more.", field="prior", prior=prior)
    parts = _parts(wins, directed=True)
    if not prior and parts > 1:
        raise Refused(
            "Without a prior these votes have no most likely strengths: no chain of wins leads "
            "from every entry to every other.",
            field="prior",
        )
    added = wins + prior * ((wins + wins.T) > 0)
    strength, steps, gradient = _newton(added)
    covariance = _covariance(added, strength)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    names = list(entries)
    order = sorted(range(len(names)), key=lambda n: (-round(float(strength[n]), 9), names[n]))
    groups = _groups(order, strength, covariance)
    return Pairwise(
        entries=tuple(
            Strength(
                id=names[n],
                strength=float(strength[n]),
                error=float(error[n]),
                low=float(strength[n] - _HALF_WIDTH * error[n]),
                high=float(strength[n] + _HALF_WIDTH * error[n]),
                group=groups[n],
                wins=int(wins[n].sum()),
                losses=int(wins[:, n].sum()),
            )
            for n in order
        ),
        prior=prior,
        is_connected=parts <= 1,
        steps=steps,
        gradient=gradient,
        remarks=tuple(_remarks(wins, parts, prior)),
    )


def _wins(preferences: Iterable[Preference], entries: Mapping[str, str]) -> Floats:
    """wins[i, j]: votes that prefer i to j."""
    if len(entries) > _ENTRIES_MAX:
        raise Refused(
            "%(entries)s entries are more than %(most)s, the most that can be compared in pairs.",
            field="entries",
            entries=len(entries),
            most=_ENTRIES_MAX,
        )
    numbers = {name: n for n, name in enumerate(entries)}
    votes: Counter[tuple[int, int]] = Counter()
    for one in preferences:
        for name in (one.winner, one.loser):
            if name not in numbers:
                raise Refused(
                    "A vote compares “%(entry)s”, which is no entry.",
                    field="preferences",
                    entry=name,
                )
        if one.winner == one.loser:
            raise Refused(
                "A vote compares “%(entry)s” with itself.", field="preferences", entry=one.winner
            )
        if one.votes < 1:
            raise Refused(
                "“%(winner)s” is preferred to “%(loser)s” by %(votes)s voters. Write 1 or more.",
                field="preferences",
                winner=one.winner,
                loser=one.loser,
                votes=one.votes,
            )
        votes[numbers[one.winner], numbers[one.loser]] += one.votes
    wins = np.zeros((len(numbers), len(numbers)))
    for (winner, loser), count in votes.items():
        wins[winner, loser] = count
    return wins


def _parts(wins: Floats, *, directed: bool) -> int:
    """Parts between which no chain of wins leads both ways (or, undirected, no vote at all)."""
    if not len(wins):
        return 0
    found, _ = scipy.sparse.csgraph.connected_components(
        scipy.sparse.csr_array(wins > 0), directed=directed, connection="strong"
    )
    return int(found)


def _expected(strength: Floats) -> Floats:
    return np.asarray(expit(strength[:, None] - strength[None, :]))


def _newton(wins: Floats) -> tuple[Floats, int, float]:
    """The strengths where wins are as many as expected; the likelihood is concave, so they are one.

    A full step that does not raise the likelihood is halved until it does.
    """
    strength = np.zeros(len(wins))
    met = wins + wins.T
    scale = max(float(met.sum()), 1.0)
    height, steps = _likelihood(wins, strength), 0
    gradient = _gradient(wins, met, strength)
    while steps < _STEPS_MAX and np.abs(gradient).max(initial=0.0) > _SETTLED * scale:
        steps += 1
        move = _solved(_curvature(met, strength), gradient)
        length = 1.0
        while length > 1e-9:
            higher = _likelihood(wins, strength + length * move)
            if higher >= height:
                break
            length /= 2
        else:
            break  # no step raises it any more: this is as near as doubles come
        strength, height = strength + length * move, higher
        gradient = _gradient(wins, met, strength)
    return (
        strength - strength.mean() if len(strength) else strength,
        steps,
        float(np.abs(gradient).max(initial=0.0)),
    )


def _likelihood(wins: Floats, strength: Floats) -> float:
    gaps = strength[:, None] - strength[None, :]
    return float(-(wins * np.logaddexp(0.0, -gaps)).sum())


def _gradient(wins: Floats, met: Floats, strength: Floats) -> Floats:
    found: Floats = (wins - met * _expected(strength)).sum(axis=1)
    return found


def _curvature(met: Floats, strength: Floats) -> Floats:
    """Minus the second derivative: a weighted Laplacian, whose rows sum to 0."""
    expected = _expected(strength)
    weights = met * expected * (1 - expected)
    found: Floats = np.diag(weights.sum(axis=1)) - weights
    return found


def _anchored(curvature: Floats) -> Floats:
    """The curvature with every free shift held: of all entries, and of parts that never met."""
    size = len(curvature)
    _, label = scipy.sparse.csgraph.connected_components(
        scipy.sparse.csr_array(curvature != 0), directed=False
    )
    same: NDArray[np.bool_] = label[:, None] == label[None, :]
    level = max(float(np.trace(curvature)) / size, 1e-12)
    found: Floats = curvature + level * same / np.bincount(label)[label][:, None]
    return found


def _solved(curvature: Floats, gradient: Floats) -> Floats:
    return np.asarray(scipy.linalg.solve(_anchored(curvature), gradient, assume_a="pos"))


def _covariance(wins: Floats, strength: Floats) -> Floats:
    """Of the strengths around the mean of their part."""
    if not len(wins):
        return np.zeros((0, 0))
    curvature = _curvature(wins + wins.T, strength)
    inverse = scipy.linalg.inv(_anchored(curvature))
    size = len(curvature)
    _, label = scipy.sparse.csgraph.connected_components(
        scipy.sparse.csr_array(curvature != 0), directed=False
    )
    centre = np.eye(size) - (label[:, None] == label[None, :]) / np.bincount(label)[label][:, None]
    return np.asarray(centre @ inverse @ centre.T)


def _groups(order: list[int], strength: Floats, covariance: Floats) -> dict[int, int]:
    """The group of each entry: a new one opens where the first of the last is surely stronger."""
    groups: dict[int, int] = {}
    group, first = 0, order[0] if order else 0
    for number in order:
        spread = covariance[first, first] + covariance[number, number]
        spread -= 2 * covariance[first, number]
        if strength[first] - strength[number] > _HALF_WIDTH * max(float(spread), 0.0) ** 0.5:
            group, first = group + 1, number
        groups[number] = group
    return groups


def _remarks(wins: Floats, parts: int, prior: float) -> Iterable[Sentence]:
    apart = _parts(wins + wins.T, directed=False)
    if apart > 1:
        yield Sentence(
            "The entries fall into %(parts)s parts that no vote connects. Strengths of different "
            "parts cannot be compared.",
            {"parts": apart},
        )
    if parts > apart:
        yield Sentence(
            "Some entries won or lost against the others every time. How far they are apart rests "
            "on the prior of %(prior)s votes.",
            {"prior": f"{prior:g}"},
        )

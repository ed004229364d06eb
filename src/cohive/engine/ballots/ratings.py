"""Scores as a table of three columns, and what comes out of them when raters are drawn again.

One row per score: which rater, which entry, what she gave. The table is sparse: most raters score
few entries. All centres here (mean, trimmed mean) are weighted and cut off exactly: from n scores a
trim of 1/10 takes n/10 from each side, and where that is not whole, a part of one score.

How sure a centre is, is found by drawing the raters again, not the single scores, since the scores
of one rater hang together. The weights are those of the Bayesian bootstrap (Rubin 1981), which
never lose an entry with few raters; the spread of few raters is widened to that of Student's t, and
an imagined score anywhere on the scale is mixed in (a Dirichlet process, Ferguson 1973).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from cohive.engine.ballots.forms import ScoreBallot
from cohive.words.refusals import Refused

__all__ = [
    "RATERS_LEAST",
    "Floats",
    "Ratings",
    "centres",
    "exact_centres",
    "groups_of",
    "ratings_of",
    "redrawn",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_WHOLE_MAX = 2**53
RATERS_LEAST = 5
"""With fewer scores than these nothing is said of how sure a centre is."""
_DRAWS_AT_ONCE = 2**22
"""Cells of one block of draws: memory stays bounded, whatever the number of scores."""


@dataclass(frozen=True)
class Ratings:
    """Who gave what to which entry, sorted by entry, then by score.

    For s scores of e entries by r raters.

    Attributes
    ----------
    raters, entries : tuple[str, ...]
        r and e ids.
    rater, entry : ndarray of int, shape (s,)
        Which of them, from 0.
    whole : ndarray of int, shape (s,)
        The score is whole / unit, exactly.
    unit : int
        From 1.
    n : ndarray of int, shape (e,)
        Scores of each entry, from 0.
    """

    raters: tuple[str, ...]
    entries: tuple[str, ...]
    rater: Integers
    entry: Integers
    whole: Integers
    unit: int
    n: Integers

    @property
    def value(self) -> Floats:
        """The scores as doubles."""
        return self.whole / self.unit


def ratings_of(ballots: Iterable[ScoreBallot], entries: Mapping[str, str]) -> Ratings:
    """The table of these ballots.

    Raters are numbered by what they gave, then by their ids, and entries by their ids: neither the
    order of the ballots nor what voters are called changes a number or a draw.

    Parameters
    ----------
    ballots : Iterable[ScoreBallot]
        One for each voter, in any order.
    entries : Mapping[str, str]
        Names by id; ids without a score stay in the table with n = 0.

    Returns
    -------
    Ratings
        One row for each score.

    Raises
    ------
    Refused
        For an unknown entry, for a voter given twice and for points too large to be true.
    """
    known = sorted(entries)
    numbers = {name: number for number, name in enumerate(known)}
    rows: list[tuple[list[tuple[int, int | Fraction]], str]] = []
    for ballot in ballots:
        for name in ballot.scores:
            if name not in numbers:
                raise Refused(
                    "“%(voter)s” scores “%(entry)s”, which is no entry.",
                    field="ballots",
                    voter=ballot.voter,
                    entry=name,
                )
        given = sorted((numbers[name], points) for name, points in ballot.scores.items())
        rows.append((given, ballot.voter))
    _check_voters(voter for _, voter in rows)
    rows.sort()
    cells = [(name, rater, points) for rater, row in enumerate(rows) for name, points in row[0]]
    unit = lcm(*{points.denominator for _, _, points in cells})
    exact = [points.numerator * (unit // points.denominator) for _, _, points in cells]
    if sum(map(abs, exact)) >= _WHOLE_MAX:
        raise Refused("These scores are too large to be true.", field="ballots")
    whole = np.array(exact, dtype=np.int64)
    entry = np.array([number for number, _, _ in cells], dtype=np.int64)
    rater_of = np.array([number for _, number, _ in cells], dtype=np.int64)
    order = np.lexsort((rater_of, whole, entry))
    return Ratings(
        raters=tuple(voter for _, voter in rows),
        entries=tuple(known),
        rater=rater_of[order],
        entry=entry[order],
        whole=whole[order],
        unit=unit,
        n=np.bincount(entry, minlength=len(numbers)).astype(np.int64),
    )


def _check_voters(voters: Iterable[str]) -> None:
    seen: set[str] = set()
    for voter in voters:
        if voter in seen:
            raise Refused("The voter “%(voter)s” is given twice.", field="ballots", voter=voter)
        seen.add(voter)


def exact_centres(ratings: Ratings, trim: Fraction) -> dict[str, Fraction]:
    """The trimmed mean of each entry that has scores, exactly.

    Parameters
    ----------
    ratings : Ratings
        The table.
    trim : Fraction
        The part cut from each side, from 0 (the mean) up to but not including 1/2.

    Returns
    -------
    dict[str, Fraction]
        By entry; never below its lowest score, nor above its highest.
    """
    starts = np.cumsum(ratings.n) - ratings.n
    place = np.arange(len(ratings.entry)) - starts[ratings.entry]
    cut, parts = trim.numerator, trim.denominator
    n = ratings.n[ratings.entry]
    kept = np.minimum((place + 1) * parts, n * (parts - cut)) - np.maximum(place * parts, n * cut)
    kept = np.maximum(kept, 0)
    sums = np.zeros(len(ratings.n), dtype=object)
    np.add.at(sums, ratings.entry, kept.astype(object) * ratings.whole.astype(object))
    return {
        name: Fraction(int(sums[number]), int(ratings.n[number]) * (parts - 2 * cut) * ratings.unit)
        for number, name in enumerate(ratings.entries)
        if ratings.n[number]
    }


def centres(ratings: Ratings, value: Floats, weight: Floats, trim: Fraction) -> Floats:
    """The weighted trimmed mean of each entry.

    Parameters
    ----------
    ratings : Ratings
        The table of s scores of e entries.
    value : ndarray of float, shape (s,)
        In the order of the table; need not be its own.
    weight : ndarray of float, shape (s,)
        From 0.
    trim : Fraction
        The part of the weight cut from each side, from 0 to less than 1/2.

    Returns
    -------
    ndarray of float, shape (e,)
        In the unit of the values; nan without any weight.
    """
    found: Floats = _blocks(ratings, value, np.ones((1, len(ratings.raters))), weight, trim)[0]
    return found


def redrawn(
    ratings: Ratings,
    value: Floats,
    weight: Floats,
    trim: Fraction,
    *,
    draws: int,
    seed: int,
    scale: tuple[float, float],
) -> Floats:
    """The centres in each of some draws of other raters.

    The spread around the centre of all raters is widened by Student's t for the entry's n, and one
    imagined score of unknown height, anywhere on the scale, is mixed in with the weight of one of
    n + 1 raters: five raters who agree are not proof that all others would.

    Parameters
    ----------
    ratings : Ratings
        The table of s scores of e entries.
    value, weight : ndarray of float, shape (s,)
        As for `centres`.
    trim : Fraction
        As for `centres`.
    draws : int
        How many, from 1.
    seed : int
        Draws the raters.
    scale : tuple[float, float]
        The least and the most that can be given, in the unit of the values.

    Returns
    -------
    ndarray of float, shape (draws, e)
        nan for entries with fewer than `RATERS_LEAST` scores.

    References
    ----------
    Rubin, D. B. (1981). The Bayesian bootstrap.
    Ferguson, T. S. (1973). A Bayesian analysis of some nonparametric problems. Section 4.
    """
    chance = np.random.default_rng(seed)
    lots = chance.standard_exponential((draws, len(ratings.raters)))
    drawn = _blocks(ratings, value, lots, weight, trim)
    middle = centres(ratings, value, weight, trim)
    wide = np.full(len(ratings.n), np.nan)
    some = ratings.n >= RATERS_LEAST
    n = ratings.n[some].astype(np.float64)
    student = stdtrit(n - 1, 0.975) / ndtri(0.975)
    wide[some] = student * np.sqrt((n + 1) / (n - 1))  # n + 1: these draws vary that much less
    spread = middle + wide * (drawn - middle)
    part = chance.beta(1.0, np.maximum(ratings.n, 1), spread.shape)
    mixed: Floats = spread + part * (chance.uniform(*scale, spread.shape) - spread)
    return mixed


def _blocks(
    ratings: Ratings, value: Floats, lots: Floats, weight: Floats, trim: Fraction
) -> Floats:
    """Centres with every rater weighted by each row of `lots`: (rows, entries)."""
    if not trim:
        shape = (len(ratings.raters), len(ratings.entries))
        where = (ratings.rater, ratings.entry)
        sums = lots @ scipy.sparse.csr_array((weight * value, where), shape=shape)
        weights = lots @ scipy.sparse.csr_array((weight, where), shape=shape)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(weights > 0, sums / weights, np.nan))
    rows = max(1, _DRAWS_AT_ONCE // max(1, len(value)))
    order = np.lexsort((value, ratings.entry))
    return np.concatenate(
        [
            _trimmed(ratings, order, value, lots[top : top + rows], weight, float(trim))
            for top in range(0, len(lots), rows)
        ]
    )


def _trimmed(
    ratings: Ratings, order: Integers, value: Floats, lots: Floats, weight: Floats, trim: float
) -> Floats:
    """One block: sums of weights along each entry say which part of each score is kept."""
    found = np.full((len(lots), len(ratings.n)), np.nan)
    some = np.flatnonzero(ratings.n)
    if not len(some):
        return found
    ends = np.cumsum(ratings.n[some])
    starts = ends - ratings.n[some]
    each = lots[:, ratings.rater[order]] * weight[order]
    up_to = np.cumsum(each, axis=1)
    before_entry = up_to[:, starts] - each[:, starts]
    total = up_to[:, ends - 1] - before_entry
    up_to -= np.repeat(before_entry, ratings.n[some], axis=1)
    least = np.repeat(total * trim, ratings.n[some], axis=1)
    most = np.repeat(total * (1 - trim), ratings.n[some], axis=1)
    kept = np.maximum(np.minimum(up_to, most) - np.maximum(up_to - each, least), 0.0)
    weights = np.add.reduceat(kept, starts, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found[:, some] = np.where(
            weights > 0, np.add.reduceat(kept * value[order], starts, axis=1) / weights, np.nan
        )
    return found


def groups_of(order: Iterable[int], drawn: Floats, *, sure: float = 0.975) -> dict[int, int]:
    """Number the groups of entries that cannot be told apart.

    An entry opens a new group when the first of the group before it is better in at least `sure` of
    the draws (both drawn with the same raters). Entries with too few scores to say never do, and
    nobody is compared with them.

    Parameters
    ----------
    order : Iterable[int]
        Entries by number, the best first.
    drawn : ndarray of float, shape (draws, e)
        As `redrawn` gives them.
    sure : float, default 0.975
        The part of the draws, 0 to 1.

    Returns
    -------
    dict[int, int]
        By entry, from 0.
    """
    groups: dict[int, int] = {}
    group, first = 0, -1
    for number in order:
        if not np.isnan(drawn[:, number]).any():
            if first < 0:
                first = number
            elif np.mean(drawn[:, first] > drawn[:, number]) >= sure:
                group, first = group + 1, number
        groups[number] = group
    return groups

"""Challenges that never were: does the best entry win, or the first?

Entries with a known appeal come in over time, visitors look at a page of them, examine each place
with its probability, and vote for an examined entry with the probability of its appeal. All runs
go step by step together as rows of an array, so thousands of visitors in dozens of runs take a
second. What the policies know is what a live place knows: expected looks, never actual ones.

Sources: the design follows the position-based click model (Craswell et al. 2008); Thompson 1933;
visible totals as in Salganik, Dodds and Watts 2006.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.concentration import gini
from cohive.engine.exposure.showing import EXAMINATION_POWER
from cohive.engine.intervals import Z_95

__all__ = [
    "Challenges",
    "Policy",
    "Score",
    "Setting",
    "Summary",
    "challenges",
    "scored",
    "summary",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Policy(StrEnum):
    """Whom to show first: the oldest, the most voted, a shuffle, the least seen, or Thompson's."""

    OLDEST = "oldest first"
    VOTES = "by votes so far"
    SHUFFLE = "random shuffle"
    LEAST_SEEN = "least-seen first"
    THOMPSON = "Thompson"


class Score(StrEnum):
    """What to rank by: votes, Wilson's lower end on examined views, or the Bayesian average."""

    VOTES = "raw votes"
    WILSON = "Wilson on views"
    BAYES = "Bayesian average"


@dataclass(frozen=True)
class Setting:
    """One kind of challenge.

    Attributes
    ----------
    entries, visitors, slots : int, default 40, 3000 and 10
        How many there are; slots are the entries on a page.
    appeal : tuple[float, float], default (0.05, 0.5)
        The range from which the probability of a vote, once looked at, is drawn evenly.
    uploads_until : float, default 0.6
        The part of the time, 0 to 1, over which entries come in, evenly.
    power : float, default EXAMINATION_POWER
        How fast examination falls with the place.
    counted_power : float, default EXAMINATION_POWER
        What the place believes it to be.
    influence : float, default 0.0
        What visible totals do; the leader's probability of a vote is (1 + influence) times its
        appeal, at most 1, others' in proportion to their votes; 0 are hidden totals.
    """

    entries: int = 40
    visitors: int = 3000
    slots: int = 10
    appeal: tuple[float, float] = (0.05, 0.5)
    uploads_until: float = 0.6
    power: float = EXAMINATION_POWER
    counted_power: float = EXAMINATION_POWER
    influence: float = 0.0


@dataclass(frozen=True)
class Challenges:
    """What happened in each of r runs (rows) to each of n entries (columns).

    Attributes
    ----------
    setting : Setting
        The kind of challenge.
    policy : Policy
        Whom it showed first.
    appeal : ndarray of float, shape (r, n)
        Its true appeal, a probability.
    uploaded : ndarray of float, shape (r, n)
        When it came, 0 to 1.
    looks : ndarray of float, shape (r, n)
        How often it was looked at in truth.
    views : ndarray of float, shape (r, n)
        The examined views that were counted for it.
    votes : ndarray of float, shape (r, n)
        Votes for it.
    """

    setting: Setting
    policy: Policy
    appeal: Floats
    uploaded: Floats
    looks: Floats
    views: Floats
    votes: Floats


@dataclass(frozen=True)
class Summary:
    """Means over some runs: what decided the final rank, and how even the looks were.

    Attributes
    ----------
    policy : Policy
        Whom the challenges showed first.
    score : Score
        What they were ranked by.
    by_appeal, by_upload : float
        Spearman's correlation of the score with the appeal and with being early (1: the earlier the
        better).
    best_in_top_3 : float
        The part of runs, 0 to 1.
    exposure_gini : float
        Of looks, 0 to 1.
    views_min : float
        The least looks any entry got, the mean over runs.
    runs : int
        How many.
    """

    policy: Policy
    score: Score
    by_appeal: float
    by_upload: float
    best_in_top_3: float
    exposure_gini: float
    views_min: float
    runs: int


def challenges(
    setting: Setting,
    *,
    policy: Policy,
    runs: int,
    seed: int,
    worlds: int = 1,
    until: float = 1.0,
) -> Challenges:
    """Hold challenges under one policy.

    Parameters
    ----------
    setting : Setting
        The kind of challenge.
    policy : Policy
        Whom to show first.
    runs : int
        How many, from 1.
    seed : int
        Draws everything.
    worlds : int, default 1
        So many runs in a row have the same entries.
    until : float, default 1.0
        Stop after this part of the visitors, 0 to 1, which gives the same challenges in the middle.

    Returns
    -------
    Challenges
        All runs.

    Raises
    ------
    ValueError
        For runs that are not whole sets of worlds.

    References
    ----------
    Craswell, N. et al. (2008). An experimental comparison of click position-bias models.
    Thompson, W. R. (1933). On the likelihood that one unknown probability exceeds another.
    """
    if runs < 1 or worlds < 1 or runs % worlds:
        raise ValueError("runs are at least one, and whole sets of worlds")
    draw = np.random.default_rng(seed)
    shape, kinds = (runs, setting.entries), (runs // worlds, setting.entries)
    appeal = np.repeat(draw.uniform(*setting.appeal, kinds), worlds, axis=0)
    times = np.sort(draw.uniform(0, setting.uploads_until, kinds), axis=1)
    # Column order must not tell the age, or a tie that is broken by column would look like skill.
    uploaded = np.repeat(draw.permuted(times, axis=1), worlds, axis=0)
    state = Challenges(setting, policy, appeal, uploaded, *(np.zeros(shape) for _ in range(3)))
    for visitor in range(round(setting.visitors * until)):
        _visit(state, (visitor + 0.5) / setting.visitors, draw)
    return state


def scored(found: Challenges, score: Score, *, prior_weight: float = 10.0) -> Floats:
    """The score of every entry in every run.

    Parameters
    ----------
    found : Challenges
        r runs with n entries.
    score : Score
        What to rank by.
    prior_weight : float, default 10.0
        Views of the run's overall rate that the Bayesian average adds to each.

    Returns
    -------
    ndarray of float, shape (r, n)
        Votes, or rates from 0 to 1; the more, the better.
    """
    if score == Score.VOTES:
        return found.votes
    if score == Score.WILSON:
        return _wilson_low(found.votes, found.views)
    usual = found.votes.sum(axis=1, keepdims=True) / found.views.sum(axis=1, keepdims=True)
    drawn: Floats = (prior_weight * usual + found.votes) / (prior_weight + found.views)
    return drawn


def summary(found: Challenges, score: Score) -> Summary:
    """What decided these challenges when they are ranked by one score.

    Parameters
    ----------
    found : Challenges
        The runs.
    score : Score
        What to rank by.

    Returns
    -------
    Summary
        Means over the runs.
    """
    scores = scored(found, score)
    best = found.appeal.argmax(axis=1)[:, None]
    above = (scores > np.take_along_axis(scores, best, axis=1)).sum(axis=1)
    return Summary(
        policy=found.policy,
        score=score,
        by_appeal=float(row_spearman(scores, found.appeal).mean()),
        by_upload=float(row_spearman(scores, -found.uploaded).mean()),
        best_in_top_3=float((above < 3).mean()),
        exposure_gini=float(np.mean([gini(looks) for looks in found.looks])),
        views_min=float(found.looks.min(axis=1).mean()),
        runs=len(scores),
    )


def row_spearman(first: Floats, second: Floats) -> Floats:
    """Spearman's correlation, row by row.

    Parameters
    ----------
    first, second : ndarray of float, shape (r, n)
        Numbers of the same rows.

    Returns
    -------
    ndarray of float, shape (r,)
        −1 to 1; 0 for constant rows.
    """
    one, other = (_ranks(values) for values in (first, second))
    one, other = (ranks - ranks.mean(axis=1, keepdims=True) for ranks in (one, other))
    below = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    above = (one * other).sum(axis=1)
    found: Floats = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return found


def _ranks(values: Floats) -> Floats:
    """Of each row, from 1, ties in their middle."""
    ranks: Floats = pl.from_numpy(values.T).select(pl.all().rank("average")).to_numpy().T
    return ranks


def _visit(state: Challenges, now: float, draw: np.random.Generator) -> None:
    """One visitor in every run at once: the page she gets, what she looks at and votes for."""
    setting = state.setting
    is_there = state.uploaded <= now
    page = _page(state, is_there, draw)
    shown = np.take_along_axis(is_there, page, axis=1)
    places = np.arange(1, page.shape[1] + 1, dtype=np.float64)
    looked = shown & (draw.random(page.shape) < places**-setting.power)
    chance = np.take_along_axis(_chance(state), page, axis=1)
    voted = looked & (draw.random(page.shape) < chance)
    rows = np.arange(len(page))[:, None]
    state.looks[rows, page] += looked
    state.views[rows, page] += shown * places**-setting.counted_power
    state.votes[rows, page] += voted


def _page(state: Challenges, is_there: npt.NDArray[np.bool_], draw: np.random.Generator) -> Ints:
    """The columns of the entries on her page, those not there yet behind all others."""
    ties = draw.random(is_there.shape)
    first = _first(state, ties, draw)
    order = np.lexsort((ties, np.where(is_there, first, np.inf)), axis=1)
    return order[:, : state.setting.slots]


def _first(state: Challenges, ties: Floats, draw: np.random.Generator) -> Floats:
    """What each policy sorts by, the lowest first."""
    if state.policy == Policy.OLDEST:
        return state.uploaded
    if state.policy == Policy.VOTES:
        return -state.votes
    if state.policy == Policy.LEAST_SEEN:
        return state.views
    if state.policy == Policy.THOMPSON:
        missed = np.maximum(state.views - state.votes, 0)
        return -draw.beta(1 + state.votes, 1 + missed)
    return ties


def _chance(state: Challenges) -> Floats:
    if not state.setting.influence:
        return state.appeal
    leaders = np.maximum(state.votes.max(axis=1, keepdims=True), 1)
    raised = 1 + state.setting.influence * state.votes / leaders
    chance: Floats = np.minimum(1, state.appeal * raised)
    return chance


def _wilson_low(hits: Floats, of: Floats) -> Floats:
    """`engine.intervals.wilson(…).low` for whole arrays."""
    seen = np.maximum(of, 1e-9)
    part = np.minimum(1, hits / seen)
    spread = Z_95 * np.sqrt(part * (1 - part) / seen + Z_95**2 / (4 * seen**2))
    low: Floats = (part + Z_95**2 / (2 * seen) - spread) / (1 + Z_95**2 / seen)
    return np.maximum(0, low)

"""A few who give zeros to the leaders: how far do means, trimmed and calibrated scores hold?

Honest raters look at a page of entries and score what they look at, each with a leaning of her own
and some noise. Hostile ones score honestly too, so that they do not stand out, but give 0 to every
leader they meet, or seek all leaders out. Who seeks weighs more than her number: where each entry
has 25 scores from 200 raters, ten who seek are 10 of a leader's 35.

Sources: the attack as "nuke attack" in Lam and Riedl 2004; the scores are those of `ballots`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cohive.engine.ballots.calibration import calibrate
from cohive.engine.ballots.ratings import Ratings, centres
from cohive.engine.exposure.showing import EXAMINATION_POWER
from cohive.engine.exposure.simulation import row_spearman

__all__ = ["Attack", "Crowd", "Held", "Rule", "ballots_of", "held"]

Floats = npt.NDArray[np.float64]

SCORE_MAX = 5


class Attack(StrEnum):
    """Zeros to leaders on the hostile raters' own pages, or to all leaders, shown or not."""

    ON_THEIR_PAGE = "on their page"
    SEEKING = "seeking leaders"


class Rule(StrEnum):
    """The score an entry is ranked by."""

    MEAN = "mean"
    TRIMMED = "trimmed mean (1/10)"
    CALIBRATED = "calibrated"
    CALIBRATED_TRIMMED = "calibrated, trimmed"


@dataclass(frozen=True)
class Crowd:
    """One kind of challenge: how many take part, and which part of the raters is hostile.

    Attributes
    ----------
    entries, raters : int, default 40 and 200
        How many there are, from 1.
    slots : int, default 12
        Entries on a rater's page.
    hostile : float, default 0.05
        The part of the raters, 0 to 1.
    attack : Attack, default Attack.SEEKING
        Where the hostile ones put their zeros.
    leaders : int, default 5
        So many best entries are attacked.
    worth : tuple[float, float], default (1.0, 4.5)
        The range entries' true worth is drawn from, in points.
    leaning, noise : float, default 0.5 and 0.9
        Standard deviations of a rater's leaning and of a single score, in points.
    """

    entries: int = 40
    raters: int = 200
    slots: int = 12
    hostile: float = 0.05
    attack: Attack = Attack.SEEKING
    leaders: int = 5
    worth: tuple[float, float] = (1.0, 4.5)
    leaning: float = 0.5
    noise: float = 0.9


@dataclass(frozen=True)
class Held:
    """Means over some runs of one rule under one attack.

    Attributes
    ----------
    crowd : Crowd
        The kind of challenge.
    rule : Rule
        The score that entries were ranked by.
    by_worth : float
        Spearman's correlation of score and true worth, −1 to 1.
    leaders_rank : float
        The mean rank of the true leaders ((leaders + 1)/2 if nothing moved them).
    best_in_top_3 : float
        The part of runs, 0 to 1.
    zeros : float
        The part of a leader's scores, 0 to 1, that came from hostile raters.
    runs : int
        How many, from 1.
    """

    crowd: Crowd
    rule: Rule
    by_worth: float
    leaders_rank: float
    best_in_top_3: float
    zeros: float
    runs: int


def held(crowd: Crowd, *, runs: int, seed: int) -> tuple[Held, ...]:
    """Hold challenges and rank them by every rule.

    Parameters
    ----------
    crowd : Crowd
        The kind of challenge.
    runs : int
        How many, from 1.
    seed : int
        Draws everything; honest parts are the same whatever the attack.

    Returns
    -------
    tuple[Held, ...]
        One for each rule.

    Raises
    ------
    ValueError
        Without runs, or for a part outside 0 to 1.

    References
    ----------
    Lam, S. K. and Riedl, J. (2004). Shilling recommender systems for fun and profit ("nuke
        attack").
    """
    if runs < 1 or not 0 <= crowd.hostile <= 1:
        raise ValueError("give at least one run, and a part of hostile raters from 0 to 1")
    worths, zeros = [], []
    scores: dict[Rule, list[Floats]] = {rule: [] for rule in Rule}
    for run in range(runs):
        worth, ratings, part = ballots_of(crowd, seed=seed + run)
        worths.append(worth)
        zeros.append(part)
        for rule, found in _by_rule(ratings).items():
            scores[rule].append(np.where(np.isnan(found), -1.0, found))
    truth = np.array(worths)
    return tuple(
        _held(crowd, rule, truth, np.array(scores[rule]), float(np.mean(zeros))) for rule in Rule
    )


def ballots_of(crowd: Crowd, *, seed: int) -> tuple[Floats, Ratings, float]:
    """One challenge of hostile and honest raters.

    Parameters
    ----------
    crowd : Crowd
        The kind of challenge, with n entries.
    seed : int
        Draws everything.

    Returns
    -------
    worth : ndarray of float, shape (n,)
        The true worth of each entry, in points.
    ratings : Ratings
        Who scored what, 0 to 5.
    zeros : float
        The part of the leaders' scores that came from hostile raters, 0 to 1.
    """
    draw = np.random.default_rng(seed)
    shape = (crowd.raters, crowd.entries)
    worth = draw.uniform(*crowd.worth, crowd.entries)
    leaning = draw.normal(0, crowd.leaning, (crowd.raters, 1))
    wished = worth + leaning + draw.normal(0, crowd.noise, shape)
    points = np.clip(np.rint(wished), 0, SCORE_MAX).astype(np.int64)
    places = 1.0 + np.argsort(draw.random(shape), axis=1)  # equal exposure: a shuffle for each
    on_page = places <= crowd.slots
    looked = on_page & (draw.random(shape) < places**-EXAMINATION_POWER)
    is_leader = np.argsort(np.argsort(-worth)) < crowd.leaders
    is_hostile = np.arange(crowd.raters) < round(crowd.hostile * crowd.raters)
    hit = is_hostile[:, None] & is_leader[None, :]
    if crowd.attack == Attack.SEEKING:
        looked = looked | hit
    points = np.where(hit, 0, points)
    entry, rater = np.nonzero(looked.T)
    given = points[rater, entry]
    order = np.lexsort((rater, given, entry))
    ratings = Ratings(
        raters=tuple(str(number) for number in range(crowd.raters)),
        entries=tuple(str(number) for number in range(crowd.entries)),
        rater=rater[order],
        entry=entry[order],
        whole=given[order],
        unit=1,
        n=looked.sum(axis=0).astype(np.int64),
    )
    return worth, ratings, float((looked & hit).sum() / max(1, looked[:, is_leader].sum()))


def without_attack(crowd: Crowd) -> Crowd:
    """The same challenge with nobody hostile: the row every other is compared with.

    Parameters
    ----------
    crowd : Crowd
        Any kind of challenge.

    Returns
    -------
    Crowd
        With `hostile` 0.
    """
    return replace(crowd, hostile=0.0)


def _by_rule(ratings: Ratings) -> dict[Rule, Floats]:
    plain, trim = np.ones(ratings.value.size), Fraction(1, 10)
    common = calibrate(ratings)
    return {
        Rule.MEAN: centres(ratings, ratings.value, plain, Fraction(0)),
        Rule.TRIMMED: centres(ratings, ratings.value, plain, trim),
        Rule.CALIBRATED: centres(ratings, common.value, common.weight, Fraction(0)),
        Rule.CALIBRATED_TRIMMED: centres(ratings, common.value, common.weight, trim),
    }


def _held(crowd: Crowd, rule: Rule, worth: Floats, scores: Floats, zeros: float) -> Held:
    ranks = 1 + np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable")
    true = np.argsort(-worth, axis=1)
    leaders = np.take_along_axis(ranks, true[:, : crowd.leaders], axis=1)
    return Held(
        crowd=crowd,
        rule=rule,
        by_worth=float(row_spearman(scores, worth).mean()),
        leaders_rank=float(leaders.mean()),
        best_in_top_3=float((leaders[:, 0] <= 3).mean()),
        zeros=zeros,
        runs=len(worth),
    )

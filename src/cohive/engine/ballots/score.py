"""Score voting: each rater gives points to the entries she looked at, and the best score wins.

Three scores are computed from the same sheet, and the count shows all of them:

- the *mean* of the points as they were given;
- the *trimmed* mean, without the highest and the lowest tenth of an entry's scores (exactly: of 5
  scores half of the best and half of the worst one), which single extreme raters hardly move;
- the *calibrated* score, with every rater put on the common scale first (`calibration`), which an
  entry does not owe to having met the mild raters. It decides unless another rule is asked for.

Every entry carries the interval in which its deciding score would lie in 95 of 100 draws of other
raters, and entries that the scores cannot tell apart share a group (`ratings`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import groupby

import numpy as np

from cohive.engine.ballots.calibration import DECIMALS, Calibration, calibrate
from cohive.engine.ballots.forms import ScoreBallot
from cohive.engine.ballots.ratings import (
    Floats,
    Ratings,
    centres,
    exact_centres,
    groups_of,
    ratings_of,
    redrawn,
)
from cohive.engine.ballots.results import by_lot
from cohive.engine.ballots.score_words import explained, stages_of, ties_of
from cohive.engine.ballots.scored import Rater, ScoreCount, Scored, ScoreRule, Scores
from cohive.words.refusals import Refused

__all__ = ["ScoreRule", "Scored", "Scores", "count_scores", "score_entries"]

DRAWS = 400
TRIM = Fraction(1, 10)
_DECIMALS = 9
"""Means of corrected scores that are also trimmed are rounded here."""
_UNITS = 10**DECIMALS
"""Of the corrections in one point: with them as whole numbers, calibrated scores are exact."""
_SCALES = (5, 10, 100)
_ENDS = (2.5, 97.5)


def score_entries(
    ballots: Iterable[ScoreBallot],
    entries: Mapping[str, str],
    *,
    rule: ScoreRule | str = ScoreRule.CALIBRATED,
    trim: Fraction | int = TRIM,
    seed: int = 0,
    draws: int = DRAWS,
) -> Scores:
    """Score all entries; `count_scores` says the same as a count.

    Parameters
    ----------
    ballots : Iterable[ScoreBallot]
        One for each voter, in any order.
    entries : Mapping[str, str]
        Names by id.
    rule : ScoreRule | str, default ScoreRule.CALIBRATED
        Which score decides.
    trim : Fraction | int, default TRIM
        The part cut from each side, from 0 to less than 1/2.
    seed : int, default 0
        Draws lots and raters.
    draws : int, default DRAWS
        How many draws of raters, at least 40.

    Returns
    -------
    Scores
        In points.

    Raises
    ------
    Refused
        As `ratings_of` does, and for a trim out of its range.
    """
    cut = Fraction(trim)
    if not 0 <= cut < Fraction(1, 2):
        raise Refused(
            "A trim of %(trim)s cannot be cut from each side. It is from 0 to less than 1/2.",
            field="trim",
            trim=str(cut),
        )
    ratings = ratings_of(ballots, entries)
    n = dict(zip(ratings.entries, ratings.n.tolist(), strict=True))
    unscored = tuple(name for name in entries if not n[name])
    chosen = ScoreRule(rule)
    if not len(ratings.entry):
        return Scores(chosen, cut, (), unscored, (), Fraction(0), None, (), 0)
    calibration = calibrate(ratings)
    mean, trimmed = exact_centres(ratings, Fraction(0)), exact_centres(ratings, cut)
    calibrated = _calibrated(ratings, calibration)
    deciding = {
        ScoreRule.MEAN: mean,
        ScoreRule.TRIMMED: trimmed,
        ScoreRule.CALIBRATED: calibrated,
    }.get(chosen) or _trimmed(ratings, calibration, cut)
    order, ties = _order(deciding, seed)
    drawn = _drawn(ratings, calibration, chosen, cut, draws=draws, seed=seed)
    number = {name: place for place, name in enumerate(ratings.entries)}
    low, high = _interval(ratings, drawn, {number[name]: deciding[name] for name in order})
    groups = groups_of([number[name] for name in order], drawn)
    return Scores(
        rule=chosen,
        trim=cut,
        entries=tuple(
            Scored(
                id=name,
                n=n[name],
                mean=mean[name],
                trimmed=trimmed[name],
                calibrated=calibrated[name],
                deciding=deciding[name],
                low=_end(low[number[name]]),
                high=_end(high[number[name]]),
                group=groups[number[name]],
            )
            for name in order
        ),
        unscored=unscored,
        raters=_raters(ratings, calibration),
        usual=_exact(calibration.usual),
        calibration=calibration,
        ties=ties,
        scores=len(ratings.entry),
    )


def _exact(number: float) -> Fraction:
    """One of the corrections, which have four decimals."""
    return Fraction(round(number * _UNITS), _UNITS)


def _raters(ratings: Ratings, calibration: Calibration) -> tuple[Rater, ...]:
    """Everybody's corrections, the harshest first."""
    given = np.bincount(ratings.rater, minlength=len(ratings.raters))
    raters = [
        Rater(name, int(given[n]), *(_exact(float(each)) for each in corrections))
        for n, (name, *corrections) in enumerate(
            zip(
                ratings.raters,
                calibration.harshness,
                calibration.stretch,
                calibration.voice,
                strict=True,
            )
        )
    ]
    return tuple(sorted(raters, key=lambda rater: (-rater.harshness, rater.id)))


def _calibrated(ratings: Ratings, calibration: Calibration) -> dict[str, Fraction]:
    """The weighted mean of each entry's corrected scores, in whole numbers of small units."""
    own = ratings.rater
    usual = round(calibration.usual * _UNITS)
    above, stretch, voice = (
        np.rint(each * _UNITS).astype(np.int64).astype(object)[own]
        for each in (calibration.harshness, calibration.stretch, calibration.voice)
    )
    points = ratings.whole.astype(object) * _UNITS + (above - usual) * ratings.unit
    corrected = usual * _UNITS * ratings.unit + stretch * points
    sums, weights = (np.zeros(len(ratings.n), dtype=object) for _ in range(2))
    np.add.at(sums, ratings.entry, voice * corrected)
    np.add.at(weights, ratings.entry, voice)
    return {
        name: Fraction(int(sums[number]), int(weights[number]) * _UNITS**2 * ratings.unit)
        for number, name in enumerate(ratings.entries)
        if ratings.n[number]
    }


def _trimmed(ratings: Ratings, calibration: Calibration, trim: Fraction) -> dict[str, Fraction]:
    """Trimmed means of corrected scores, rounded; exact ones where nobody is corrected."""
    if not calibration.harshness.any() and (calibration.stretch == 1).all():
        return exact_centres(ratings, trim)
    found = centres(ratings, calibration.value, calibration.weight, trim)
    return {
        name: Fraction(round(float(score) * 10**_DECIMALS), 10**_DECIMALS)
        for name, score, n in zip(ratings.entries, found, ratings.n, strict=True)
        if n
    }


def _order(
    deciding: Mapping[str, Fraction], seed: int
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    """Entries by falling score, equal ones by lot, and where a lot was drawn."""
    order: list[str] = []
    ties = []
    ranked = sorted(deciding, key=deciding.__getitem__, reverse=True)
    for _, equal in groupby(ranked, key=deciding.__getitem__):
        drawn = by_lot(tuple(equal), seed=seed)
        if len(drawn) > 1:
            ties.append((len(order), drawn))
        order += drawn
    return tuple(order), tuple(ties)


def _drawn(
    ratings: Ratings,
    calibration: Calibration,
    rule: ScoreRule,
    trim: Fraction,
    *,
    draws: int,
    seed: int,
) -> Floats:
    """The deciding scores in draws of other raters, as (draws, entries)."""
    as_given = rule in (ScoreRule.MEAN, ScoreRule.TRIMMED)
    return redrawn(
        ratings,
        ratings.value if as_given else calibration.value,
        np.ones(len(ratings.entry)) if as_given else calibration.weight,
        trim if rule in (ScoreRule.TRIMMED, ScoreRule.CALIBRATED_TRIMMED) else Fraction(0),
        draws=max(draws, 40),
        seed=seed,
        scale=_scale(ratings),
    )


def _interval(
    ratings: Ratings, drawn: Floats, deciding: Mapping[int, Fraction]
) -> tuple[Floats, Floats]:
    """The middle 95 % of the draws, on the scale, and never without the score itself."""
    with np.errstate(all="ignore"):
        low, high = np.clip(np.percentile(drawn, _ENDS, axis=0), *_scale(ratings))
    for number, score in deciding.items():
        if not np.isnan(low[number]):
            low[number] = min(float(score), low[number])
            high[number] = max(float(score), high[number])
    return low, high


def _scale(ratings: Ratings) -> tuple[float, float]:
    """The scale that the scores seem to be on: from 0 to 5, 10 or 100, or as far as they go."""
    lowest, highest = float(ratings.value.min()), float(ratings.value.max())
    return min(lowest, 0.0), next((float(top) for top in _SCALES if highest <= top), highest)


def _end(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def count_scores(
    ballots: Iterable[ScoreBallot],
    entries: Mapping[str, str],
    *,
    seats: int = 1,
    seed: int = 0,
    rule: ScoreRule | str = ScoreRule.CALIBRATED,
    trim: Fraction | int = TRIM,
    withdrawn: Collection[str] = (),
) -> ScoreCount:
    """The best entries by score, with a stage for each way to score, the deciding one last.

    Parameters
    ----------
    ballots : Iterable[ScoreBallot]
        One for each voter, in any order.
    entries : Mapping[str, str]
        Names by id.
    seats : int, default 1
        How many can win, from 1.
    seed : int, default 0
        Draws the order of equal scores.
    rule : ScoreRule | str, default ScoreRule.CALIBRATED
        Which score decides.
    trim : Fraction | int, default TRIM
        The part cut from each side, from 0 to less than 1/2.
    withdrawn : Collection[str], default ()
        Ids that may not win. They, and entries that nobody scored, stand in no totals.

    Returns
    -------
    ScoreCount
        Totals are points.

    Raises
    ------
    Refused
        As `score_entries` does, for less than one seat and when nothing was scored.
    """
    if seats < 1:
        raise Refused("%(seats)s seats cannot be filled.", field="seats", seats=seats)
    scores = score_entries(ballots, entries, rule=rule, trim=trim, seed=seed)
    able = tuple(one for one in scores.entries if one.id not in withdrawn)
    if not able:
        raise Refused("Nobody scored an entry that could win.", field="ballots")
    winners = tuple(one.id for one in able[:seats])
    return ScoreCount(
        method="score",
        seats=seats,
        quota=None,
        winners=winners,
        names=dict(entries),
        stages=stages_of(scores, able, winners, entries),
        ties=ties_of(scores, entries),
        explanation=tuple(explained(scores, able, entries)),
        scores=scores,
    )

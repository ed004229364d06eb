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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

import numpy as np

from cohive.engine.ballots.calibration import Calibration, calibrate
from cohive.engine.ballots.forms import ScoreBallot
from cohive.engine.ballots.ratings import (
    Ratings,
    centres,
    exact_centres,
    groups_of,
    ratings_of,
    redrawn,
)
from cohive.engine.ballots.results import Count, Stage, Tie, by_lot
from cohive.engine.ballots.scored import Scored, ScoreRule, Scores
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["ScoreRule", "Scored", "Scores", "count_scores", "score_entries"]

DRAWS = 400
TRIM = Fraction(1, 10)
_DECIMALS = 9
"""Calibrated scores are rounded here, so that equal entries are equal on every machine."""
_SLIGHT = 0.005
"""Where no score is moved by more than this, nobody is corrected: what stays would be the fit's own
last digits, and they may not decide between equal entries."""
_SCALES = (5, 10, 100)
_NAMES_MAX = 8
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
    unscored = tuple(name for name, n in zip(entries, ratings.n, strict=True) if not n)
    chosen = ScoreRule(rule)
    if not len(ratings.entry):
        return Scores(chosen, cut, (), unscored, ratings.raters, None, (), 0)
    calibration = calibrate(ratings)
    mean, trimmed = exact_centres(ratings, Fraction(0)), exact_centres(ratings, cut)
    calibrated = _rounded(ratings, calibration, Fraction(0))
    deciding = {
        ScoreRule.MEAN: mean,
        ScoreRule.TRIMMED: trimmed,
        ScoreRule.CALIBRATED: calibrated,
    }.get(chosen) or _rounded(ratings, calibration, cut)
    order, ties = _order(deciding, seed)
    drawn = _drawn(ratings, calibration, chosen, cut, draws=draws, seed=seed)
    with np.errstate(all="ignore"):
        low, high = np.clip(np.percentile(drawn, _ENDS, axis=0), *_scale(ratings))
    number = {name: n for n, name in enumerate(ratings.entries)}
    groups = groups_of([number[name] for name in order], drawn)
    return Scores(
        rule=chosen,
        trim=cut,
        entries=tuple(
            Scored(
                id=name,
                n=int(ratings.n[number[name]]),
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
        raters=ratings.raters,
        calibration=calibration,
        ties=ties,
        scores=len(ratings.entry),
    )


def _rounded(ratings: Ratings, calibration: Calibration, trim: Fraction) -> dict[str, Fraction]:
    """Calibrated centres as fractions of nine decimals; exact ones where nobody is corrected."""
    if _is_slight(ratings, calibration):
        return exact_centres(ratings, trim)
    found = centres(ratings, calibration.value, calibration.weight, trim)
    return {
        name: Fraction(round(float(score) * 10**_DECIMALS), 10**_DECIMALS)
        for name, score, n in zip(ratings.entries, found, ratings.n, strict=True)
        if n
    }


def _is_slight(ratings: Ratings, calibration: Calibration) -> bool:
    """Whether no score is moved noticeably, and all weigh nearly the same."""
    moved = np.abs(calibration.value - ratings.value).max()
    return bool(moved < _SLIGHT and np.ptp(calibration.weight) < _SLIGHT)


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
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The deciding scores in draws of other raters, as (draws, entries)."""
    as_given = rule in (ScoreRule.MEAN, ScoreRule.TRIMMED)
    return redrawn(
        ratings,
        ratings.value if as_given else calibration.value,
        np.ones(len(ratings.entry)) if as_given else calibration.weight,
        trim if rule in (ScoreRule.TRIMMED, ScoreRule.CALIBRATED_TRIMMED) else Fraction(0),
        draws=max(draws, 40),
        seed=seed,
    )


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
) -> Count:
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
    Count
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
    return Count(
        method="score",
        seats=seats,
        quota=None,
        winners=winners,
        names=dict(entries),
        stages=_stages(scores, able, winners, entries),
        ties=_ties(scores, entries),
        explanation=tuple(_explained(scores, able, entries)),
    )


_SAID = {
    ScoreRule.MEAN: Sentence("As given: %(name)s has the best mean, %(score)s."),
    ScoreRule.TRIMMED: Sentence(
        "Without the highest and the lowest %(trim)s of each entry's scores: %(name)s has the "
        "best, %(score)s."
    ),
    ScoreRule.CALIBRATED: Sentence(
        "With every rater put on the common scale: %(name)s has the best score, %(score)s."
    ),
    ScoreRule.CALIBRATED_TRIMMED: Sentence(
        "With every rater put on the common scale, and without the highest and the lowest %(trim)s "
        "of each entry's scores: %(name)s has the best, %(score)s."
    ),
}


def _stages(
    scores: Scores, able: Sequence[Scored], winners: tuple[str, ...], names: Mapping[str, str]
) -> tuple[Stage, ...]:
    """The three scores, the deciding one last, with the winners."""
    ways = {
        ScoreRule.MEAN: {one.id: one.mean for one in able},
        ScoreRule.TRIMMED: {one.id: one.trimmed for one in able},
        ScoreRule.CALIBRATED: {one.id: one.calibrated for one in able},
    }
    ways.pop(scores.rule, None)
    ways[scores.rule] = {one.id: one.deciding for one in able}
    stages = []
    for n, (way, totals) in enumerate(ways.items(), 1):
        decides = way is scores.rule
        best = winners[0] if decides else max(able, key=lambda one: totals[one.id]).id
        values = {
            "name": names[best],
            "score": _points(totals[best]),
            "trim": f"{float(scores.trim):.0%}",
        }
        elected = winners if decides else ()
        stages.append(Stage(n, totals, elected, (), replace(_SAID[way], values=values)))
    return tuple(stages)


def _points(score: Fraction | float) -> str:
    """A score as it is shown, with two decimals."""
    return f"{float(score):.2f}"


def _ties(scores: Scores, names: Mapping[str, str]) -> tuple[Tie, ...]:
    return tuple(
        Tie(
            stage=4 if scores.rule is ScoreRule.CALIBRATED_TRIMMED else 3,
            among=tuple(sorted(order)),
            order=order,
            sentence=Sentence(
                "%(names)s have the same score, %(score)s. A lot puts %(first)s first.",
                {
                    "names": _listed([names[name] for name in sorted(order)]),
                    "score": _points(scores.entries[place].deciding),
                    "first": names[order[0]],
                },
            ),
        )
        for place, order in scores.ties
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMES_MAX]) + (", …" if len(names) > _NAMES_MAX else "")


def _explained(
    scores: Scores, able: Sequence[Scored], names: Mapping[str, str]
) -> Iterable[Sentence]:
    """The count in a few sentences: what was given, how raters differ, how sure the first is."""
    yield Sentence(
        "%(raters)s raters gave %(scores)s scores to %(entries)s entries.",
        {
            "raters": len(scores.raters),
            "scores": scores.scores,
            "entries": len(scores.entries),
        },
    )
    calibration = scores.calibration
    if calibration is not None and scores.rule not in (ScoreRule.MEAN, ScoreRule.TRIMMED):
        yield from _raters_explained(calibration)
    first = able[0]
    if first.low is not None and first.high is not None:
        yield Sentence(
            "With other raters of the same kind, the score of %(name)s would lie between %(low)s "
            "and %(high)s in 95 of 100 cases.",
            {"name": names[first.id], "low": _points(first.low), "high": _points(first.high)},
        )
    alike = [names[one.id] for one in able[1:] if one.group == first.group]
    if alike:
        yield Sentence(
            "The scores cannot tell these apart from %(name)s: %(names)s.",
            {"name": names[first.id], "names": _listed(alike)},
        )
    best = max(able, key=lambda one: one.mean)
    if best.mean > first.mean:
        yield Sentence(
            "By the mean of the points as given, %(name)s would be first.",
            {"name": names[best.id]},
        )
    if scores.unscored:
        yield Sentence(
            "Nobody scored these, and they could not win: %(names)s.",
            {"names": _listed([names[name] for name in scores.unscored])},
        )


def _raters_explained(calibration: Calibration) -> Iterable[Sentence]:
    """How the raters differ, and what cannot be told of it."""
    harshness = calibration.harshness
    if float(np.abs(harshness).max()) < _SLIGHT:
        yield Sentence("No rater was harsher or milder than chance may make one.")
        return
    yield Sentence(
        "Every rater was put on the common scale: the harshest rater was %(harsh)s points below "
        "the usual one, the mildest %(mild)s above.",
        {
            "harsh": _points(max(float(harshness.max()), 0.0)),
            "mild": _points(max(float(-harshness.min()), 0.0)),
        },
    )
    if calibration.components > 1:
        yield Sentence(
            "The entries fall into %(parts)s parts that no rater connects. Between them they are "
            "compared as if the raters of each were alike on average.",
            {"parts": calibration.components},
        )

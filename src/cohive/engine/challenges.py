"""What the votes of past challenges say: how score, votes, time and the choice went together.

Votes and selection are two steps. This reads a challenge's outcome (one row for each entry: when,
for which challenge, its mean score, how many scored it, whether it was chosen) and says how far the
second step followed the first: in each challenge, over all, and month by month. Nothing here is a
cause: an entry may be chosen for its score, or score high and be chosen for the same reason.

Sources: Mann and Whitney 1947 (AUC), Spearman 1904, Efron 1979 (bootstrap), Wilson 1927.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cohive.engine.exposure.association import FEWEST, Estimate, auc, median, spearman
from cohive.engine.intervals import Interval, wilson
from cohive.words.sentences import Sentence

__all__ = ["ChallengeReport", "Entrant", "Month", "Relation", "Top", "relate"]

CHALLENGES_MAX = 50
MONTHS_MAX = 120
RESAMPLES = 400


class Entrant(NamedTuple):
    """One entry of a past challenge.

    Attributes
    ----------
    id : str
        Given once.
    at : date | None
        The day it was shown first; None where unknown.
    challenge : str
        What it was made for; "" for nothing.
    mean_score : float | None
        On any scale, finite; None when nobody scored it.
    votes : int | None
        How many scored it, from 0; None where unknown.
    chosen : bool
        Whether it was chosen.
    """

    id: str
    at: date | None
    challenge: str
    mean_score: float | None
    votes: int | None
    chosen: bool


@dataclass(frozen=True)
class Top:
    """How many of the chosen are among the best by mean score.

    Attributes
    ----------
    asked : int
        So many best were asked for.
    size : int
        So many they are; an equal score at the edge lets all of its entries fall out.
    chosen : int
        Those of them that were chosen.
    """

    asked: int
    size: int
    chosen: int


@dataclass(frozen=True)
class Relation:
    """Scores and choice in one challenge.

    Estimates are None where there are too few entries (`FEWEST`), or nothing to compare.

    Attributes
    ----------
    challenge : str
        Its name; "" for all together.
    n : int
        Scored entries.
    chosen : int
        Those of them that were chosen.
    first, last : date | None
        Days of the first and the last dated one.
    score, score_chosen : Estimate | None
        The median mean score of all and of the chosen.
    choice_by_score : Estimate | None
        The probability that a chosen entry scored above one that was not.
    score_by_votes : Estimate | None
        Spearman's correlation of mean score and number of votes.
    top_tenth : Top
        Among the best tenth.
    top_as_many : Top
        Among as many best as were chosen.
    """

    challenge: str
    n: int
    chosen: int
    first: date | None
    last: date | None
    score: Estimate | None
    score_chosen: Estimate | None
    choice_by_score: Estimate | None
    score_by_votes: Estimate | None
    top_tenth: Top
    top_as_many: Top


@dataclass(frozen=True)
class Month:
    """One stretch of time of scored entries: a month, or longer where months would be too many.

    Attributes
    ----------
    month : str
        Such as "2012-07"; "2012" for a year, "2010s" for ten, "2000–2099" for a hundred.
    n : int
        Scored entries, from 1.
    chosen : Interval
        The part that was chosen, with its 95 % range.
    score, votes : Estimate | None
        Medians of mean scores and of numbers of votes; None for too few.
    """

    month: str
    n: int
    chosen: Interval
    score: Estimate | None
    votes: Estimate | None


@dataclass(frozen=True)
class ChallengeReport:
    """What past challenges say, with what was read and how it was computed.

    Attributes
    ----------
    read : int
        Entries given.
    unscored : int
        Without a mean score, in no number below.
    undated : int
        Scored, but in no month and no trend.
    small : int
        Challenges below `FEWEST` scored entries, in `overall` only.
    more : int
        Challenges beyond the fifty largest.
    overall : Relation
        All challenges together.
    within : float | None
        `choice_by_score` with pairs of the same challenge only, weighted by their number, so that
        challenges of different level are not mixed; without an interval.
    challenges : tuple[Relation, ...]
        The fifty largest, the largest first.
    months : tuple[Month, ...]
        In the order of time, at most 120.
    trend : Estimate | None
        Spearman's correlation of day and mean score.
    resamples, seed : int
        Of the bootstrap.
    how, cannot_tell : tuple[Sentence, ...]
        In sentences: how numbers were made, and what they do not say.
    """

    read: int
    unscored: int
    undated: int
    small: int
    more: int
    overall: Relation
    within: float | None
    challenges: tuple[Relation, ...]
    months: tuple[Month, ...]
    trend: Estimate | None
    resamples: int
    seed: int
    how: tuple[Sentence, ...]
    cannot_tell: tuple[Sentence, ...]

    @property
    def is_by_month(self) -> bool:
        """Whether `months` are single months."""
        return all(len(month.month) == len("2012-07") for month in self.months)


def relate(
    entrants: Iterable[Entrant], *, seed: int, resamples: int = RESAMPLES
) -> ChallengeReport:
    """Relate the scores, votes and choices of past challenges.

    Parameters
    ----------
    entrants : Iterable[Entrant]
        In any order.
    seed : int
        Draws the bootstrap resamples.
    resamples : int, default RESAMPLES
        How many resamples.

    Returns
    -------
    ChallengeReport
        See its attributes.

    Raises
    ------
    ValueError
        For an id given twice, a score that is not finite or negative votes.

    References
    ----------
    Mann, H. B. and Whitney, D. R. (1947). On a test of whether one of two random variables is
        stochastically larger than the other.
    """
    rows = _checked(entrants)
    kept = [row for row in rows if row.mean_score is not None]
    dated = [row for row in kept if row.at is not None]
    sizes = Counter(row.challenge for row in kept)
    large = [
        name
        for name, n in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
        if n >= FEWEST and name
    ]
    named = large[:CHALLENGES_MAX]
    by_challenge: dict[str, list[Entrant]] = {name: [] for name in sizes}
    for row in kept:
        by_challenge[row.challenge].append(row)
    return ChallengeReport(
        read=len(rows),
        unscored=len(rows) - len(kept),
        undated=len(kept) - len(dated),
        small=sum(1 for name in sizes if name) - len(large),
        more=len(large) - len(named),
        overall=_relation("", kept, seed, resamples),
        within=_within(by_challenge.values()),
        challenges=tuple(_relation(name, by_challenge[name], seed, resamples) for name in named),
        months=_months(dated, seed, resamples),
        trend=spearman(
            [_day(row) for row in dated], _scores(dated), seed=seed, resamples=resamples
        ),
        resamples=resamples,
        seed=seed,
        how=_how(resamples, seed),
        cannot_tell=CANNOT_TELL,
    )


CANNOT_TELL = (
    Sentence("Whether entries were chosen because of their scores, or both for the same reason."),
    Sentence(
        "How often an entry was looked at; one that was shown first has more votes for that alone."
    ),
    Sentence("What those thought who looked and did not vote."),
)


def _how(resamples: int, seed: int) -> tuple[Sentence, ...]:
    return (
        Sentence(
            "Each range holds 95 of 100 of %(draws)s resamples of the entries, drawn with seed "
            "%(seed)s.",
            {"draws": resamples, "seed": seed},
        ),
        Sentence(
            "“Choice by score” is the probability that a chosen entry had the higher mean score "
            "than one that was not: 0.5 is a coin, 1 is the score alone."
        ),
        Sentence(
            "The best tenth leaves out all entries of an equal score at its edge, so it never "
            "holds more than a tenth."
        ),
        Sentence("Fewer than %(fewest)s entries get no number.", {"fewest": FEWEST}),
    )


def _checked(entrants: Iterable[Entrant]) -> list[Entrant]:
    rows, seen = list(entrants), set()
    for row in rows:
        if row.id in seen:
            raise ValueError(f"the entry {row.id} is given twice")
        seen.add(row.id)
        if row.mean_score is not None and not math.isfinite(row.mean_score):
            raise ValueError(f"the entry {row.id} has the mean score {row.mean_score}")
        if row.votes is not None and row.votes < 0:
            raise ValueError(f"the entry {row.id} has {row.votes} votes")
    return rows


def _relation(challenge: str, rows: Sequence[Entrant], seed: int, resamples: int) -> Relation:
    scores = _scores(rows)
    chosen = np.array([row.chosen for row in rows], dtype=bool)
    days = [row.at for row in rows if row.at is not None]
    voted = [row for row in rows if row.votes is not None]
    votes = [float(row.votes or 0) for row in voted]
    hits = int(chosen.sum())
    return Relation(
        challenge=challenge,
        n=len(rows),
        chosen=hits,
        first=min(days, default=None),
        last=max(days, default=None),
        score=median(scores, seed=seed, resamples=resamples),
        score_chosen=median(scores[chosen], seed=seed, resamples=resamples),
        choice_by_score=auc(scores, chosen, seed=seed, resamples=resamples),
        score_by_votes=spearman(votes, _scores(voted), seed=seed, resamples=resamples),
        top_tenth=_top(scores, chosen, len(rows) // 10),
        top_as_many=_top(scores, chosen, hits),
    )


def _top(scores: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], asked: int) -> Top:
    if not 0 < asked < scores.size:
        return Top(asked, asked, int(chosen.sum()) if asked else 0)
    # Inside are those above the first one that is outside, so ties at the edge fall out together.
    edge = np.sort(scores)[::-1][asked]
    inside = scores > edge
    return Top(asked, int(inside.sum()), int((inside & chosen).sum()))


def _within(challenges: Iterable[Sequence[Entrant]]) -> float | None:
    won = pairs = 0.0
    for rows in challenges:
        scores = _scores(rows)
        chosen = np.array([row.chosen for row in rows], dtype=bool)
        others = np.sort(scores[~chosen])
        below = np.searchsorted(others, scores[chosen], side="left")
        up_to = np.searchsorted(others, scores[chosen], side="right")
        won += float((below + up_to).sum()) / 2
        pairs += int(chosen.sum()) * others.size
    return won / pairs if pairs else None


def _months(dated: Sequence[Entrant], seed: int, resamples: int) -> tuple[Month, ...]:
    days = [row.at for row in dated if row.at is not None]
    called = next(call for call in STRETCHES if len(set(map(call, days))) <= MONTHS_MAX)
    by_month: dict[str, list[Entrant]] = {}
    for row in dated:
        if row.at is not None:
            by_month.setdefault(called(row.at), []).append(row)
    return tuple(
        Month(
            month=month,
            n=len(rows),
            chosen=wilson(sum(row.chosen for row in rows), len(rows)),
            score=median(_scores(rows), seed=seed, resamples=resamples),
            votes=median(
                [float(row.votes) for row in rows if row.votes is not None],
                seed=seed,
                resamples=resamples,
            ),
        )
        for month, rows in sorted(by_month.items())
    )


STRETCHES: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat()[:7],
    lambda day: day.isoformat()[:4],
    lambda day: f"{day.isoformat()[:3]}0s",
    lambda day: f"{day.isoformat()[:2]}00–{day.isoformat()[:2]}99",
)
"""What a month, a year, ten and a hundred years are called; there are no more than a hundred of the
last."""


def _scores(rows: Sequence[Entrant]) -> npt.NDArray[np.float64]:
    return np.array([row.mean_score for row in rows], dtype=np.float64)


def _day(row: Entrant) -> float:
    return float(row.at.toordinal()) if row.at is not None else math.nan

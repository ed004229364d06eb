"""What score voting says of each entry: its scores, how sure they are, and who is like it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cohive.engine.ballots.calibration import Calibration
from cohive.engine.ballots.results import Count

__all__ = ["Rater", "ScoreCount", "ScoreRule", "Scored", "Scores"]


class ScoreRule(StrEnum):
    """Which of the three scores decides; CALIBRATED_TRIMMED trims the calibrated ones."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    CALIBRATED = "calibrated"
    CALIBRATED_TRIMMED = "calibrated-trimmed"


@dataclass(frozen=True)
class Scored:
    """One entry and its scores.

    Attributes
    ----------
    id : str
        The entry's.
    n : int
        How many scored it, from 1.
    mean, trimmed : Fraction
        Points, exact.
    calibrated : Fraction
        Points, exact: the mean of the corrected scores, see `Rater`. May lie beyond the scale,
        since a harsh rater's best is more than a usual one's.
    deciding : Fraction
        By the rule asked for.
    low, high : float | None
        Its 95 % interval, within the scale of 0 to 5, 10 or 100 that the scores seem to be on; None
        for an entry with fewer scores than `ratings.RATERS_LEAST`.
    group : int
        From 0, the best; entries of one group cannot be told apart from the first of it that has an
        interval. One without an interval cannot be told apart from anybody.
    """

    id: str
    n: int
    mean: Fraction
    trimmed: Fraction
    calibrated: Fraction
    deciding: Fraction
    low: float | None
    high: float | None
    group: int


@dataclass(frozen=True)
class Rater:
    """How one rater was put on the common scale.

    Her corrected score is usual + stretch × (score + harshness − usual), and an entry's calibrated
    score is the mean of its corrected scores, each counted with its rater's weight.

    Attributes
    ----------
    id : str
        Hers.
    scores : int
        How many she gave, from 0.
    harshness : Fraction
        Points, of four decimals: below 0 for a mild rater.
    stretch, weight : Fraction
        Of four decimals, 1 for a usual rater.
    """

    id: str
    scores: int
    harshness: Fraction
    stretch: Fraction
    weight: Fraction


@dataclass(frozen=True)
class Scores:
    """Every scored entry, and how the raters stand to the common scale.

    Attributes
    ----------
    rule : ScoreRule
        Which score decides.
    trim : Fraction
        The part cut from each side, from 0 to less than 1/2.
    entries : tuple[Scored, ...]
        The best first.
    unscored : tuple[str, ...]
        Ids that nobody scored.
    raters : tuple[Rater, ...]
        The harshest first.
    usual : Fraction
        The usual rater's level, in points, of four decimals.
    calibration : Calibration | None
        None where nothing was scored.
    ties : tuple[tuple[int, tuple[str, ...]], ...]
        Places in `entries` at which equal deciding scores were ordered by lot, with the ids in that
        order.
    scores : int
        How many points were given, from 0.
    """

    rule: ScoreRule
    trim: Fraction
    entries: tuple[Scored, ...]
    unscored: tuple[str, ...]
    raters: tuple[Rater, ...]
    usual: Fraction
    calibration: Calibration | None
    ties: tuple[tuple[int, tuple[str, ...]], ...]
    scores: int


@dataclass(frozen=True)
class ScoreCount(Count):
    """A count by scores, with what anybody needs to do it again.

    Attributes
    ----------
    scores : Scores
        Every entry and every rater.
    """

    scores: Scores

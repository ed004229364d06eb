"""What becomes of newcomers: are they answered, do they find people, do they make something?

Counted are only those who have been here long enough for the answer to be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

from cohive.engine.frames import INSTANT
from cohive.engine.intervals import Interval, wilson
from cohive.engine.ties import SILENT_VERBS

__all__ = ["TALK_KINDS", "Newcomers", "newcomers"]

TALK_KINDS: Final = frozenset(
    {"post", "message", "note", "comment", "answer", "question", "mention", "reaction", "quote",
     "vote", "tie"}
)  # fmt: skip
"""Kinds of things that are talk, and so no contribution in the sense of making."""
ANSWER_HOURS: Final = 24
TIES_DAYS: Final = 30
TIES_MIN: Final = 3


@dataclass(frozen=True)
class Newcomers:
    """What becomes of newcomers.

    Attributes
    ----------
    n : int
        Members whose first act is known.
    answered_of, answered : int
        Those who addressed or told the place something and were watched for a day after it; those
        of them whom another person addressed within 24 hours.
    answered_part : Interval
        Their part with Wilson's range, 0 to 1.
    tied_of, tied : int
        Those watched for 30 days; those of them with ties both ways to three people or more by
        then.
    tied_part : Interval
        Their part with Wilson's range, 0 to 1.
    made : int
        Members who made something that is not talk.
    days_to_make : float | None
        The middle number of days from their first act to that; None where nobody did.
    """

    n: int
    answered_of: int
    answered: int
    answered_part: Interval
    tied_of: int
    tied: int
    tied_part: Interval
    made: int
    days_to_make: float | None


def newcomers(acts: pl.DataFrame) -> Newcomers:
    """See what becomes of newcomers.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them; staff may answer newcomers and is none.

    Returns
    -------
    Newcomers
        Zeros for a frame without dated acts of members.
    """
    dated = acts.filter(pl.col("at").is_not_null())
    members = dated.filter(~pl.col("is_staff"))
    first = members.group_by("actor").agg(pl.col("at").min().alias("first"))
    end = dated["at"].max()
    toward = dated.filter(
        pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("verb").is_in(list(SILENT_VERBS))
    )
    answered_of, answered = _answered(members, first, toward, end)
    tied_of, tied = _tied(first, toward, end)
    days = _days_to_make(members, first)
    return Newcomers(
        n=first.height,
        answered_of=answered_of,
        answered=answered,
        answered_part=wilson(answered, answered_of),
        tied_of=tied_of,
        tied=tied,
        tied_part=wilson(tied, tied_of),
        made=days.len(),
        days_to_make=_middle(days),
    )


def _middle(days: pl.Series) -> float | None:
    middle = days.median()
    return float(middle) if isinstance(middle, int | float) else None


def _answered(
    members: pl.DataFrame, first: pl.DataFrame, toward: pl.DataFrame, end: object
) -> tuple[int, int]:
    """Of those who spoke up: how many were addressed within a day of their first word."""
    day = timedelta(hours=ANSWER_HOURS)
    spoke = (
        members.filter((pl.col("verb") == "Create") & pl.col("object_kind").is_in(list(TALK_KINDS)))
        .group_by("actor")
        .agg(pl.col("at").min().alias("spoke"))
        .join(first, on="actor")
        .filter(pl.lit(end, dtype=INSTANT) - pl.col("spoke") >= day)
    )
    reached = (
        toward.select(pl.col("to").alias("actor"), pl.col("at").alias("reply"))
        .join(spoke, on="actor")
        .filter((pl.col("reply") > pl.col("spoke")) & (pl.col("reply") <= pl.col("spoke") + day))
    )
    return spoke.height, reached["actor"].n_unique()


def _tied(first: pl.DataFrame, toward: pl.DataFrame, end: object) -> tuple[int, int]:
    """Of those watched for a month: how many have ties both ways to three or more by then."""
    month = timedelta(days=TIES_DAYS)
    watched = first.filter(pl.lit(end, dtype=INSTANT) - pl.col("first") >= month)
    ties = toward.group_by("actor", "to").agg(pl.col("at").min().alias("made"))
    back = ties.select(
        pl.col("to").alias("actor"), pl.col("actor").alias("to"), pl.col("made").alias("back")
    )
    both = (
        ties.join(back, on=["actor", "to"])
        .join(watched, on="actor")
        .filter(pl.max_horizontal("made", "back") <= pl.col("first") + month)
    )
    counted = both.group_by("actor").agg(pl.len().alias("partners"))
    return watched.height, counted.filter(pl.col("partners") >= TIES_MIN).height


def _days_to_make(members: pl.DataFrame, first: pl.DataFrame) -> pl.Series:
    made = members.filter(
        (pl.col("verb") == "Create")
        & ~pl.col("object_kind").is_in([*TALK_KINDS, "order", "purchase"])
    )
    return (
        made.group_by("actor")
        .agg(pl.col("at").min().alias("made"))
        .join(first, on="actor")
        .select(((pl.col("made") - pl.col("first")) / pl.duration(days=1)).alias("days"))["days"]
    )

"""How soon one is answered, by whom, and whether talk comes in bursts (names as in CHAOSS)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.frames import INSTANT
from cohive.engine.intervals import Interval, wilson
from cohive.engine.ties import SILENT_VERBS

__all__ = ["Responses", "burstiness", "hours_waited", "responses"]

DAY: Final = timedelta(hours=24)
FEWEST: Final = 3


@dataclass(frozen=True)
class Responses:
    """How things that ask for an answer are answered.

    Attributes
    ----------
    asked : int
        Things that somebody told the place and that could be answered for a day or more.
    answered : int
        Those of them that another person answered, ever.
    answered_part : Interval
        Their part with Wilson's range, 0 to 1.
    within_day : int
        Those answered within 24 hours.
    hours_to_first_response : float | None
        The middle number of hours to the first answer, of those answered.
    by_members : int
        First answers that members gave.
    by_members_part : Interval
        Their part with Wilson's range, 0 to 1.
    """

    asked: int
    answered: int
    answered_part: Interval
    within_day: int
    hours_to_first_response: float | None
    by_members: int
    by_members_part: Interval


def responses(acts: pl.DataFrame, *, of_staff: bool | None = None) -> Responses:
    """Measure how soon things are answered. CHAOSS: "Time to First Response".

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.
    of_staff : bool | None, default None
        Only what the staff told (True), only what members told (False), or both.

    Returns
    -------
    Responses
        Zeros where nothing can be answered: a source without parents.
    """
    told, first = _told_and_answered(acts, of_staff)
    members = int((~first["is_staff"]).sum()) if first.height else 0
    hours = (first["waited"].dt.total_seconds() / 3600).median() if first.height else None
    return Responses(
        asked=told.height,
        answered=first.height,
        answered_part=wilson(first.height, told.height),
        within_day=first.filter(pl.col("waited") <= DAY).height,
        hours_to_first_response=float(hours) if isinstance(hours, int | float) else None,
        by_members=members,
        by_members_part=wilson(members, first.height),
    )


def hours_waited(acts: pl.DataFrame) -> tuple[float, ...]:
    """Give the hours that each answered thing waited for its first answer.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.

    Returns
    -------
    tuple[float, ...]
        Hours, the shortest wait first; of what `responses` counts as answered.
    """
    _told, first = _told_and_answered(acts, None)
    hours = first["waited"].dt.total_seconds().sort().to_list() if first.height else []
    return tuple(seconds / 3600 for seconds in hours)


def _told_and_answered(
    acts: pl.DataFrame, of_staff: bool | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What could be answered for a day or more, and the first answer to each by another person."""
    dated = acts.filter(pl.col("at").is_not_null() & (pl.col("verb") == "Create"))
    end = dated["at"].max()
    told = dated.filter(
        pl.col("parent").is_null() & (pl.lit(end, dtype=INSTANT) - pl.col("at") >= DAY)
    )
    if of_staff is not None:
        told = told.filter(pl.col("is_staff") == of_staff)
    told = told.select(
        pl.col("object").alias("parent"), pl.col("actor").alias("asker"), pl.col("at").alias("told")
    ).unique("parent")
    first = (
        dated.filter(pl.col("parent").is_not_null() & ~pl.col("verb").is_in(list(SILENT_VERBS)))
        .join(told, on="parent")
        .filter((pl.col("actor") != pl.col("asker")) & (pl.col("at") >= pl.col("told")))
        .sort("at", "id")
        .unique("parent", keep="first", maintain_order=True)
        .with_columns(waited=pl.col("at") - pl.col("told"))
    )
    return told, first


def burstiness(acts: pl.DataFrame) -> float | None:
    """Whether acts come in bursts: (σ − μ)/(σ + μ) of the time between them.

    Parameters
    ----------
    acts : polars.DataFrame
        With the column `at` (UTC).

    Returns
    -------
    float | None
        −1 (a clock) through 0 (chance) to 1 (bursts); None below three dated acts.

    References
    ----------
    Goh & Barabási (2008). Burstiness and memory in complex systems; CHAOSS, "Burstiness".
    """
    at = acts["at"].drop_nulls().sort()
    if at.len() < FEWEST:
        return None
    between = np.diff(at.to_physical().to_numpy().astype(np.float64))
    spread, middle = float(between.std()), float(between.mean())
    return (spread - middle) / (spread + middle) if spread + middle > 0 else None

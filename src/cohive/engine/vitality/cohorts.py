"""Who stays, by when they came: the table of cohorts, and what comes and goes.

"Here" means at least one act in a month of 30 days since the own first act. Months that have not
ended for everybody of a cohort are not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from cohive.engine.frames import INSTANT
from cohive.engine.instants import earlier

__all__ = ["Cohort", "Flow", "cohorts", "flow", "stickiness"]

MONTH_DAYS: Final = 30
MONTHS_MAX: Final = 24


@dataclass(frozen=True)
class Cohort:
    """People whose first act fell in one quarter.

    Attributes
    ----------
    start : date
        The first day of the quarter, in UTC.
    n : int
        People.
    here : tuple[int, ...]
        How many acted in month 0, 1, 2 … since their own first act; only months that have ended
        for all of them.
    """

    start: date
    n: int
    here: tuple[int, ...]


@dataclass(frozen=True)
class Flow:
    """Who came and who left between two stretches of the same length.

    Attributes
    ----------
    before, after : int
        People active in the first and in the second stretch.
    left : int
        Active in the first, not in the second.
    joined : int
        Active in the second for the first time ever.
    returned : int
        Active in the second and some time before the first, not in the first.
    churn : float | None
        left / before, 0 to 1; None where nobody was here.
    replacement : float | None
        joined / left; None where nobody left.
    """

    before: int
    after: int
    left: int
    joined: int
    returned: int
    churn: float | None
    replacement: float | None


def cohorts(acts: pl.DataFrame) -> tuple[Cohort, ...]:
    """The table of cohorts by quarter.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns `actor` and `at` (UTC); acts without a time are left out.

    Returns
    -------
    tuple[Cohort, ...]
        The oldest first; a cohort whose first month has not ended for all has no months.
    """
    dated = acts.filter(pl.col("at").is_not_null()).select("actor", "at")
    if not dated.height:
        return ()
    last = pl.lit(dated["at"].max(), dtype=INSTANT)
    first = dated.group_by("actor").agg(pl.col("at").min().alias("first"))
    month = ((pl.col("at") - pl.col("first")).dt.total_days() // MONTH_DAYS).alias("month")
    each = dated.join(first, on="actor").with_columns(
        month, pl.col("first").dt.truncate("1q").dt.date().alias("start")
    )
    sizes = (
        each.group_by("start")
        .agg(
            pl.col("actor").n_unique().alias("n"),
            ((last - pl.col("first").max()).dt.total_days() // MONTH_DAYS).alias("months"),
        )
        .sort("start")
    )
    counted = each.group_by("start", "month").agg(pl.col("actor").n_unique().alias("here"))
    found = {(start, number): here for start, number, here in counted.iter_rows()}
    return tuple(
        Cohort(start, n, tuple(found.get((start, k), 0) for k in range(min(months, MONTHS_MAX))))
        for start, n, months in sizes.iter_rows()
    )


def flow(acts: pl.DataFrame, *, at: datetime, days: int) -> Flow:
    """Who came and who left between the stretch before last and the last one.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns `actor` and `at` (UTC).
    at : datetime
        Aware; the end of the last stretch.
    days : int
        The length of both.

    Returns
    -------
    Flow
        Zeros for a frame without people.
    """
    whole = timedelta(days=days)
    middle = earlier(at, whole)
    start = earlier(middle, whole)
    first = acts.filter(pl.col("at") < start)
    before = acts.filter((pl.col("at") >= start) & (pl.col("at") < middle))
    after = acts.filter((pl.col("at") >= middle) & (pl.col("at") < at))
    known, here, now = (set(part["actor"].unique()) for part in (first, before, after))
    left, fresh = here - now, now - here
    joined = fresh - known
    return Flow(
        before=len(here),
        after=len(now),
        left=len(left),
        joined=len(joined),
        returned=len(fresh & known),
        churn=len(left) / len(here) if here else None,
        replacement=len(joined) / len(left) if left else None,
    )


def stickiness(acts: pl.DataFrame, *, at: datetime, days: int = MONTH_DAYS) -> float | None:
    """Daily actives on the mean of the last days, of all active in them; 0 to 1.

    Not for a place that meets once a week: there it is 1/7 at best.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns `actor` and `at` (UTC).
    at : datetime
        Aware; the end.
    days : int, default 30
        How many days.

    Returns
    -------
    float | None
        None where nobody was active.
    """
    lately = acts.filter((pl.col("at") >= earlier(at, timedelta(days=days))) & (pl.col("at") < at))
    if not lately.height:
        return None
    daily = lately.group_by(pl.col("at").dt.date()).agg(pl.col("actor").n_unique().alias("people"))
    return float(daily["people"].sum()) / days / lately["actor"].n_unique()

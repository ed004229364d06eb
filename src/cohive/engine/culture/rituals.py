"""Rituals: whether they are kept, and what they did to talk among members.

Measured is the ritual, never the streak of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.intervals import Interval, wilson
from cohive.engine.intervals.bootstrap import RESAMPLES, bootstrap
from cohive.engine.ties import SILENT_VERBS
from cohive.words.sentences import Sentence

__all__ = ["Occasion", "Ritual", "ritual"]

OCCASIONS_MIN: Final = 8
DAY: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Occasion:
    """One time it was due.

    Attributes
    ----------
    at : datetime
        When it was due, in UTC.
    people : int
        Members who took part within the window after it.
    was_kept : bool
        Two people or more took part.
    """

    at: datetime
    people: int
    was_kept: bool


@dataclass(frozen=True)
class Ritual:
    """How a ritual lives.

    Attributes
    ----------
    occasions : tuple[Occasion, ...]
        Each time it was due, the oldest first.
    adherence : Interval
        The part of times it was kept, with Wilson's range.
    people_middle : float | None
        The middle number of people; None without an occasion.
    lift : float | None
        Acts among members in the 24 hours after it, less those in the same 24 hours of the week a
        week before it first began or after the ritual ended where it has (mean difference); None
        where there are fewer than eight of either.
    low, high : float | None
        The 95 % bootstrap interval of `lift` over occasions.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    occasions: tuple[Occasion, ...]
    adherence: Interval
    people_middle: float | None
    lift: float | None
    low: float | None
    high: float | None
    cannot_tell: tuple[Sentence, ...]


def ritual(
    acts: pl.DataFrame,
    due: tuple[datetime, ...],
    *,
    seed: int,
    minutes: int = 120,
    resamples: int = RESAMPLES,
) -> Ritual:
    """See how a ritual is kept and what talk it brought.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them, of the circle or thread it belongs to.
    due : tuple[datetime, ...]
        Aware; every time it was due, rising.
    seed : int
        Draws the interval.
    minutes : int, default 120
        Who acts so long after it took part.
    resamples : int, default RESAMPLES
        How often occasions are drawn again.

    Returns
    -------
    Ritual
        The lift compares the same hours of the week in as many weeks before the first occasion.
        It is a difference, not a proof: other things may have begun with it.
    """
    dated = acts.filter(pl.col("at").is_not_null() & ~pl.col("is_staff")).sort("at")
    talk = dated.filter(
        pl.col("to").is_not_null()
        & ~pl.col("to_staff")
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("verb").is_in(list(SILENT_VERBS))
    )["at"]
    occasions = tuple(_occasion(dated, at, timedelta(minutes=minutes)) for at in due)
    said = [Sentence("What else began at the same time: the lift is a difference, not a cause.")]
    before = _days_before(dated, due)
    lift = low = high = None
    if min(len(due), len(before)) < OCCASIONS_MIN:
        said.append(
            Sentence(
                "What it did to talk: that takes %(least)s occasions and as many weeks before.",
                {"least": OCCASIONS_MIN},
            )
        )
    else:
        here, then = _talk_after(talk, due), _talk_after(talk, before)
        lift = float(here.mean() - then.mean())
        low, high = bootstrap(_lifts, here, then, seed=seed, resamples=resamples) or (None, None)
    kept = sum(one.was_kept for one in occasions)
    people = [one.people for one in occasions]
    return Ritual(
        occasions=occasions,
        adherence=wilson(kept, len(occasions)),
        people_middle=float(np.median(people)) if people else None,
        lift=lift,
        low=low,
        high=high,
        cannot_tell=tuple(said),
    )


def _occasion(dated: pl.DataFrame, at: datetime, window: timedelta) -> Occasion:
    here = dated.filter((pl.col("at") >= at) & (pl.col("at") < at + window))
    people = here["actor"].n_unique()
    return Occasion(at, people, people > 1)


def _days_before(dated: pl.DataFrame, due: tuple[datetime, ...]) -> tuple[datetime, ...]:
    """The same hours of the week before it began, as many weeks back as it has lasted."""
    start = dated["at"].min()
    if not due or not isinstance(start, datetime):
        return ()
    weeks = (due[-1] - due[0]).days // 7 + 1
    shifted = (at - timedelta(weeks=weeks) for at in due)
    return tuple(at for at in shifted if at >= start and at + DAY <= due[0])


def _talk_after(talk: pl.Series, due: tuple[datetime, ...]) -> npt.NDArray[np.float64]:
    """Acts among members in the 24 hours after each."""
    instants = talk.dt.epoch("us").to_numpy()
    starts = np.array([round(at.timestamp() * 1_000_000) for at in due])
    day = round(DAY.total_seconds() * 1_000_000)
    found = np.searchsorted(instants, starts + day) - np.searchsorted(instants, starts)
    return found.astype(np.float64)


def _lifts(here: npt.NDArray[np.float64], then: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lifts: npt.NDArray[np.float64] = here.mean(axis=1) - then.mean(axis=1)
    return lifts

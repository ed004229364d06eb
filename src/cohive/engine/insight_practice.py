"""Bonding and spreading of one window as rates, each with its range and what it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.capital import Bonding, bonding_practice
from cohive.engine.capital.practice import RECOGNISES
from cohive.engine.intervals import Interval, wilson
from cohive.engine.intervals.bootstrap import bootstrap, bootstrap_of_counts
from cohive.engine.vitality import hours_waited

__all__ = ["FEWEST", "PassedOn", "Rate", "bonding_rates", "spreading_rates"]

Floats = npt.NDArray[np.float64]

FEWEST: Final = 10


@dataclass(frozen=True)
class Rate:
    """One number of a window.

    Attributes
    ----------
    name : str
        "brand_answered", "answered", "hours", "by_members", "brand_answers", "recognition",
        "passed_by_members", "per_exposure" or "further".
    value : Interval | None
        A part of 1; "hours" in hours, "recognition" in times for each active member. None where
        there are fewer than ten of what it is of, or nothing of it is known.
    n : int | None
        What it is of; None where that is not counted at all.
    """

    name: str
    value: Interval | None
    n: int | None


@dataclass(frozen=True)
class PassedOn:
    """What was passed on in a window.

    Attributes
    ----------
    made : int
        Times something was passed on.
    by_members : int
        Those of them by members.
    further : int
        Those by somebody known to have come by what another had passed on; a lower bound.
    shown : int | None
        How often what is counted when shown was shown; None where nothing is counted.
    of_shown : int
        Times a thing that was shown was passed on.
    """

    made: int
    by_members: int
    further: int
    shown: int | None
    of_shown: int


def bonding_rates(acts: pl.DataFrame, *, seed: int) -> tuple[Rate, ...]:
    """Compute how people bond.

    Parameters
    ----------
    acts : polars.DataFrame
        Of the window, as `cohive.engine.ties.addressed` gives them.
    seed : int
        Draws the ranges of the middle wait and of recognition.

    Returns
    -------
    tuple[Rate, ...]
        Always the same names in the same order.
    """
    found: Bonding = bonding_practice(acts)
    talk = found.all_talk
    by_staff = acts.filter("is_staff").height
    recognised, members = _recognition(acts, seed)
    return (
        _rate("brand_answered", found.staff_answered, found.staff_posts),
        _rate("answered", talk.answered_part, talk.asked),
        _rate("hours", _middle(hours_waited(acts), seed), talk.answered),
        _rate("by_members", talk.by_members_part, talk.answered),
        _rate("brand_answers", found.staff_answers, by_staff),
        _rate("recognition", recognised, members),
    )


def spreading_rates(passed: PassedOn) -> tuple[Rate, ...]:
    """Compute how things travel on.

    Parameters
    ----------
    passed : PassedOn
        The counts of the window.

    Returns
    -------
    tuple[Rate, ...]
        Always the same names in the same order.
    """
    shown = passed.shown
    return (
        _rate("passed_by_members", wilson(passed.by_members, passed.made), passed.made),
        _rate("per_exposure", wilson(passed.of_shown, shown or 0), shown),
        _rate("further", wilson(passed.further, passed.made), passed.made),
    )


def _rate(name: str, value: Interval | None, n: int | None) -> Rate:
    return Rate(name, value if n is not None and n >= FEWEST else None, n)


def _middle(hours: tuple[float, ...], seed: int) -> Interval | None:
    """The middle wait; its range is of what comes out when the answers are drawn again."""
    if not hours:
        return None
    held = np.array(hours, dtype=np.float64)
    middle = float(np.median(held))
    low, high = bootstrap(_medians, held, seed=seed) or (middle, middle)
    return Interval(middle, min(low, middle), max(high, middle))


def _medians(drawn: Floats) -> Floats:
    return np.asarray(np.median(drawn, axis=1), dtype=np.float64)


def _recognition(acts: pl.DataFrame, seed: int) -> tuple[Interval | None, int]:
    """Times recognised for each active member; its range draws the people again with their own.

    Somebody recognised who did nothing herself counts in the times and not in the members.
    """
    got = (
        acts.filter(
            pl.col("verb").is_in(list(RECOGNISES))
            & pl.col("to").is_not_null()
            & (pl.col("to") != pl.col("actor"))
            & ~pl.col("to_staff")
        )
        .group_by(person="to")
        .agg(pl.len().alias("times"))
    )
    here = acts.filter(~pl.col("is_staff")).select(person="actor", active=1).unique("person")
    each = here.join(got, on="person", how="full", coalesce=True).fill_null(0)
    members = here.height
    if not members:
        return None, 0
    held = each.select("times", "active").to_numpy().astype(np.float64)
    kinds, counts = np.unique(held, axis=0, return_counts=True)

    def means(drawn: Floats) -> Floats:
        active = drawn @ kinds[:, 1]
        times = drawn @ kinds[:, 0]
        found: Floats = np.divide(times, active, out=np.full(times.shape, np.nan), where=active > 0)
        return found

    times = float(held[:, 0].sum())
    if not times:  # drawing nothing again gives nothing and would look certain
        return wilson(0, members), members
    middle = times / members
    low, high = bootstrap_of_counts(means, counts, seed=seed) or (middle, middle)
    return Interval(middle, min(low, middle), max(high, middle)), members

"""Who addressed whom: the directed, weighted network that a frame holds.

A tie u → v is an act of u that names v as its target, or that answers or builds on a thing v made.
An act that addresses nobody, such as an announcement, is no tie: it is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.frames import INSTANT, Frame
from cohive.engine.ties.addressing import addressed, staff_of

__all__ = ["SILENT_VERBS", "Network", "network_from", "network_of"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

SILENT_VERBS: Final = ("View", "Flag", "Undo", "Delete", "Remove", "Leave")
"""Verbs that address nobody in a friendly sense; their acts make no tie."""
NO_WEEK: Final = -1
WEEK_DAYS: Final = 7


@dataclass(frozen=True, eq=False)
class Network:
    """A directed network of people, its ties kept apart by week so that they can be redrawn.

    Attributes
    ----------
    people : tuple[str, ...]
        Ids of the n people (and of the brand), each once, sorted.
    is_staff : ndarray of bool, shape (n,)
        The brand's own: its staff and whatever stands for it.
    source, target : ndarray of int, shape (m,)
        Who addressed whom, as positions in `people`; never the same person.
    weight : ndarray of float, shape (m,)
        How often, above 0.
    week : ndarray of int, shape (m,)
        The week of the ties, counted from the first one; −1 where no time is known. One pair stands
        here once for each of its weeks.
    announced : float
        Acts of the staff that address nobody.
    spoken : float
        Acts of members that address nobody.
    first, last : datetime | None
        Instants in UTC of the first and last dated tie.
    """

    people: tuple[str, ...]
    is_staff: Truths
    source: Integers
    target: Integers
    weight: Floats
    week: Integers
    announced: float = 0.0
    spoken: float = 0.0
    first: datetime | None = None
    last: datetime | None = None

    def __len__(self) -> int:
        return len(self.people)

    @property
    def weeks(self) -> int:
        """How many weeks hold a dated tie."""
        return int(np.unique(self.week[self.week != NO_WEEK]).size)

    def merged(self, weight: Floats | None = None) -> Network:
        """The same with each pair once; ties of weight 0 are dropped.

        Parameters
        ----------
        weight : ndarray of float, shape (m,), optional
            Taken instead of the own weights, such as those of a redrawn sample.

        Returns
        -------
        Network
            Weeks are −1: a merged pair has many.
        """
        used = self.weight if weight is None else weight
        key = self.source * max(len(self), 1) + self.target
        pairs, place = np.unique(key, return_inverse=True)
        total = np.bincount(place, weights=used, minlength=pairs.size).astype(np.float64)
        kept = total > 0
        size = max(len(self), 1)
        return Network(
            people=self.people,
            is_staff=self.is_staff,
            source=pairs[kept] // size,
            target=pairs[kept] % size,
            weight=total[kept],
            week=np.full(int(kept.sum()), NO_WEEK, dtype=np.int64),
            announced=self.announced,
            spoken=self.spoken,
            first=self.first,
            last=self.last,
        )


def network_of(
    frame: Frame,
    *,
    not_people: Collection[str] = (),
    brand: Collection[str] = (),
    without: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Network:
    """Read who addressed whom from a frame; programs are left out.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many, such as "a guest"; left out unless they act
        as staff or are named as `brand`.
    brand : Collection[str], default ()
        Who stands for the brand, such as its firm; staff is known by the role of its acts.
    without : Collection[str], default ()
        People left out altogether, such as accounts under review.
    since, until : datetime, optional
        Only acts from `since` on and before `until`; acts without a time are then left out.

    Returns
    -------
    Network
        With n = 0 for a frame without a tie. Isolated people are those who acted or were addressed
        and have no tie.
    """
    return network_from(
        addressed(frame, not_people=not_people, brand=brand),
        staff=staff_of(frame) | set(brand),
        without=without,
        since=since,
        until=until,
    )


def network_from(
    acts: pl.DataFrame,
    *,
    staff: Collection[str],
    without: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Network:
    """The same from acts whose addressees are known already, for many windows of one frame.

    Parameters
    ----------
    acts : polars.DataFrame
        As `addressed` gives them.
    staff : Collection[str]
        The brand's own.
    without : Collection[str], default ()
        As in `network_of`.
    since, until : datetime, optional
        As in `network_of`.

    Returns
    -------
    Network
        As in `network_of`.
    """
    acts = _within(acts, since, until)
    acts = acts.filter(~pl.col("actor").is_in(list(without)))
    ties = acts.filter(
        pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("to").is_in(list(without))
        & ~pl.col("verb").is_in(list(SILENT_VERBS))
    )
    alone = acts.filter(pl.col("to").is_null())
    return _numbered(
        ties,
        people=sorted(set(acts["actor"].unique()) | set(ties["to"].unique())),
        staff=set(staff),
        announced=float(alone["is_staff"].sum()),
        spoken=float((~alone["is_staff"]).sum()),
    )


def _within(acts: pl.DataFrame, since: datetime | None, until: datetime | None) -> pl.DataFrame:
    if since is not None:
        acts = acts.filter(pl.col("at") >= since)
    if until is not None:
        acts = acts.filter(pl.col("at") < until)
    return acts


def _numbered(
    ties: pl.DataFrame, *, people: list[str], staff: set[str], announced: float, spoken: float
) -> Network:
    place = pl.DataFrame(
        {"person": people, "place": range(len(people))},
        schema={"person": pl.String, "place": pl.Int64},
    )
    first = ties["at"].min()
    days = (pl.col("at") - pl.lit(first, dtype=INSTANT)).dt.total_days()
    counted = (
        ties.with_columns(week=(days // WEEK_DAYS).cast(pl.Int64).fill_null(NO_WEEK))
        .group_by("actor", "to", "week")
        .agg(pl.col("times").sum())
        .join(place.rename({"person": "actor", "place": "source"}), on="actor")
        .join(place.rename({"person": "to", "place": "target"}), on="to")
        .sort("source", "target", "week")
    )
    last = ties["at"].max()
    return Network(
        people=tuple(people),
        is_staff=np.array([person in staff for person in people], dtype=np.bool_),
        source=counted["source"].to_numpy().astype(np.int64),
        target=counted["target"].to_numpy().astype(np.int64),
        weight=counted["times"].to_numpy().astype(np.float64),
        week=counted["week"].to_numpy().astype(np.int64),
        announced=announced,
        spoken=spoken,
        first=first if isinstance(first, datetime) else None,
        last=last if isinstance(last, datetime) else None,
    )

"""Member to member, month by month, each with its range."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.instants import earlier
from cohive.engine.intervals import Interval, wilson
from cohive.engine.intervals.bootstrap import bootstrap_of_counts
from cohive.engine.ties import Network, member_to_member, network_from

__all__ = ["Month", "member_part", "months_of"]

MONTHS: Final = 12
ACTS_MIN: Final = 20


@dataclass(frozen=True)
class Month:
    """Member to member in one month.

    Attributes
    ----------
    start : date
        Its first day, in UTC.
    acts : float
        Acts that address somebody.
    part : Interval | None
        The part of them that goes from member to member, with its range; None below twenty acts.
    """

    start: date
    acts: float
    part: Interval | None


def member_part(network: Network, *, seed: int) -> Interval | None:
    """Member to member with a range that knows that acts of one person hang together.

    Parameters
    ----------
    network : Network
        Of one month.
    seed : int
        Draws the range.

    Returns
    -------
    Interval | None
        The wider of two ranges: people drawn again with all their acts, and Wilson's, which also
        stands where everybody did alike and drawing again would give no range at all. None below
        twenty acts.
    """
    part = member_to_member(network)
    total = float(network.weight.sum())
    if part is None or total < ACTS_MIN:
        return None
    known = wilson(part * total, total)
    among = ~network.is_staff[network.source] & ~network.is_staff[network.target]
    acts = np.bincount(network.source, weights=network.weight, minlength=len(network))
    own = np.bincount(network.source, weights=network.weight * among, minlength=len(network))
    kinds, counts = np.unique(np.column_stack([own, acts])[acts > 0], axis=0, return_counts=True)

    def parts(drawn: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = (drawn @ kinds[:, 0]) / (drawn @ kinds[:, 1])
        return found

    low, high = bootstrap_of_counts(parts, counts, seed=seed) or (known.low, known.high)
    return Interval(part, min(low, known.low), max(high, known.high))


def months_of(
    known: pl.DataFrame,
    *,
    staff: Collection[str],
    without: Collection[str],
    end: datetime,
    seed: int,
) -> tuple[Month, ...]:
    """Look back month by month.

    Parameters
    ----------
    known : polars.DataFrame
        Acts up to the end, as `cohive.engine.ties.addressed` gives them.
    staff, without : Collection[str]
        The brand's own; people left out.
    end : datetime
        Aware; where the last month is cut off.
    seed : int
        Draws the ranges.

    Returns
    -------
    tuple[Month, ...]
        At most twelve, the oldest first.
    """
    first = known["at"].min()
    found: list[Month] = []
    month = end.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    until = end
    while len(found) < MONTHS and isinstance(first, datetime) and until > first:
        network = network_from(known, staff=staff, without=without, since=month, until=until)
        total = float(network.weight.sum())
        found.append(Month(month.date(), total, member_part(network, seed=seed)))
        until, month = month, earlier(month, timedelta(days=1)).replace(day=1)
    return tuple(reversed(found))

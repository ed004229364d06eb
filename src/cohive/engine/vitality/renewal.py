"""Does it renew itself? New cores for lost ones, and who starts things.

The core of a quarter is the tenth of its people who did most. Staff is left out, since a founder
who stays would look like a core that never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cohive.engine.intervals import Interval, wilson

__all__ = ["Renewal", "Turn", "renewal"]

CORE_PART: Final = 10
STARTED_KINDS: Final = frozenset(
    {"challenge", "circle", "product", "ritual", "rule", "topic", "gathering", "proposal"}
)
"""Things whose making starts something others join."""


@dataclass(frozen=True)
class Turn:
    """One quarter's core beside the quarter's before.

    Attributes
    ----------
    start : date
        The first day of the quarter, in UTC.
    core : tuple[str, ...]
        The tenth of its people (rounded up) who did most, ids in order.
    kept, fresh, lost : int
        In both cores; only in this one; only in the one before.
    jaccard : float | None
        kept / (kept + fresh + lost), 0 to 1; None in the first quarter.
    replacement : float | None
        fresh / lost; None where none was lost.
    """

    start: date
    core: tuple[str, ...]
    kept: int
    fresh: int
    lost: int
    jaccard: float | None
    replacement: float | None


@dataclass(frozen=True)
class Renewal:
    """How a place renews itself.

    Attributes
    ----------
    turns : tuple[Turn, ...]
        By quarter, the oldest first; the last one may not have ended.
    started : int
        Circles, challenges, products, rituals and the like that were started.
    started_by_members : Interval
        The part that members started, with Wilson's range.
    """

    turns: tuple[Turn, ...]
    started: int
    started_by_members: Interval


def renewal(acts: pl.DataFrame) -> Renewal:
    """See whether the core renews itself and who starts things.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.

    Returns
    -------
    Renewal
        Without turns for a frame without dated acts of members.
    """
    members = acts.filter(pl.col("at").is_not_null() & ~pl.col("is_staff"))
    counted = (
        members.group_by(pl.col("at").dt.truncate("1q").dt.date().alias("start"), "actor")
        .agg(pl.len().alias("acts"))
        .sort(["start", "acts", "actor"], descending=[False, True, False])
    )
    ranked = counted.with_columns(
        place=pl.int_range(pl.len()).over("start"), people=pl.len().over("start")
    )
    core = ranked.filter(pl.col("place") < (pl.col("people") + CORE_PART - 1) // CORE_PART)
    quarters = [
        (start, tuple(sorted(people)))
        for start, people in core.group_by("start", maintain_order=True)
        .agg("actor")
        .sort("start")
        .iter_rows()
    ]
    started = acts.filter(
        (pl.col("verb") == "Create") & pl.col("object_kind").is_in(list(STARTED_KINDS))
    )
    by_members = int((~started["is_staff"]).sum()) if started.height else 0
    return Renewal(
        turns=tuple(
            _turn(start, people, quarters[place - 1][1] if place else None)
            for place, (start, people) in enumerate(quarters)
        ),
        started=started.height,
        started_by_members=wilson(by_members, started.height),
    )


def _turn(start: date, people: tuple[str, ...], before: tuple[str, ...] | None) -> Turn:
    if before is None:
        return Turn(start, people, 0, len(people), 0, None, None)
    now, then = set(people), set(before)
    kept, fresh, lost = len(now & then), len(now - then), len(then - now)
    return Turn(
        start=start,
        core=people,
        kept=kept,
        fresh=fresh,
        lost=lost,
        jaccard=kept / (kept + fresh + lost),
        replacement=fresh / lost if lost else None,
    )

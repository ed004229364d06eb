"""People who come back: what an order that is kept does to those who hand in late.

On a place everybody has an order of her own that stays while she looks. Some look before votes
open, while entries still come in, and again when they vote. If late entries simply joined the end
of their orders, late ones would be looked at least by exactly the most interested. This plays it
through with the very functions the pages use (`showing`); plain Python.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cohive.engine.exposure.showing import (
    EXAMINATION_POWER,
    examined,
    joined,
    least_seen_first,
)

__all__ = ["Keeping", "Votes", "votes_of"]


class Keeping(StrEnum):
    """What becomes of an order that was drawn before votes opened."""

    LATE_LAST = "kept, late ones at the end"
    LATE_NEXT = "kept, late ones next"
    ALL_VIEWS = "drawn anew when votes open, by all views"
    ANEW = "drawn anew when votes open, by views since"


@dataclass(frozen=True)
class Votes:
    """What each entry got in one challenge.

    Attributes
    ----------
    views : tuple[float, ...]
        Examined views while votes were open, from 0, by entry.
    uploaded : tuple[float, ...]
        When it came, 0 to 1, by entry.
    """

    views: tuple[float, ...]
    uploaded: tuple[float, ...]


def votes_of(
    keeping: Keeping,
    *,
    seed: int,
    entries: int = 40,
    members: int = 300,
    early: float = 0.5,
    slots: int = 12,
    power: float = EXAMINATION_POWER,
) -> Votes:
    """Play one challenge in which a part of the members looks before votes open.

    Each of them looks once while entries come in, at any time. Then all vote, in turn, each on one
    page.

    Parameters
    ----------
    keeping : Keeping
        What becomes of the orders drawn before.
    seed : int
        Draws everything.
    entries, members : int, default 40 and 300
        How many there are.
    early : float, default 0.5
        The part of the members that looks before, 0 to 1.
    slots : int, default 12
        Entries on a page.
    power : float, default EXAMINATION_POWER
        How fast attention falls with the place.

    Returns
    -------
    Votes
        Views and times of all entries.
    """
    draw = random.Random(seed)  # noqa: S311 - a simulation, nothing secret
    uploaded = [draw.random() for _ in range(entries)]
    before = dict.fromkeys(range(entries), 0.0)
    orders: dict[int, tuple[int, ...]] = {}
    shown: dict[int, Sequence[int]] = {}
    for member, now in enumerate(sorted(draw.random() for _ in range(int(members * early)))):
        there = {entry: before[entry] for entry in before if uploaded[entry] <= now}
        orders[member] = least_seen_first(there, seed=f"{seed}:{member}")
        shown[member] = orders[member][:slots]
        _add(before, shown[member], power)
    since = dict.fromkeys(range(entries), 0.0)
    voters = list(range(members))
    draw.shuffle(voters)
    for member in voters:
        lot = f"{seed}:{member}"
        counts = before if keeping == Keeping.ALL_VIEWS else since
        if member in orders and keeping in (Keeping.LATE_LAST, Keeping.LATE_NEXT):
            minimum = 0.0 if keeping == Keeping.LATE_LAST else float("inf")
            page = joined(orders[member], since, shown=shown[member], minimum=minimum, seed=lot)
        else:
            page = least_seen_first(counts, seed=lot)
        _add(before, page[:slots], power)
        _add(since, page[:slots], power)
    return Votes(tuple(since.values()), tuple(uploaded))


def _add(views: dict[int, float], page: Sequence[int], power: float) -> None:
    for entry, more in examined([page], power=power).items():
        views[entry] += more

"""Which entries to show next while votes are open, so that none wins by having come early.

The least seen come first, and a lot decides among equals. What counts as seen is not "was on the
page" but the probability that somebody looked: the first place of a page is examined almost surely,
the tenth by one in five. So an entry that always stood at the bottom is owed the top.

Shown in order of votes, a contest is won by its first uploads; shown like this, by its best ones
(`simulation` measures it). Live pages use this module: plain Python, nothing heavy, no clock; the
lot is a digest of a seed, so whoever knows the seed can draw the order again.

Entries are anything that can be compared by identity and written as text: ids, mostly.
Sources: Craswell et al. 2008 and Joachims et al. 2017 on examination by position; Singh and
Joachims 2018, Biega et al. 2018 on exposure as what a ranking hands out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = [
    "EXAMINATION_POWER",
    "examination",
    "examined",
    "joined",
    "least_reachable",
    "least_seen_first",
]

EXAMINATION_POWER = 0.7
"""How fast attention falls with the place on a page, until it was measured by swaps."""

Entry = TypeVar("Entry")


def examination(position: int, *, power: float = EXAMINATION_POWER) -> float:
    """The probability, 0 to 1, that the entry at `position` (1 is the first) is looked at: 1/k^p.

    Raises ValueError for a place before the first.
    """
    if position < 1:
        raise ValueError("positions are counted from 1")
    return float(position**-power)


def examined(
    pages: Iterable[Sequence[Entry]], *, power: float = EXAMINATION_POWER
) -> dict[Entry, float]:
    """The examined views each entry got on these pages, in expectation; whole pages, top first."""
    seen: dict[Entry, float] = {}
    for page in pages:
        for position, entry in enumerate(page, start=1):
            seen[entry] = seen.get(entry, 0.0) + examination(position, power=power)
    return seen


def least_seen_first(seen: Mapping[Entry, float], *, seed: str) -> tuple[Entry, ...]:
    """All entries of `seen` (entry to examined views), the least seen first.

    Among equals the seed decides, and nothing else: neither the order of the mapping nor the age of
    an entry. The first ones of the answer are what to show next.
    """
    return tuple(sorted(seen, key=lambda entry: (seen[entry], _lot(seed, entry))))


def joined(
    stored: Sequence[Entry],
    late: Mapping[Entry, float],
    *,
    shown: Collection[Entry],
    minimum: float,
    seed: str,
) -> tuple[Entry, ...]:
    """An order somebody already has, with the entries that came after it was drawn.

    What she was shown keeps its place, and so does the order of the rest. A late entry with fewer
    than `minimum` examined views comes next, right behind the last one she was shown; a late one
    that had its minimum elsewhere joins at the end. `late` maps each to its examined views; those
    already in `stored` are left where they are. Each part the least seen first, ties by the seed.
    """
    known = set(stored)
    new = {entry: views for entry, views in late.items() if entry not in known}
    owed = {entry: views for entry, views in new.items() if views < minimum}
    had = {entry: views for entry, views in new.items() if views >= minimum}
    behind = max((place for place, entry in enumerate(stored, 1) if entry in shown), default=0)
    return (
        *stored[:behind],
        *least_seen_first(owed, seed=seed),
        *stored[behind:],
        *least_seen_first(had, seed=seed),
    )


def least_reachable(
    seen: Collection[float], *, visitors: float, slots: int, power: float = EXAMINATION_POWER
) -> float:
    """The examined views that every entry can still have when votes close: what may be promised.

    `seen` are the views so far, one for each entry; `visitors` more people will come, each with a
    page of `slots` entries. Showing the least seen first reaches it (up to one visitor's views). It
    is the least, over m, of what the m least seen would have on average if they always took the
    first m places. Of a late entry: if this is below the minimum you promised, close later.
    Raises ValueError without entries, slots, or with negative numbers.
    """
    if not seen or slots < 1 or visitors < 0 or min(seen) < 0:
        raise ValueError("give views of at least one entry, a slot, and no negative number")
    have, given, level = 0.0, 0.0, float("inf")
    for place, views in enumerate(sorted(seen), start=1):
        have += views
        given += examination(place, power=power) if place <= slots else 0.0
        level = min(level, (have + visitors * given) / place)
    return level


def _lot(seed: str, entry: object) -> bytes:
    return hashlib.sha256(f"{seed}:{entry}".encode()).digest()

"""Which entries to show next while votes are open, so that none wins by having come early.

The least seen come first, and a lot decides among equals. What counts as seen is not "was on the
page" but the probability that somebody looked: the first place of a page is examined almost surely,
the tenth by one in five. So an entry that always stood at the bottom is owed the top.

Shown in order of votes, a challenge is won by its first uploads; shown like this, by its best ones
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
    """The probability that an entry at a place on a page is looked at: 1/k^p.

    Parameters
    ----------
    position : int
        The place k; 1 is the first.
    power : float, default EXAMINATION_POWER
        The p, from 0; how fast attention falls.

    Returns
    -------
    float
        Above 0, up to 1 at the first place.

    Raises
    ------
    ValueError
        For a place before the first.

    References
    ----------
    Craswell, N. et al. (2008). An experimental comparison of click position-bias models.
    Joachims, T., Swaminathan, A. and Schnabel, T. (2017). Unbiased learning-to-rank with biased
        feedback.
    """
    if position < 1:
        raise ValueError("positions are counted from 1")
    return float(position**-power)


def examined(
    pages: Iterable[Sequence[Entry]], *, power: float = EXAMINATION_POWER
) -> dict[Entry, float]:
    """The examined views that each entry got on these pages, in expectation.

    Parameters
    ----------
    pages : Iterable[Sequence[Entry]]
        Whole pages, each with its top entry first.
    power : float, default EXAMINATION_POWER
        How fast attention falls; see `examination`.

    Returns
    -------
    dict[Entry, float]
        By entry, above 0; those on no page are not there.
    """
    seen: dict[Entry, float] = {}
    for page in pages:
        for position, entry in enumerate(page, start=1):
            seen[entry] = seen.get(entry, 0.0) + examination(position, power=power)
    return seen


def least_seen_first(seen: Mapping[Entry, float], *, seed: str) -> tuple[Entry, ...]:
    """All entries, the least seen first: the first ones are what to show next.

    Among equals the seed decides, and nothing else: neither the order of the mapping nor the age of
    an entry.

    Parameters
    ----------
    seen : Mapping[Entry, float]
        Examined views, from 0, by entry.
    seed : str
        Whoever knows it can draw the order again.

    Returns
    -------
    tuple[Entry, ...]
        Every entry of `seen` once.

    References
    ----------
    Singh, A. and Joachims, T. (2018). Fairness of exposure in rankings.
    Biega, A. J. et al. (2018). Equity of attention.
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
    that had its minimum elsewhere joins at the end. Each part the least seen first, ties by the
    seed.

    Parameters
    ----------
    stored : Sequence[Entry]
        The order she has.
    late : Mapping[Entry, float]
        Examined views, from 0, by entry; those already in `stored` are left where they are.
    shown : Collection[Entry]
        What of `stored` she has seen.
    minimum : float
        The examined views promised to every entry.
    seed : str
        Draws the order among equals.

    Returns
    -------
    tuple[Entry, ...]
        `stored` and the new ones of `late`, each once.
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

    Showing the least seen first reaches it (up to one visitor's views). It is the least, over m, of
    what the m least seen would have on average if they always took the first m places. Of a late
    entry: if this is below the minimum you promised, close later.

    Parameters
    ----------
    seen : Collection[float]
        The views so far, from 0, one for each entry.
    visitors : float
        How many more people will come, from 0.
    slots : int
        Entries on each visitor's page, from 1.
    power : float, default EXAMINATION_POWER
        How fast attention falls; see `examination`.

    Returns
    -------
    float
        Examined views, from 0.

    Raises
    ------
    ValueError
        Without entries or slots, or with negative numbers.
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

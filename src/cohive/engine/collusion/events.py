"""The log as arrays: who acted on what, and when, how and with which words, where that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Circumstances", "Events", "Firsts", "blocks_of", "events_of", "firsts_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NOBODY = -1


@dataclass(frozen=True)
class Circumstances:
    """What a community may know beside the log; every part may be missing.

    joined_seconds: (users,) unix time of each account's making, NaN where unknown. invited_by:
    (users,) who let it in, -1 for nobody. beneficiary: (items,) whom a target's proceeds go to, as
    a code, -1 for nobody. announced_seconds: (items,) when all were told of a target, NaN for
    never. teams: (users,) a declared team or household, -1 for none.
    """

    joined_seconds: Floats | None = None
    invited_by: Whole | None = None
    beneficiary: Whole | None = None
    announced_seconds: Floats | None = None
    teams: Whole | None = None


@dataclass(frozen=True)
class Events:
    """n acts. users, items: the names behind the codes. user, item: (n,) codes. seconds: (n,) unix
    time or None. ratings: (n,) scaled to -1 … 1, or None. texts: n texts or None.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    user: Whole
    item: Whole
    seconds: Floats | None = None
    ratings: Floats | None = None
    texts: tuple[str, ...] | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)

    @property
    def size(self) -> int:
        """How many acts."""
        return int(self.user.size)


@dataclass(frozen=True)
class Firsts:
    """The first act of each account on each target, by target and time: what can coincide.

    row: (m,) its place in the log; user, item, seconds: (m,); block: (m,) its span of activity;
    activity: (users, blocks) how many of them each account has in each span. A second vote for the
    same thing is no second coincidence.
    """

    row: Whole
    user: Whole
    item: Whole
    seconds: Floats
    block: Whole
    activity: NDArray[np.float32]


def events_of(
    users: Sequence[str],
    items: Sequence[str],
    *,
    seconds: Sequence[float] | Floats | None = None,
    ratings: Sequence[float] | Floats | None = None,
    texts: Sequence[str] | None = None,
) -> Events:
    """The log from its columns; names become codes in the order of the sorted names."""
    names, user = np.unique(np.array(users, dtype=np.str_), return_inverse=True)
    things, item = np.unique(np.array(items, dtype=np.str_), return_inverse=True)
    return Events(
        tuple(names.tolist()),
        tuple(things.tolist()),
        user.astype(np.int64).ravel(),
        item.astype(np.int64).ravel(),
        None if seconds is None else np.asarray(seconds, dtype=np.float64),
        None if ratings is None else np.asarray(ratings, dtype=np.float64),
        None if texts is None else tuple(texts),
    )


def firsts_of(events: Events, blocks: int) -> Firsts:
    """Drop repeats, sort by target and time, and count activity in spans of equally many acts."""
    seconds = np.zeros(events.size) if events.seconds is None else events.seconds
    pair = events.item * max(len(events.users), 1) + events.user
    order = np.lexsort((np.arange(events.size), seconds, pair))
    order = order[~np.isnan(seconds[order])]  # an act without a time coincides with nothing
    kept = order[np.diff(pair[order], prepend=-1) != 0]
    kept = kept[np.lexsort((events.user[kept], seconds[kept], events.item[kept]))]
    block = blocks_of(seconds[kept], blocks)
    activity = np.zeros((len(events.users), blocks), dtype=np.float32)
    np.add.at(activity, (events.user[kept], block), 1)
    return Firsts(kept, events.user[kept], events.item[kept], seconds[kept], block, activity)


def blocks_of(seconds: Floats, blocks: int) -> Whole:
    """The span of each time, so that all have about as many acts; equal times stand together."""
    edges = np.quantile(seconds, np.arange(1, blocks) / blocks) if seconds.size else np.zeros(0)
    return np.searchsorted(edges, seconds, side="left").astype(np.int64)

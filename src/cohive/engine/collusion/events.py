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
PAUSE_SECONDS = 7 * 86400.0
"""A week in which nobody acts: one occasion has ended, and nothing coincides but within a month."""


@dataclass(frozen=True)
class Circumstances:
    """What a community may know beside the log; every part may be missing.

    Attributes
    ----------
    joined_seconds : ndarray of float | None
        (users,) unix time of each account's making, NaN where unknown.
    invited_by : ndarray of int | None
        (users,) who let it in, -1 for nobody.
    beneficiary : ndarray of int | None
        (items,) whom a target's proceeds go to, as a code, -1 for nobody.
    announced_seconds : ndarray of float | None
        (items,) when all were told of a target, NaN for never.
    teams : ndarray of int | None
        (users,) a declared team or household, -1 for none.
    """

    joined_seconds: Floats | None = None
    invited_by: Whole | None = None
    beneficiary: Whole | None = None
    announced_seconds: Floats | None = None
    teams: Whole | None = None


@dataclass(frozen=True)
class Events:
    """A log of n acts.

    Attributes
    ----------
    users : tuple[str, ...]
        Names of accounts, behind their codes.
    items : tuple[str, ...]
        Names of targets, behind their codes.
    user : ndarray of int
        (n,) codes of accounts.
    item : ndarray of int
        (n,) codes of targets.
    seconds : ndarray of float | None
        (n,) unix times, or None.
    ratings : ndarray of float | None
        (n,) scaled to -1 … 1, NaN for an act that is no rating, or None.
    texts : tuple[str, ...] | None
        n texts, or None.
    circumstances : Circumstances
        What else is known.
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

    A second vote for the same thing is no second coincidence.

    Attributes
    ----------
    row : ndarray of int
        (m,) its place in the log.
    user : ndarray of int
        (m,) codes of accounts.
    item : ndarray of int
        (m,) codes of targets.
    seconds : ndarray of float
        (m,) unix times.
    block : ndarray of int
        (m,) its span of activity.
    activity : ndarray of float
        (users, spans) how many of them each account has in each span.
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
    """Make a log of its columns; names become codes in the order of the sorted names.

    Parameters
    ----------
    users : Sequence[str]
        n names of accounts.
    items : Sequence[str]
        n names of targets.
    seconds : Sequence[float], optional
        n unix times.
    ratings : Sequence[float], optional
        n numbers, NaN for an act that is no rating.
    texts : Sequence[str], optional
        n texts.

    Returns
    -------
    Events
        The log.
    """
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
    """Drop repeats, sort by target and time, and count activity in spans of about as many acts.

    Parameters
    ----------
    events : Events
        The log.
    blocks : int
        How many spans.

    Returns
    -------
    Firsts
        An act without a time coincides with nothing and is left out.
    """
    seconds = np.zeros(events.size) if events.seconds is None else events.seconds
    pair = events.item * max(len(events.users), 1) + events.user
    order = np.lexsort((seconds, pair))  # stable: of equal times the first in the log
    order = order[~np.isnan(seconds[order])]  # an act without a time coincides with nothing
    kept = order[np.diff(pair[order], prepend=-1) != 0]
    kept = kept[np.lexsort((events.user[kept], seconds[kept], events.item[kept]))]
    block = blocks_of(seconds[kept], blocks, events.circumstances.announced_seconds)
    activity = np.zeros((len(events.users), blocks), dtype=np.float32)
    np.add.at(activity, (events.user[kept], block), 1)
    return Firsts(kept, events.user[kept], events.item[kept], seconds[kept], block, activity)


def blocks_of(seconds: Floats, blocks: int, announced_seconds: Floats | None = None) -> Whole:
    """Find the span of each time, so that all have about as many acts and none holds two occasions.

    What people can act on changes from one occasion to the next. In a span that held the end of one
    and the beginning of the next, chance would mix the targets of both, and people who only came to
    the same occasion would seem to choose alike. So the edge of a span moves to the longest pause
    within half a span of it, if that is a long one. What all were told of they also come to at
    once: at an announcement the nearest edge moves there, and the rush after it is expected.

    Parameters
    ----------
    seconds : ndarray of float
        (m,) unix times.
    blocks : int
        How many spans.
    announced_seconds : ndarray of float, optional
        (k,) unix times at which all were told of something, NaN for never.

    Returns
    -------
    ndarray of int
        (m,) 0 to blocks - 1; equal times stand together.
    """
    if seconds.size == 0 or blocks < 2:
        return np.zeros(seconds.size, dtype=np.int64)
    edges = np.quantile(seconds, np.arange(1, blocks) / blocks)
    ascending = np.sort(seconds)
    rest = np.diff(ascending)
    width = seconds.size / blocks
    for at in range(1, blocks):
        low = max(int((at - 0.5) * width) - 1, 0)
        near = rest[low : int((at + 0.5) * width)]
        if near.size and near.max() >= PAUSE_SECONDS:
            edges[at - 1] = ascending[low + int(near.argmax())]
    if announced_seconds is not None:
        for told in np.unique(announced_seconds[~np.isnan(announced_seconds)]).tolist():
            at = round(float(np.searchsorted(ascending, told)) / width)
            if 0 < at < blocks:
                edges[at - 1] = np.nextafter(told, -np.inf)
    return np.searchsorted(edges, seconds, side="left").astype(np.int64)

"""A group with its targets: who of a circle captured which targets, against a control group.

For a group G and a target, take the window in which most of G acted on it. Of the m acts in it n
are G's. The control group is everybody else who was active in that span of the log: G made a part q
of all acts there, this target left aside (so its activity and the crowd's are kept, as a
degree-preserving null keeps them). If G chose like everybody, n would be about m·q, and

    P(n or more of m) ≤ exp(-m · KL(n/m ‖ q))        (Chernoff's bound)

A target counts as captured where that is small after allowing for all targets G touched. The sum of
m·KL over the captured targets, in nats, is the group's *surprise*: 0 for a crowd at one launch
(one target is no repetition), large where a group has several targets nearly to itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.events import Firsts

__all__ = ["Block", "Index", "block_of", "divergence", "index_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ROUNDS = 4


@dataclass(frozen=True)
class Index:
    """Where the acts of each account stand, and of each target: places in `firsts` by account, with
    the bounds of each; starts of each target (acts are sorted by target and time).
    """

    firsts: Firsts
    by_user: Whole
    user_starts: Whole
    item_starts: Whole
    totals: Floats

    def acts_of(self, members: Whole) -> Whole:
        """Places of all acts of these accounts, sorted by target and time."""
        starts, stops = self.user_starts[members], self.user_starts[members + 1]
        sizes = stops - starts
        begin = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        return np.sort(self.by_user[begin + np.arange(sizes.sum())])


@dataclass(frozen=True)
class Block:
    """members: codes of accounts; targets: codes; begin, end: unix time of each target's window;
    inside: n acts of the group in it; crowd: m acts of anybody; portion: q; nats: m·KL; lives: n
    over all acts the target ever had; votes: acts of each member on captured targets in their
    windows; acts: each member's acts in all.
    """

    members: Whole
    targets: Whole
    begin: Floats
    end: Floats
    inside: Whole
    crowd: Whole
    portion: Floats
    nats: Floats
    lives: Floats
    votes: Whole
    acts: Whole
    window_seconds: float

    @property
    def surprise(self) -> float:
        """In nats, over all captured targets."""
        return float(self.nats.sum())

    @property
    def effect(self) -> float:
        """Surprise, each target's weighed by how much of its life came from the group, over the
        root of their number: targets that one group chose together are no independent proofs, and
        this (Stouffer's) is how a sum of many is put beside a sum of few.
        """
        return float((self.nats * self.lives).sum() / np.sqrt(self.targets.size))


def index_of(firsts: Firsts, items: int) -> Index:
    """Sort once, so that any group is looked up in the time its own acts take."""
    users = firsts.activity.shape[0]
    by_user = np.argsort(firsts.user, kind="stable").astype(np.int64)
    return Index(
        firsts,
        by_user,
        np.searchsorted(firsts.user[by_user], np.arange(users + 1)).astype(np.int64),
        np.searchsorted(firsts.item, np.arange(items + 1)).astype(np.int64),
        firsts.activity.sum(axis=0, dtype=np.float64),
    )


def block_of(
    index: Index, members: Whole, window_seconds: float, configuration: Configuration
) -> Block | None:
    """The block around these accounts, or None where they captured fewer than two targets.

    Whoever else acted on two captured targets in their windows joins; who acted on fewer leaves.
    """
    block = None
    for _ in range(ROUNDS):
        if members.size < configuration.group_min:
            return None
        block = _captured(index, members, window_seconds, configuration)
        if block is None:
            return None
        joined = _actors(index, block, configuration.targets_min)
        if np.array_equal(joined, members):
            return block
        members = joined
    if members.size < configuration.group_min:
        return None
    return _captured(index, members, window_seconds, configuration)


def _captured(
    index: Index, members: Whole, window_seconds: float, configuration: Configuration
) -> Block | None:
    firsts = index.firsts
    acts = index.acts_of(members)
    item, seconds = firsts.item[acts], firsts.seconds[acts]
    starts = np.flatnonzero(np.diff(item, prepend=-1) != 0)
    place, inside = _densest(item, seconds, starts, window_seconds)
    begin, end = seconds[place], seconds[place + inside - 1]
    target = item[place]
    crowd = _count(index, target, begin, end)
    portion = _portion(index, members, (acts[place], acts[place + inside - 1]), inside, crowd)
    nats = crowd * divergence(inside / crowd, portion)
    level = np.log(max(starts.size, 1) / configuration.pair_level)
    kept = (inside >= 2) & (nats >= level)
    if kept.sum() < configuration.targets_min:
        return None
    which = np.cumsum(np.diff(item, prepend=-1) != 0) - 1
    counted = kept[which] & (seconds >= begin[which]) & (seconds <= end[which])
    votes = np.bincount(
        np.searchsorted(members, firsts.user[acts[counted]]), minlength=members.size
    )
    return Block(
        members,
        target[kept],
        begin[kept],
        end[kept],
        inside[kept],
        crowd[kept],
        portion[kept],
        nats[kept],
        (inside / (index.item_starts[target + 1] - index.item_starts[target]))[kept],
        votes.astype(np.int64),
        index.user_starts[members + 1] - index.user_starts[members],
        window_seconds,
    )


def _densest(
    item: Whole, seconds: Floats, starts: Whole, window_seconds: float
) -> tuple[Whole, Whole]:
    """For each target the place where the window with most of the group's acts begins, its acts."""
    span = float(np.ptp(seconds)) + 2 * window_seconds + 1
    line = (np.cumsum(np.diff(item, prepend=-1) != 0)) * span + (seconds - seconds.min())
    count = np.searchsorted(line, line + window_seconds, side="right") - np.arange(item.size)
    most = np.maximum.reduceat(count, starts)
    first = np.flatnonzero(count == np.repeat(most, np.diff(starts, append=item.size)))
    places = first[np.searchsorted(first, starts)]
    return places.astype(np.int64), most.astype(np.int64)


def _count(index: Index, target: Whole, begin: Floats, end: Floats) -> Whole:
    """Anybody's acts on each target from begin to end."""
    firsts = index.firsts
    counts = np.empty(target.size, dtype=np.int64)
    bounds = index.item_starts
    for number, (one, low, high) in enumerate(
        zip(target.tolist(), begin.tolist(), end.tolist(), strict=True)
    ):
        part = firsts.seconds[bounds[one] : bounds[one + 1]]
        counts[number] = np.searchsorted(part, high, side="right") - np.searchsorted(part, low)
    return counts


def _portion(
    index: Index, members: Whole, bounds: tuple[Whole, Whole], inside: Whole, crowd: Whole
) -> Floats:
    """The group's part of everybody's acts in the spans of each window, between its first and last
    act, without the target's own.
    """
    first, last = (index.firsts.block[each] for each in bounds)
    ours = np.cumsum(index.firsts.activity[members].sum(axis=0, dtype=np.float64))
    all_ = np.cumsum(index.totals)
    mine, rest = (
        np.concatenate(([0.0], each))[last + 1] - np.concatenate(([0.0], each))[first]
        for each in (ours, all_)
    )
    rest = np.maximum(rest - crowd, 1)
    part: Floats = np.clip((np.maximum(mine - inside, 0) + 1) / (rest + 1), 1e-9, 1.0)
    return part


def divergence(part: Floats, portion: Floats) -> Floats:
    """KL(part ‖ portion) of two coins in nats where part exceeds portion, else 0."""
    part = np.clip(part, 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(part > 0, part * np.log(part / portion), 0.0)
        other = np.where(part < 1, (1 - part) * np.log((1 - part) / (1 - portion)), 0.0)
    nats: Floats = np.where(part > portion, np.maximum(one + other, 0.0), 0.0)
    return nats


def _actors(index: Index, block: Block, targets_min: int) -> Whole:
    """Everybody with acts on at least so many captured targets in their windows."""
    firsts = index.firsts
    found = []
    for target, begin, end in zip(
        block.targets.tolist(), block.begin.tolist(), block.end.tolist(), strict=True
    ):
        low, high = index.item_starts[target], index.item_starts[target + 1]
        part = firsts.seconds[low:high]
        inner = slice(
            low + np.searchsorted(part, begin - 0.25 * (end - begin)),
            low + np.searchsorted(part, end + 0.25 * (end - begin), side="right"),
        )
        found.append(firsts.user[inner])
    people, times = np.unique(np.concatenate(found), return_counts=True)
    return people[times >= targets_min].astype(np.int64)

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
    """Where the acts of each account stand, and of each target.

    Attributes
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    by_user : ndarray of int
        (m,) places in `firsts`, account by account.
    user_starts : ndarray of int
        (users + 1,) bounds of each account in `by_user`.
    item_starts : ndarray of int
        (items + 1,) bounds of each target in `firsts`.
    totals : ndarray of float
        (users,) acts of each account.
    line : ndarray of float
        (m,) target and time on one line, ascending.
    stride : float
        The length of one target on that line, in seconds.
    since : float
        Unix time of the first act.
    """

    firsts: Firsts
    by_user: Whole
    user_starts: Whole
    item_starts: Whole
    totals: Floats
    line: Floats
    stride: float
    since: float

    def between(self, target: Whole, begin: Floats, end: Floats) -> tuple[Whole, Whole]:
        """Find the acts on targets within windows.

        Parameters
        ----------
        target : ndarray of int
            (k,) codes.
        begin : ndarray of float
            (k,) unix times.
        end : ndarray of float
            (k,) unix times.

        Returns
        -------
        tuple[Whole, Whole]
            Places of the first act on each target from begin on, and of the one after the last.
        """
        low = np.searchsorted(self.line, target * self.stride + (begin - self.since))
        high = np.searchsorted(self.line, target * self.stride + (end - self.since), side="right")
        return low.astype(np.int64), high.astype(np.int64)

    def acts_of(self, members: Whole) -> Whole:
        """Find all acts of some accounts.

        Parameters
        ----------
        members : ndarray of int
            Codes.

        Returns
        -------
        ndarray of int
            Places, sorted by target and time.
        """
        starts, stops = self.user_starts[members], self.user_starts[members + 1]
        sizes = stops - starts
        begin = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        return np.sort(self.by_user[begin + np.arange(sizes.sum())])


@dataclass(frozen=True)
class Block:
    """A group of accounts and the targets it captured.

    Attributes
    ----------
    members : ndarray of int
        (k,) codes of accounts.
    targets : ndarray of int
        (t,) codes of captured targets.
    begin : ndarray of float
        (t,) unix time at which each target's window begins.
    end : ndarray of float
        (t,) unix time at which it ends.
    inside : ndarray of int
        (t,) acts of the group in it.
    crowd : ndarray of int
        (t,) acts of anybody in it.
    portion : ndarray of float
        (t,) the part that would be the group's by chance.
    nats : ndarray of float
        (t,) crowd times the divergence of what was from that.
    lives : ndarray of float
        (t,) acts of the group over all acts the target ever had.
    votes : ndarray of int
        (k,) acts of each member on captured targets in their windows.
    acts : ndarray of int
        (k,) each member's acts in all.
    window_seconds : float
        How long the windows are.
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
        """How large it is.

        Returns
        -------
        float
            Surprise, each target's weighed by how much of its life came from the group, over
            the root of their number: targets that one group chose together are no independent
            proofs (Stouffer).
        """
        return float((self.nats * self.lives).sum() / np.sqrt(self.targets.size))


def index_of(firsts: Firsts, items: int) -> Index:
    """Sort once, so that any group is looked up in the time its own acts take.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    items : int
        How many targets there are.

    Returns
    -------
    Index
        The index.
    """
    users = firsts.activity.shape[0]
    since = float(firsts.seconds.min(initial=np.inf)) if firsts.seconds.size else 0.0
    stride = (float(np.ptp(firsts.seconds)) if firsts.seconds.size else 0.0) * 2 + 1
    by_user = np.argsort(firsts.user, kind="stable").astype(np.int64)
    return Index(
        firsts,
        by_user,
        np.searchsorted(firsts.user[by_user], np.arange(users + 1)).astype(np.int64),
        np.searchsorted(firsts.item, np.arange(items + 1)).astype(np.int64),
        firsts.activity.sum(axis=0, dtype=np.float64),
        firsts.item * stride + (firsts.seconds - since),
        stride,
        since,
    )


def block_of(
    index: Index, members: Whole, window_seconds: float, configuration: Configuration
) -> Block | None:
    """Find the block around some accounts.

    Whoever else acted on two captured targets in their windows joins; who acted on fewer leaves.

    Parameters
    ----------
    index : Index
        Where acts stand.
    members : ndarray of int
        Codes.
    window_seconds : float
        How close.
    configuration : Configuration
        What counts as together, as too much and as enough.

    Returns
    -------
    Block | None
        None where they captured fewer than two targets.
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
    group = np.flatnonzero(inside >= 2)  # one act on a target is no togetherness
    crowd = np.zeros(starts.size, dtype=np.int64)
    portion, nats = np.zeros(starts.size), np.zeros(starts.size)
    target = item[place]
    crowd[group] = _count(index, target[group], begin[group], end[group])
    bounds = acts[place[group]], acts[place[group] + inside[group] - 1]
    portion[group] = _portion(index, members, bounds, inside[group], crowd[group])
    nats[group] = crowd[group] * divergence(inside[group] / crowd[group], portion[group])
    level = np.log(max(starts.size, 1) / configuration.pair_level)
    kept = nats >= level
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
        crowd[kept].astype(np.int64),
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
    low, high = index.between(target, begin, end)
    return high - low


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
    """Compute KL(part ‖ portion) of two coins in nats.

    Parameters
    ----------
    part : ndarray of float
        0 to 1.
    portion : ndarray of float
        0 to 1.

    Returns
    -------
    ndarray of float
        0 where part does not exceed portion.
    """
    part = np.clip(part, 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(part > 0, part * np.log(part / portion), 0.0)
        other = np.where(part < 1, (1 - part) * np.log((1 - part) / (1 - portion)), 0.0)
    nats: Floats = np.where(part > portion, np.maximum(one + other, 0.0), 0.0)
    return nats


def _actors(index: Index, block: Block, targets_min: int) -> Whole:
    """Everybody with acts on at least so many captured targets in their windows."""
    slack = 0.25 * (block.end - block.begin)
    low, high = index.between(block.targets, block.begin - slack, block.end + slack)
    low = np.maximum(low, index.item_starts[block.targets])
    high = np.minimum(high, index.item_starts[block.targets + 1])
    sizes = high - low
    begin = np.repeat(low - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    acted = index.firsts.user[begin + np.arange(sizes.sum())]
    people, times = np.unique(acted, return_counts=True)
    return people[times >= targets_min].astype(np.int64)

"""Lockstep: two accounts that act on the same targets at the same time, again and again.

One common target is a launch; several within an hour, half a day, three days or a month of each
other are a coincidence that chance can be asked about. Chance here keeps what is innocent: how much
each account acts in each span of the log, how popular each target is and when. If everybody in a
span chose among its acts at random, a pair (u, v) would coincide about

    expected   = Σ over spans s, t of  acts(u in s) · acts(v in t) · rate(s, t),
    rate(s, t) = coinciding pairs of acts from s and t / pairs of acts from s and t

times, and the tail of the Poisson law at this mean says how surprising what was seen is. The pair
takes part in this itself, which makes it careful.

Every two acts within the window count (as if there were a bin at every offset, so no act can hide
at the edge of one). A crowd is never dropped: where a target has more partners than the work
allows, the accounts are dealt into 2^k boxes by a hash of seed and account, and only those in one
box are paired. The boxes are nested and the same for every target, so whoever stays together in one
crowd stays together in all, and an army leaves many of its pairs in every box.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.events import Firsts

__all__ = ["Pairs", "lockstep_pairs", "log10_tail", "partners_of", "rates_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
BITS = 24
CHUNK = 4_000_000


@dataclass(frozen=True)
class Pairs:
    """Accounts that coincide more than chance.

    Attributes
    ----------
    first : ndarray of int
        (p,) codes, each below its `second`.
    second : ndarray of int
        (p,) codes.
    surprise : ndarray of float
        (p,) -log10 of the smallest tail probability over the windows, times their number.
    window : ndarray of int
        (p,) the index of that window.
    seen : ndarray of int
        (p,) coincidences in it.
    expected : ndarray of float
        (p,) what was to be expected.
    """

    first: Whole
    second: Whole
    surprise: Floats
    window: Whole
    seen: Whole
    expected: Floats


@dataclass(frozen=True)
class _Dealt:
    """Acts by target, box and time. group: (m,) runs of one target and box; level: (m,) boxes
    2^level of its target. end: (m,) exclusive place of the last act within the window in the run.
    """

    group: Whole
    user: Whole
    block: Whole
    level: Whole
    end: Whole


def lockstep_pairs(firsts: Firsts, configuration: Configuration, *, seed: int) -> Pairs:
    """Find every pair that coincides on enough targets and surprises in at least one window.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    configuration : Configuration
        What counts as together, as too much and as enough.
    seed : int
        Decides all draws.

    Returns
    -------
    Pairs
        By first, then second.
    """
    users = firsts.activity.shape[0]
    hashes = _hashes(users, seed)
    level = min(configuration.pair_level, configuration.partners_max / max(users, 1))
    windows = configuration.windows_seconds
    found = []
    for index, window in enumerate(windows):
        key, seen, expected = _window(firsts, hashes, window, configuration)
        surprise = -log10_tail(seen, expected) - np.log10(len(windows))
        kept = surprise >= -np.log10(level)
        found.append(
            (key[kept], surprise[kept], np.full(kept.sum(), index), seen[kept], expected[kept])
        )
    key, surprise, which, seen, expected = (
        np.concatenate(each) for each in zip(*found, strict=True)
    )
    order = np.lexsort((which, -surprise, key))
    best = order[np.diff(key[order], prepend=-1) != 0]
    return Pairs(
        key[best] // max(users, 1),
        key[best] % max(users, 1),
        surprise[best],
        which[best].astype(np.int64),
        seen[best],
        expected[best],
    )


def log10_tail(seen: Whole, expected: Floats) -> Floats:
    """Compute log10 of P(Poisson(expected) ≥ seen).

    Parameters
    ----------
    seen : ndarray of int
        Counts, from 0.
    expected : ndarray of float
        Means, from 0.

    Returns
    -------
    ndarray of float
        By its first term where it is too small for a float.
    """
    mean = np.maximum(expected, 1e-12)
    tail = gammainc(np.maximum(seen, 1).astype(np.float64), mean)
    with np.errstate(divide="ignore"):
        exact = np.log10(tail)
    logs = np.concatenate(
        ([0.0], np.cumsum(np.log10(np.arange(1, max(seen.max(initial=1), 1) + 1))))
    )
    first = seen * np.log10(mean) - mean / np.log(10) - logs[seen]
    return np.where(seen <= 0, 0.0, np.where(tail > 1e-290, exact, first))


def partners_of(
    item: Whole, seconds: Floats, window_seconds: float, box: Whole | None = None
) -> Whole:
    """Find where the acts within a window after each act end.

    Parameters
    ----------
    item : ndarray of int
        (m,) codes of targets, sorted by target, box and time.
    seconds : ndarray of float
        (m,) unix times.
    window_seconds : float
        How close.
    box : ndarray of int, optional
        (m,) acts coincide only in one box.

    Returns
    -------
    ndarray of int
        (m,) exclusive ends.
    """
    group = item if box is None else _runs(item, box)
    span = float(np.ptp(seconds)) if seconds.size else 0.0
    stride = span + 2 * window_seconds + 1
    since = seconds - (seconds.min() if seconds.size else 0.0)
    place = np.cumsum(np.diff(group, prepend=group[:1]) != 0) * stride + since
    return np.searchsorted(place, place + window_seconds, side="right").astype(np.int64)


def _runs(item: Whole, box: Whole) -> Whole:
    changed = (np.diff(item, prepend=item[:1]) != 0) | (np.diff(box, prepend=box[:1]) != 0)
    return np.cumsum(changed).astype(np.int64)


def _hashes(users: int, seed: int) -> Whole:
    """(users,) as many bits as boxes may need, drawn from the seed."""
    return np.random.default_rng(seed).integers(0, 1 << BITS, size=users, dtype=np.int64)


def _window(
    firsts: Firsts, hashes: Whole, window: float, configuration: Configuration
) -> tuple[Whole, Whole, Floats]:
    """Pair keys, coincidences seen and expected in one window, for pairs with enough targets."""
    dealt = _deal(firsts, hashes, window, configuration.pair_steps_max)
    keys = _expand(dealt, firsts.activity.shape[0])
    if keys.size == 0:
        return keys, keys, np.zeros(0)
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1) != 0)
    seen = np.diff(starts, append=keys.size)
    kept = seen >= configuration.targets_min
    key, seen = keys[starts[kept]], seen[kept]
    del keys
    totals = firsts.activity.sum(axis=0, dtype=np.float64)
    rates = rates_of(dealt.group, dealt.block, dealt.end, dealt.level, totals)
    return key, seen, _expected(key, rates, firsts, hashes)


def _deal(firsts: Firsts, hashes: Whole, window: float, steps_max: int) -> _Dealt:
    """Deal the accounts at crowded targets into boxes until the work is bounded."""
    item, seconds, user = firsts.item, firsts.seconds, firsts.user
    end = partners_of(item, seconds, window)
    count = end - np.arange(item.size) - 1
    if count.sum() <= steps_max:
        return _Dealt(item, user, firsts.block, np.zeros(item.size, dtype=np.int64), end)
    starts = np.flatnonzero(np.diff(item, prepend=-1) != 0)
    sizes = np.diff(starts, append=item.size)
    pairs = np.add.reduceat(count, starts)
    level = np.repeat(_levels(pairs, sizes, steps_max), sizes)
    box = hashes[user] & ((1 << level) - 1)
    # they stand by target and time already, so one stable sort does
    order = np.argsort((item << BITS) + box, kind="stable")
    end = partners_of(item[order], seconds[order], window, box[order])
    group = _runs(item[order], box[order])
    return _Dealt(group, user[order], firsts.block[order], level[order], end)


def _levels(pairs: Whole, sizes: Whole, steps_max: int) -> Whole:
    """(items,) the least k so that no act has more than a common number of partners in its box and
    all together have no more than `steps_max`.
    """
    mean = pairs / np.maximum(sizes, 1)
    low, high = 1.0, float(mean.max())
    for _ in range(40):
        cap = (low + high) / 2
        if _dealt_pairs(pairs, mean, cap) > steps_max:
            high = cap
        else:
            low = cap
    return _level(mean, low)


def _level(mean: Floats, cap: float) -> Whole:
    return np.clip(np.ceil(np.log2(np.maximum(mean / cap, 1))), 0, BITS).astype(np.int64)


def _dealt_pairs(pairs: Whole, mean: Floats, cap: float) -> float:
    return float((pairs / (1 << _level(mean, cap))).sum())


def _expand(dealt: _Dealt, users: int) -> Whole:
    """The key of every coinciding pair of acts, in slices that bound memory."""
    place = np.arange(dealt.user.size)
    count = dealt.end - place - 1
    keys = np.empty(int(count.sum()), dtype=np.int64)
    upto = np.concatenate(([0], np.cumsum(count)))
    begin = 0
    while begin < place.size:
        stop = int(np.searchsorted(upto, upto[begin] + CHUNK, side="right")) - 1
        stop = max(stop, begin + 1)
        one = np.repeat(place[begin:stop], count[begin:stop])
        other = np.arange(upto[begin], upto[stop]) - upto[one] + one + 1
        a, b = dealt.user[one], dealt.user[other]
        keys[upto[begin] : upto[stop]] = np.minimum(a, b) * users + np.maximum(a, b)
        begin = stop
    return keys


def rates_of(
    group: Whole, block: Whole, end: Whole, level: Whole, totals: Floats
) -> NDArray[np.float64]:
    """Compute how likely two acts coincide, were targets drawn anew in each span.

    Parameters
    ----------
    group : ndarray of int
        (m,) runs of acts at one target and in one box, in which spans ascend.
    block : ndarray of int
        (m,) spans.
    end : ndarray of int
        (m,) as of `partners_of`.
    level : ndarray of int
        (m,) of each act's target, whose pairs stand for 2^level.
    totals : ndarray of float
        (spans,) acts in each.

    Returns
    -------
    ndarray of float
        (levels, spans, spans), symmetric; rates of a level hold those of all below, so that
        expected = acts(u) · rates · acts(v).
    """
    spans = totals.size
    key = group * spans + block
    found = np.zeros((int(level.max(initial=0)) + 1, spans, spans))
    before = np.arange(group.size) + 1
    weight = 2.0**level
    for later in range(spans):
        open_ = np.flatnonzero((before < end) & (block + later < spans))
        if open_.size == 0:
            break
        upto = np.minimum(end[open_], np.searchsorted(key, key[open_] + later, side="right"))
        pairs = (upto - before[open_]) * weight[open_]
        np.add.at(found, (level[open_], block[open_], block[open_] + later), pairs)
        before[open_] = upto
    both: NDArray[np.float64] = np.cumsum(found + found.transpose(0, 2, 1), axis=0)
    return both / np.maximum(np.outer(totals, totals), 1)


def _expected(key: Whole, rates: NDArray[np.float64], firsts: Firsts, hashes: Whole) -> Floats:
    """What chance would do for each pair, at those targets where the two are in one box."""
    users = firsts.activity.shape[0]
    expected = np.empty(key.size)
    for begin in range(0, key.size, CHUNK // 8):
        part = slice(begin, begin + CHUNK // 8)
        one, other = key[part] // users, key[part] % users
        depth = np.minimum(_common_bits(hashes[one] ^ hashes[other]), rates.shape[0] - 1)
        found = np.empty(one.size)
        for level in np.unique(depth).tolist():
            at = np.flatnonzero(depth == level)
            chance = firsts.activity[one[at]] @ rates[level].astype(np.float32)
            found[at] = (chance * firsts.activity[other[at]]).sum(axis=1)
        expected[part] = found
    return expected


def _common_bits(difference: Whole) -> Whole:
    """How many low bits are equal."""
    lowest = difference & -difference
    bits: Whole = np.where(difference == 0, BITS, np.log2(np.maximum(lowest, 1))).astype(np.int64)
    return bits

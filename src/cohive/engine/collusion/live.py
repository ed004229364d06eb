"""Lockstep as it happens: a new act touches only its target's window and its own pair counters.

Between two full searches a community wants to know at once whom a new act joins. For each target
the first acts stand in the order of time; a new one is compared with those within the largest
window of it, and only the counters of those pairs change. Acts may come late and in any order: the
counts are always those that a full search over the same log has.

A crowd is bounded as in the search: beyond `partners_max` acts in one window the accounts of a
target are dealt into boxes by their hash, and a new act is compared with its box alone. From then
on a target's counts are a sample, and no longer equal those of a search that had time for all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from hashlib import blake2b

__all__ = ["LiveLockstep"]

Pair = tuple[str, str]


class LiveLockstep:
    """Pairs and their distinct common targets, kept up to date act by act.

    windows_seconds: how close counts as together, ascending; partners_max: acts of one window that
    a new act is compared with at most, about; seed: of the boxes.
    """

    def __init__(
        self, windows_seconds: tuple[float, ...], *, partners_max: int = 4000, seed: int = 0
    ) -> None:
        self.windows_seconds = windows_seconds
        self.partners_max = partners_max
        self._salt = seed.to_bytes(8, "big")
        self._acts: dict[str, list[tuple[float, str]]] = {}
        self._first: dict[Pair, float] = {}
        self._level: dict[str, int] = {}
        self._box: dict[str, int] = {}
        self._counts: tuple[Counter[Pair], ...] = tuple(Counter() for _ in windows_seconds)

    def add(self, user: str, item: str, seconds: float) -> tuple[str, ...]:
        """Take in one act.

        Parameters
        ----------
        user : str
            Who.
        item : str
            On what.
        seconds : float
            Unix time.

        Returns
        -------
        tuple[str, ...]
            The accounts it was together with; a repeat changes nothing.
        """
        before = self._first.get((user, item))
        if before is not None:
            if before <= seconds:
                return ()
            self._change(user, item, before, -1)
            self._acts[item].remove((before, user))
        self._first[user, item] = seconds
        partners = self._change(user, item, seconds, 1)
        insort(self._acts.setdefault(item, []), (seconds, user))
        return partners

    def seen(self, window: int, targets_min: int = 2) -> dict[Pair, int]:
        """Pairs with at least so many common targets in one window.

        Parameters
        ----------
        window : int
            Its index.
        targets_min : int, default 2
            How many.

        Returns
        -------
        dict[Pair, int]
            Their common targets.
        """
        counts = self._counts[window]
        return {pair: count for pair, count in counts.items() if count >= targets_min}

    def together(self, one: str, other: str) -> tuple[int, ...]:
        """Common targets of two accounts.

        Parameters
        ----------
        one : str
            An account.
        other : str
            Another one.

        Returns
        -------
        tuple[int, ...]
            In each window.
        """
        pair = (one, other) if one < other else (other, one)
        return tuple(counts[pair] for counts in self._counts)

    def _change(self, user: str, item: str, seconds: float, step: int) -> tuple[str, ...]:
        """Add a step to the counters of all who acted on the item near this time."""
        acts = self._acts.get(item, [])
        widest = self.windows_seconds[-1]
        low = bisect_left(acts, (seconds - widest, ""))
        high = bisect_right(acts, (seconds + widest, "\U0010ffff"))
        mask = self._mask(item, high - low)
        mine = self._hash(user) & mask
        partners = []
        for when, other in acts[low:high]:
            if other == user or (mask and self._hash(other) & mask != mine):
                continue
            pair = (user, other) if user < other else (other, user)
            gap = abs(when - seconds)
            for counts, window in zip(self._counts, self.windows_seconds, strict=True):
                if gap <= window:
                    counts[pair] += step
                    if not counts[pair]:
                        del counts[pair]
            partners.append(other)
        return tuple(partners)

    def _mask(self, item: str, crowd: int) -> int:
        """The boxes of a target; it never goes back to fewer."""
        level = self._level.get(item, 0)
        while crowd >> level > self.partners_max:
            level += 1
        if level:
            self._level[item] = level
        return (1 << level) - 1

    def _hash(self, user: str) -> int:
        if user not in self._box:
            digest = blake2b(user.encode("utf-8", "replace"), digest_size=4, key=self._salt)
            self._box[user] = int.from_bytes(digest.digest(), "big")
        return self._box[user]

"""Lockstep as it happens: a new act touches only its target's window and its own pair counters.

Between two full searches a community wants to know at once whom a new act joins. For each target
the first acts stand in the order of time; a new one is compared with those within the largest
window of it, and only the counters of those pairs change. Acts may come late and in any order: the
counts are always those that a full search over the same log has.

A crowd is bounded as in the search: where more than `partners_max` acts stand within the window,
the accounts of a target are dealt into two boxes by a bit of their hash, each of which may be dealt
again (extendible hashing, Fagin et al. 1979), and a new act is compared with its box alone. From
then on a target's counts are a sample, and no longer equal those of a search that had time for all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from hashlib import blake2b

__all__ = ["LiveLockstep"]

Pair = tuple[str, str]
Act = tuple[float, str]
Box = tuple[int, int]
"""How many bits of the hash, and which."""
BITS_MAX = 32
COUNT_BITS = 32
"""Of each window's counter; all of a pair stand in one number, so that a pair is one entry."""


class LiveLockstep:
    """Pairs and their distinct common targets, kept up to date act by act.

    windows_seconds: how close counts as together, ascending; partners_max: acts of one window that
    a new act is compared with at most, about; seed: of the boxes.
    """

    def __init__(
        self, windows_seconds: tuple[float, ...], *, partners_max: int = 800, seed: int = 0
    ) -> None:
        self.windows_seconds = windows_seconds
        self.partners_max = partners_max
        self._salt = seed.to_bytes(8, "big")
        self._acts: dict[str, dict[Box, list[Act]]] = {}
        self._first: dict[Pair, float] = {}
        self._hashes: dict[str, int] = {}
        self._counts: dict[str, dict[str, int]] = {}

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
            self._acts[item][self._box(user, item)].remove((before, user))
        self._first[user, item] = seconds
        partners = self._change(user, item, seconds, 1)
        insort(self._acts[item][self._box(user, item)], (seconds, user))
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
        found = {}
        for one, others in self._counts.items():
            for other, packed in others.items():
                count = _unpacked(packed, window)
                if count >= targets_min:
                    found[one, other] = count
        return found

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
        first, second = sorted((one, other))
        packed = self._counts.get(first, {}).get(second, 0)
        return tuple(_unpacked(packed, at) for at in range(len(self.windows_seconds)))

    def _change(self, user: str, item: str, seconds: float, step: int) -> tuple[str, ...]:
        """Add a step to the counters of all who acted on the item near this time."""
        box = self._box(user, item)
        acts, low, high = self._near(item, box, seconds)
        while high - low > self.partners_max and box[0] < BITS_MAX:
            self._split(item, box)
            box = self._box(user, item)
            acts, low, high = self._near(item, box, seconds)
        steps = [step << COUNT_BITS * at for at in range(len(self.windows_seconds))]
        partners = []
        for when, other in acts[low:high]:
            if other == user:
                continue
            gap = abs(when - seconds)
            packed = sum(
                one
                for one, window in zip(steps, self.windows_seconds, strict=True)
                if gap <= window
            )
            first, second = (user, other) if user < other else (other, user)
            others = self._counts.setdefault(first, {})
            others[second] = others.get(second, 0) + packed
            if not others[second]:
                del others[second]
            partners.append(other)
        return tuple(partners)

    def _near(self, item: str, box: Box, seconds: float) -> tuple[list[Act], int, int]:
        """The acts of a box, and between which places those within the widest window stand."""
        acts = self._acts[item][box]
        widest = self.windows_seconds[-1]
        low = bisect_left(acts, (seconds - widest, ""))
        return acts, low, bisect_right(acts, (seconds + widest, "\U0010ffff"))

    def _box(self, user: str, item: str) -> Box:
        """The box of an account at a target."""
        boxes = self._acts.setdefault(item, {(0, 0): []})
        bits, level = self._hash(user), 0
        while (level, bits & ((1 << level) - 1)) not in boxes:
            level += 1
        return level, bits & ((1 << level) - 1)

    def _split(self, item: str, box: Box) -> None:
        """Deal a box into two by the next bit; the order of time stays."""
        level, bits = box
        acts = self._acts[item].pop(box)
        for high in (0, 1):
            self._acts[item][level + 1, bits | high << level] = [
                act for act in acts if self._hash(act[1]) >> level & 1 == high
            ]

    def _hash(self, user: str) -> int:
        if user not in self._hashes:
            digest = blake2b(user.encode("utf-8", "replace"), digest_size=4, key=self._salt)
            self._hashes[user] = int.from_bytes(digest.digest(), "big")
        return self._hashes[user]


def _unpacked(packed: int, window: int) -> int:
    """The counter of one window out of the number that holds those of all."""
    return packed >> COUNT_BITS * window & ((1 << COUNT_BITS) - 1)

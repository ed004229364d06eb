"""Everything that would differ from run to run, drawn from one seed instead.

Ids carry the simulated instant and seeded bits; references are drawn by the seed; so the same seed
makes the same rows, statement by statement, and a fault at the n-th statement is the same fault.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock
from uuid import UUID

import time_machine

from cohive.words import ids

__all__ = ["Clock", "determined"]

MILLISECOND_BITS, RANDOM_BITS = 48, 62


class Clock:
    """The place's clock: true time, and how far it is off just now."""

    def __init__(self, at: datetime, traveller: time_machine.Coordinates) -> None:
        self._traveller = traveller
        self.true_at = at
        self.off_by = at - at
        self.set(at)

    def set(self, at: datetime) -> datetime:
        """It is this late in truth; returns what the place believes."""
        self.true_at = at
        self._traveller.move_to(self.believed())
        return self.believed()

    def believed(self) -> datetime:
        """What the place's clock says."""
        return self.true_at + self.off_by


class _Ids:
    """UUIDs of version 7, of the simulated millisecond, each greater than the one before it."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._last = 0
        self.clock: Clock | None = None

    def __call__(self) -> UUID:
        at = self.clock.believed().timestamp() if self.clock else 0
        bits = int(at * 1000) << 80 | 7 << 76 | 2 << RANDOM_BITS
        made = bits | self._draw.getrandbits(12) << 64 | self._draw.getrandbits(RANDOM_BITS)
        return UUID(int=made)


@contextmanager
def determined(seed: int, at: datetime) -> Iterator[Clock]:
    """Ids, references and the clock follow the seed until this ends."""
    letters = random.Random(seed + 1)  # noqa: S311 - repeatable, no secret
    made = _Ids(seed)
    with (
        mock.patch.object(ids, "uuid7", made),
        mock.patch("secrets.choice", letters.choice),
        time_machine.travel(at, tick=False) as traveller,
    ):
        made.clock = Clock(at, traveller)
        yield made.clock

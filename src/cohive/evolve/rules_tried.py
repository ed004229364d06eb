"""A rule tried on past sales: who would gain, who would lose, and by how much. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

__all__ = ["PEOPLE_MIN", "Compared", "compare"]

PEOPLE_MIN = 5
"""With fewer people a table without names would name them all the same."""
TOP = 10


@dataclass(frozen=True)
class Compared:
    """Two ways of dividing the same sales, minor units.

    `bands` counts people who lose more than a tenth, lose, see no difference, gain, gain more than
    a tenth (or had nothing); None with fewer than five people. `top_before` and `top_after` are
    what the ten best paid have together.
    """

    people: int
    before: int
    after: int
    gaining: int
    losing: int
    same: int
    gained: int
    lost: int
    bands: tuple[int, int, int, int, int] | None
    top_before: int
    top_after: int


def compare(before: Mapping[UUID, int], after: Mapping[UUID, int]) -> Compared:
    """Compare what everybody has under two rules; who is missing in one has nothing there."""
    people = sorted({*before, *after})
    deltas = {one: after.get(one, 0) - before.get(one, 0) for one in people}
    bands = [0, 0, 0, 0, 0]
    for one, delta in deltas.items():
        bands[_band(before.get(one, 0), delta)] += 1
    gained = [delta for delta in deltas.values() if delta > 0]
    lost = [-delta for delta in deltas.values() if delta < 0]
    few = len(people) < PEOPLE_MIN
    return Compared(
        people=len(people),
        before=sum(before.values()),
        after=sum(after.values()),
        gaining=len(gained),
        losing=len(lost),
        same=len(people) - len(gained) - len(lost),
        gained=sum(gained),
        lost=sum(lost),
        bands=None if few else (bands[0], bands[1], bands[2], bands[3], bands[4]),
        top_before=_top(before),
        top_after=_top(after),
    )


def _band(had: int, delta: int) -> int:
    """0 to 4: from losing more than a tenth to gaining more than a tenth."""
    if not delta:
        return 2
    if delta < 0:
        return 0 if -10 * delta > had else 1
    return 4 if 10 * delta > had else 3


def _top(amounts: Mapping[UUID, int]) -> int:
    return sum(sorted(amounts.values(), reverse=True)[:TOP])

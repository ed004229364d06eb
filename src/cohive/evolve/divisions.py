"""The sums of a change of circles. Pure: people, ties and votes in, counts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

__all__ = ["Border", "border_of", "needed"]

Tie = Sequence[object]


@dataclass(frozen=True)
class Border:
    """What a border between two sides does: ties of all, ties it would cut, those of one person."""

    ties: int
    cut: int
    own_cut: int

    @property
    def percent(self) -> int:
        """Of all ties, rounded."""
        return round(100 * self.cut / self.ties) if self.ties else 0


def needed(size: int) -> int:
    """How many of a side have to say yes: two thirds, rounded up."""
    return -(-2 * size // 3)


def border_of(
    ties: Iterable[Tie], sides: Mapping[UUID, str], *, viewer: UUID | None = None
) -> Border:
    """Count the pairs that are tied, and those whose two ends would be in different circles.

    A tie of who is in both is not cut. Pairs of people who are not on a side are left out.
    """
    among = cut = own = 0
    for one, two, *_ in ties:
        ends = (UUID(str(one)), UUID(str(two)))
        if not all(end in sides for end in ends):
            continue
        among += 1
        if {sides[end] for end in ends} == {"first", "second"}:
            cut += 1
            own += viewer in ends
    return Border(among, cut, own)

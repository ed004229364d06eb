"""The sums of a change of circles. Pure: people, ties and votes in, counts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

__all__ = ["Border", "border_of", "needed"]

Tie = Sequence[object]


@dataclass(frozen=True)
class Border:
    """What a border between two sides does: ties of all, ties it would cut, those of one person.

    `holders` are who has ties that would be cut, with how many, the most first: each tie has two.
    `half` is how many of them, at the least that was found, hold half of these ties or more.
    """

    ties: int
    cut: int
    own_cut: int
    holders: tuple[tuple[UUID, int], ...] = ()
    half: int = 0

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
    among = 0
    cut: list[tuple[UUID, UUID]] = []
    for one, two, *_ in ties:
        ends = (UUID(str(one)), UUID(str(two)))
        if not all(end in sides for end in ends):
            continue
        among += 1
        if {sides[end] for end in ends} == {"first", "second"}:
            cut.append(ends)
    held = Counter(end for ends in cut for end in ends)
    return Border(
        ties=among,
        cut=len(cut),
        own_cut=held[viewer] if viewer else 0,
        holders=tuple(sorted(held.items(), key=lambda one: (-one[1], one[0]))),
        half=_half(cut),
    )


def _half(cut: Sequence[tuple[UUID, UUID]]) -> int:
    """Take whoever holds the most of what is left, until half of all is held."""
    left, people = list(cut), 0
    while 2 * len(left) > len(cut):
        held = Counter(end for ends in left for end in ends)
        most = min(held, key=lambda one: (-held[one], one))
        left = [ends for ends in left if most not in ends]
        people += 1
    return people

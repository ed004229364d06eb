"""Counting a ballot; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Choice:
    """What one can vote for: a work (answer "yes"), or an answer alone."""

    answer: str
    work: UUID | None = None


@dataclass(frozen=True)
class Count:
    """A choice and how many votes it has."""

    choice: Choice
    votes: int


def counted(votes: Iterable[tuple[str, UUID | None]]) -> list[Count]:
    """The tally, the most votes first; ties in the order of the choices' ids."""
    tally = Counter(Choice(answer, work) for answer, work in votes)
    ordered = sorted(tally.items(), key=lambda item: (-item[1], item[0].answer, str(item[0].work)))
    return [Count(choice, count) for choice, count in ordered]


def leaders(votes: Iterable[tuple[str, UUID | None]]) -> list[Choice]:
    """The choices with the most votes: one, or several at a tie; none without votes."""
    tally = counted(votes)
    return [line.choice for line in tally if line.votes == tally[0].votes]

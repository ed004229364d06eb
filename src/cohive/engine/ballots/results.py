"""What every count returns: winners, stages with a sentence each, and each tie with its rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from cohive.words.sentences import Sentence

__all__ = ["Count", "Stage", "Tie", "by_lot"]


@dataclass(frozen=True)
class Stage:
    """One step of a count. `n` from 1; `totals` by candidate id, exact, in the rule's unit.

    `elected` and `excluded` happened at this stage, in this order; `sentence` says why. `exhausted`
    is what no candidate holds any more, where the rule lets votes move.
    """

    n: int
    totals: Mapping[str, Fraction]
    elected: tuple[str, ...]
    excluded: tuple[str, ...]
    sentence: Sentence
    exhausted: Fraction | None = None


@dataclass(frozen=True)
class Tie:
    """Candidates a rule could not tell apart, what was decided among them and by which rule.

    `order` has all of them, first who was preferred (elected first, or excluded last).
    """

    stage: int
    among: tuple[str, ...]
    order: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True)
class Count:
    """The result of a count. `winners` are candidate or project ids in the order they won.

    quota: votes that elect, None where the rule knows none. names: what candidates are called, by
    id. explanation: the whole count in a few sentences, for who reads no table.
    """

    method: str
    seats: int | None
    quota: Fraction | None
    winners: tuple[str, ...]
    names: Mapping[str, str]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]
    explanation: tuple[Sentence, ...]


def by_lot(candidates: Sequence[str], *, seed: int, stage: int = 0) -> tuple[str, ...]:
    """Order tied candidates by a lot that anybody can draw again: SHA-256 of "seed:stage:id".

    Preferred is who has the smallest digest. The lot depends on the published seed, the stage and
    the candidate's own id only, so neither the order of the file nor who else is tied moves it.
    """
    return tuple(
        sorted(
            candidates,
            key=lambda name: sha256(f"{seed}:{stage}:{name}".encode()).digest(),
        )
    )

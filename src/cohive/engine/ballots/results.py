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
    """One step of a count.

    Attributes
    ----------
    n : int
        From 1.
    totals : Mapping[str, Fraction]
        By candidate id, exact, in the rule's unit.
    elected, excluded : tuple[str, ...]
        Ids, at this stage, in this order.
    sentence : Sentence
        Why.
    exhausted : Fraction | None, default None
        What no candidate holds any more, where the rule lets votes move.
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

    Attributes
    ----------
    stage : int
        Where it came up, from 1.
    among : tuple[str, ...]
        Their ids, two or more.
    order : tuple[str, ...]
        All of them, first who was preferred (elected first, or excluded last).
    sentence : Sentence
        How it was decided.
    """

    stage: int
    among: tuple[str, ...]
    order: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True)
class Count:
    """The result of a count.

    Attributes
    ----------
    method : str
        The rule's word.
    seats : int | None
        How many there were; None where the rule knows none.
    quota : Fraction | None
        Votes that elect; None where the rule knows none.
    winners : tuple[str, ...]
        Candidate or project ids in the order they won.
    names : Mapping[str, str]
        What candidates are called, by id.
    stages : tuple[Stage, ...]
        Every step with its totals.
    ties : tuple[Tie, ...]
        Those that decided something.
    explanation : tuple[Sentence, ...]
        The whole count in a few sentences, for who reads no table.
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

    The lot depends on the published seed, the stage and the candidate's own id only, so neither the
    order of the file nor who else is tied moves it.

    Parameters
    ----------
    candidates : Sequence[str]
        Ids, in any order.
    seed : int
        Published beforehand.
    stage : int, default 0
        So that each stage has a lot of its own.

    Returns
    -------
    tuple[str, ...]
        All ids; preferred is who has the smallest digest.
    """
    return tuple(
        sorted(
            candidates,
            key=lambda name: sha256(f"{seed}:{stage}:{name}".encode()).digest(),
        )
    )

"""Ballot files from elsewhere, read whole into one plain form.

Each module reads one kind of file; whoever counts chooses the rule. What cannot be read is
refused with its line; a ballot that says nothing is set aside and counted here, never lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cohive.words.sentences import Sentence

__all__ = ["BallotFile", "BallotForm", "Ranking", "SetAside"]

Ranking = tuple[tuple[str, ...], ...]
"""Candidate ids by rank, first the most wanted; a rank with several holds them equal."""


class BallotForm(StrEnum):
    """What the voters were asked: an order, a set, points, or projects for a budget."""

    RANKED = "ranked"
    APPROVAL = "approval"
    SCORES = "scores"
    PROJECTS = "projects"


@dataclass(frozen=True)
class SetAside:
    """Ballots that were read and say nothing that can be counted: why, how many, where."""

    reason: Sentence
    ballots: int
    places: tuple[str, ...]
    """The first few, such as "line 17"."""


@dataclass(frozen=True)
class BallotFile:
    """One election as its file gives it. Ballots stand in the field of their form.

    candidates: names by id, in the file's order; projects are candidates too. rankings and
    approvals: each with how many voters wrote it. scores: points by candidate for each voter.
    costs and budget: exact, in the file's unit, for projects (whose ballots are approvals or
    scores). seats and budget: None where the file is silent. withdrawn: candidates that may not
    win. set_aside: ballots not among the others. remarks: where the file contradicts itself and can
    be counted all the same. details: what else the head of the file says.
    """

    form: BallotForm
    candidates: Mapping[str, str]
    title: str = ""
    seats: int | None = None
    budget: Fraction | None = None
    rankings: tuple[tuple[Ranking, int], ...] = ()
    approvals: tuple[tuple[tuple[str, ...], int], ...] = ()
    scores: tuple[tuple[str, Mapping[str, int | Fraction]], ...] = ()
    costs: Mapping[str, Fraction] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)

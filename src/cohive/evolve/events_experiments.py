"""What the journal says of experiments."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.experiment.started",
    verb=Verb.QUESTION,
    sentence="%(actor)s began to try two ways of asking.",
)
@dataclass(frozen=True)
class ExperimentStarted:
    """Drawn by a seed, with its end said before."""

    experiment: UUID
    first_size: int
    second_size: int


@event(
    "evolve.experiment.read",
    verb=Verb.ANNOUNCE,
    sentence="Two ways of asking were compared at the end of their time.",
)
@dataclass(frozen=True)
class ExperimentRead:
    """How many did what was asked: of each half, and of those of it who saw their way.

    Hits are None where fewer than ten people would be counted among.
    """

    experiment: UUID
    first_hits: int | None
    first_size: int
    second_hits: int | None
    second_size: int
    first_seen: int | None = None
    second_seen: int | None = None
    first_seen_hits: int | None = None
    second_seen_hits: int | None = None


@event(
    "evolve.experiment.stopped",
    verb=Verb.UNDO,
    sentence="%(actor)s stopped trying two ways of asking before its end.",
)
@dataclass(frozen=True)
class ExperimentStopped:
    """It says nothing."""

    experiment: UUID


@event(
    "evolve.experiment.left",
    verb=Verb.LEAVE,
    sentence="%(actor)s wants to be in no experiment.",
)
@dataclass(frozen=True)
class ExperimentsLeft:
    """She is in none from now on."""


@event(
    "evolve.experiment.joined",
    verb=Verb.JOIN,
    sentence="%(actor)s may be in experiments again.",
)
@dataclass(frozen=True)
class ExperimentsJoined:
    """She may be drawn again, from the next one on."""

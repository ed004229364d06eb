"""What the journal says of intentions: how large circles should be, and which rituals they have."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.circle_size.said",
    verb=Verb.UPDATE,
    sentence="%(actor)s said how large a circle is meant to be.",
)
@dataclass(frozen=True)
class CircleSizeSaid:
    """A circle is meant for so many people at most; None: nobody says any more."""

    people_max: int | None


@event(
    "evolve.ritual.named",
    verb=Verb.CREATE,
    sentence="%(actor)s named a ritual of a circle.",
)
@dataclass(frozen=True)
class RitualNamed:
    """Something a circle does every week is watched from now on."""

    ritual: UUID


@event(
    "evolve.ritual.ended",
    verb=Verb.REMOVE,
    sentence="%(actor)s ended a ritual of a circle.",
)
@dataclass(frozen=True)
class RitualEnded:
    """It is watched no more."""

    ritual: UUID

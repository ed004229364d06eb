"""What the roof itself writes in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("house.place.woken", verb=Verb.ANNOUNCE, sentence="%(actor)s said: this is the place now.")
@dataclass(frozen=True)
class PlaceWoken:
    """A restored copy is the place from now on: it sends mail, asks providers, pays."""

    place: UUID

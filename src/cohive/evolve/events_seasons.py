"""What the journal says of the season's report."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.season.frozen",
    verb=Verb.CREATE,
    sentence="%(actor)s froze the report of a season.",
)
@dataclass(frozen=True)
class SeasonFrozen:
    """A season's figures stand from now on."""

    season: UUID

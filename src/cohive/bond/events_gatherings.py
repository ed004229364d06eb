"""What this room writes in the journal of gatherings."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("bond.gathering.planned", verb=Verb.CREATE, sentence="%(actor)s planned a gathering.")
@dataclass(frozen=True)
class GatheringPlanned:
    """There is an hour and a place to come to."""

    gathering: UUID


@event("bond.gathering.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a gathering.")
@dataclass(frozen=True)
class GatheringChanged:
    """Its hour, place or words were changed; who comes was told when hour or place were."""

    gathering: UUID
    moved: bool


@event("bond.gathering.called_off", verb=Verb.DELETE, sentence="%(actor)s called off a gathering.")
@dataclass(frozen=True)
class GatheringCalledOff:
    """It does not take place; who would have come was told why."""

    gathering: UUID


@event("bond.gathering.coming", verb=Verb.JOIN, sentence="%(actor)s comes to a gathering.")
@dataclass(frozen=True)
class SaidComing:
    """A member comes."""

    gathering: UUID


@event(
    "bond.gathering.not_coming",
    verb=Verb.LEAVE,
    sentence="%(actor)s cannot come to a gathering after all.",
)
@dataclass(frozen=True)
class SaidNotComing:
    """Her place is free again."""

    gathering: UUID

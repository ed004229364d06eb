"""What the journal says of campaigns and of dates on the calendar: ids, never their words."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("spread.campaign.opened", verb=Verb.CREATE, sentence="%(actor)s opened a campaign.")
@dataclass(frozen=True)
class CampaignOpened:
    """A goal stands, of a kind, for one thing."""

    campaign: UUID
    goal_kind: str
    goal_count: int


@event("spread.campaign.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a campaign.")
@dataclass(frozen=True)
class CampaignChanged:
    """Its words, goal, time or keeper are others now."""

    campaign: UUID
    goal_kind: str
    goal_count: int


@event("spread.campaign.closed", verb=Verb.UPDATE, sentence="%(actor)s closed a campaign.")
@dataclass(frozen=True)
class CampaignClosed:
    """Nobody is asked to carry it any more."""

    campaign: UUID


@event("spread.moment.noted", verb=Verb.ADD, sentence="%(actor)s noted a date on the calendar.")
@dataclass(frozen=True)
class MomentNoted:
    """A date that holds stands on the calendar."""

    moment: UUID


@event(
    "spread.moment.taken_off",
    verb=Verb.REMOVE,
    sentence="%(actor)s took a date off the calendar.",
)
@dataclass(frozen=True)
class MomentTakenOff:
    """It holds no more."""

    moment: UUID

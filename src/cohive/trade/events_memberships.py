"""What the journal says of memberships that are sold. Their order's own acts say the rest."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("trade.tier.priced", verb=Verb.UPDATE, sentence="%(actor)s set the price of a membership.")
@dataclass(frozen=True)
class TierPriced:
    """What a year costs from now on; None: it is not sold."""

    tier: UUID
    amount_minor: int | None
    currency: str


@event(
    "trade.membership.redeemed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s redeemed a membership that was given to them.",
)
@dataclass(frozen=True)
class GiftRedeemed:
    """The year of a gift began."""

    order: UUID
    tier: UUID


@event(
    "trade.membership.earned",
    verb=Verb.UPDATE,
    sentence="%(actor)s wrote down what memberships have earned by now.",
)
@dataclass(frozen=True)
class MembershipsEarned:
    """Income of the days gone, of so many memberships."""

    through: str
    sales: int

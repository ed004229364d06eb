"""What the journal says of commissions for reselling."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "settle.commission.owed",
    verb=Verb.ADD,
    sentence="%(actor)s wrote down the commission of a sale on a reseller’s page.",
)
@dataclass(frozen=True)
class CommissionsOwed:
    """Out of the house’s own part of the sale; minor units, of all levels together."""

    order: UUID
    commissions: int
    amount_minor: int
    currency: str


@event(
    "settle.commission.taken_back",
    verb=Verb.UNDO,
    sentence="%(actor)s took the commission of returned things back.",
)
@dataclass(frozen=True)
class CommissionsTakenBack:
    """Pieces of the order went back; minor units, below zero."""

    order: UUID
    commissions: int
    amount_minor: int
    currency: str

"""The signed link to one file of one order: it ends after some days, and with the order's link."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from cohive.words.refusals import Missing, Refused

SALT = "cohive.trade.file"
DAYS = 7
SECONDS_A_DAY = 24 * 60 * 60
OVER = "This link is over. Open your order for a new one: the mail about it has its link."


@dataclass(frozen=True)
class Ticket:
    """Which file of which order line, and the door of the order it was made at."""

    entitlement: UUID
    door: int


def written(ticket: Ticket) -> str:
    """The ticket as a word in an address."""
    return signing.dumps([ticket.entitlement.hex, ticket.door], salt=SALT)


def read(word: str) -> Ticket:
    """The ticket of a word; Missing for one that is not ours, Refused for one that is over."""
    try:
        entitlement, door = signing.loads(word, salt=SALT, max_age=DAYS * SECONDS_A_DAY)
    except signing.SignatureExpired:
        raise Refused(OVER) from None
    except signing.BadSignature:
        raise Missing("There is no such file.") from None
    return Ticket(UUID(entitlement), door)

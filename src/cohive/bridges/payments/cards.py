"""The sandbox's test cards, by what happens to them. No other number is taken.

The numbers are the ones developers know from Stripe's documentation where one exists.
"""

from __future__ import annotations

from enum import Enum

from cohive.bridges.payments.provider import EventKind
from cohive.words.refusals import Refused

__all__ = ["TEST_CARDS", "CardOutcome", "read_card"]


class CardOutcome(Enum):
    """What a test card does."""

    SUCCEEDS = "succeeds"
    DECLINED = "declined"
    WITHOUT_FUNDS = "without funds"
    LATE = "succeeds after a while"
    LATE_DECLINED = "is declined after a while"

    @property
    def is_late(self) -> bool:
        """Whether the payment first stands in processing."""
        return self in (CardOutcome.LATE, CardOutcome.LATE_DECLINED)

    @property
    def kind(self) -> EventKind:
        """The event it ends in."""
        if self in (CardOutcome.SUCCEEDS, CardOutcome.LATE):
            return EventKind.PAYMENT_SUCCEEDED
        return EventKind.PAYMENT_FAILED


TEST_CARDS = {
    "4242424242424242": CardOutcome.SUCCEEDS,
    "4000000000000002": CardOutcome.DECLINED,
    "4000000000009995": CardOutcome.WITHOUT_FUNDS,
    "4000000000000077": CardOutcome.LATE,
    "4000000000000341": CardOutcome.LATE_DECLINED,
}


def read_card(number: str) -> CardOutcome:
    """The outcome of a card number written with or without spaces or hyphens; else Refused."""
    digits = "".join(number.replace("-", " ").split())
    outcome = TEST_CARDS.get(digits)
    if outcome is None:
        raise Refused(
            "This is a sandbox and moves no money. Use a test card: 4242 4242 4242 4242.",
            field="card_number",
        )
    return outcome

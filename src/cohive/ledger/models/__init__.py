"""Rows of the books. Entries, legs, reversals and steps of periods are append-only."""

from cohive.ledger.models.comparisons import Comparison
from cohive.ledger.models.conversions import Conversion
from cohive.ledger.models.entries import Account, Balance, DayTurnover, Entry, Leg
from cohive.ledger.models.pending import PendingEntry, PendingLeg, PendingOutcome
from cohive.ledger.models.periods import Period, PeriodStep
from cohive.ledger.models.reversals import Reversal

__all__ = [
    "Account",
    "Balance",
    "Comparison",
    "Conversion",
    "DayTurnover",
    "Entry",
    "Leg",
    "PendingEntry",
    "PendingLeg",
    "PendingOutcome",
    "Period",
    "PeriodStep",
    "Reversal",
]

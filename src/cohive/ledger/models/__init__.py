"""Rows of the books. Entries, legs, reversals and steps of periods are append-only."""

from cohive.ledger.models.comparisons import Comparison
from cohive.ledger.models.entries import Account, Balance, DayTurnover, Entry, Leg
from cohive.ledger.models.periods import Period, PeriodStep
from cohive.ledger.models.reversals import Reversal

__all__ = [
    "Account",
    "Balance",
    "Comparison",
    "DayTurnover",
    "Entry",
    "Leg",
    "Period",
    "PeriodStep",
    "Reversal",
]

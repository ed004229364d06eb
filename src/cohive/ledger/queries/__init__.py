"""Reading the books."""

from cohive.ledger.clearing import OpenItem, Uncleared, uncleared
from cohive.ledger.queries.balances import (
    account_exists,
    balance,
    balance_at,
    balance_recorded,
    balances_of,
    totals_by_purpose,
)
from cohive.ledger.queries.entries import AccountLeg, EntryView, Side, entry, legs_of_account
from cohive.ledger.queries.legs import LegLine, Transfer, legs_of, transfers
from cohive.ledger.queries.periods import MonthView, closed_months
from cohive.ledger.queries.reserved import available
from cohive.ledger.queries.stops import Compared, Stopped, last_comparison, payouts_stopped
from cohive.ledger.queries.trial import TrialLine, first_entry_at, trial_balance

__all__ = [
    "AccountLeg",
    "Compared",
    "EntryView",
    "LegLine",
    "MonthView",
    "OpenItem",
    "Side",
    "Stopped",
    "Transfer",
    "TrialLine",
    "Uncleared",
    "account_exists",
    "available",
    "balance",
    "balance_at",
    "balance_recorded",
    "balances_of",
    "closed_months",
    "entry",
    "first_entry_at",
    "last_comparison",
    "legs_of",
    "legs_of_account",
    "payouts_stopped",
    "totals_by_purpose",
    "transfers",
    "trial_balance",
    "uncleared",
]

"""Reading the books."""

from cohive.ledger.queries.balances import (
    account_exists,
    balance,
    balance_at,
    balance_recorded,
    balances_of,
    totals_by_purpose,
)
from cohive.ledger.queries.legs import LegLine, Transfer, legs_of, transfers
from cohive.ledger.queries.stops import Compared, Stopped, last_comparison, payouts_stopped

__all__ = [
    "Compared",
    "LegLine",
    "Stopped",
    "Transfer",
    "account_exists",
    "balance",
    "balance_at",
    "balance_recorded",
    "balances_of",
    "last_comparison",
    "legs_of",
    "payouts_stopped",
    "totals_by_purpose",
    "transfers",
]

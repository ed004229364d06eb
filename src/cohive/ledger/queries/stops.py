"""Whether money may leave: not while the books do not agree with themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cohive.ledger.models import Comparison


@dataclass(frozen=True)
class Stopped:
    """Payouts are stopped: the first difference that was found, and when it was."""

    fault: str
    since: datetime


@dataclass(frozen=True)
class Compared:
    """The newest comparison of balances with legs; `fault` is '' when they agreed."""

    at: datetime
    legs_count: int
    fault: str


def last_comparison() -> Compared | None:
    """The newest comparison, None before the first. One SQL query."""
    row = Comparison.objects.order_by("-id").first()
    return Compared(row.at, row.legs_count, row.fault) if row else None


def payouts_stopped() -> Stopped | None:
    """Why nothing may be paid out now, or None. Ask before every payout. One SQL query."""
    found = last_comparison()
    return Stopped(found.fault, found.at) if found and found.fault else None

"""Which months are closed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.ledger.models import Period, PeriodStep


@dataclass(frozen=True)
class MonthView:
    """A month that was closed once: how it stands, and the last step with its reason."""

    month: str
    is_closed: bool
    reason: str
    by: UUID
    at: datetime


def closed_months() -> list[MonthView]:
    """Every month that was ever closed, the newest first. Two SQL queries."""
    last = {
        step.period_id: step for step in PeriodStep.objects.select_related("act").order_by("id")
    }
    return [
        MonthView(
            month=row.month,
            is_closed=row.is_closed,
            reason=last[row.id].reason,
            by=last[row.id].act.actor_id,
            at=last[row.id].at,
        )
        for row in Period.objects.order_by("-month")
        if row.id in last
    ]

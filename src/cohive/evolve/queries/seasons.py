"""Reading the reports of seasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cohive.evolve.models.seasons import Season

SEASONS_MAX = 40


@dataclass(frozen=True)
class SeasonView:
    """A frozen season; `data` as `engine.insight` names it, without people."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    frozen_at: datetime
    currency: str
    data: dict[str, Any]


def season(season_id: UUID) -> SeasonView | None:
    """One report. One SQL query."""
    row = Season.objects.filter(id=season_id).first()
    return _view(row) if row else None


def seasons() -> list[SeasonView]:
    """All reports, the newest first, at most forty. One SQL query."""
    return [_view(row) for row in Season.objects.order_by("-ends_at", "-id")[:SEASONS_MAX]]


def _view(row: Season) -> SeasonView:
    return SeasonView(
        row.id, row.title, row.starts_at, row.ends_at, row.frozen_at, row.currency, row.data
    )

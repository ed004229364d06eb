"""Reading the figures that were taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists

from cohive.evolve.models.insight import OwnTies, PublicFigures, ShownBroker, Snapshot

WINDOWS = Snapshot.WINDOWS
POINTS_MAX = 60
SEASON_DAYS = 90


@dataclass(frozen=True)
class SnapshotView:
    """The figures of one window as they were taken; `data` as `engine.insight` names them."""

    at: datetime
    days: int
    index: float | None
    data: dict[str, Any]


@dataclass(frozen=True)
class IndexPoint:
    """The main figure on one day."""

    at: datetime
    index: float


def newest(days: int) -> SnapshotView | None:
    """The newest figures of a window. One SQL query."""
    row = Snapshot.objects.filter(days=days).order_by("-at").first()
    return SnapshotView(row.at, row.days, _index(row.index_permille), row.data) if row else None


def _index(permille: int | None) -> float | None:
    return None if permille is None else permille / 1_000


def index_over_time(days: int) -> list[IndexPoint]:
    """The main figure whenever it was taken, the oldest first, at most sixty. One SQL query."""
    rows = (
        Snapshot.objects.filter(days=days, index_permille__isnull=False)
        .order_by("-at")
        .values_list("at", "index_permille")[:POINTS_MAX]
    )
    return [
        IndexPoint(at, permille / 1_000) for at, permille in reversed(rows) if permille is not None
    ]


def own_ties(member: UUID) -> dict[str, Any] | None:
    """What the newest figures say of her own ties, as `engine.capital` names it. One SQL query."""
    return OwnTies.objects.filter(member_id=member).values_list("data", flat=True).first()


def figures_of(member: UUID) -> dict[str, Any]:
    """What is kept of her beside the figures, to take with her. Two SQL queries."""
    agreed = ShownBroker.objects.filter(member_id=member).values("agreed_at", "is_whole")
    return {"own_ties": own_ties(member), "named_to_stewards": list(agreed)}


@dataclass(frozen=True)
class Consents:
    """Who agreed that stewards see her by name.

    `connecting`: where things pass through her; `whole`: also where she is one step away or
    carries a work, and in the picture of whose word carries.
    """

    connecting: frozenset[UUID] = frozenset()
    whole: frozenset[UUID] = frozenset()


def consents(member: UUID | None = None) -> Consents:
    """Who agreed to what, or what one member agreed to. One SQL query."""
    rows = ShownBroker.objects.filter(member_id=member) if member else ShownBroker.objects.all()
    found = dict(rows.values_list("member_id", "is_whole"))
    return Consents(
        frozenset(found), frozenset(agent for agent, is_whole in found.items() if is_whole)
    )


@dataclass(frozen=True)
class PublicFigure:
    """The main figure as everybody may see it: nobody's name, and never of fewer than ten people.

    `low` and `high`: its range for 95 in 100, None where nothing could be drawn again; `people`:
    how many have a tie; `days` up to `at`: the window. `left_out`: accounts that are not counted
    because two stewards confirmed a review of their group.
    """

    at: datetime
    days: int
    index: float
    low: float | None
    high: float | None
    people: int | None
    left_out: int = 0


def public_figure() -> PublicFigure | None:
    """The newest main figure of the season, where the place shows it. One SQL query."""
    rows = Snapshot.objects.filter(
        Exists(PublicFigures.objects.all()), days=SEASON_DAYS, index_permille__isnull=False
    )
    found = rows.order_by("-at").values_list(
        "at",
        "days",
        "index_permille",
        "low_permille",
        "high_permille",
        "people",
        "data__reviewed__confirmed",
    )[:1]
    for at, days, index, low, high, people, left_out in found:
        return PublicFigure(
            at, days, (index or 0) / 1_000, _index(low), _index(high), people, left_out or 0
        )
    return None


def figures_are_public() -> bool:
    """Whether the main figure stands on the front page. One SQL query."""
    return PublicFigures.objects.exists()

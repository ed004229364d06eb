"""What is in motion: votes that run, what waits to be founded, ways back that end soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cohive.evolve.models.changes import OPEN_STATES, CircleChange
from cohive.evolve.models.experiments import Experiment
from cohive.evolve.models.rules import RuleChange

__all__ = ["OpenChange", "open_changes"]

OPEN_MAX = 20
UNDO_SOON = timedelta(days=14)


@dataclass(frozen=True)
class OpenChange:
    """Something that changes the place and is not over.

    kind: split, merge, rule, experiment. state: preview, voting, agreed, undo, running. `circle`
    is the one it is about, `until` when this state ends, None where nothing ends it.
    """

    id: UUID
    kind: str
    state: str
    circle: UUID | None
    other: UUID | None
    until: datetime | None


def open_changes(*, at: datetime) -> list[OpenChange]:
    """Everything in motion; what ends first stands first. Four SQL queries."""
    circles = CircleChange.objects.defer("ties").order_by("id")
    moving = circles.filter(state__in=OPEN_STATES)[:OPEN_MAX]
    ending = circles.filter(state="done", undo_until__gte=at, undo_until__lte=at + UNDO_SOON)
    rules = RuleChange.objects.filter(state__in=("voting", "agreed")).order_by("id")
    running = Experiment.objects.filter(state="running")
    found = [
        *(_of_circle(row, row.state, row.closes_at) for row in moving),
        *(_of_circle(row, "undo", row.undo_until) for row in ending[:OPEN_MAX]),
        *(
            OpenChange(
                row.id, "rule", row.state, None, None, row.closes_at if _votes(row) else None
            )
            for row in rules[:OPEN_MAX]
        ),
        *(
            OpenChange(row.id, "experiment", "running", None, None, row.ends_at)
            for row in running[:OPEN_MAX]
        ),
    ]
    return sorted(found, key=lambda one: (one.until is None, one.until or at, one.id))


def _votes(row: RuleChange) -> bool:
    return row.state == "voting"


def _of_circle(row: CircleChange, state: str, until: datetime | None) -> OpenChange:
    ends = until if state in ("voting", "undo") else None
    return OpenChange(row.id, row.kind, state, row.circle_id, row.other_id, ends)

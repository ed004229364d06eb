"""Reading experiments: nothing of what comes out before their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.engine.experiments import Reading, detectable, read
from cohive.evolve.models.experiments import Experiment, ExperimentMember, LeftOut

EXPERIMENTS_A_PAGE = 30
OUTCOMES = Experiment.OUTCOMES


@dataclass(frozen=True)
class ExperimentView:
    """An experiment; `reading` and `seed` only at its end.

    `detectable` is the difference below which nothing can be seen, 0 to 1, known before.
    """

    id: UUID
    question: str
    texts: tuple[str, str]
    outcome: str
    state: str
    started_at: datetime
    ends_at: datetime
    sizes: tuple[int, int]
    hits: tuple[int, int] | None
    detectable: float
    reading: Reading | None
    seed: str


def experiments(*, limit: int = EXPERIMENTS_A_PAGE) -> list[ExperimentView]:
    """Experiments, the newest first. One SQL query."""
    return [_view(row) for row in Experiment.objects.order_by("-id")[:limit]]


def is_left_out(member: UUID) -> bool:
    """Whether a member wants to be in no experiment. One SQL query."""
    return LeftOut.objects.filter(member=member).exists()


def experiments_of_member(member: UUID) -> dict[str, object]:
    """What is kept of a member, for taking it along. Two SQL queries."""
    rows = ExperimentMember.objects.filter(member=member).values("experiment", "is_second")
    return {"left_out": is_left_out(member), "running": [dict(row) for row in rows]}


def _view(row: Experiment) -> ExperimentView:
    first, second = row.first_hits, row.second_hits
    hits = None if first is None or second is None else (first, second)
    has_both = row.first_size > 0 and row.second_size > 0
    return ExperimentView(
        id=row.id,
        question=row.question,
        texts=(row.text_first, row.text_second),
        outcome=row.outcome,
        state=row.state,
        started_at=row.started_at,
        ends_at=row.ends_at,
        sizes=(row.first_size, row.second_size),
        hits=hits,
        detectable=detectable(row.first_size, row.second_size) if has_both else 1.0,
        reading=read(hits[0], row.first_size, hits[1], row.second_size)
        if hits and has_both
        else None,
        seed="" if row.state == "running" else row.seed,
    )

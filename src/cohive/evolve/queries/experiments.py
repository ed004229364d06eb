"""Reading experiments: nothing of what comes out before their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.engine.experiments import Reading, detectable, read
from cohive.evolve.models.experiments import Experiment, ExperimentMember, LeftOut
from cohive.evolve.wording import Wording

EXPERIMENTS_A_PAGE = 30
OUTCOMES = Experiment.OUTCOMES
PAGES = Experiment.PAGES


@dataclass(frozen=True)
class ExperimentView:
    """An experiment; `reading` and `seed` only at its end.

    `detectable` is the difference below which nothing can be seen, 0 to 1, known before.
    """

    id: UUID
    question: str
    texts: tuple[Wording, Wording]
    shown_on: str
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


def shown_to(member: UUID, page: str, *, at: datetime) -> tuple[Wording, str] | None:
    """What a running experiment shows to a member on a page, and what it counts. One SQL query."""
    row = (
        ExperimentMember.objects.filter(
            member=member,
            experiment__state="running",
            experiment__shown_on=page,
            experiment__ends_at__gt=at,
        )
        .select_related("experiment")
        .first()
    )
    if row is None:
        return None
    one = row.experiment
    first = Wording(one.text_first, one.text_first_zh)
    second = Wording(one.text_second, one.text_second_zh)
    return (second if row.is_second else first), one.outcome


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
        texts=(
            Wording(row.text_first, row.text_first_zh),
            Wording(row.text_second, row.text_second_zh),
        ),
        shown_on=row.shown_on,
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

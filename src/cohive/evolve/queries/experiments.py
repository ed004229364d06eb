"""Reading experiments: nothing of what comes out before their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.engine.experiments import Evenness, Reading, detectable, evenness, read
from cohive.evolve.models.experiments import (
    OPENED,
    THINGS,
    Experiment,
    ExperimentMember,
    LeftOut,
)
from cohive.evolve.wording import Wording

__all__ = [
    "OPENED",
    "OUTCOMES",
    "PAGES",
    "THINGS",
    "ExperimentView",
    "experiments",
    "experiments_of_member",
    "is_left_out",
]

EXPERIMENTS_A_PAGE = 30
OUTCOMES = Experiment.OUTCOMES
PAGES = Experiment.PAGES


@dataclass(frozen=True)
class ExperimentView:
    """An experiment; all that was counted, and `seed`, only at its end.

    `detectable` is the difference below which nothing can be seen, 0 to 1, known before. `sizes`
    were drawn, `seen` of them saw it; hits and readings are None where it cannot be told yet, among
    fewer than ten people of a half. `evenness` is about who saw it, else about who was drawn.
    """

    id: UUID
    question: str
    texts: tuple[Wording, Wording]
    shown_on: str
    about_kind: str
    about: UUID | None
    outcome: str
    state: str
    started_at: datetime
    ends_at: datetime
    sizes: tuple[int, int]
    hits: tuple[int, int] | None
    detectable: float
    reading: Reading | None
    seen: tuple[int, int] | None
    seen_hits: tuple[int, int] | None
    seen_reading: Reading | None
    evenness: Evenness | None
    seed: str


def experiments(*, limit: int = EXPERIMENTS_A_PAGE) -> list[ExperimentView]:
    """Experiments, the newest first. One SQL query."""
    return [_view(row) for row in Experiment.objects.order_by("-id")[:limit]]


def is_left_out(member: UUID) -> bool:
    """Whether a member wants to be in no experiment. One SQL query."""
    return LeftOut.objects.filter(member=member).exists()


def experiments_of_member(member: UUID) -> dict[str, object]:
    """What is kept of a member, for taking it along. Two SQL queries."""
    rows = ExperimentMember.objects.filter(member=member).values(
        "experiment", "is_second", "seen_at", "opened_at"
    )
    return {"left_out": is_left_out(member), "running": [dict(row) for row in rows]}


def _view(row: Experiment) -> ExperimentView:
    sizes = (row.first_size, row.second_size)
    hits = _both(row.first_hits, row.second_hits)
    seen = _both(row.first_seen, row.second_seen)
    seen_hits = _both(row.first_seen_hits, row.second_seen_hits)
    return ExperimentView(
        id=row.id,
        question=row.question,
        texts=(
            Wording(row.text_first, row.text_first_zh),
            Wording(row.text_second, row.text_second_zh),
        ),
        shown_on=row.shown_on,
        about_kind=row.about_kind,
        about=row.about,
        outcome=row.outcome,
        state=row.state,
        started_at=row.started_at,
        ends_at=row.ends_at,
        sizes=sizes,
        hits=hits,
        detectable=detectable(*sizes) if min(sizes) > 0 else 1.0,
        reading=_reading(hits, sizes),
        seen=seen,
        seen_hits=seen_hits,
        seen_reading=_reading(seen_hits, seen),
        evenness=evenness(*(seen or sizes)) if row.state == "read" else None,
        seed="" if row.state == "running" else row.seed,
    )


def _both(first: int | None, second: int | None) -> tuple[int, int] | None:
    return None if first is None or second is None else (first, second)


def _reading(hits: tuple[int, int] | None, of: tuple[int, int] | None) -> Reading | None:
    """Nothing of an empty half, nor where it was not kept because too few would be counted."""
    if hits is None or of is None or min(of) < 1:
        return None
    return read(hits[0], of[0], hits[1], of[1])

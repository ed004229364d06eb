"""Reading experiments whose time is over: once, at the end that was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.engine.experiments import PEOPLE_MIN
from cohive.evolve.events_experiments import ExperimentRead
from cohive.evolve.models.experiments import (
    EXPERIMENT_STATES,
    OPENED,
    Experiment,
)
from cohive.evolve.operations.experiments import locked
from cohive.journal.operations import record
from cohive.journal.queries import latest_of_kind

__all__ = ["read_ended"]


@dataclass
class _Half:
    """Counts of one half: who was drawn, who saw it, and who of each did what counts."""

    size: int = 0
    hits: int = 0
    seen: int = 0
    seen_hits: int = 0


def read_ended(*, at: datetime) -> int:
    """Read the experiments whose time is over, and forget who was in them; a job of every hour.

    What counts is done from the start on and before the end. Return how many were read.
    """
    place = bond.place()
    due = Experiment.objects.filter(state="running", ends_at__lte=at).values_list("id", flat=True)
    for key in list(due):
        with transaction.atomic():
            row = locked(key)
            if place is not None and row.state == "running":
                _read(row, by=place.agent, at=at)
    return len(due)


def _read(row: Experiment, *, by: UUID, at: datetime) -> None:
    """Sizes are counted again: who left meanwhile is in neither half. Few people are not kept."""
    first, second = _counted(row)
    row.first_size, row.second_size = first.size, second.size
    row.first_seen, row.second_seen = first.seen, second.seen
    if min(first.size, second.size) >= PEOPLE_MIN:
        row.first_hits, row.second_hits = first.hits, second.hits
    if min(first.seen, second.seen) >= PEOPLE_MIN:
        row.first_seen_hits, row.second_seen_hits = first.seen_hits, second.seen_hits
    row.state, row.ended_at = EXPERIMENT_STATES.move(row.state, "read"), at
    row.save()
    row.people.all().delete()
    said = ExperimentRead(
        experiment=row.id,
        first_hits=row.first_hits,
        first_size=row.first_size,
        second_hits=row.second_hits,
        second_size=row.second_size,
        first_seen=row.first_seen,
        second_seen=row.second_seen,
        first_seen_hits=row.first_seen_hits,
        second_seen_hits=row.second_seen_hits,
    )
    record(said, by=by, at=at, object_kind="experiment", object=row.id)


def _counted(row: Experiment) -> tuple[_Half, _Half]:
    """Among who saw it, only what was done from then on counts."""
    did = (
        {}
        if row.outcome == OPENED
        else latest_of_kind(row.outcome, since=row.started_at, until=row.ends_at)
    )
    is_notice = not row.shown_on and not row.about_kind
    readers = bond.readers_of_notice(row.id) if is_notice else {}
    halves = (_Half(), _Half())
    for one in row.people.order_by("id"):
        seen_at, last = one.seen_at, one.opened_at
        if one.member_id and is_notice:
            seen_at = readers.get(one.member_id)
        if one.member_id and row.outcome != OPENED:
            last = did.get(one.member_id)
        _count(halves[one.is_second], seen_at, last, until=row.ends_at)
    return halves


def _count(half: _Half, seen: datetime | None, last: datetime | None, *, until: datetime) -> None:
    half.size += 1
    half.hits += last is not None
    if seen is not None and seen < until:
        half.seen += 1
        half.seen_hits += last is not None and last >= seen

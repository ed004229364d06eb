"""A group of four, two things they voted for, and four stewards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest

from cohive.guard import operations
from cohive.journal.operations import create_agent
from cohive.words.ids import new_id


@dataclass(frozen=True)
class Watched:
    """A review in its first state."""

    review: UUID
    group: tuple[UUID, ...]
    targets: tuple[UUID, UUID]
    stewards: tuple[UUID, ...]


@pytest.fixture
def watched(db: None, now: datetime) -> Watched:
    people = [create_agent(kind="person", at=now) for _ in range(8)]
    targets = (new_id(), new_id())
    review, _ = operations.open_review(
        members=frozenset(people[:4]),
        targets=dict.fromkeys(targets, "work"),
        witnesses=("lockstep", "target"),
        evidence={"counted": []},
        by=people[4],
        at=now,
    )
    return Watched(review, tuple(people[:4]), targets, tuple(people[4:]))

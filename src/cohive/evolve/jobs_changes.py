"""What changes do in the background."""

from __future__ import annotations

from datetime import datetime

from cohive.evolve.operations.border import look_for_splits
from cohive.evolve.operations.changes import count_closed_votes
from cohive.evolve.operations.course import look_at_courses
from cohive.evolve.operations.experiment_readings import read_ended
from cohive.evolve.operations.mergings import look_for_mergings
from cohive.evolve.operations.rules import count_closed_rules

COUNT_EVERY_SECONDS = 3_600
LOOK_EVERY_SECONDS = 24 * 3_600


def count_votes(*, at: datetime) -> None:
    """Every hour: count what is closed, read what has ended."""
    count_closed_votes(at=at)
    count_closed_rules(at=at)
    read_ended(at=at)


def find_borders(*, at: datetime) -> None:
    """Every night: whether a large circle would rather be two, or two are one; how splits went."""
    look_for_splits(at=at)
    look_for_mergings(at=at)
    look_at_courses(at=at)

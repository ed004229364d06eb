"""What runs in the background for reviews of groups."""

from __future__ import annotations

from datetime import datetime

from cohive.evolve.operations.contradictions import find_contradictions
from cohive.evolve.operations.watching import watch_groups


def watch(*, at: datetime) -> None:
    """Every night: look for groups that act in step."""
    watch_groups(at=at)


def compare_with_books(*, at: datetime) -> None:
    """Every night: look for who gains from whom they speak for and has not said so."""
    find_contradictions(at=at)

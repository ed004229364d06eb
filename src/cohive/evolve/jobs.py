"""What this room does in the background."""

from __future__ import annotations

from datetime import datetime

from cohive.evolve.operations.insight import take_snapshots

TAKE_EVERY_SECONDS = 24 * 3_600


def take_figures(*, at: datetime) -> None:
    """Every night: how the place stands, for each window."""
    take_snapshots(at=at)

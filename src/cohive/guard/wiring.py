"""What this room registers with the rooms before it."""

from cohive.guard.operations import forget_tallies
from cohive.journal import jobs

EVERY_HOUR_SECONDS = 3_600


def register() -> None:
    """Forget old counts every hour."""
    jobs.register("guard.forget_tallies", forget_tallies, every_seconds=EVERY_HOUR_SECONDS)

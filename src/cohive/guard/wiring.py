"""What this room registers with the rooms before it."""

from cohive.guard.operations import forget_tallies
from cohive.journal import jobs, triggers

EVERY_HOUR_SECONDS = 3_600


def register() -> None:
    """Forget old counts every hour; let no declared interest be deleted."""
    triggers.declare(
        [one for one in triggers.append_only("guard_interest") if "refuses_update" not in one.name]
    )
    jobs.register("guard.forget_tallies", forget_tallies, every_seconds=EVERY_HOUR_SECONDS)

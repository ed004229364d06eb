"""What this room registers with the rooms before it."""

from cohive.guard.operations import forget_tallies
from cohive.journal import jobs, triggers

EVERY_HOUR_SECONDS = 3_600


def register() -> None:
    """Forget old counts every hour; let nothing that was declared be deleted."""
    for table in ("guard_interest", "guard_groupdeclaration"):
        kept = triggers.append_only(table)
        triggers.declare([one for one in kept if "refuses_update" not in one.name])
    jobs.register("guard.forget_tallies", forget_tallies, every_seconds=EVERY_HOUR_SECONDS)

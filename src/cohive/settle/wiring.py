"""What this room registers with the rooms before it."""

from cohive.journal import triggers, verification
from cohive.settle import checks

APPEND_ONLY = ("settle_distribution", "settle_waterfallline", "settle_credit")


def register() -> None:
    """Declare what the database refuses and what `verify` re-derives."""
    for table in APPEND_ONLY:
        triggers.declare(triggers.append_only(table))
    verification.register("claims", checks.wrong_claim)
    verification.register("pools", checks.wrong_pool)
    verification.register("distributions", checks.broken_sequence)
    verification.register("waterfalls", checks.wrong_waterfall)
    verification.register("earnings", checks.wrong_books)
    verification.register("past sales", checks.wrong_past_batch)

"""What the ledger declares to the database, to the sealer and to `verify`."""

from cohive.journal import triggers, verification
from cohive.ledger import checks, closed_books, sealing, zero_sum
from cohive.ledger.models import (
    Conversion,
    PendingEntry,
    PendingLeg,
    PendingOutcome,
    Reversal,
)

APPEND_ONLY = (
    *("ledger_entry", "ledger_leg", "ledger_reversal", "ledger_periodstep", "ledger_conversion"),
    *("ledger_pendingentry", "ledger_pendingleg", "ledger_pendingoutcome"),
)


def register() -> None:
    """Declare what the database refuses and what `verify` re-derives."""
    sealing.register(
        ("reversal", Reversal),
        ("conversion", Conversion),
        ("pending", PendingEntry),
        ("pending_leg", PendingLeg),
        ("pending_outcome", PendingOutcome),
    )
    for table in APPEND_ONLY:
        triggers.declare(triggers.append_only(table))
    triggers.declare(zero_sum.triggers())
    triggers.declare(zero_sum.triggers("ledger_pendingentry", "ledger_pendingleg", "pending_id"))
    triggers.declare(closed_books.triggers())
    verification.register("entries", checks.unbalanced_entry)
    verification.register("balances", checks.wrong_balance)
    verification.register("turnovers", checks.wrong_turnover)
    verification.register("running balances", checks.wrong_running)
    verification.register("conversions", checks.wrong_conversion)

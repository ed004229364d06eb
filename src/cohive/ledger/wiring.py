"""What the ledger declares to the database, to the sealer and to `verify`."""

from cohive.journal import triggers, verification
from cohive.ledger import checks, closed_books, sealing, zero_sum
from cohive.ledger.models import Reversal

APPEND_ONLY = ("ledger_entry", "ledger_leg", "ledger_reversal", "ledger_periodstep")


def register() -> None:
    """Declare what the database refuses and what `verify` re-derives."""
    sealing.register(("reversal", Reversal))
    for table in APPEND_ONLY:
        triggers.declare(triggers.append_only(table))
    triggers.declare(zero_sum.triggers())
    triggers.declare(closed_books.triggers())
    verification.register("entries", checks.unbalanced_entry)
    verification.register("balances", checks.wrong_balance)
    verification.register("turnovers", checks.wrong_turnover)
    verification.register("running balances", checks.wrong_running)

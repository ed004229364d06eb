"""What the ledger declares to the database, to the sealer and to `verify`."""

from typing import Any

from cohive.journal import seals, triggers, verification
from cohive.ledger import checks, zero_sum
from cohive.ledger.models import Entry


def _entry_content(entry: Any) -> dict[str, Any]:
    """An entry's canonical content includes its legs, so that a changed leg breaks the chain."""
    legs = sorted((leg.account_id.hex, leg.minor) for leg in entry.legs.all())
    columns = {
        field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields
    }
    return {**columns, "legs": legs}


def register() -> None:
    """Declare what the database refuses and what `verify` re-derives."""
    seals.register("entry", Entry, _entry_content, prefetch=("legs",))
    for table in ("ledger_entry", "ledger_leg"):
        triggers.declare(triggers.append_only(table))
    triggers.declare(zero_sum.triggers())
    verification.register("entries", checks.unbalanced_entry)
    verification.register("balances", checks.wrong_balance)

"""The triggers that keep closed periods closed and corrections honest, whoever writes them."""

from cohive.journal.triggers import Trigger
from cohive.ledger.zero_sum import before_insert

CLOSED = "an entry is not dated in a closed period"
OVERLAP = "periods do not overlap"
OTHER_DATE = "the legs of an entry bear its date"
NO_MIRROR = "a reversal mirrors its entry, leg by leg"
TWICE = "a reversal is not reversed"

_CLOSED = (
    "EXISTS (SELECT 1 FROM ledger_period WHERE is_closed "
    "AND starts_at <= NEW.at AND ends_at > NEW.at)"
)
_OVERLAP = (
    "EXISTS (SELECT 1 FROM ledger_period WHERE starts_at < NEW.ends_at AND ends_at > NEW.starts_at)"
)
_OTHER_DATE = "EXISTS (SELECT 1 FROM ledger_leg WHERE entry_id = NEW.id AND at <> NEW.at)"
_NO_MIRROR = (
    "NEW.entry_id = NEW.reversal_id OR EXISTS (SELECT 1 FROM ledger_leg "
    "WHERE entry_id IN (NEW.entry_id, NEW.reversal_id) "
    "GROUP BY account_id HAVING SUM(minor) <> 0)"
)
_TWICE = "EXISTS (SELECT 1 FROM ledger_reversal WHERE reversal_id = NEW.entry_id)"


def triggers() -> list[Trigger]:
    """All of them, each before a row is inserted."""
    return [
        before_insert("ledger_entry_in_open_period", "ledger_entry", _CLOSED, CLOSED),
        before_insert("ledger_entry_dates_its_legs", "ledger_entry", _OTHER_DATE, OTHER_DATE),
        before_insert("ledger_period_apart", "ledger_period", _OVERLAP, OVERLAP),
        before_insert("ledger_reversal_mirrors", "ledger_reversal", _NO_MIRROR, NO_MIRROR),
        before_insert("ledger_reversal_of_entry", "ledger_reversal", _TWICE, TWICE),
    ]

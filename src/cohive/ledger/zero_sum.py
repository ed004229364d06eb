"""The triggers that make an unbalanced entry impossible, whoever writes it.

SQLite: legs first, entry last; the entry is refused unless its legs sum to zero per currency, and
no leg may follow it. PostgreSQL has the same two and, because two transactions could race between
them, a deferred constraint trigger that sums again at commit.
"""

from cohive.journal.triggers import Trigger

UNBALANCED = "an entry must have legs that sum to zero in each currency"
TOO_LATE = "this entry is closed to further legs"

_SUMS = (
    "SELECT 1 FROM ledger_leg JOIN ledger_account ON ledger_account.id = ledger_leg.account_id "
    "WHERE ledger_leg.entry_id = {entry} GROUP BY ledger_account.currency "
    "HAVING SUM(ledger_leg.minor) <> 0"
)
_CLOSED = "EXISTS (SELECT 1 FROM ledger_entry WHERE id = {entry})"
_COUNT = "(SELECT COUNT(*) FROM ledger_leg WHERE entry_id = {entry}) < 2"
_STATE = "USING ERRCODE = 'integrity_constraint_violation'"


def _function(name: str, condition: str, message: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' {_STATE}; END IF; RETURN NEW; END $$; "
    )


def triggers() -> list[Trigger]:
    """All triggers of the zero sum."""
    new, entry = "NEW.id", "NEW.entry_id"
    unbalanced = f"{_COUNT.format(entry=new)} OR EXISTS ({_SUMS.format(entry=new)})"
    late = _CLOSED.format(entry=entry)
    resum = f"EXISTS ({_SUMS.format(entry=entry)})"
    return [
        Trigger(
            name="ledger_entry_sums_to_zero",
            table="ledger_entry",
            sqlite=(
                "CREATE TRIGGER ledger_entry_sums_to_zero BEFORE INSERT ON ledger_entry "
                f"WHEN {unbalanced} BEGIN SELECT RAISE(ABORT, '{UNBALANCED}'); END"
            ),
            postgresql=_function("ledger_entry_sums_to_zero", unbalanced, UNBALANCED)
            + "CREATE TRIGGER ledger_entry_sums_to_zero BEFORE INSERT ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION ledger_entry_sums_to_zero()",
        ),
        Trigger(
            name="ledger_leg_before_entry",
            table="ledger_leg",
            sqlite=(
                "CREATE TRIGGER ledger_leg_before_entry BEFORE INSERT ON ledger_leg "
                f"WHEN {late} BEGIN SELECT RAISE(ABORT, '{TOO_LATE}'); END"
            ),
            postgresql=_function("ledger_leg_before_entry", late, TOO_LATE)
            + "CREATE TRIGGER ledger_leg_before_entry BEFORE INSERT ON ledger_leg "
            "FOR EACH ROW EXECUTE FUNCTION ledger_leg_before_entry()",
        ),
        Trigger(
            name="ledger_leg_resummed",
            table="ledger_leg",
            sqlite="",
            postgresql=_function("ledger_leg_resummed", resum, UNBALANCED)
            + "CREATE CONSTRAINT TRIGGER ledger_leg_resummed AFTER INSERT ON ledger_leg "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_leg_resummed()",
        ),
    ]

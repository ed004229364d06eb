"""The triggers that make an unbalanced entry impossible, whoever writes it.

SQLite: legs first, entry last; the entry is refused unless its legs sum to zero per currency, and
no leg may follow it. PostgreSQL has the same two and, because two transactions could race between
them, a deferred constraint trigger that sums again at commit: every transaction that wrote a leg
sums its entry, once for all the legs it wrote (told by their xmin), at the last of them.
"""

from cohive.journal.triggers import Trigger

UNBALANCED = "an entry must have legs that sum to zero in each currency"
TOO_LATE = "this entry is closed to further legs"

_SUMS = (
    "SELECT 1 FROM {legs} JOIN ledger_account ON ledger_account.id = {legs}.account_id "
    "WHERE {legs}.{key} = {entry} GROUP BY ledger_account.currency "
    "HAVING SUM({legs}.minor) <> 0"
)
_CLOSED = "EXISTS (SELECT 1 FROM {entries} WHERE id = {entry})"
_COUNT = "(SELECT COUNT(*) FROM {legs} WHERE {key} = {entry}) < 2"
_STATE = "USING ERRCODE = 'integrity_constraint_violation'"


def triggers(
    entries: str = "ledger_entry", legs: str = "ledger_leg", key: str = "entry_id"
) -> list[Trigger]:
    """All triggers of the zero sum, for a table of entries and the table of their legs."""
    names = {"entries": entries, "legs": legs, "key": key}
    unbalanced = (
        f"{_COUNT.format(entry='NEW.id', **names)} "
        f"OR EXISTS ({_SUMS.format(entry='NEW.id', **names)})"
    )
    late = _CLOSED.format(entry=f"NEW.{key}", **names)
    resum = f"EXISTS ({_SUMS.format(entry=f'NEW.{key}', **names)})"
    is_last = (
        f"NOT EXISTS (SELECT 1 FROM {legs} AS mine JOIN {legs} AS other "  # noqa: S608 - our names
        f"ON other.{key} = mine.{key} AND other.id > mine.id AND other.xmin = mine.xmin "
        "WHERE mine.id = NEW.id)"
    )
    return [
        before_insert(f"{entries}_sums_to_zero", entries, unbalanced, UNBALANCED),
        before_insert(f"{legs}_before_entry", legs, late, TOO_LATE),
        Trigger(
            name=f"{legs}_resummed",
            table=legs,
            sqlite="",
            postgresql=(
                f"CREATE OR REPLACE FUNCTION {legs}_resummed() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN IF {is_last} THEN IF {resum} THEN "
                f"RAISE EXCEPTION '{UNBALANCED}' {_STATE}; END IF; END IF; "
                f"RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER {legs}_resummed "
                f"AFTER INSERT ON {legs} DEFERRABLE INITIALLY DEFERRED "
                f"FOR EACH ROW EXECUTE FUNCTION {legs}_resummed()"
            ),
        ),
    ]


def before_insert(name: str, table: str, condition: str, message: str) -> Trigger:
    """A trigger that refuses a new row of a table while a condition holds."""
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{message}' {_STATE}; END IF; "
            "RETURN NEW; END $$; "
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    )

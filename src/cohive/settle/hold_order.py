"""The triggers that keep a hold honest, whoever writes it.

A row moves exactly what its credit brought, and nothing is given back that was not held before.
"""

from cohive.journal.triggers import Trigger

WRONG_AMOUNT = "a hold moves exactly what its credit brought"
NEVER_HELD = "only what a review holds can be given back"

_WRONG_AMOUNT = (
    "NOT EXISTS (SELECT 1 FROM settle_credit WHERE id = NEW.credit_id "
    "AND amount_minor = NEW.amount_minor)"
)
_NEVER_HELD = (
    "NEW.step = 'returned' AND NOT EXISTS (SELECT 1 FROM settle_hold "
    "WHERE review_id = NEW.review_id AND credit_id = NEW.credit_id AND step = 'held')"
)


def triggers() -> list[Trigger]:
    """Both triggers, each before a row is inserted."""
    return [
        _before_insert("settle_hold_moves_its_credit", _WRONG_AMOUNT, WRONG_AMOUNT),
        _before_insert("settle_hold_before_return", _NEVER_HELD, NEVER_HELD),
    ]


def _before_insert(name: str, condition: str, message: str) -> Trigger:
    state = "USING ERRCODE = 'integrity_constraint_violation'"
    return Trigger(
        name=name,
        table="settle_hold",
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE INSERT ON settle_hold "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{message}' {state}; END IF; RETURN NEW; END $$; "
            f"CREATE TRIGGER {name} BEFORE INSERT ON settle_hold "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    )

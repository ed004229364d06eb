"""What the database refuses of invoice numbers: any but the next of its kind and year.

With the table append-only, the numbers of a year are 1, 2, 3 … without a gap, whoever writes them.
Two writers at once are kept apart by the series' row they hold; the unique constraint stands
behind.
"""

from cohive.journal.triggers import Trigger

TABLE = "trade_invoice"
NAME = "trade_invoice_number_is_next"
NEXT = (
    "(SELECT coalesce(max(number), 0) + 1 FROM trade_invoice "
    "WHERE kind = NEW.kind AND year = NEW.year)"
)
MESSAGE = "an invoice takes the next number of its year"


def triggers() -> list[Trigger]:
    """The one trigger, for both databases."""
    return [
        Trigger(
            name=NAME,
            table=TABLE,
            sqlite=(
                f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} WHEN NEW.number <> {NEXT} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            ),
            postgresql=(
                f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF NEW.number <> {NEXT} THEN RAISE EXCEPTION '{MESSAGE}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$; "
                f"CREATE TRIGGER {NAME} BEFORE INSERT ON {TABLE} FOR EACH ROW "
                f"EXECUTE FUNCTION {NAME}()"
            ),
        )
    ]

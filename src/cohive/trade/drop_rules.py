"""The triggers that keep a drop what it was announced as, whoever writes.

What was promised (seed, commitment, times, weights, limits) never changes; an entry never changes
its number, wish or tickets, and its place in the drawn order is written once; no entry is removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from cohive.journal.triggers import Trigger, append_only

PROMISED = (
    *("slug", "product", "location_id", "kind", "per_person", "opens_at", "closes_at"),
    *("early_tier", "early_opens_at"),
    *("pay_hours", "contributor_tickets", "public_source", "proof"),
    *("commitment", "seed", "announced_at"),
)
ENTERED = ("drop_id", "number", "member_id", "piece_id", "tickets", "entered_at")
KEPT = "what a drop announced stands"
DRAWN = "what was drawn stands"
ENTRY = "an entry of a draw stands"
_STATE = "USING ERRCODE = 'integrity_constraint_violation'"


def triggers() -> list[Trigger]:
    """All triggers of drops."""
    drawn_twice = (
        f"OLD.drawn_at IS NOT NULL AND ({_changed(('drawn_at', 'public_word'), '{other}')})"
    )
    made = [
        _refusing_update("trade_drop", "keeps_its_promise", _changed(PROMISED, "{other}"), KEPT),
        _refusing_update("trade_drop", "is_drawn_once", drawn_twice, DRAWN),
        _refusing_update("trade_dropentry", "stands", _changed(ENTERED, "{other}"), ENTRY),
        _refusing_update(
            "trade_dropentry",
            "is_ranked_once",
            "OLD.rank IS NOT NULL AND " + _changed(("rank", "withdrawn_at"), "{other}"),
            DRAWN,
        ),
    ]
    for table in ("trade_droppiece", "trade_dropcontributor"):
        made += append_only(table)
    for table in ("trade_drop", "trade_dropentry"):
        made += [one for one in append_only(table) if not one.name.endswith("refuses_update")]
    return made


def _changed(columns: Sequence[str], other: str) -> str:
    """Whether any of the columns differs, as SQL; nothing counts as a value of its own."""
    return "(" + " OR ".join(f"OLD.{name} {other} NEW.{name}" for name in columns) + ")"


def _refusing_update(table: str, what: str, condition: str, message: str) -> Trigger:
    name = f"{table}_{what}"
    sqlite = condition.replace("{other}", "IS NOT")
    postgresql = condition.replace("{other}", "IS DISTINCT FROM")
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {postgresql} THEN RAISE EXCEPTION '{message}' {_STATE}; END IF; "
            f"RETURN NEW; END $$; CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    )

"""What the database refuses of pre-orders, whoever writes.

Their terms are never changed, a goal is reached only when that much was paid, and an order of a
pre-order becomes certain (and so is divided among its makers) only after its goal was reached.
"""

from cohive.journal.triggers import Trigger

FROZEN = ("product", "goal", "counted", "until", "goes_on", "opened_by_id", "opened_at")
CHANGED = "the terms of a pre-order are never changed"
TOO_FEW = "the goal of a pre-order is reached by what was paid"
TOO_SOON = "an order of a pre-order is certain only when its goal is reached"

# in brackets, because PL/pgSQL would take the CASE's own THEN for that of its IF
_PAID_FOR = (
    "(CASE NEW.counted WHEN 'orders' THEN (SELECT COUNT(*) FROM trade_order AS o "
    "WHERE o.preorder_id = NEW.id AND o.state = 'waiting') ELSE (SELECT COALESCE(SUM(l.quantity), "
    "0) FROM trade_orderline AS l JOIN trade_order AS o ON o.id = l.order_id "
    "WHERE o.preorder_id = NEW.id AND o.state = 'waiting') END)"
)
_TOO_FEW = f"NEW.state = 'reached' AND OLD.state <> 'reached' AND {_PAID_FOR} < NEW.goal"
_TOO_SOON = (
    "NEW.preorder_id IS NOT NULL AND NEW.paid_at IS NOT NULL AND OLD.paid_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM trade_preorder AS p WHERE p.id = NEW.preorder_id "
    "AND p.state = 'reached')"
)


def triggers() -> list[Trigger]:
    """One trigger for each rule, and one that refuses to delete."""
    sqlite = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    postgresql = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    return [
        _before("trade_preorder_keeps_its_terms", "trade_preorder", sqlite, postgresql, CHANGED),
        _before("trade_preorder_is_reached", "trade_preorder", _TOO_FEW, _TOO_FEW, TOO_FEW),
        _before("trade_order_waits_for_its_goal", "trade_order", _TOO_SOON, _TOO_SOON, TOO_SOON),
        _before("trade_preorder_stays", "trade_preorder", "", "", CHANGED, action="DELETE"),
    ]


def _before(
    name: str, table: str, sqlite: str, postgresql: str, message: str, *, action: str = "UPDATE"
) -> Trigger:
    when = f"WHEN {sqlite} " if sqlite else ""
    state = "USING ERRCODE = 'integrity_constraint_violation'"
    refuse = f"RAISE EXCEPTION '{message}' {state};"
    body = f"IF {postgresql} THEN {refuse} END IF; RETURN NEW;" if postgresql else refuse
    return Trigger(
        name=name,
        table=table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
            f"{when}BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{body} END $$; CREATE TRIGGER {name} BEFORE {action} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        ),
    )

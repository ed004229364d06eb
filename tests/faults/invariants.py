"""What must hold at every moment, and what must hold when everything has come to rest."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection

from cohive.bridges.payments.sandbox import SandboxProvider
from cohive.journal import seals
from cohive.journal.verification import verify

__all__ = ["at_any_moment", "at_rest"]

NEVER = {
    "a currency does not sum to zero": (
        "SELECT a.currency, SUM(l.minor) FROM ledger_leg l JOIN ledger_account a "
        "ON a.id = l.account_id GROUP BY a.currency HAVING SUM(l.minor) <> 0"
    ),
    "an entry does not sum to zero": (
        "SELECT l.entry_id FROM ledger_leg l JOIN ledger_account a ON a.id = l.account_id "
        "GROUP BY l.entry_id, a.currency HAVING SUM(l.minor) <> 0"
    ),
    "more was sold than there was": "SELECT id FROM trade_stock WHERE on_hand < 0",
    "stock is not its moves": (
        "SELECT s.id FROM trade_stock s LEFT JOIN trade_stockmove m ON m.variant = s.variant "
        "AND m.location_id = s.location_id GROUP BY s.id, s.on_hand "
        "HAVING s.on_hand <> COALESCE(SUM(m.quantity), 0)"
    ),
    "an order was paid twice": (
        "SELECT order_id FROM trade_payment WHERE state = 'paid' AND NOT is_surplus "
        "GROUP BY order_id HAVING COUNT(*) > 1"
    ),
    "an order is paid without a payment": (
        "SELECT o.id FROM trade_order o WHERE o.paid_at IS NOT NULL AND NOT EXISTS (SELECT 1 "
        "FROM trade_payment p WHERE p.order_id = o.id AND p.state = 'paid' AND NOT p.is_surplus)"
    ),
    "an order is half written": (
        "SELECT o.id FROM trade_order o WHERE NOT EXISTS "
        "(SELECT 1 FROM trade_orderline l WHERE l.order_id = o.id)"
    ),
}


def at_any_moment() -> list[str]:
    """Each thing that never may be, and is."""
    found = []
    with connection.cursor() as cursor:
        for name, query in NEVER.items():
            cursor.execute(query)
            row = cursor.fetchone()
            if row is not None:
                found.append(f"{name}: {row}")
    return found


def at_rest(provider: SandboxProvider) -> list[str]:
    """What `cohive verify` finds, and whether the place and its provider agree on every cent."""
    seals.seal_pending()
    found = at_any_moment()
    found += [f"{one.name}: {one.fault}" for one in verify() if one.fault]
    theirs, ours = _theirs(provider), _ours()
    for intent in sorted(theirs.keys() | ours.keys()):
        if theirs.get(intent, (0, 0)) != ours.get(intent, (0, 0)):
            found.append(
                f"payment {intent}: the provider has {theirs.get(intent)}, we have "
                f"{ours.get(intent)} (came, went back)"
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.minor FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id "
            "WHERE a.purpose = 'sales' AND b.minor <> 0"
        )
        found += [f"the sales clearing stands at {minor}" for (minor,) in cursor.fetchall()]
    return found


def _theirs(provider: SandboxProvider) -> dict[str, tuple[int, int]]:
    """What came and what went back, as the provider knows it."""
    with provider._store.reading() as rows:
        found = rows.execute("SELECT id, minor, refunded FROM intent WHERE state = 'succeeded'")
        return {row["id"]: (row["minor"], row["refunded"]) for row in found}


def _ours() -> dict[str, tuple[int, int]]:
    """What came and what went back, as the place has written it."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT intent, amount_minor FROM trade_payment WHERE state = 'paid'")
        for intent, minor in cursor.fetchall():
            if intent:
                found[intent][0] += minor
        cursor.execute(
            "SELECT p.intent, r.goods_minor + r.shipping_minor FROM trade_refund r "
            "JOIN trade_payment p ON p.id = r.payment_id WHERE r.state = 'done'"
        )
        for intent, minor in cursor.fetchall():
            if intent:
                found[intent][1] += minor
    return {intent: (came, back) for intent, (came, back) in found.items()}

"""What this room registers with the rooms before it."""

from cohive.bond import erasure
from cohive.journal import conditions, triggers, verification
from cohive.journal import jobs as clock
from cohive.trade import checks, jobs
from cohive.trade.conditions import lacks_stock
from cohive.trade.operations import erase_buyer


def register() -> None:
    """Declare what the database refuses, what runs on the clock, what `verify` re-derives."""
    for table in ("trade_stockmove", "trade_webhookreceipt"):
        triggers.declare(triggers.append_only(table))
    clock.register("trade.expire", jobs.expire, every_seconds=60)
    clock.register("trade.erase", jobs.erase_addresses, every_seconds=24 * 60 * 60)
    clock.register("trade.refunds", jobs.refunds, every_seconds=60)
    clock.register("trade.deliver", jobs.deliver, every_seconds=30)
    clock.register("trade.reconcile", jobs.reconcile, every_seconds=120)
    clock.register("trade.mail", jobs.mail)
    verification.register("stock", checks.wrong_stock)
    verification.register("paid orders", checks.wrong_entries)
    verification.register("provider and till", checks.uncleared)
    conditions.answer("create.may_sell", lacks_stock)
    erasure.register("trade", erase_buyer)

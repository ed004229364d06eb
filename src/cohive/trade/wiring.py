"""What this room registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.journal import conditions, triggers, verification
from cohive.journal import jobs as clock
from cohive.ledger import clearing
from cohive.look import slots as places
from cohive.look.navigation import Entry, holders, members
from cohive.look.navigation import register as add_ways
from cohive.trade import checks, checks_disputes, jobs, slots
from cohive.trade.conditions import lacks_stock
from cohive.trade.operations import erase_buyer
from cohive.trade.queries.surpluses import surpluses_due

stewards = holders("steward")
makers = holders("maker", "steward")
sellers = holders("seller", "maker", "steward")


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
    clock.register("trade.forget_answers", jobs.forget, every_seconds=24 * 60 * 60)
    verification.register("stock", checks.wrong_stock)
    verification.register("paid orders", checks.wrong_entries)
    verification.register("provider and till", checks.uncleared)
    verification.register("disputes", checks_disputes.wrong_disputes)
    clearing.explain("refund_due", surpluses_due)
    conditions.answer("create.may_sell", lacks_stock)
    erasure.register("trade", erase_buyer)
    places.fill("product.buy", slots.buy_box, 10)
    places.fill("product.desk", slots.shelf, 40)
    add_ways(
        Entry("main", "shop", "trade:shop", _("Shop"), "shopping-bag", 40),
        Entry("shop", "shop", "trade:shop", _("On sale"), "store", 10, members),
        Entry("shop", "orders", "trade:orders", _("My orders"), "receipt", 30, members),
        Entry("shop", "pack", "trade:pack", _("Orders to pack"), "package", 50, makers),
        Entry("shop", "stock", "trade:stock", _("Stock"), "list", 60, makers),
        Entry("shop", "payments", "trade:payments", _("Payments"), "receipt", 65, stewards),
        Entry("shop", "sell", "trade:sell", _("Sell here"), "smartphone", 70, sellers),
        Entry(
            "desk", "pack", "trade:pack", _("Orders to pack"), "package", 10, makers, part="selling"
        ),
        Entry("desk", "stock", "trade:stock", _("Stock"), "list", 20, makers, part="selling"),
        Entry(
            "desk",
            "payments",
            "trade:payments",
            _("Payments"),
            "receipt",
            25,
            stewards,
            part="selling",
        ),
        Entry(
            "desk", "sell", "trade:sell", _("Sell here"), "smartphone", 30, sellers, part="selling"
        ),
    )

"""What this room registers with the rooms before it."""

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.journal import conditions, listeners, triggers, verification
from cohive.journal import jobs as clock
from cohive.journal.remembered import stamping
from cohive.ledger import clearing
from cohive.look import slots as places
from cohive.look.navigation import register as add_ways
from cohive.trade import (
    checks,
    checks_disputes,
    checks_memberships,
    drop_jobs,
    drop_rules,
    jobs,
    membership_jobs,
    navigation,
    numbering,
    preorder_rules,
    slots,
    slots_links,
    slots_memberships,
    wiring_campaigns,
    wiring_resale,
)
from cohive.trade.conditions import lacks_stock
from cohive.trade.drop_checks import wrong_draw
from cohive.trade.operations import erase_buyer, erase_gifts, erase_reviews
from cohive.trade.operations.planning import MAIL_JOB
from cohive.trade.queries.surpluses import refunds_by_hand, surpluses_due

STAMPED = (
    *("create_product", "create_variant", "create_agreement"),  # what `goods` remembers of them
    *("trade_shippingrate", "trade_shippingstep", "trade_taxrate", "trade_shoprules"),
    *("trade_digitalfile", "trade_option", "trade_optionchoice", "trade_location"),
)
"""The tables of what every order asks and nobody changes for days."""
HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS


def register() -> None:
    """Declare what the database refuses, what runs on the clock, what `verify` re-derives."""
    for table in ("trade_stockmove", "trade_webhookreceipt", "trade_invoice", "trade_tierprice"):
        triggers.declare(triggers.append_only(table))
    triggers.declare(stamping(STAMPED))
    triggers.declare(stamping(("trade_preorder", "trade_voucher"), is_updated=False))
    for rules in (drop_rules, numbering, preorder_rules):
        triggers.declare(rules.triggers())
    _on_the_clock()
    _for_verify()
    conditions.answer("create.may_sell", lacks_stock)
    erasure.register("trade", erase_buyer)
    erasure.register("trade.reviews", erase_reviews)
    erasure.register("trade.gifts", erase_gifts)
    also_collect("memberships_given", slots_memberships.gifts_taken_out)
    listeners.listen("trade.reported", ["guard.case.closed"], jobs.hear_case_closed)
    places.fill("product.buy", slots.buy_box, 10)
    places.fill("product.desk", slots.shelf, 40)
    places.fill("product.desk", slots.making, 45)
    places.fill("product.aside", slots.said_of_it, 20)
    places.fill("order.after", slots_links.came_along, 50)
    places.fill("settings", slots_memberships.settings, 30)
    places.fill("circle.aside", slots_memberships.circle, 10)
    wiring_campaigns.register()
    wiring_resale.register()
    add_ways(*navigation.SHOP, *navigation.DESK, *navigation.MEMBERSHIPS)


def _on_the_clock() -> None:
    clock.register("trade.mail", jobs.mail)
    clock.register("trade.drop_mail", drop_jobs.mail)
    clock.register("trade.drops", drop_jobs.drops, every_seconds=30)
    clock.register(MAIL_JOB, membership_jobs.mail)
    clock.register("trade.membership_ends", membership_jobs.remind, every_seconds=HOUR_SECONDS)
    clock.register("trade.membership_income", membership_jobs.earn, every_seconds=DAY_SECONDS)
    clock.register("trade.deliver", jobs.deliver, every_seconds=30)
    clock.register("trade.preorders", jobs.preorders, every_seconds=60)
    clock.register("trade.expire", jobs.expire, every_seconds=60)
    clock.register("trade.remind", jobs.remind, every_seconds=120)
    clock.register("trade.invoices", jobs.invoices, every_seconds=60)
    clock.register("trade.refunds", jobs.refunds, every_seconds=60)
    clock.register("trade.reconcile", jobs.reconcile, every_seconds=120)
    clock.register("trade.erase", jobs.erase_addresses, every_seconds=DAY_SECONDS)
    clock.register("trade.erase_invoices", jobs.erase_invoice_buyers, every_seconds=DAY_SECONDS)
    clock.register("trade.forget_answers", jobs.forget, every_seconds=DAY_SECONDS)


def _for_verify() -> None:
    verification.register("stock", checks.wrong_stock)
    verification.register("draws", wrong_draw)
    verification.register("paid orders", checks.wrong_entries)
    verification.register("advances", checks.wrong_advances)
    verification.register("provider and till", checks.uncleared)
    verification.register("memberships", checks_memberships.wrong_memberships)
    verification.register("disputes", checks_disputes.wrong_disputes)
    verification.register("invoices", checks.wrong_invoices)
    verification.register("vouchers", checks.wrong_vouchers)
    clearing.explain("refund_due", surpluses_due)
    clearing.explain("refunds_by_hand", refunds_by_hand)

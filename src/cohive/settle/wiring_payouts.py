"""What payouts register with the rooms before: what the vault forgets, what `verify` re-derives."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.journal import jobs, listeners, triggers, verification
from cohive.look import navigation, slots
from cohive.look.navigation import Entry
from cohive.settle import payout_checks, payout_jobs, succession_jobs
from cohive.settle.filling_pay import pay_with_balance
from cohive.settle.operations.passing import pass_on_all
from cohive.settle.operations.payout_rules import forget_payout_way
from cohive.settle.operations.spending import part_spent
from cohive.settle.operations.successions import MAIL_JOB, follow_wish
from cohive.settle.payout_sending import follow_transfers
from cohive.settle.queries.payout_rules import way_taken_out
from cohive.settle.queries.successions import wish_taken_out
from cohive.trade import means

APPEND_ONLY = (
    "settle_payoutrules",
    "settle_withholding",
    "settle_balancemove",
    "settle_payoutstep",
    "settle_creditnote",
)
LET_GO = ("trade.order.expired", "trade.order.cancelled")
HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS


def register() -> None:
    """Declare what the database refuses, what is erased and taken out, what runs daily."""
    for table in APPEND_ONLY:
        triggers.declare(triggers.append_only(table))
    erasure.register("settle.payouts", forget_payout_way)
    erasure.register("settle.after_me", follow_wish)
    bond.also_collect("payout_way", way_taken_out)
    bond.also_collect("after_me", wish_taken_out)
    means.register(part_spent)
    slots.fill("order.pay", pay_with_balance)
    listeners.listen("settle.let_go", LET_GO, payout_jobs.hear_let_go)
    listeners.listen("settle.returned", ["trade.order.refunded"], payout_jobs.hear_returned)
    jobs.register("settle.payout_day", payout_jobs.remind, every_seconds=DAY_SECONDS)
    jobs.register("settle.transfers", follow_transfers, every_seconds=HOUR_SECONDS)
    jobs.register("settle.passing", pass_on_all, every_seconds=DAY_SECONDS)
    jobs.register(MAIL_JOB, succession_jobs.mail)
    jobs.register("settle.note_parties", payout_jobs.forget, every_seconds=DAY_SECONDS)
    verification.register("payouts", payout_checks.wrong_payouts)
    navigation.register(
        Entry(
            "money",
            "payouts",
            "settle:payouts",
            _("Payouts"),
            order=25,
            shown=navigation.members,
        ),
        Entry(
            "desk",
            "payout-desk",
            "settle:payout-desk",
            _("Payouts to members"),
            "banknote",
            order=18,
            shown=navigation.holders("steward"),
            part="money",
            about=_("Who is owed what; one steward proposes a batch, another approves it."),
        ),
    )

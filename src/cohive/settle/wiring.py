"""What this room registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.journal import jobs, listeners, triggers, verification
from cohive.ledger import clearing
from cohive.look import navigation, slots
from cohive.look.navigation import Entry
from cohive.settle import checks, checks_prior, filling, hold_order, wiring_payouts, wiring_resale
from cohive.settle import jobs as own_jobs
from cohive.settle.queries.undivided import behind_sales

APPEND_ONLY = (
    "settle_distribution",
    "settle_waterfallline",
    "settle_credit",
    "settle_hold",
    "settle_priortaking",
)
TELL_EVERY_SECONDS = 30
FOLLOW_EVERY_SECONDS = 600
HOLDING = ("guard.review.held", "guard.review.released", "guard.review.reversed")


def register() -> None:
    """Hear sales, fill pages, declare what the database refuses and what `verify` re-derives."""
    listeners.listen("settle.paid", ["trade.order.paid"], own_jobs.hear_paid)
    listeners.listen("settle.refunded", ["trade.order.refunded"], own_jobs.hear_refunded)
    listeners.listen("settle.disputed", ["trade.dispute.lost"], own_jobs.hear_dispute_lost)
    listeners.listen("settle.favour", ["trade.refund.elsewhere"], own_jobs.hear_favour)
    listeners.listen("settle.claimed", ["bond.member.claimed"], own_jobs.hear_claimed)
    listeners.listen("settle.reviewed", HOLDING, own_jobs.hear_review)
    jobs.register("settle.holds", own_jobs.follow_all_reviews, every_seconds=FOLLOW_EVERY_SECONDS)
    jobs.register("settle.came_in", own_jobs.tell_what_came_in, every_seconds=TELL_EVERY_SECONDS)
    slots.fill("product.aside", filling.came_back)
    slots.fill("member.profile", filling.helped_make)
    slots.fill("order.aside", filling.where_it_went)
    slots.fill("claim", filling.kept_for_you)
    slots.fill("leave", filling.stays_owed)
    wiring_payouts.register()
    wiring_resale.register()
    _navigation()
    for table in APPEND_ONLY:
        triggers.declare(triggers.append_only(table))
    triggers.declare(hold_order.triggers())
    _verification()


def _navigation() -> None:
    navigation.register(
        Entry("main", "money", "settle:flow", _("Money"), icon="scale", order=50),
        Entry("money", "flow", "settle:flow", _("Where it went"), order=10),
        Entry(
            "money",
            "statement",
            "settle:statement",
            _("My statement"),
            order=20,
            shown=navigation.members,
        ),
        Entry("money", "money-here", "settle:money-here", _("How it is shared"), order=30),
        Entry(
            "money",
            "statements",
            "settle:statements",
            _("From past sales"),
            order=40,
            shown=navigation.holders("maker", "steward"),
        ),
        Entry("foot", "money-here", "settle:money-here", _("How money is shared here"), order=10),
        Entry(
            "desk",
            "questions",
            "settle:questions",
            _("Questions about money"),
            "circle-help",
            order=19,
            shown=navigation.holders("maker", "steward"),
            part="money",
            about=_("Members ask why a line is what it is; you answer, or put it right."),
        ),
    )


def _verification() -> None:
    verification.register("claims", checks.wrong_claim)
    verification.register("pools", checks.wrong_pool)
    verification.register("prior claims", checks_prior.wrong_prior)
    verification.register("distributions", checks.broken_sequence)
    verification.register("waterfalls", checks.wrong_waterfall)
    verification.register("earnings", checks.wrong_books)
    verification.register("holds", checks.wrong_holds)
    verification.register("sales clearing", checks.uncleared_sales)
    clearing.explain("sales", behind_sales)
    verification.register("past sales", checks.wrong_past_batch)

"""What decisions, products and agreements register with the rooms before."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohive.bond import earning
from cohive.create import checks_products, jobs_products
from cohive.create.operations.contributions import CONFIRM_JOB
from cohive.create.operations.products import MAY_SELL
from cohive.create.operations.works import MAY_WITHDRAW
from cohive.create.queries.contributions import confirmed_counts
from cohive.journal import conditions, jobs, listeners, triggers, verification
from cohive.look.navigation import Entry, members
from cohive.look.navigation import register as add_ways


def register() -> None:
    """Declare what stands against a sale, what runs by itself, what is never changed."""
    conditions.answer(MAY_SELL, checks_products.may_sell)
    conditions.answer(MAY_WITHDRAW, checks_products.may_withdraw)
    jobs.register(CONFIRM_JOB, jobs_products.confirm_contribution)
    jobs.register(jobs_products.ASK_JOB, jobs_products.mail_asked)
    jobs.register(jobs_products.VOTE_JOB, jobs_products.mail_voter)
    listeners.listen(
        "create.ask_named", ["create.agreement.offered"], jobs_products.agreement_offered
    )
    listeners.listen("create.ask_voters", ["create.ballot.opened"], jobs_products.ballot_opened)
    earning.register(
        earning.EarningRule(
            "contributions", _("Confirmed contributions to products"), _earned, confirmed_counts
        )
    )
    triggers.declare(checks_products.triggers())
    verification.register("agreements", checks_products.broken_agreement)
    verification.register("products", checks_products.stray_product)
    add_ways(
        Entry("make", "decisions", "create:decisions", _("Decisions"), "gavel", 40),
        Entry("make", "products", "create:products", _("Products"), "package", 50),
        Entry("make", "contribute", "create:contribute", _("Work on it"), "hammer", 60, members),
    )


def _earned(count: int) -> str:
    return ngettext(
        "Can be earned: %(num)s confirmed contribution within a year",
        "Can be earned: %(num)s confirmed contributions within a year",
        count,
    ) % {"num": count}

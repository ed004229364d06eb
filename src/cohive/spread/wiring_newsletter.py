"""What the newsletter registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.journal import jobs as clock
from cohive.journal import loops
from cohive.look import slots as places
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as add_ways
from cohive.spread import newsletter_jobs, newsletter_sending, slots_newsletter
from cohive.spread.operations import erase_subscriptions_of
from cohive.spread.operations.subscriptions import CONFIRM_JOB, OWNER_JOB
from cohive.spread.queries import subscriptions_taken_out

DAY_SECONDS = 24 * 60 * 60


def register() -> None:
    """Forms on pages, mails on the clock, sending in a loop of its own, erasure and takeout."""
    clock.register(CONFIRM_JOB, newsletter_jobs.ask_who_asked)
    clock.register(OWNER_JOB, newsletter_jobs.write_to_owner)
    clock.register("spread.newsletter_forget", newsletter_jobs.forget, every_seconds=DAY_SECONDS)
    loops.register("newsletter", newsletter_sending.run)
    erasure.register("spread.newsletter", erase_subscriptions_of)
    also_collect("newsletter", subscriptions_taken_out)
    places.fill("front.after", slots_newsletter.of_place, 50)
    places.fill("circle.aside", slots_newsletter.of_circle, 70)
    places.fill("challenge.after", slots_newsletter.of_challenge, 70)
    places.fill("order.thanks", slots_newsletter.of_order, 50)
    places.fill("settings", slots_newsletter.of_member, 60)
    add_ways(
        Entry("foot", "newsletter", "spread:newsletter", _("Newsletter"), order=60),
        Entry(
            "desk",
            "newsletter",
            "spread:newsletter-desk",
            _("Newsletter"),
            "mail",
            order=75,
            shown=holders("steward"),
            part="place",
            about=_("Write to who asked for it, and see what came of it."),
        ),
    )

"""What campaigns register: our own dates, the ends of challenges, and the ways to their pages."""

from django.utils.translation import gettext_lazy as _

from cohive.look.navigation import Entry, holders, members
from cohive.look.navigation import register as add_ways
from cohive.spread import moments
from cohive.spread.queries.campaigns import ends_of_challenges, own_moments


def register() -> None:
    """Dates on the calendar; campaigns on the desk, and among a member's links."""
    moments.register("spread", own_moments)
    moments.register("create", ends_of_challenges)
    add_ways(
        Entry(
            "desk",
            "campaigns",
            "spread:campaigns",
            _("Campaigns"),
            "megaphone",
            17,
            holders("steward"),
            part="selling",
            about=_("Set a goal, plan posts, give members material, and see what came of it."),
        ),
        Entry("shop", "carrying", "spread:carrying", _("Carry it on"), "link", 41, members),
    )

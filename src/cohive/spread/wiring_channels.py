"""What channels register with the rooms before: the clock, the desk, the vault."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.journal import jobs as clock
from cohive.look import slots as places
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as add_ways
from cohive.spread import jobs_channels, slots_channels
from cohive.spread.operations.pushes import forget_browsers
from cohive.spread.queries.channels import browsers_taken_out

SEND_SECONDS, COUNT_SECONDS = 15, 300


def register() -> None:
    """Send and count on the clock; posts on the desk; browsers in settings and in the vault."""
    clock.register("spread.send", jobs_channels.send, every_seconds=SEND_SECONDS)
    clock.register("spread.count", jobs_channels.count, every_seconds=COUNT_SECONDS)
    erasure.register("spread.browsers", forget_browsers)
    bond.also_collect("browsers_told", browsers_taken_out)
    places.fill("head", slots_channels.feeds, 50)
    places.fill("settings", slots_channels.browsers, 50)
    places.fill("circle.aside", slots_channels.feed_of_circle, 90)
    add_ways(
        Entry(
            "desk",
            "posts",
            "spread:posts",
            _("Posts and channels"),
            "megaphone",
            18,
            holders("steward"),
            part="selling",
            about=_("Say something on all the networks the place speaks on, and see what came."),
        ),
    )

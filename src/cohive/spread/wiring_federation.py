"""What the federation registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.journal import jobs
from cohive.journal.listeners import listen
from cohive.look import slots as places
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as add_ways
from cohive.spread import (
    courier,
    erasing_federation,
    listeners_federation,
    slots_federation,
)


def register() -> None:
    """Hear what leaves, send it, show how one follows, forget who leaves."""
    listen("spread.federation.thread", ["bond.thread.started"], listeners_federation.hear_thread)
    listen("spread.federation.edited", ["bond.post.edited"], listeners_federation.hear_edited)
    listen(
        "spread.federation.withdrawn", ["bond.post.withdrawn"], listeners_federation.hear_withdrawn
    )
    listen(
        "spread.federation.challenge",
        ["create.challenge.opened"],
        listeners_federation.hear_challenge,
    )
    listen(
        "spread.federation.product", ["create.product.on_sale"], listeners_federation.hear_product
    )
    listen("spread.federation.ended", ["create.product.ended"], listeners_federation.hear_ended)
    jobs.register("spread.federation.deliver", courier.wake, every_seconds=courier.EVERY_SECONDS)
    jobs.register("spread.federation.tidy", courier.tidy, every_seconds=courier.TIDY_SECONDS)
    places.fill("circle.aside", slots_federation.of_circle, 70)
    places.fill("settings", slots_federation.of_settings, 70)
    erasure.register("spread.federation", erasing_federation.erase)
    also_collect("federation", erasing_federation.collect)
    add_ways(
        Entry(
            "desk",
            "federation",
            "spread:federation",
            _("Followed from elsewhere"),
            "globe",
            order=93,
            shown=holders("steward"),
            part="place",
            about=_(
                "Who follows from Mastodon and its kin, what they say, which servers stay out."
            ),
        )
    )

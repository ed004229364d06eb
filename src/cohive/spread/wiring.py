"""What this room registers with the rooms before it."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import erasure
from cohive.bond.queries import also_collect
from cohive.journal import triggers
from cohive.look import slots as places
from cohive.look.navigation import Entry, members
from cohive.look.navigation import register as add_ways
from cohive.spread import (
    slots,
    wiring_campaigns,
    wiring_cards,
    wiring_channels,
    wiring_federation,
    wiring_newsletter,
)
from cohive.spread.operations import erase_carrier
from cohive.spread.queries.cascade import named_among


def register() -> None:
    """Fill “pass it on” in, show the way to one's links, close conversions to edits."""
    triggers.declare(triggers.append_only("spread_conversion"))
    places.fill("product.aside", slots.of_product, 60)
    places.fill("work.after", slots.of_work, 60)
    places.fill("challenge.after", slots.of_challenge, 60)
    places.fill("circle.aside", slots.of_circle, 60)
    add_ways(
        Entry("shop", "links", "spread:links", _("My links"), "link", 40, members),
    )
    erasure.register("spread.carriers", erase_carrier)
    also_collect("named_along_the_lines", lambda agent: {"is_named": bool(named_among([agent]))})
    wiring_cards.register()
    wiring_newsletter.register()
    wiring_federation.register()
    wiring_channels.register()
    wiring_campaigns.register()

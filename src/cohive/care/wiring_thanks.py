"""From complaint to thanks, and help pages: what they register with the rooms before."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohive.bond.queries import also_collect
from cohive.care import jobs_thanks, slots_thanks
from cohive.care.operations import ANSWERERS
from cohive.care.queries import voices_of
from cohive.journal import jobs as clock
from cohive.journal import listeners
from cohive.look import slots as places
from cohive.look.navigation import Entry, everyone, holders
from cohive.look.navigation import register as add_ways


def register() -> None:
    """Hear of products on sale, tell on the clock, fill slots, show ways."""
    listeners.listen("care.released", ["create.product.on_sale"], jobs_thanks.hear_on_sale)
    clock.register("care.thank", jobs_thanks.thank, every_seconds=jobs_thanks.THANK_SECONDS)
    also_collect("ideas_behind_me", lambda agent: {"voices": voices_of(agent)})
    places.fill("inbox.aside", slots_thanks.of_conversation, 40)
    places.fill("idea.after", slots_thanks.of_idea, 60)
    places.fill("thing.head", slots_thanks.head_of_idea, 60)
    add_ways(
        Entry(
            "desk", "concerns", "care:concerns", _("From complaint to thanks"), order=29,
            shown=holders(*ANSWERERS), part="standing",
            about=_("Complaints that became ideas, what came of them, and who was told."),
        ),
        Entry(
            "foot", "help", "care:help", pgettext_lazy("help pages", "Answers"), order=14,
            shown=everyone,
        ),
    )  # fmt: skip

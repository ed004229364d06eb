"""What translations register: that posts can be translated, the slot, the desk's page, the job."""

from django.utils.translation import gettext_lazy as _

from cohive.bond import jobs, slots_translations, translatable
from cohive.bond.queries.originals import original_post
from cohive.journal import jobs as clock
from cohive.look import slots
from cohive.look.navigation import Entry, holders
from cohive.look.navigation import register as register_ways


def register() -> None:
    """Once, from the room's own wiring."""
    translatable.register("post", original_post)
    slots.fill("text.translations", slots_translations.beside)
    clock.register(
        "bond.machine_texts", jobs.machine_texts, every_seconds=jobs.MACHINE_TEXTS_SECONDS
    )
    register_ways(
        Entry(
            "desk",
            "machine",
            "bond:machine",
            _("Machine translation"),
            "languages",
            order=95,
            shown=holders("steward"),
            part="place",
        )
    )

"""What ideas, challenges and works register with the rooms before."""

from django.utils.translation import gettext_lazy as _

from cohive.create import jobs_works, listeners_works, slots_works, translating
from cohive.create.queries.scores import tally_fault
from cohive.journal import verification
from cohive.look.navigation import Entry
from cohive.look.navigation import register as register_ways


def register() -> None:
    """Jobs, listeners, slots, ways through the place, and the check of the tallies."""
    jobs_works.register()
    listeners_works.register()
    slots_works.register()
    translating.register()
    verification.register("tallies", tally_fault)
    register_ways(
        Entry("main", "make", "create:challenges", _("Make"), icon="pen-tool", order=30),
        Entry("make", "challenges", "create:challenges", _("Challenges"), order=10),
        Entry("make", "works", "create:works", _("Works"), order=20),
        Entry("make", "ideas", "create:ideas", _("Ideas"), order=30),
        Entry("foot", "terms", "create:terms", _("Standing terms"), order=40),
    )

"""What this room registers with the rooms before it."""

from cohive.bond import (
    bookkeepers,
    checks,
    earning,
    erasure,
    jobs,
    navigation,
    proving,
    viewers,
    wiring_translations,
)
from cohive.bond.helping import HELPED
from cohive.bond.operations import gatherings
from cohive.bond.queries.place import STAMPED
from cohive.journal import conditions, triggers, verification
from cohive.journal import jobs as clock
from cohive.journal.remembered import stamping
from cohive.ledger.keepers import MAY_KEEP_BOOKS
from cohive.look import viewers as look_viewers
from cohive.look.navigation import register as register_ways


def register() -> None:
    """Answer who looks and where, open the ways, and say what `verify` compares."""
    look_viewers.provide(
        viewer=viewers.viewer,
        place=viewers.place_look,
        language_chosen=viewers.language_chosen,
    )
    triggers.declare(stamping(STAMPED))
    register_ways(*navigation.ENTRIES)
    proving.listen()
    conditions.answer(MAY_KEEP_BOOKS, bookkeepers.lacks_role)
    verification.register("threads", checks.wrong_thread)
    verification.register("leavers", checks.unerased_leaver)
    verification.register("places of tiers", checks.oversold_tier)
    earning.register(HELPED)
    erasure.register("gatherings", gatherings.forget_attendance)
    clock.register("bond.gatherings", jobs.gatherings, every_seconds=jobs.GATHERINGS_SECONDS)
    clock.register("bond.tiers", jobs.tiers, every_seconds=jobs.TIERS_SECONDS)
    wiring_translations.register()

"""What commissions for reselling register with the rooms before."""

from cohive.bond import queries as bond
from cohive.journal import jobs as regular
from cohive.journal import listeners, triggers, verification
from cohive.look import slots
from cohive.settle import checks_resale, filling_resale, jobs
from cohive.settle.queries.commissions import commissions_taken_out

PARCELS = ("trade.order.sent", "trade.order.arrived")
DAY_SECONDS = 24 * 60 * 60


def register() -> None:
    """Commissions are never rewritten; parcels move their window; `verify` computes them anew."""
    triggers.declare(triggers.append_only("settle_commission"))
    listeners.listen("settle.windows", PARCELS, jobs.hear_parcel)
    regular.register("settle.windows", jobs.note_ends, every_seconds=DAY_SECONDS)
    slots.fill("resale.mine", filling_resale.commissions)
    bond.also_collect("commissions", commissions_taken_out)
    verification.register("commissions", checks_resale.wrong_commissions)

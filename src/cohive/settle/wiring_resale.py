"""What commissions for reselling register with the rooms before."""

from cohive.bond import queries as bond
from cohive.journal import listeners, triggers, verification
from cohive.look import slots
from cohive.settle import checks_resale, filling_resale, jobs
from cohive.settle.queries.commissions import commissions_taken_out

PARCELS = ("trade.order.sent", "trade.order.arrived")


def register() -> None:
    """Commissions are never rewritten; parcels move their window; `verify` computes them anew."""
    triggers.declare(triggers.append_only("settle_commission"))
    listeners.listen("settle.windows", PARCELS, jobs.hear_parcel)
    slots.fill("resale.mine", filling_resale.commissions)
    bond.also_collect("commissions", commissions_taken_out)
    verification.register("commissions", checks_resale.wrong_commissions)

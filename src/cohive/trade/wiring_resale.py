"""What reselling registers with the rooms before: its alarm's mail, appeals, erasure, takeout."""

from cohive.bond import erasure
from cohive.bond import queries as bond
from cohive.journal import jobs, listeners, triggers
from cohive.look import slots as places
from cohive.trade import resale_jobs, slots
from cohive.trade.operations.resale import erase_reseller, reseller_taken_out


def register() -> None:
    """Plans stand for ever; a closed appeal is heard; who leaves is forgotten."""
    triggers.declare(triggers.append_only("trade_resaleplan"))
    places.fill("shop.lead", slots.sell_on, 50)
    jobs.register("trade.resale_mail", resale_jobs.mail)
    listeners.listen("trade.appealed", ["guard.case.closed"], resale_jobs.hear_appeal)
    erasure.register("trade.resale", erase_reseller)
    bond.also_collect("selling_on", reseller_taken_out)

"""Every night the place compares its balances with its entries, and tells the stewards of a fault.

The roof does it because it takes three rooms: the ledger that compares, the place in whose name it
does, and the notices of the stewards.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.ledger.operations import compare_books
from cohive.ledger.queries import payouts_stopped

EVERY_SECONDS = 24 * 60 * 60

STOPPED = gettext_noop("The balances differ from the entries. Payouts are stopped: look at it.")


def compare(*, at: datetime) -> str:
    """Compare in the name of the place, tell the stewards; return the fault, or ''."""
    place = members.place()
    if place is None:
        return ""
    was_stopped = payouts_stopped() is not None
    fault = compare_books(by=place.agent, at=at)
    if fault and not was_stopped:
        for steward in members.stewards():
            bond.notify(
                to=steward,
                kind="ledger.differ",
                sentence=STOPPED,
                values={},
                url=reverse("house:books"),
                at=at,
                key=f"ledger:differ:{at.isoformat()}",
            )
    return fault


def every_night(*, at: datetime) -> None:
    """The regular job."""
    compare(at=at)

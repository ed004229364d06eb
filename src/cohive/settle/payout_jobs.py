"""Daily: tell the stewards that it is a day of payouts; erase names whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.settle.operations.payout_rules import forget_note_parties
from cohive.settle.queries.payouts import planned_batch

DUE = gettext_noop("Today is a day of payouts: %(amount)s for %(people)s people can be proposed.")


def remind(*, at: datetime) -> None:
    """On the planned day, one notice to each steward when there is anything to pay."""
    place = members.place()
    plan = planned_batch(place.currency, at=at) if place else None
    today = timezone.localtime(at).date()
    if plan is None or not plan.paid or plan.rules.next_day(today) != today:
        return
    for steward in members.stewards():
        bond.notify(
            to=steward,
            kind="settle.payout_day",
            sentence=DUE,
            values={
                "amount": f"money:{plan.total.minor}:{plan.total.currency}",
                "people": len(plan.paid),
            },
            url=reverse("settle:payout-desk"),
            at=at,
            subject=steward,
            key=f"settle:payout-day:{today.isoformat()}",
        )


def forget(*, at: datetime) -> None:
    """Erase the names of old credit notes."""
    forget_note_parties(at=at)

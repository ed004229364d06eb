"""In the background: balances of orders let go or given back; days of payouts; old names."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal.events import ActRecord
from cohive.settle.operations.payout_rules import forget_note_parties
from cohive.settle.operations.spending import release_order, return_to_balance
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


def hear_let_go(act: ActRecord) -> None:
    """An order was let go: a balance that was to pay for it has it again."""
    place = members.place()
    if place is not None:
        release_order(order=act.event.order, by=place.agent, at=act.at)


def hear_returned(act: ActRecord) -> None:
    """Things came back: a balance that paid for them gets its part first."""
    place = members.place()
    if place is not None:
        return_to_balance(order=act.event.order, refund=act.event.refund, by=place.agent, at=act.at)

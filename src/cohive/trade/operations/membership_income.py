"""Income of memberships, told as their days pass: once a month, and at the end of each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal.operations import record
from cohive.trade import books_memberships as books
from cohive.trade.events_memberships import MembershipsEarned
from cohive.trade.models import MembershipGift, MembershipSale
from cohive.trade.operations.parties import founded
from cohive.trade.queries.memberships import sales_to_earn


@transaction.atomic
def earn_memberships(*, through: datetime, at: datetime) -> int:
    """Write what memberships earned by the whole days gone `through` an instant; how many did.

    What ended by now earns all the rest, and so does a gift nobody redeemed until its day.
    Running it again for the same instant writes nothing.
    """
    firm = founded().agent
    due = [
        order
        for order in sales_to_earn()
        if _more(MembershipSale.objects.get(order=order), through=through, at=at)
    ]
    if not due:
        return 0
    act = record(
        MembershipsEarned(through=through.date().isoformat(), sales=len(due)),
        by=firm,
        at=at,
        object_kind="place",
        object=firm,
    )
    return sum(bool(_earn(order, through=through, firm=firm, act=act, at=at)) for order in due)


def _more(sale: MembershipSale, *, through: datetime, at: datetime) -> int:
    """How much there is to write for a sale."""
    if sale.starts_at is None or sale.ends_at is None:
        gift = MembershipGift.objects.filter(sale=sale, expires_at__lte=at).exists()
        return sale.worth_minor - sale.earned_minor if gift else 0
    until = at if sale.ends_at <= at else through
    return books.due(sale, until) - sale.earned_minor


def _earn(order: UUID, *, through: datetime, firm: UUID, act: UUID, at: datetime) -> int:
    sale = MembershipSale.objects.select_for_update().get(order=order)
    more = _more(sale, through=through, at=at)
    return books.write_earned(sale, more, firm=firm, act=act, at=at)

"""What this room does when it hears: credit along the path of an order, who came by a link."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from cohive.bond import operations as bond
from cohive.journal.events import ActRecord
from cohive.spread import operations, queries, targets
from cohive.spread.queries.cascade import credited_first


def credit(act: ActRecord) -> None:
    """Credit everybody on the order's path, and tell whoever passed it on before the last."""
    order = act.event.order
    operations.credit_order(order=order)
    for credited in credited_first(order):
        target = targets.describe(credited.target_kind, credited.target)
        if target is None:
            continue
        bond.notify(
            to=credited.person,
            kind="spread.credit",
            sentence="Somebody bought after you passed on “%(title)s”. Thank you for it.",
            values={"title": target.title},
            url=f"/links/{credited.code}/",
            at=act.at,
            subject=credited.target,
            key=f"spread.credit:{order}",
        )


def arrived(request: HttpRequest, *, agent: UUID, at: datetime) -> None:
    """Note by whose link a new member came. One SQL query without a link."""
    link = queries.link_of_request(request)
    if link is not None:
        operations.record_arrival(link=link.id, member=agent, at=at)

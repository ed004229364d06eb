"""Who sells, who buys, and how both are told: small facts every operation here needs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond import queries as bond
from cohive.bond.queries import PlaceView
from cohive.journal import jobs
from cohive.journal.writer import shared
from cohive.trade.models import Order
from cohive.words.refusals import Refused

WITH_INVOICE = ("paid", "refunded")


def founded() -> PlaceView:
    """The place; without one nothing can be sold."""
    place = shared("trade.place", bond.place)
    if place is None:
        raise Refused("This place has not been founded yet.")
    return place


def payer(order: Order) -> UUID:
    """Who acts as the buyer: the member, or the world for a guest."""
    return order.buyer_id or founded().world


def plan_mail(kind: str, order: UUID, *, at: datetime, refund: UUID | None = None) -> None:
    """Plan one mail about an order; planning it again before it went does not double it."""
    arguments = {"kind": kind, "order": str(order)}
    if refund is not None:
        arguments["refund"] = str(refund)
    key = f"{kind}:{refund or order}"
    if kind in WITH_INVOICE:  # the mail links to it, so it is written first
        jobs.schedule("trade.invoices", key=key, run_at=at)
    jobs.schedule("trade.mail", key=key, run_at=at, arguments=arguments)

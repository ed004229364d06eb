"""What `cohive verify` re-derives of disputes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum

from cohive.bond import queries as bond
from cohive.ledger import queries as ledger
from cohive.trade.models import Dispute


def taken_by_banks(currency: str, methods: Sequence[str]) -> int:
    """What disputes took out of payments made in these ways, with their fees, in minor units."""
    rows = Dispute.objects.filter(currency=currency, payment__method__in=methods)
    gone = rows.exclude(state="won").aggregate(total=Sum("amount_minor"))["total"] or 0
    return gone + (rows.aggregate(total=Sum("fee_minor"))["total"] or 0)


def wrong_disputes() -> str:
    """Whether `disputed` and `dispute_fees` stand at what the disputes say, or the first fault."""
    place = bond.place()
    if place is None:
        return ""
    for currency in Dispute.objects.values_list("currency", flat=True).distinct().order_by():
        rows = Dispute.objects.filter(currency=currency)
        open_minor = rows.filter(state="open").aggregate(total=Sum("amount_minor"))["total"] or 0
        fees = rows.aggregate(total=Sum("fee_minor"))["total"] or 0
        for account, wanted in (("disputed", -open_minor), ("dispute_fees", -fees)):
            held = ledger.balance(place.agent, account, currency).minor
            if held != wanted:
                return f"the account {account} stands at {held}, disputes say {wanted}"
    return ""

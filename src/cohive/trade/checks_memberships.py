"""What `cohive verify` re-derives of memberships."""

from __future__ import annotations

from collections import defaultdict

from cohive.bond import queries as bond
from cohive.ledger import queries as ledger
from cohive.trade.books_memberships import AHEAD, INCOME
from cohive.trade.models import MembershipSale


def wrong_memberships() -> str:
    """Whether the books hold what the sales say is ahead and earned, or the first fault."""
    place = bond.place()
    if place is None:
        return ""
    said: dict[tuple[str, str], int] = defaultdict(int)
    for sale in MembershipSale.objects.select_related("order").order_by("order").iterator():
        said[AHEAD, sale.currency] += sale.worth_minor - sale.earned_minor
        said[INCOME, sale.currency] += sale.earned_minor
        is_paid = sale.order.paid_at is not None
        if sale.is_open and sale.order.state != "placed":
            return f"the membership of order {sale.order_id} waits for a payment nobody makes"
        if is_paid and sale.kind != "gift" and not sale.ended_at and sale.ends_at is None:
            return f"order {sale.order_id} is paid and no membership began"
    for (purpose, currency), amount in said.items():
        stands = ledger.balance(place.agent, purpose, currency).minor
        if stands != amount:
            return f"the account {purpose} stands at {stands}, memberships say {amount}"
    return ""

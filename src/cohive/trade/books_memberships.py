"""What memberships write in the books: paid is owed in days first, and earned as they pass.

Nothing of a membership passes through `sales` or a lineage. Its tax stands in `tax` from the
payment on; the rest in `membership_ahead`, and moves to `membership_income` with the days gone.
Money that went back is reversed from both as they stand.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from cohive.engine.membership import earned_minor
from cohive.ledger.operations import Posting, post
from cohive.trade.models import MembershipSale, Order
from cohive.words.money import Money

AHEAD = "membership_ahead"
INCOME = "membership_income"


def paid(order: Order, firm: UUID) -> list[Posting]:
    """What was paid for a year, without the leg of whoever holds the money."""
    tax = Money(order.tax_minor, order.currency)
    net = Money(order.goods_minor - order.tax_minor, order.currency)
    return [Posting(firm, AHEAD, net), Posting(firm, "tax", tax)]


def went_back(order: Order, firm: UUID) -> list[Posting]:
    """All that was paid goes back: the reverse of what stands ahead and of what was earned.

    Takes the sale out of what is to be earned, and gives back what lower tiers had given up for it.
    """
    sale = MembershipSale.objects.select_for_update().get(order=order)
    earned = Money(sale.earned_minor, order.currency)
    net = Money(sale.net_minor, order.currency)
    tax = Money(order.tax_minor, order.currency)
    MembershipSale.objects.filter(order=order).update(net_minor=0, carried_minor=0, earned_minor=0)
    for credit in sale.credits.all():
        MembershipSale.objects.filter(order=credit.of_id).update(
            given_up_minor=F("given_up_minor") - credit.carried_minor
        )
    return [
        Posting(firm, AHEAD, earned - net),
        Posting(firm, INCOME, -earned),
        Posting(firm, "tax", -tax),
    ]


def earn(sale: MembershipSale, *, through: datetime, firm: UUID, act: UUID, at: datetime) -> int:
    """Write what a sale has earned by the whole days gone `through` an instant; return how much.

    The caller holds the row. Asked again for the same instant it writes nothing.
    """
    more = due(sale, through) - sale.earned_minor
    return write_earned(sale, more, firm=firm, act=act, at=at)


def due(sale: MembershipSale, through: datetime) -> int:
    """How much a sale has earned by an instant, in minor units; nothing before it begins."""
    if sale.starts_at is None or sale.ends_at is None:
        return 0
    return earned_minor(sale.worth_minor, sale.starts_at, sale.ends_at, through)


def write_earned(sale: MembershipSale, more: int, *, firm: UUID, act: UUID, at: datetime) -> int:
    """Move so much of a sale from what stands ahead to income; nothing below one minor unit."""
    if more <= 0:
        return 0
    sale.earned_minor += more
    MembershipSale.objects.filter(order=sale.order_id).update(earned_minor=sale.earned_minor)
    amount = Money(more, sale.currency)
    post(
        kind="membership.earned",
        act=act,
        key=f"membership.earned:{sale.order_id}:{sale.earned_minor}:{act}",
        postings=[Posting(firm, AHEAD, -amount), Posting(firm, INCOME, amount)],
        at=at,
    )
    return more

"""At the checkout: a member may pay a part or all of her order with what came back to her."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.settle.operations.spending import part_spent
from cohive.settle.queries.purses import purse_of
from cohive.trade.queries import OrderView
from cohive.words.money import Money


def pay_with_balance(request: HttpRequest, subject: object) -> Markup | None:
    """Shown to the buyer herself while the order waits and something of her balance is free."""
    viewer = viewer_of(request)
    if not isinstance(subject, OrderView) or viewer is None or subject.buyer != viewer.agent_id:
        return None
    if subject.preorder is not None:
        return None
    currency = subject.total.currency
    spent = part_spent(subject.id)
    available = purse_of(viewer.agent_id, currency, at=timezone.now()).available
    if not spent and available.minor <= 0:
        return None
    most = Money(min(available.minor, subject.total.minor), currency)
    return rendered(
        request,
        "settle/slot_pay.html",
        {
            "order": subject,
            "spent": Money(spent, currency),
            "available": available,
            "most": most,
            "address": reverse("settle:spend", args=[subject.reference, subject.token]),
        },
    )

"""What of a refund is still to be given, where its buyer had a part of it before.

A favour made in the provider's own pages names no piece. When the pieces come back afterwards, the
provider holds less than they cost: it is asked for what it still holds, and the favour turns out to
have been a part of this refund. So a buyer never gets more than she paid. A lost dispute that took
a part of an order is a favour of its bank's.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Sum

from cohive.trade import means
from cohive.trade.means import ELSEWHERE
from cohive.trade.models import Payment, Refund

GIVEN = ("granted", "asked", "done")


def fit_to_payment(refund: Refund) -> int:
    """Store what its buyer had before; return what is to be given. Its order is held."""
    others = [row for row in _given(refund.payment) if row.id != refund.id]
    left = refund.payment.amount_minor - sum(means.cash_of(row) for row in others)
    lost = _lost(refund.payment)
    left -= lost
    favours = favours_left(refund.payment, refund.id) + lost
    need = refund.amount_minor - means.back_of(refund)
    refund.given_before_minor = max(0, min(need - left, favours))
    Refund.objects.filter(id=refund.id).update(given_before_minor=refund.given_before_minor)
    return need - refund.given_before_minor


def favours_left(payment: Payment, but: UUID | None = None) -> int:
    """What was given at the provider for no piece, and is a part of no refund (`but` this one)."""
    rows = _given(payment)
    favours = sum(row.amount_minor for row in rows if row.reason == ELSEWHERE)
    return favours - sum(row.given_before_minor for row in rows if row.id != but)


def _given(payment: Payment) -> list[Refund]:
    return list(Refund.objects.filter(payment=payment, state__in=GIVEN).order_by("id"))


def _lost(payment: Payment) -> int:
    """What lost disputes took of a payment without taking all that was left."""
    rows = payment.disputes.filter(state="lost", is_whole=False)
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0

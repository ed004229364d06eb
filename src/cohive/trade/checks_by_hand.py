"""What `cohive verify` re-derives of refunds that a hand had to send."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from cohive.trade import means
from cohive.trade.books import holder as holder_of
from cohive.trade.models import Refund


def sent_by_hand(currency: str, holder: str) -> int:
    """What refusals of buyers' banks move of a holder's books: back to it, or out of the bank."""
    moved = 0
    for refund in _moved().filter(currency=currency):
        cash = means.cash_of(refund)
        if holder == holder_of(refund.payment):
            moved -= cash
        if holder == "bank" and refund.sent_act is not None:
            moved += cash
    return moved


def wrong_by_hand(booked: Mapping[tuple[str, UUID], list[int]]) -> str:
    """The first refusal, or sending by hand, without exactly its entry in the books, or ''."""
    for refund in _moved():
        cash = means.cash_of(refund)
        again = [-cash] if cash else []
        left = [cash] if cash else []
        if refund.failed_act and booked.get(("refund.failed", refund.failed_act), []) != again:
            return f"refund {refund.id} was refused and is not booked so"
        wanted = left if refund.failed_act else sorted(again + left)
        if refund.sent_act:
            found = sorted(booked.get(("refund.sent", refund.sent_act), []))
            if found != wanted:
                return f"refund {refund.id} was sent by hand and is not booked so"
    return ""


def _moved() -> QuerySet[Refund]:
    """Refunds whose refusal, or sending instead, is booked."""
    is_booked = Q(failed_act__isnull=False, state="done") | Q(sent_act__isnull=False)
    return Refund.objects.filter(is_booked).select_related("payment", "order").order_by("id")

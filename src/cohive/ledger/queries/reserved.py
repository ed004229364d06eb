"""What is reserved by pending entries, and what is free of a balance."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from cohive.ledger.models import PendingLeg
from cohive.ledger.queries.balances import balance
from cohive.words.money import Money


def reserved_minor(accounts: Iterable[UUID]) -> dict[UUID, int]:
    """What pending entries would take from these accounts, above zero. One SQL query."""
    rows = PendingLeg.objects.filter(
        account_id__in=list(accounts), minor__lt=0, pending__outcome__isnull=True
    ).order_by()
    return {
        account: -total
        for account, total in rows.values_list("account_id").annotate(total=Sum("minor"))
    }


def available(agent: UUID, purpose: str, currency: str) -> Money:
    """A balance less what is reserved of it. Two SQL queries."""
    reserved = PendingLeg.objects.filter(
        account__agent_id=agent,
        account__purpose=purpose,
        account__currency=currency,
        minor__lt=0,
        pending__outcome__isnull=True,
    ).aggregate(total=Sum("minor"))["total"]
    return balance(agent, purpose, currency) + Money(reserved or 0, currency)

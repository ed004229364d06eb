"""What `cohive verify` re-derives from the legs."""

from __future__ import annotations

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from cohive.ledger.models import Account, Entry, Leg


def unbalanced_entry() -> str:
    """The first entry whose legs do not sum to zero in a currency, or ''."""
    crooked = (
        Leg.objects.values("entry_id", "account__currency")
        .annotate(total=Sum("minor"))
        .exclude(total=0)
        .order_by("entry_id")
        .first()
    )
    if crooked:
        return f"entry {crooked['entry_id']} is off by {crooked['total']} minor units"
    thin = Entry.objects.annotate(legs_count=Count("legs")).filter(legs_count__lt=2).first()
    return f"entry {thin.id} has fewer than two legs" if thin else ""


def wrong_balance() -> str:
    """The first account whose running balance differs from the sum of its legs, or ''."""
    wrong = (
        Account.objects.annotate(summed=Coalesce(Sum("legs__minor"), 0))
        .annotate(running=Coalesce(F("balance__minor"), 0))
        .exclude(summed=F("running"))
        .first()
    )
    if wrong is None:
        return ""
    return (
        f"account {wrong.id} ({wrong.purpose}) stands at {wrong.running}, "
        f"its legs sum to {wrong.summed}"
    )

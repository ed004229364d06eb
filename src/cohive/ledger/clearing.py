"""Clearing accounts: money only passes through them, so each must return to zero.

What stands on one is explained by the room that clears it (`settle` names the orders that are not
divided yet); what nobody explains is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from cohive.ledger.chart import CLEARING, ChartAccount
from cohive.ledger.models import Balance, Leg
from cohive.words.money import Money


@dataclass(frozen=True)
class OpenItem:
    """One thing behind what stands on a clearing account: an order by its reference, since when."""

    reference: str
    amount: Money
    since: datetime
    order: UUID | None = None


@dataclass(frozen=True)
class Uncleared:
    """A clearing account that is not at zero: what stands, since when, and what is behind it."""

    account: ChartAccount
    amount: Money
    since: datetime
    items: tuple[OpenItem, ...]

    @property
    def unexplained(self) -> Money:
        """What no item explains; anything but zero is a fault."""
        explained = sum(item.amount.minor for item in self.items)
        return Money(self.amount.minor - explained, self.amount.currency)


Explain = Callable[[], Iterable[OpenItem]]

_explaining: dict[str, Explain] = {}


def explain(purpose: str, behind: Explain) -> None:
    """Register what names the items behind a clearing account; called from AppConfig.ready."""
    _explaining[purpose] = behind


def uncleared() -> list[Uncleared]:
    """Every clearing account that is not at zero, by number and currency.

    One SQL query; for each one found three more, and what its room asks.
    """
    by_purpose = {account.purpose: account for account in CLEARING}
    rows = (
        Balance.objects.filter(account__purpose__in=by_purpose)
        .values_list("account__purpose", "account__currency")
        .annotate(total=Sum("minor"))
        .exclude(total=0)
    )
    found = [
        _uncleared(by_purpose[purpose], Money(total, currency)) for purpose, currency, total in rows
    ]
    return sorted(found, key=lambda one: (one.account.number, one.amount.currency))


def _uncleared(account: ChartAccount, amount: Money) -> Uncleared:
    behind = _explaining.get(account.purpose, tuple)()
    items = [item for item in behind if item.amount and item.amount.currency == amount.currency]
    return Uncleared(
        account=account,
        amount=amount,
        since=_since(account, amount.currency),
        items=tuple(sorted(items, key=lambda item: (item.since, item.reference))),
    )


def _since(account: ChartAccount, currency: str) -> datetime:
    """When the first account of this purpose that is not at zero last left it."""
    standing = Balance.objects.filter(
        account__purpose=account.purpose, account__currency=currency
    ).exclude(minor=0)
    accounts = list(standing.values_list("account_id", flat=True))
    legs = Leg.objects.filter(account_id__in=accounts)
    at_zero = dict(
        legs.filter(after_minor=0).values_list("account_id").annotate(last=Max("number")).order_by()
    )
    firsts = Q()
    for key in accounts:
        firsts |= Q(account_id=key, number=at_zero.get(key, 0) + 1)
    first: datetime = legs.filter(firsts).aggregate(first=Min("at"))["first"]
    return first

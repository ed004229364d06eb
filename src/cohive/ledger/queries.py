"""Reading the books: balances and the legs behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Sum

from cohive.ledger.models import Account, Balance, Leg
from cohive.words.money import Money


@dataclass(frozen=True)
class LegLine:
    """One leg as a bookkeeper reads it."""

    entry: UUID
    kind: str
    act: UUID
    amount: Money
    at: datetime


def balances_of(agent: UUID) -> dict[tuple[str, str], Money]:
    """Every balance of an agent by (purpose, currency). One SQL query."""
    rows = Balance.objects.filter(account__agent_id=agent).values_list(
        "account__purpose", "account__currency", "minor"
    )
    return {(purpose, currency): Money(minor, currency) for purpose, currency, minor in rows}


def balance(agent: UUID, purpose: str, currency: str) -> Money:
    """One balance; nothing when there is no such account. One SQL query."""
    minor = (
        Balance.objects.filter(
            account__agent_id=agent, account__purpose=purpose, account__currency=currency
        )
        .values_list("minor", flat=True)
        .first()
    )
    return Money(minor or 0, currency)


def balance_at(agent: UUID, purpose: str, currency: str, *, at: datetime) -> Money:
    """The balance as it stood after every entry dated up to `at`. One SQL query."""
    found = Leg.objects.filter(
        account__agent_id=agent,
        account__purpose=purpose,
        account__currency=currency,
        entry__at__lte=at,
    ).aggregate(total=Sum("minor"))
    return Money(found["total"] or 0, currency)


def totals_by_purpose(currency: str) -> dict[str, Money]:
    """The sum of all balances for each purpose; all of them together are zero. One SQL query."""
    rows = (
        Balance.objects.filter(account__currency=currency)
        .values("account__purpose")
        .annotate(total=Sum("minor"))
    )
    return {row["account__purpose"]: Money(row["total"], currency) for row in rows}


def legs_of(agent: UUID, purposes: Sequence[str] = (), *, limit: int = 200) -> list[LegLine]:
    """The newest legs on an agent's accounts. One SQL query."""
    rows = Leg.objects.filter(account__agent_id=agent).select_related("entry", "account")
    if purposes:
        rows = rows.filter(account__purpose__in=purposes)
    return [
        LegLine(
            entry=leg.entry_id,
            kind=leg.entry.kind,
            act=leg.entry.act_id,
            amount=Money(leg.minor, leg.account.currency),
            at=leg.entry.at,
        )
        for leg in rows.order_by("-id")[:limit]
    ]


@dataclass(frozen=True)
class Transfer:
    """What one agent's accounts gave another's in one entry; `purpose` is the taker's account."""

    entry: UUID
    act: UUID
    giver: UUID
    taker: UUID
    purpose: str
    amount: Money
    at: datetime


def transfers(*, since: datetime) -> list[Transfer]:
    """Every entry since an instant that one agent alone gave, by taker; the oldest first.

    Moves between accounts of the same agent are left out. One SQL query.
    """
    rows = (
        Leg.objects.filter(entry__at__gte=since)
        .order_by("entry__at", "entry_id", "id")
        .values_list(
            *("entry_id", "entry__act_id", "entry__at"),
            *("account__agent_id", "account__purpose", "account__currency", "minor"),
        )
    )
    found: list[Transfer] = []
    for (entry, act, at), group in groupby(rows, key=lambda row: row[:3]):
        legs = [row[3:] for row in group]
        sums: defaultdict[tuple[UUID, str], int] = defaultdict(int)
        for agent, _purpose, currency, minor in legs:
            sums[agent, currency] += minor
        givers = list({agent for (agent, _currency), total in sums.items() if total < 0})
        if len(givers) != 1:
            continue
        found += [
            Transfer(entry, act, givers[0], agent, purpose, Money(minor, currency), at)
            for agent, purpose, currency, minor in legs
            if minor > 0 and agent != givers[0]
        ]
    return found


def account_exists(agent: UUID) -> bool:
    """Whether the agent has any account. One SQL query."""
    return Account.objects.filter(agent_id=agent).exists()

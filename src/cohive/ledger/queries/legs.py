"""Reading the books: single legs, and what one agent gave another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from cohive.ledger.models import Leg
from cohive.words.money import Money


@dataclass(frozen=True)
class LegLine:
    """One leg as a bookkeeper reads it."""

    entry: UUID
    kind: str
    act: UUID
    amount: Money
    at: datetime


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

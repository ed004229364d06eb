"""Single entries, and the entries of an account of the chart, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Q

from cohive.ledger.chart import CHART, ChartAccount
from cohive.ledger.models import Conversion, Entry, Leg, Reversal
from cohive.words.money import Money

PAGE_LEGS = 50


@dataclass(frozen=True)
class AccountLeg:
    """One leg on an account of the chart; `amount` is above zero on the account's normal side."""

    id: UUID
    entry: UUID
    kind: str
    act: UUID
    agent: UUID
    amount: Money
    at: datetime
    is_debit: bool


@dataclass(frozen=True)
class Side:
    """One leg of an entry: whose account, and the amount on its side of the sheet."""

    account: ChartAccount
    agent: UUID
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True)
class EntryView:
    """An entry with both its sides, and what took it back or what it takes back."""

    id: UUID
    kind: str
    act: UUID
    at: datetime
    sides: tuple[Side, ...]
    reversed_by: UUID | None
    reverses: UUID | None
    reason: str
    rate: Fraction | None
    source: str

    @property
    def rate_written(self) -> str:
        """The rate as it was written, such as 1.0842; '' when nothing was exchanged."""
        if self.rate is None:
            return ""
        return f"{Decimal(self.rate.numerator) / Decimal(self.rate.denominator):f}"

    @property
    def is_by_hand(self) -> bool:
        """Whether this room wrote it, so that a keeper of the books may take it back herself."""
        return self.kind.startswith("ledger.") and self.kind != "ledger.reversed"


def legs_of_account(
    purpose: str,
    currency: str,
    *,
    since: datetime | None,
    until: datetime,
    before: UUID | None = None,
    limit: int = PAGE_LEGS,
) -> list[AccountLeg]:
    """The legs of a stretch on every agent's account of one purpose, the newest date first.

    `before` is the last leg of the page before. Two SQL queries, one without `before`.
    """
    account = CHART[purpose]
    rows = Leg.objects.filter(
        account__purpose=purpose, account__currency=currency, at__lt=until
    ).select_related("entry", "account")
    if since is not None:
        rows = rows.filter(at__gte=since)
    if before is not None:
        last = Leg.objects.filter(id=before).values_list("at", flat=True).first()
        if last is None:
            return []
        rows = rows.filter(Q(at__lt=last) | Q(at=last, id__lt=before))
    return [
        AccountLeg(
            id=leg.id,
            entry=leg.entry_id,
            kind=leg.entry.kind,
            act=leg.entry.act_id,
            agent=leg.account.agent_id,
            amount=Money(leg.minor * account.sign, currency),
            at=leg.at,
            is_debit=leg.minor < 0,
        )
        for leg in rows.order_by("-at", "-id")[:limit]
    ]


def entry(entry_id: UUID) -> EntryView | None:
    """One entry, None when there is no such. Four SQL queries."""
    row = Entry.objects.filter(id=entry_id).first()
    if row is None:
        return None
    legs = Leg.objects.filter(entry=row).select_related("account").order_by("id")
    links = Reversal.objects.filter(Q(entry=row) | Q(reversal=row)).first()
    exchange = Conversion.objects.filter(entry=row).first()
    took_back = links if links and links.reversal_id == row.id else None
    return EntryView(
        id=row.id,
        kind=row.kind,
        act=row.act_id,
        at=row.at,
        sides=tuple(sorted(map(_side, legs), key=lambda side: side.account.number)),
        reversed_by=links.reversal_id if links and took_back is None else None,
        reverses=took_back.entry_id if took_back else None,
        reason=links.reason if links else "",
        rate=Fraction(exchange.rate_numerator, exchange.rate_denominator) if exchange else None,
        source=exchange.source if exchange else "",
    )


def _side(leg: Leg) -> Side:
    amount = Money(abs(leg.minor), leg.account.currency)
    is_debit = leg.minor < 0
    return Side(
        account=CHART[leg.account.purpose],
        agent=leg.account.agent_id,
        debit=amount if is_debit else None,
        credit=None if is_debit else amount,
    )

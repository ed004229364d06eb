"""The trial balance: what each account of the chart began a stretch with, moved, and ended with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cohive.ledger.chart import CHART, ChartAccount
from cohive.ledger.models import DayTurnover, Entry, Leg
from cohive.words.money import Money

Sides = dict[tuple[str, str], list[int]]
"""Debit and credit in minor units, by purpose and currency."""


@dataclass(frozen=True)
class TrialLine:
    """One account of the chart in one currency; amounts as a bookkeeper reads them.

    Debit and credit are above zero; a balance is above zero on its account's normal side.
    """

    account: ChartAccount
    currency: str
    opening: Money
    debit: Money
    credit: Money

    @property
    def closing(self) -> Money:
        """The balance at the end."""
        moved = self.credit - self.debit
        return self.opening + moved * self.account.sign


def trial_balance(*, since: datetime | None, until: datetime) -> list[TrialLine]:
    """Every account that stands or moved, from `since` (None: the beginning) until before `until`.

    By currency, then number. Whole days are read as turnovers, the ends leg by leg: at most four
    SQL queries.
    """
    before = _sides(None, since) if since else {}
    during = _sides(since, until)
    lines = []
    for purpose, currency in {*before, *during}:
        account = CHART[purpose]
        opening = before.get((purpose, currency), [0, 0])
        debit, credit = during.get((purpose, currency), [0, 0])
        lines.append(
            TrialLine(
                account=account,
                currency=currency,
                opening=Money((opening[1] - opening[0]) * account.sign, currency),
                debit=Money(debit, currency),
                credit=Money(credit, currency),
            )
        )
    kept = (line for line in lines if line.opening or line.debit or line.credit)
    return sorted(kept, key=lambda line: (line.currency, line.account.number))


def _sides(since: datetime | None, until: datetime) -> Sides:
    """Both sides of a stretch. Two SQL queries."""
    sums: Sides = defaultdict(lambda: [0, 0])
    last = until.astimezone(UTC).date()
    first = date.min if since is None else _first_whole_day(since)
    if first < last:
        days = DayTurnover.objects.filter(day__gte=first, day__lt=last)
        edges = Q(at__gte=_midnight(last), at__lt=until)
        if since is not None:
            edges |= Q(at__gte=since, at__lt=_midnight(first))
        _add(sums, days, debit=Sum("debit_minor"), credit=Sum("credit_minor"))
    else:
        edges = Q(at__lt=until) & (Q() if since is None else Q(at__gte=since))
    debit = Coalesce(-Sum("minor", filter=Q(minor__lt=0)), 0)
    credit = Coalesce(Sum("minor", filter=Q(minor__gt=0)), 0)
    _add(sums, Leg.objects.filter(edges), debit=debit, credit=credit)
    return sums


def _add(
    sums: Sides,
    rows: QuerySet[DayTurnover] | QuerySet[Leg],
    *,
    debit: Coalesce | Sum,
    credit: Coalesce | Sum,
) -> None:
    found = rows.order_by().values("account__purpose", "account__currency")
    for row in found.annotate(debit=debit, credit=credit):
        both = sums[row["account__purpose"], row["account__currency"]]
        both[0] += row["debit"]
        both[1] += row["credit"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _first_whole_day(at: datetime) -> date:
    """The first day (UTC) that lies wholly after an instant."""
    day = at.astimezone(UTC).date()
    return day if _midnight(day) == at else day + timedelta(days=1)


def first_entry_at() -> datetime | None:
    """When the first entry is dated, None in empty books. One SQL query."""
    return Entry.objects.order_by("at", "id").values_list("at", flat=True).first()

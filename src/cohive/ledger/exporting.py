"""What the files of the books are made of: every leg of a stretch, and what stood before it.

No name of a person leaves the place in such a file: agents are ids, and reasons are the sentences
of acts without who did them.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TextIO
from uuid import UUID

from django.db.models import F, Sum

from cohive.journal.events import kinds
from cohive.ledger.chart import CHART, ChartAccount
from cohive.ledger.models import DayTurnover, Leg
from cohive.ledger.queries.balances import day_begins
from cohive.words.money import Money

CHUNK_ROWS = 5_000
HEADS = (
    *("day", "moment", "entry", "kind", "why", "number", "account", "type", "agent"),
    *("currency", "debit", "credit", "debit_minor", "credit_minor"),
)
"""The columns of CSV and sheet. The last two are whole numbers of the smallest unit."""


@dataclass(frozen=True)
class LegRow:
    """One leg with everything a file says of it; `amount` is above zero for a credit."""

    entry: UUID
    at: datetime
    kind: str
    act: UUID
    act_kind: str
    account: ChartAccount
    agent: UUID
    amount: Money

    @property
    def why_alone(self) -> str:
        """The sentence of the act's kind in English, without who did it and without numbers."""
        said = kinds[self.act_kind].sentence if self.act_kind in kinds else self.act_kind
        return re.sub(r"%\(\w+\)s", "…", said.removeprefix("%(actor)s ")).replace("%%", "%")


def leg_rows(*, since: datetime | None, until: datetime) -> Iterator[LegRow]:
    """Every leg of a stretch, entry by entry, the oldest date first. One SQL query, streamed."""
    rows = Leg.objects.filter(at__lt=until)
    if since is not None:
        rows = rows.filter(at__gte=since)
    found = rows.order_by("at", "entry_id", "id").values_list(
        *("entry_id", "at", "entry__kind", "entry__act_id", "entry__act__kind"),
        *("account__purpose", "account__agent_id", "minor", "account__currency"),
    )
    for entry, at, kind, act, act_kind, purpose, agent, minor, currency in found.iterator(
        chunk_size=CHUNK_ROWS
    ):
        yield LegRow(entry, at, kind, act, act_kind, CHART[purpose], agent, Money(minor, currency))


Place = tuple[str, UUID, str]
"""An account: purpose, agent, currency."""


def standing_before(moment: datetime) -> dict[Place, int]:
    """Every balance as dated before an instant, in minor units, credit above zero.

    Whole days are read as turnovers, the last one leg by leg. Two SQL queries.
    """
    midnight = day_begins(moment)
    days = DayTurnover.objects.filter(day__lt=midnight.date())
    legs = Leg.objects.filter(at__gte=midnight, at__lt=moment)
    stands: dict[Place, int] = defaultdict(int)
    for purpose, agent, code, total in (
        *days.order_by()
        .values_list(*_PLACE)
        .annotate(sum=Sum(F("credit_minor") - F("debit_minor"))),
        *legs.order_by().values_list(*_PLACE).annotate(sum=Sum("minor")),
    ):
        stands[purpose, agent, code] += total
    return {place: total for place, total in stands.items() if total}


_PLACE = ("account__purpose", "account__agent_id", "account__currency")


def cells(row: LegRow, zone: tzinfo) -> dict[str, str | int]:
    """One leg by the names of HEADS."""
    amount = Money(abs(row.amount.minor), row.amount.currency)
    side = "debit" if row.amount.minor < 0 else "credit"
    return {
        **dict.fromkeys(HEADS, ""),
        "day": f"{row.at.astimezone(zone):%Y-%m-%d}",
        "moment": row.at.isoformat(),
        "entry": str(row.entry),
        "kind": row.kind,
        "why": row.why_alone,
        "number": row.account.number,
        "account": str(row.account.name),
        "type": row.account.type.value,
        "agent": str(row.agent),
        "currency": amount.currency,
        side: amount.plain(),
        f"{side}_minor": amount.minor,
    }


def write_csv(out: TextIO, *, since: datetime | None, until: datetime, zone: tzinfo) -> int:
    """Write every leg of a stretch as a row; return how many."""
    writer = csv.DictWriter(out, HEADS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in leg_rows(since=since, until=until):
        writer.writerow(cells(row, zone))
        count += 1
    return count

"""Posting: the only way money moves in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from cohive.journal import seals
from cohive.ledger.chart import CHART
from cohive.ledger.models import Account, Balance, DayTurnover, Entry, Leg, Period
from cohive.ledger.sealing import BOOKED
from cohive.words.ids import new_id
from cohive.words.money import Money


@dataclass(frozen=True)
class Posting:
    """One leg to be written: `amount` to (+) or from (−) the agent's account for a purpose."""

    agent: UUID
    purpose: str
    amount: Money


class UnbalancedError(ValueError):
    """Legs that do not sum to zero: a fault of ours, never of the person."""


@transaction.atomic
def post(
    *, kind: str, act: UUID, key: str, postings: Sequence[Posting], at: datetime
) -> tuple[UUID, bool]:
    """Write one entry with its legs; return (its id, whether it is new).

    `key` is unique for ever: posting again with the same key returns the first entry and writes
    nothing. Postings of zero are left out; several on one account are added up. What happened in
    a closed period is entered where the first open one after it begins.

    Raises LookupError for a purpose that is not in the chart.
    """
    known = Entry.objects.filter(key=key).values_list("id", flat=True).first()
    if known is not None:
        return known, False
    sums = summed(postings)
    accounts = find_or_open_accounts(list(sums))
    booked_at = first_open_instant(at)
    running = locked_balances(accounts.values())
    entry_id = new_id()
    legs = [
        _leg(entry_id, place, running[accounts[place]], minor=minor, at=booked_at)
        for place, minor in sums.items()
    ]
    Leg.objects.bulk_create(legs)
    entry = Entry(id=entry_id, kind=kind, act_id=act, key=key, at=booked_at)
    entry.written_legs = legs
    entry.save(force_insert=True)
    _keep_running(sorted(legs, key=lambda leg: leg.account_id), at=booked_at)
    seals.seal(BOOKED, [entry])
    return entry_id, True


Place = tuple[UUID, str, str]


def summed(postings: Sequence[Posting]) -> dict[Place, int]:
    """Each account's sum of some postings, zeros left out; refused unless all sum to zero."""
    sums: dict[Place, int] = defaultdict(int)
    for posting in postings:
        if posting.purpose not in CHART:
            raise LookupError(f"{posting.purpose} has no account: give it one in ledger/chart.py")
        place = (posting.agent, posting.purpose, posting.amount.currency)
        sums[place] += posting.amount.minor
    kept = {place: minor for place, minor in sums.items() if minor}
    totals: dict[str, int] = defaultdict(int)
    for (_, _, currency), minor in kept.items():
        totals[currency] += minor
    if any(totals.values()) or len(kept) < 2:
        raise UnbalancedError(f"legs sum to {dict(totals)}")
    return kept


def first_open_instant(at: datetime) -> datetime:
    """The instant itself, or where the first period after it begins that is not closed.

    One SQL query for each closed period on the way, and one more.
    """
    while True:
        ends_at = (
            Period.objects.filter(is_closed=True, starts_at__lte=at, ends_at__gt=at)
            .values_list("ends_at", flat=True)
            .first()
        )
        if ends_at is None:
            return at
        at = ends_at


def locked_balances(accounts: Collection[UUID]) -> dict[UUID, Balance]:
    """The accounts' balances, locked in one order: from here on their legs have an order too."""
    rows = Balance.objects.select_for_update().filter(account_id__in=accounts)
    return {row.account_id: row for row in rows.order_by("account_id")}


def _leg(entry: UUID, place: Place, balance: Balance, *, minor: int, at: datetime) -> Leg:
    agent, purpose, currency = place
    return Leg(
        id=new_id(),
        entry_id=entry,
        account=Account(id=balance.account_id, agent_id=agent, purpose=purpose, currency=currency),
        number=balance.legs_count + 1,
        minor=minor,
        after_minor=balance.minor + minor,
        at=at,
    )


def _keep_running(legs: Sequence[Leg], *, at: datetime) -> None:
    """Add the legs to what is derived of them: balances and the turnover of the day."""
    key = Account._meta.pk
    day = connection.ops.adapt_datefield_value(at.astimezone(UTC).date())
    ids = [key.get_db_prep_value(leg.account_id, connection) for leg in legs]
    with connection.cursor() as cursor:
        cursor.executemany(
            KEEP_BALANCE,
            [
                (leg.after_minor, leg.number, account)
                for leg, account in zip(legs, ids, strict=True)
            ],
        )
        cursor.executemany(
            ADD_TURNOVER,
            [
                (account, day, max(-leg.minor, 0), max(leg.minor, 0), 1)
                for leg, account in zip(legs, ids, strict=True)
            ],
        )


KEEP_BALANCE = (
    f"UPDATE {Balance._meta.db_table} SET minor = %s, legs_count = %s WHERE account_id = %s"  # noqa: S608
)
_TURNOVER = DayTurnover._meta.db_table
ADD_TURNOVER = (
    f"INSERT INTO {_TURNOVER} (account_id, day, debit_minor, credit_minor, legs_count) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (account_id, day) DO UPDATE SET "
    f"debit_minor = {_TURNOVER}.debit_minor + excluded.debit_minor, "
    f"credit_minor = {_TURNOVER}.credit_minor + excluded.credit_minor, "
    f"legs_count = {_TURNOVER}.legs_count + excluded.legs_count"
)


def find_or_open_accounts(places: Sequence[Place]) -> Mapping[Place, UUID]:
    """The accounts' ids, making those that are new with a balance of nothing."""
    found = _find_accounts(places)
    missing = [place for place in places if place not in found]
    if missing:
        Account.objects.bulk_create(
            [
                Account(agent_id=agent, purpose=purpose, currency=currency)
                for agent, purpose, currency in missing
            ],
            ignore_conflicts=True,
        )
        found = _find_accounts(places)
        Balance.objects.bulk_create(
            [Balance(account_id=found[place]) for place in missing], ignore_conflicts=True
        )
    return found


def _find_accounts(places: Sequence[Place]) -> dict[Place, UUID]:
    rows = Account.objects.filter(agent_id__in={place[0] for place in places}).values_list(
        "agent_id", "purpose", "currency", "id"
    )
    wanted = set(places)
    return {row[:3]: row[3] for row in rows if row[:3] in wanted}

"""Posting many entries at once: the same checks, seals and balances, a fraction of the statements.

A distribution to twenty payees for every order of a month is thousands of entries. One by one each
costs a dozen statements; here all legs go in with one statement, all entries with one, each
account's balance is changed once. Nothing is checked less: sums are computed here, and every row
passes the triggers of the database as if it came alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models, transaction

from cohive.journal import seals
from cohive.ledger.models import Account, Balance, Entry, Leg
from cohive.ledger.operations.posting import (
    ADD_TURNOVER,
    KEEP_BALANCE,
    Place,
    Posting,
    find_or_open_accounts,
    first_open_instant,
    locked_balances,
    summed,
)
from cohive.ledger.sealing import BOOKED
from cohive.words.ids import new_id

DRAFTS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Draft:
    """One entry to be written: what `operations.post` takes."""

    kind: str
    act: UUID
    key: str
    postings: Sequence[Posting]
    at: datetime


class WrittenLeg(NamedTuple):
    """A leg as the sealer wants it: what `models.Leg` holds, without the object."""

    id: UUID
    account: Account
    minor: int
    number: int
    after_minor: int
    at: datetime


@transaction.atomic
def post_many(*, drafts: Sequence[Draft]) -> list[tuple[UUID, bool]]:
    """Write all entries, or none; (id, whether it is new) for each draft, in their order.

    A key that was posted before, or stands twice among the drafts, gives the first entry and
    writes nothing more. Raises UnbalancedError when a single one does not sum to zero.
    """
    known = _known([draft.key for draft in drafts])
    fresh: dict[str, Draft] = {}
    for draft in drafts:
        if draft.key not in known:
            fresh.setdefault(draft.key, draft)
    sums = {key: summed(draft.postings) for key, draft in fresh.items()}
    accounts = find_or_open_accounts(
        list(dict.fromkeys(place for legs in sums.values() for place in legs))
    )
    running = locked_balances(accounts.values())
    booked_at = {at: first_open_instant(at) for at in {draft.at for draft in fresh.values()}}
    entries = [
        Entry(id=new_id(), kind=draft.kind, act_id=draft.act, key=key, at=booked_at[draft.at])
        for key, draft in fresh.items()
    ]
    _number_legs(entries, sums, accounts, running)
    for start in range(0, len(entries), DRAFTS_AT_ONCE):
        stretch = entries[start : start + DRAFTS_AT_ONCE]
        _insert_legs(stretch)
        _insert_entries(stretch)
        seals.seal(BOOKED, stretch)
    _keep_running(entries, running)
    made = {entry.key: entry.id for entry in entries}
    answers: list[tuple[UUID, bool]] = []
    for draft in drafts:
        answers.append((known.get(draft.key) or made[draft.key], draft.key not in known))
        known.setdefault(draft.key, answers[-1][0])  # the second time it is not new any more
    return answers


def _known(keys: Sequence[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), DRAFTS_AT_ONCE):
        rows = Entry.objects.filter(key__in=keys[start : start + DRAFTS_AT_ONCE])
        found |= dict(rows.values_list("key", "id"))
    return found


def _number_legs(
    entries: Sequence[Entry],
    sums: Mapping[str, Mapping[Place, int]],
    accounts: Mapping[Place, UUID],
    running: Mapping[UUID, Balance],
) -> None:
    """Give each entry its legs, in the order of the drafts, and each leg its account's balance."""
    known = {
        place: Account(id=key, agent_id=place[0], purpose=place[1], currency=place[2])
        for place, key in accounts.items()
    }
    for entry in entries:
        legs: list[WrittenLeg] = []
        for place, minor in sums[entry.key].items():
            balance = running[accounts[place]]
            balance.minor += minor
            balance.legs_count += 1
            legs.append(
                WrittenLeg(
                    new_id(), known[place], minor, balance.legs_count, balance.minor, entry.at
                )
            )
        entry.written_legs = legs


def _insert_legs(entries: Sequence[Entry]) -> None:
    """All legs, before their entries."""
    instant = Leg._meta.get_field("at")
    at = {when: instant.get_db_prep_save(when, connection) for when in {e.at for e in entries}}
    stored = _stored()
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        entry_id, when = stored(entry.id), at[entry.at]
        rows += [
            (
                *(stored(leg.id), entry_id, stored(leg.account.id)),
                *(leg.number, leg.minor, leg.after_minor, when),
            )
            for leg in entry.written_legs
        ]
    columns = ("id", "entry_id", "account_id", "number", "minor", "after_minor", "at")
    _insert(Leg, columns, rows)


def _insert_entries(entries: Sequence[Entry]) -> None:
    at, stored = Entry._meta.get_field("at"), _stored()
    instants = {when: at.get_db_prep_save(when, connection) for when in {e.at for e in entries}}
    rows = [
        (stored(entry.id), entry.kind, stored(entry.act_id), entry.key, instants[entry.at])
        for entry in entries
    ]
    _insert(Entry, ("id", "kind", "act_id", "key", "at"), rows)


def _keep_running(entries: Sequence[Entry], running: Mapping[UUID, Balance]) -> None:
    """Each account's balance once, in the order of their ids, and each of its days once."""
    stored = _stored()
    days: dict[tuple[UUID, date], list[int]] = {}
    for entry in entries:
        day = entry.at.astimezone(UTC).date()
        for leg in entry.written_legs:
            sums = days.setdefault((leg.account.id, day), [0, 0, 0])
            sums[0 if leg.minor < 0 else 1] += abs(leg.minor)
            sums[2] += 1
    with connection.cursor() as cursor:
        cursor.executemany(
            KEEP_BALANCE,
            [
                (running[account].minor, running[account].legs_count, stored(account))
                for account in sorted(running)
            ],
        )
        cursor.executemany(
            ADD_TURNOVER,
            [
                (stored(account), connection.ops.adapt_datefield_value(day), *sums)
                for (account, day), sums in sorted(days.items())
            ],
        )


def _insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Plain rows by the quickest way of the database; its constraints and triggers see each."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _stored() -> Callable[[UUID], UUID | str]:
    """How an id is handed to this database."""
    return (lambda key: key) if connection.features.has_native_uuid_field else (lambda key: key.hex)

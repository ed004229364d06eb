"""Posting many entries at once: the same checks, seals and balances, a fraction of the statements.

A distribution to twenty payees for every order of a month is thousands of entries. One by one each
costs a dozen statements; here all legs go in with one statement, all entries with one, each
account's balance is changed once. Nothing is checked less: sums are computed here, and every row
passes the triggers of the database as if it came alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models, transaction

from cohive.journal import seals
from cohive.ledger.models import Balance, Entry, Leg
from cohive.ledger.operations import Place, Posting, _accounts, _summed
from cohive.words.ids import new_id

KEYS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Draft:
    """One entry to be written: what `operations.post` takes."""

    kind: str
    act: UUID
    key: str
    postings: Sequence[Posting]
    at: datetime


class WrittenLeg(NamedTuple):
    """A leg as the sealer wants it."""

    account_id: UUID
    minor: int


@transaction.atomic
def post_many(*, drafts: Sequence[Draft]) -> list[tuple[UUID, bool]]:
    """Write all entries, or none; (id, whether it is new) for each draft, in their order.

    A key that was posted before, or stands twice among the drafts, gives the first entry and
    writes nothing more. Raises UnbalancedError when a single one does not sum to zero.
    """
    known = _known(draft.key for draft in drafts)
    fresh: dict[str, Draft] = {}
    for draft in drafts:
        if draft.key not in known:
            fresh.setdefault(draft.key, draft)
    sums = {key: _summed(draft.postings) for key, draft in fresh.items()}
    accounts = _accounts(list(dict.fromkeys(place for legs in sums.values() for place in legs)))
    entries = [
        Entry(id=new_id(), kind=draft.kind, act_id=draft.act, key=key, at=draft.at)
        for key, draft in fresh.items()
    ]
    _insert_legs(entries, sums, accounts)
    _insert_entries(entries)
    _add_to_balances(sums.values(), accounts)
    seals.seal("entry", entries)
    made = {entry.key: entry.id for entry in entries}
    answers: list[tuple[UUID, bool]] = []
    for draft in drafts:
        answers.append((known.get(draft.key) or made[draft.key], draft.key not in known))
        known.setdefault(draft.key, answers[-1][0])  # the second time it is not new any more
    return answers


def _known(keys: Iterable[str]) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        rows = Entry.objects.filter(key__in=wanted[start : start + KEYS_AT_ONCE])
        found |= dict(rows.values_list("key", "id"))
    return found


def _insert_legs(
    entries: Sequence[Entry], sums: dict[str, dict[Place, int]], accounts: dict[Place, UUID]
) -> None:
    """All legs, before their entries; each entry keeps its own for the sealer."""
    rows: list[tuple[object, ...]] = []
    for entry in entries:
        legs = [WrittenLeg(accounts[place], minor) for place, minor in sums[entry.key].items()]
        entry._prefetched_objects_cache = {"legs": legs}  # noqa: SLF001 - as a prefetch leaves it
        entry_id = _stored(entry.id)
        rows += [(_stored(new_id()), entry_id, _stored(leg.account_id), leg.minor) for leg in legs]
    _insert(Leg, ("id", "entry_id", "account_id", "minor"), rows)


def _insert_entries(entries: Sequence[Entry]) -> None:
    fields = Entry._meta.concrete_fields
    instants: dict[object, object] = {}
    rows = []
    for entry in entries:
        row = []
        for field in fields:
            value = getattr(entry, field.attname)
            if isinstance(value, UUID):
                value = _stored(value)
            elif isinstance(value, datetime):
                if value not in instants:
                    instants[value] = field.get_db_prep_save(value, connection)
                value = instants[value]
            row.append(value)
        rows.append(tuple(row))
    _insert(Entry, tuple(field.column for field in fields), rows)


def _add_to_balances(sums: Iterable[dict[Place, int]], accounts: dict[Place, UUID]) -> None:
    """Each account once, in the order of their ids, as everybody locks them."""
    totals: dict[UUID, int] = {}
    for legs in sums:
        for place, minor in legs.items():
            account = accounts[place]
            totals[account] = totals.get(account, 0) + minor
    for account in sorted(totals):
        Balance.objects.filter(account_id=account).update(minor=models.F("minor") + totals[account])


def _insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[object, ...]]
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


def _stored(value: UUID) -> object:
    """An id as this database takes it."""
    return value if connection.features.has_native_uuid_field else value.hex

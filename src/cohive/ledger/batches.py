"""Posting many entries at once: the same checks, seals and balances, a fraction of the statements.

A distribution to twenty payees for every order of a month is thousands of entries. One by one each
costs a dozen statements; here all legs go in with one statement, all entries with one, each
account's balance is changed once. Nothing is checked less: sums are computed here, and every row
passes the triggers of the database as if it came alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models, transaction

from cohive.journal import seals
from cohive.ledger.models import Balance, Entry, Leg
from cohive.ledger.operations import Posting, _accounts, _summed
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
    """A leg as the sealer wants it."""

    account_id: UUID
    minor: int


@transaction.atomic
def post_many(*, drafts: Sequence[Draft]) -> list[tuple[UUID, bool]]:
    """Write all entries, or none; (id, whether it is new) for each draft, in their order.

    A key that was posted before, or stands twice among the drafts, gives the first entry and
    writes nothing more. Raises UnbalancedError when a single one does not sum to zero.
    """
    answers: list[tuple[UUID, bool]] = []
    totals: dict[UUID, int] = defaultdict(int)
    for start in range(0, len(drafts), DRAFTS_AT_ONCE):
        answers += _write(drafts[start : start + DRAFTS_AT_ONCE], totals)
    for account in sorted(totals):  # each once, in the order in which everybody locks them
        Balance.objects.filter(account_id=account).update(minor=models.F("minor") + totals[account])
    return answers


def _write(drafts: Sequence[Draft], totals: dict[UUID, int]) -> list[tuple[UUID, bool]]:
    """A stretch of the drafts; what moves is added to the accounts' totals."""
    rows = Entry.objects.filter(key__in=[draft.key for draft in drafts])
    known = dict(rows.values_list("key", "id"))
    fresh: dict[str, Draft] = {}
    for draft in drafts:
        if draft.key not in known:
            fresh.setdefault(draft.key, draft)
    sums = [_summed(draft.postings) for draft in fresh.values()]
    accounts = _accounts(list(dict.fromkeys(place for legs in sums for place in legs)))
    entries: list[Entry] = []
    all_legs: list[list[WrittenLeg]] = []
    for draft, legs in zip(fresh.values(), sums, strict=True):
        entry = Entry(id=new_id(), kind=draft.kind, act_id=draft.act, key=draft.key, at=draft.at)
        written = [WrittenLeg(accounts[place], minor) for place, minor in legs.items()]
        vars(entry)["_prefetched_objects_cache"] = {"legs": written}  # what the sealer reads
        entries.append(entry)
        all_legs.append(written)
        for leg in written:
            totals[leg.account_id] += leg.minor
    _insert_legs(entries, all_legs)
    _insert_entries(entries)
    seals.seal("entry", entries)
    made = {entry.key: entry.id for entry in entries}
    answers = []
    for draft in drafts:
        answers.append((known.get(draft.key) or made[draft.key], draft.key not in known))
        known.setdefault(draft.key, answers[-1][0])  # the second time it is not new any more
    return answers


def _insert_legs(entries: Sequence[Entry], all_legs: Sequence[Sequence[WrittenLeg]]) -> None:
    """All legs, before their entries."""
    stored = _stored()
    rows: list[tuple[Any, ...]] = []
    for entry, legs in zip(entries, all_legs, strict=True):
        entry_id = stored(entry.id)
        rows += [(stored(new_id()), entry_id, stored(leg.account_id), leg.minor) for leg in legs]
    _insert(Leg, ("id", "entry_id", "account_id", "minor"), rows)


def _insert_entries(entries: Sequence[Entry]) -> None:
    at, stored = Entry._meta.get_field("at"), _stored()
    instants: dict[datetime, object] = {}
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        if entry.at not in instants:
            instants[entry.at] = at.get_db_prep_save(entry.at, connection)
        key, act = stored(entry.id), stored(entry.act_id)
        rows.append((key, entry.kind, act, entry.key, instants[entry.at]))
    _insert(Entry, ("id", "kind", "act_id", "key", "at"), rows)


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


def _stored() -> Callable[[UUID], object]:
    """How an id is handed to this database."""
    return (lambda key: key) if connection.features.has_native_uuid_field else (lambda key: key.hex)

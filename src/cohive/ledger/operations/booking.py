"""Entries as plain rows: numbered, summed and put into words for the chain, then written at once.

Nothing is decided here; `posting` has checked what is booked, and the database checks it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from cohive.journal.bulk import Row, insert_rows, stored_id, stored_instant
from cohive.journal.sealed import Text
from cohive.ledger.models import Balance, DayTurnover, Entry, Leg
from cohive.ledger.sealing import booked_text, leg_text, owner_text
from cohive.words.ids import new_hex_id

Place = tuple[UUID, str, str]
"""Whose account, for what, in which currency."""
LEG_COLUMNS = ("id", "entry_id", "account_id", "number", "minor", "after_minor", "at")
ENTRY_COLUMNS = ("id", "kind", "act_id", "key", "at")


class Running:
    """An account while it is booked on: its balance, its number of legs, and its days so far.

    Of each day: the debits, the credits, both without sign, and how many.
    """

    __slots__ = ("days", "id", "legs_count", "minor", "owner")

    def __init__(self, account: UUID, place: Place, minor: int, legs_count: int) -> None:
        self.id = stored_id(account)
        self.owner = owner_text(self.id, *place)
        self.minor, self.legs_count = minor, legs_count
        self.days: dict[date, list[int]] = {}

    def move(self, minor: int, day: date) -> None:
        """Go on by one leg."""
        self.minor += minor
        self.legs_count += 1
        sides = self.days.setdefault(day, [0, 0, 0])
        if minor < 0:
            sides[0] -= minor
        else:
            sides[1] += minor
        sides[2] += 1


@dataclass(frozen=True)
class Written:
    """What is to be inserted and sealed, in order, and the entries' ids by their keys."""

    entries: list[Row] = field(default_factory=list)
    legs: list[Row] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    ids: dict[str, UUID] = field(default_factory=dict)


class _Instant(NamedTuple):
    """An instant as the table and as the chain have it, and its day (UTC)."""

    stored: str
    canonical: str
    day: date


def book(
    written: Written,
    *,
    kind: str,
    act: UUID,
    key: str,
    moves: Sequence[tuple[Running, int]],
    at: datetime,
) -> None:
    """Add one entry whose legs move these accounts by so much."""
    entry, instant = new_hex_id(), _instant(at)
    legs = [_leg(entry, account, minor, instant) for account, minor in moves]
    written.legs.extend(row for row, _ in legs)
    written.entries.append((entry, kind, stored_id(act), key, instant.stored))
    text = booked_text(
        entry,
        kind=kind,
        act=stored_id(act),
        key=key,
        at=instant.canonical,
        legs=[text for _, text in legs],  # by their ids, which are in the order of their making
    )
    written.texts.append((entry, text))
    written.ids[key] = UUID(hex=entry)


def _leg(entry: str, account: Running, minor: int, instant: _Instant) -> tuple[Row, str]:
    """The next leg on an account, as a row and as the chain has it."""
    account.move(minor, instant.day)
    leg, number, after = new_hex_id(), account.legs_count, account.minor
    return (
        (leg, entry, account.id, number, minor, after, instant.stored),
        leg_text(leg, account.owner, minor, number, after, instant.canonical),
    )


@lru_cache(maxsize=64)
def _instant(at: datetime) -> _Instant:
    utc = at.astimezone(UTC)
    return _Instant(stored_instant(at), utc.isoformat(timespec="microseconds"), utc.date())


def insert(written: Written, running: Iterable[Running]) -> None:
    """Legs first, entries last, as the database wants them; then what is derived of the legs."""
    insert_rows(Leg, LEG_COLUMNS, written.legs)
    insert_rows(Entry, ENTRY_COLUMNS, written.entries)
    accounts = sorted(running, key=lambda account: account.id)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Balance._meta.db_table} SET minor = %s, legs_count = %s "  # noqa: S608
            "WHERE account_id = %s",
            [(account.minor, account.legs_count, account.id) for account in accounts],
        )
        cursor.executemany(
            ADD_TURNOVER,
            [
                (account.id, connection.ops.adapt_datefield_value(day), *sides)
                for account in accounts
                for day, sides in sorted(account.days.items())
            ],
        )


_TURNOVER = DayTurnover._meta.db_table
ADD_TURNOVER = (
    f"INSERT INTO {_TURNOVER} (account_id, day, debit_minor, credit_minor, legs_count) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (account_id, day) DO UPDATE SET "
    f"debit_minor = {_TURNOVER}.debit_minor + excluded.debit_minor, "
    f"credit_minor = {_TURNOVER}.credit_minor + excluded.credit_minor, "
    f"legs_count = {_TURNOVER}.legs_count + excluded.legs_count"
)

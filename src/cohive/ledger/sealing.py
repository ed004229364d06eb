"""What of an entry and its legs goes into the chain, as objects and as they are read in bulk.

`entry` is how entries were sealed at first: their legs by account and amount. `booked` is how they
are sealed now: everything that stands in a leg, and whose account for what it is on, so that no
byte of the books can change unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from django.db import connection

from cohive.journal import seals
from cohive.journal.reading import expression
from cohive.journal.sealed import Queue
from cohive.ledger.models import Account, Entry, Leg

BOOKED = "booked"


def _columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _first_content(entry: Any) -> dict[str, Any]:
    legs = sorted((leg.account_id.hex, leg.minor) for leg in entry.legs.all())
    return {**_columns(entry), "legs": legs}


def _content(entry: Any) -> dict[str, Any]:
    legs = sorted(entry.legs.all(), key=lambda leg: leg.id)
    return {**_columns(entry), "legs": [_leg_content(leg, leg.account) for leg in legs]}


def _leg_content(leg: Leg, account: Account) -> list[Any]:
    """Everything of a leg, in the order of the chain."""
    return [
        leg.id,
        account.id,
        account.agent_id,
        account.purpose,
        account.currency,
        leg.minor,
        leg.number,
        leg.after_minor,
        leg.at,
    ]


def booked_text(entry: str, *, kind: str, act: str, key: str, at: str, legs: Sequence[str]) -> str:
    """The canonical text of an entry that is being written, its legs in the order of their ids."""
    return (
        f'{{"act_id": "{act}", "at": "{at}", "id": "{entry}", "key": {encode_basestring(key)}, '
        f'"kind": {encode_basestring(kind)}, "legs": [{", ".join(legs)}]}}'
    )


def leg_text(leg: str, owner: str, minor: int, number: int, after_minor: int, at: str) -> str:
    """The canonical text of a leg on an account."""
    return f'["{leg}", {owner}, {minor}, {number}, {after_minor}, "{at}"]'


def owner_text(account: str, agent: UUID, purpose: str, currency: str) -> str:
    """What the text of a leg says of its account."""
    return (
        f'"{account}", "{agent.hex}", {encode_basestring(purpose)}, {encode_basestring(currency)}'
    )


def _column(model: type[Any], name: str, table: str) -> str:
    return expression(model._meta.get_field(name), table)


def _from(queue: Queue) -> str:
    """The legs of the entries in a stretch of a queue."""
    return (
        f"FROM {queue.table} AS seal JOIN ledger_leg AS leg ON leg.entry_id = seal.row_id "
        f"WHERE seal.row_kind = %s AND seal.{queue.number} > %s AND seal.{queue.number} <= %s"
    )


class _BookedLegs:
    """Reads the legs of a stretch of entries, and each account once."""

    def __init__(self, queue: Queue) -> None:
        entry, key, account = (_column(Leg, name, "leg") for name in ("entry", "id", "account"))
        self._legs = (
            f"SELECT {entry}, {key}, {account}, minor, number, after_minor, "
            f"{_column(Leg, 'at', 'leg')} {_from(queue)} ORDER BY 2"
        )
        key, agent = (_column(Account, name, "account") for name in ("id", "agent"))
        self._all = f"SELECT {key}, {agent}, purpose, currency FROM ledger_account AS account"  # noqa: S608
        self._accounts: dict[str, str] = {}

    def __call__(self, row_kind: str, after: int, until: int) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(self._legs, [row_kind, after, until])
            rows = cursor.fetchall()
        for entry, key, account, minor, number, after_minor, at in rows:
            owner = self._accounts.get(account) or self._owner(account)
            text = leg_text(key, owner, minor, number, after_minor, at)
            found.setdefault(entry, []).append(text)
        return {entry: f"[{', '.join(legs)}]" for entry, legs in found.items()}

    def _owner(self, account: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(self._all)
            self._accounts = {
                key: f'"{key}", "{agent}", {encode_basestring(purpose)}, {encode_basestring(code)}'
                for key, agent, purpose, code in cursor.fetchall()
            }
        return self._accounts.setdefault(account, f'"{account}"')


class _FirstLegs:
    """Reads the legs of entries that were sealed in the first way."""

    def __init__(self, queue: Queue) -> None:
        entry, account = (_column(Leg, name, "leg") for name in ("entry", "account"))
        self._legs = f"SELECT {entry}, {account}, minor {_from(queue)} ORDER BY 2, 3"

    def __call__(self, row_kind: str, after: int, until: int) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(self._legs, [row_kind, after, until])
            for entry_id, account_id, minor in cursor.fetchall():
                found.setdefault(entry_id, []).append(f'["{account_id}", {minor}]')
        return {entry_id: f"[{', '.join(legs)}]" for entry_id, legs in found.items()}


def register(*others: tuple[str, type[Any]]) -> None:
    """Name the kinds of sealed rows of this room; `others` are sealed by their columns alone."""
    seals.register("entry", Entry, _first_content, attached={"legs": _FirstLegs})
    seals.register(BOOKED, Entry, _content, attached={"legs": _BookedLegs})
    for row_kind, model in others:
        seals.register(row_kind, model, _columns)

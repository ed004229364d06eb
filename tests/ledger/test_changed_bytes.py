"""One byte changed in any row of the books is found, and the first bad row is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction

from cohive.journal import chain, seals, triggers
from cohive.journal.events import Flow
from cohive.journal.models import Act, EconomicEvent, Seal
from cohive.journal.operations import record
from cohive.ledger.models import (
    Account,
    Conversion,
    Entry,
    Leg,
    PendingEntry,
    PendingLeg,
    PendingOutcome,
    Reversal,
)
from cohive.ledger.operations import Posting, convert, post, post_pending, reserve, reverse
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.verbs import Action
from tests.ledger.conftest import Books, Sold

SEALED = (
    *(Act, EconomicEvent, Entry, Reversal, Conversion),
    *(PendingEntry, PendingLeg, PendingOutcome),
)
TABLES = (*SEALED, Leg, Account, Seal)


@pytest.fixture
def written(books: Books, now: datetime) -> Books:
    """Thirty sales, each with its act and flow; one taken back, one exchanged, one pending."""
    for number in range(30):
        amount = Money(100 + number, "EUR")
        with transaction.atomic():
            thing = new_id()
            flow = Flow(Action.TRANSFER, books.firm, books.member, "credit", thing, amount=amount)
            act = record(
                Sold(thing), by=books.firm, at=now, object_kind="test", object=thing, flows=[flow]
            )
            entry, _ = post(
                kind="test",
                act=act,
                key=f"sale {number}",
                at=now,
                postings=[
                    Posting(books.firm, "till", -amount),
                    Posting(books.member, "earned", amount),
                ],
            )
    reverse(entry=entry, reason="Entered twice.", by=books.steward, at=now)
    convert(
        agent=books.firm,
        purpose="till",
        given=Money(500, "EUR"),
        currency="USD",
        rate=Fraction("1.1"),
        source="Bank",
        by=books.steward,
        at=now,
    )
    legs = [(books.member, "earned", -100), (books.firm, "till", 100)]
    postings = [Posting(who, what, Money(minor, "EUR")) for who, what, minor in legs]
    pending, _ = reserve(kind="test", act=act, key="payout", postings=postings, at=now)
    post_pending(pending=pending, act=act, at=now)
    seals.seal_pending()
    assert chain.broken_link() == ""
    return books


def flipped(value: Any, lot: random.Random) -> Any:
    """The value with one bit of one byte changed, as it is stored."""
    if isinstance(value, int):
        return value ^ 1 << lot.randrange(20)
    stored = bytearray(str(value).encode())
    stored[lot.randrange(len(stored))] ^= 1 << lot.randrange(7)
    return stored.decode(errors="replace").replace("\0", "\1")


def first_seal(model: type[models.Model], key: Any) -> int:
    """The number of the first seal that covers a row."""
    if model is Seal:
        return int(key)
    if model in SEALED:
        return Seal.objects.get(row_id=key).n
    legs = Leg.objects.filter(**{"account_id" if model is Account else "id": key})
    return min(Seal.objects.filter(row_id__in=legs.values("entry_id")).values_list("n", flat=True))


def change_a_byte(lot: random.Random, keys: dict[type[models.Model], list[Any]]) -> str:
    """Change one byte of a random row for a moment; return '' when it was found and named."""
    model = lot.choice(TABLES)
    key = lot.choice(keys[model])
    column = lot.choice(model._meta.concrete_fields)
    n, table = first_seal(model, key), model._meta.db_table
    id_column = model._meta.pk
    assert id_column
    stored_key = id_column.get_db_prep_value(key, connection)
    cast = "" if connection.vendor == "sqlite" else "::text"
    is_text = not isinstance(column, models.IntegerField)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.column}{cast if is_text else ''} FROM {table} "  # noqa: S608
            f"WHERE {id_column.column} = %s",
            [stored_key],
        )
        (before,) = cursor.fetchone()
        after = None if before in (None, "") else flipped(before, lot)
        if after is None or after == before:
            return change_a_byte(lot, keys)
        try:
            with transaction.atomic():
                cursor.execute(
                    f"UPDATE {table} SET {column.column} = %s WHERE {id_column.column} = %s",  # noqa: S608
                    [after, stored_key],
                )
        except (DataError, IntegrityError):  # the database itself would not take it
            return change_a_byte(lot, keys)
        key_of_row = (id_column.column, stored_key)
        if cast and is_text and reads_the_same(cursor, table, column.column, key_of_row, before):
            return ""
        fault = chain.broken_link()
        transaction.set_rollback(True)
    named = fault.startswith(f"seal {n}")
    return (
        "" if named else f"{table}.{column.column} {before!r} → {after!r}: {fault!r}, not seal {n}"
    )


def reads_the_same(cursor: Any, table: str, column: str, key: tuple[str, Any], before: Any) -> bool:
    """PostgreSQL reads a letter of an id in capitals as the same id: nothing was changed."""
    cursor.execute(f"SELECT {column}::text FROM {table} WHERE {key[0]} = %s", [key[1]])  # noqa: S608
    return cursor.fetchone() == (before,)


def find_all(count: int) -> list[str]:
    lot = random.Random(20261122)  # noqa: S311 - no secret
    keys = {model: list(model._default_manager.values_list("pk", flat=True)) for model in TABLES}
    triggers.drop_all()
    try:
        return [fault for _ in range(count) if (fault := change_a_byte(lot, keys))]
    finally:
        triggers.create_all()


def test_a_changed_byte_is_found_and_the_first_bad_row_named(written):
    assert find_all(60) == []


@pytest.mark.night
def test_a_thousand_changed_bytes_are_found(written):
    assert find_all(1_000) == []


@pytest.mark.parametrize("as_it_reads", [str.upper, lambda text: text.replace('": ', '":  ')])
def test_what_reads_the_same_and_was_not_written_so_is_found(
    written: Books, as_it_reads: Callable[[str], str]
):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps values, not their spelling")
    act = Act.objects.filter(kind="ledger.test.sold").order_by("id").first()
    assert act
    column = "payload" if as_it_reads('": ') != '": ' else "object_id"
    triggers.drop_all()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM journal_act WHERE id = %s", [act.id.hex])  # noqa: S608
        (stored,) = cursor.fetchone()
        assert as_it_reads(stored) != stored
        cursor.execute(
            f"UPDATE journal_act SET {column} = %s WHERE id = %s",  # noqa: S608
            [as_it_reads(stored), act.id.hex],
        )
    triggers.create_all()
    assert f"act {act.id} was changed" in chain.broken_link()


def test_entries_sealed_in_the_first_way_still_hold(written, now):
    """Places made before have their entries sealed by account and amount alone."""
    entry = Entry.objects.get(key="sale 3")
    triggers.drop_all()
    digest = seals.FIRST_DIGEST
    for seal in Seal.objects.order_by("n"):
        kind = "entry" if seal.row_id == entry.id else seal.row_kind
        found = seals.registered()[kind].model._default_manager.get(id=seal.row_id)
        digest = seals.digest_of(digest, kind, seals.canonical(kind, found))
        Seal.objects.filter(n=seal.n).update(row_kind=kind, digest=digest)
    triggers.create_all()
    assert chain.broken_link() == ""
    triggers.drop_all()
    Leg.objects.filter(entry=entry, minor__gt=0).update(minor=999)
    triggers.create_all()
    assert f"entry {entry.id} was changed" in chain.broken_link()

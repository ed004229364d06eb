"""Posting an entry: balanced, once, closed, proven by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cohive.journal import seals, verification
from cohive.journal.events import event
from cohive.journal.operations import create_agent, record
from cohive.ledger import queries
from cohive.ledger.models import Balance, Entry, Leg
from cohive.ledger.operations import Posting, UnbalancedError, post
from cohive.words.money import Money
from cohive.words.verbs import Verb

pytestmark = pytest.mark.django_db


@event("ledger.test.happened", verb=Verb.CREATE, sentence="%(actor)s tried something.")
@dataclass(frozen=True)
class Happened:
    thing: UUID


@pytest.fixture
def act(now: datetime) -> tuple[UUID, UUID, UUID]:
    firm = create_agent(kind="firm", at=now)
    member = create_agent(kind="person", at=now)
    with transaction.atomic():
        thing = uuid4()
        made = record(Happened(thing), by=firm, at=now, object_kind="test", object=thing)
    return made, firm, member


def pay(act: tuple[UUID, UUID, UUID], now: datetime, minor: int = 317, key: str = "one") -> UUID:
    made, firm, member = act
    return post(
        kind="test",
        act=made,
        key=key,
        at=now,
        postings=[
            Posting(firm, "sales", Money(-minor, "EUR")),
            Posting(member, "earned", Money(minor, "EUR")),
        ],
    )[0]


def test_an_entry_moves_money_and_keeps_running_balances(act, now):
    pay(act, now)
    pay(act, now, 159, key="two")
    assert queries.balance(act[2], "earned", "EUR") == Money(476, "EUR")
    assert queries.balance(act[1], "sales", "EUR") == Money(-476, "EUR")
    assert queries.totals_by_purpose("EUR")["earned"] == Money(476, "EUR")
    assert Entry.objects.get(key="one").act_id == act[0]


def test_the_same_key_posts_once(act, now):
    first = pay(act, now)
    assert pay(act, now, 999) == first
    assert queries.balance(act[2], "earned", "EUR") == Money(317, "EUR")


def test_the_balance_of_an_earlier_moment_can_be_asked(act, now):
    pay(act, now)
    assert queries.balance_at(act[2], "earned", "EUR", at=now) == Money(317, "EUR")
    assert not queries.balance_at(act[2], "earned", "EUR", at=now.replace(year=2025))


def test_python_refuses_an_unbalanced_entry(act, now):
    with pytest.raises(UnbalancedError):
        post(
            kind="test",
            act=act[0],
            key="crooked",
            at=now,
            postings=[
                Posting(act[1], "sales", Money(-100, "EUR")),
                Posting(act[2], "earned", Money(100, "USD")),
            ],
        )
    assert not Entry.objects.exists()


def test_the_database_refuses_an_unbalanced_entry_too(act, now):
    pay(act, now)
    account = Leg.objects.first().account
    entry = Entry(kind="test", act_id=act[0], key="crooked", at=now)
    with transaction.atomic():
        crooked = [
            Leg(entry=entry, account=account, minor=minor, number=number, after_minor=0, at=now)
            for number, minor in ((2, 5), (3, -4))
        ]
        Leg.objects.bulk_create(crooked)
        with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
            entry.save(force_insert=True)
        transaction.set_rollback(True)


def test_no_leg_follows_its_entry(act, now):
    entry = pay(act, now)
    account = Leg.objects.first().account
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Leg.objects.create(
            entry_id=entry, account=account, minor=5, number=2, after_minor=5, at=now
        )


@pytest.mark.parametrize("table", ["ledger_leg", "ledger_entry", "journal_act", "journal_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_changes(act, now, table, change):
    pay(act, now)
    seals.seal_pending()
    column = {"ledger_leg": "minor", "ledger_entry": "kind", "journal_act": "kind"}.get(
        table, "digest"
    )
    statement = change.format(table, column, column)
    refused = pytest.raises(IntegrityError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_verify_is_clean_and_names_a_false_balance(act, now):
    pay(act, now)
    seals.seal_pending()
    assert [finding.fault for finding in verification.verify() if finding.fault] == []
    Balance.objects.filter(account__agent=act[2]).update(minor=318)
    faults = {finding.name: finding.fault for finding in verification.verify() if finding.fault}
    assert list(faults) == ["balances"]
    assert "stands at 318, its legs sum to 317" in faults["balances"]

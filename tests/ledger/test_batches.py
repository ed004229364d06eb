"""Posting many at once is posting them one by one, only faster: same books, same refusals."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cohive.journal import seals, verification
from cohive.journal.operations import create_agent
from cohive.ledger import queries
from cohive.ledger.models import DayTurnover, Entry, Leg
from cohive.ledger.operations import Draft, Posting, UnbalancedError, booking, post, post_all
from cohive.words.money import Money
from tests.ledger.test_posting import act

__all__ = ["act"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(act: tuple[UUID, UUID, UUID], now: datetime) -> list[Draft]:
    """Thirty distributions to up to five of seven payees, in two currencies."""
    made, firm, _ = act
    payees = [create_agent(kind="person", at=now) for _ in range(7)]
    chance = random.Random(5)  # noqa: S311 - nothing secret
    found = []
    for number in range(30):
        currency = "EUR" if number % 3 else "CNY"
        amounts = [chance.randint(0, 900) for _ in range(5)]
        postings = [
            Posting(payee, "earned", Money(amount, currency))
            for payee, amount in zip(chance.sample(payees, 5), amounts, strict=True)
        ]
        postings.append(Posting(firm, "sales", Money(-sum(amounts), currency)))
        found.append(Draft("test", made, f"draft {number}", postings, now))
    return found


def books() -> dict[str, object]:
    """Everything one can ask of them."""
    return {
        "balances": {code: queries.totals_by_purpose(code) for code in ("EUR", "CNY")},
        "legs": sorted(
            Leg.objects.values_list(
                "entry__key", "account__agent", "minor", "number", "after_minor", "at"
            )
        ),
        "days": sorted(
            DayTurnover.objects.values_list(
                "account__agent", "day", "debit_minor", "credit_minor", "legs_count"
            )
        ),
    }


def test_the_books_are_those_of_one_by_one(drafts: list[Draft]) -> None:
    with transaction.atomic():
        for one in drafts:
            post(kind=one.kind, act=one.act, key=one.key, postings=one.postings, at=one.at)
        wanted = books()
        transaction.set_rollback(True)
    post_all(drafts=drafts)

    assert books() == wanted
    seals.seal_pending()
    assert [finding.fault for finding in verification.verify() if finding.fault] == []


def test_the_same_again_writes_nothing(drafts: list[Draft]) -> None:
    first = post_all(drafts=[*drafts[:10], drafts[0]])
    again = post_all(drafts=drafts)

    assert [is_new for _, is_new in first] == [True] * 10 + [False]
    assert first[10][0] == first[0][0]
    assert [entry for entry, _ in again[:10]] == [entry for entry, _ in first[:10]]
    assert [is_new for _, is_new in again] == [False] * 10 + [True] * 20
    assert Entry.objects.count() == 30
    one = drafts[3]
    alone = post(kind=one.kind, act=one.act, key=one.key, postings=one.postings, at=one.at)
    assert alone == (first[3][0], False)


def test_one_that_does_not_sum_to_zero_keeps_all_out(drafts: list[Draft], now: datetime) -> None:
    crooked = Draft("test", drafts[0].act, "crooked", drafts[1].postings[:-1], now)
    with pytest.raises(UnbalancedError):
        post_all(drafts=[*drafts, crooked])
    assert not Entry.objects.exists()
    assert not Leg.objects.exists()


def test_the_database_refuses_what_python_let_through(
    drafts: list[Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = booking._leg

    def crooked(entry: str, account: booking.Running, minor: int, instant: Any) -> Any:
        return honest(entry, account, minor + 1, instant)

    monkeypatch.setattr(booking, "_leg", crooked)
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        post_all(drafts=drafts)


def test_many_take_as_many_statements_as_few(drafts: list[Draft]) -> None:
    """Queries: known keys; accounts twice and new ones with balances; legs; entries; balances of
    at most 16 accounts; the last seal and the new ones; the savepoints around."""
    post_all(drafts=drafts[:2])
    with CaptureQueriesContext(connection) as captured:
        post_all(drafts=drafts[2:])
    assert len(captured) <= 30


def test_nothing_to_post_is_nothing_posted(act: tuple[UUID, UUID, UUID]) -> None:
    assert post_all(drafts=[]) == []

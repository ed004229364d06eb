"""Pending, posted, archived: what is spoken for cannot be spoken for twice."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cohive.journal import chain, seals
from cohive.journal.operations import record
from cohive.ledger import queries
from cohive.ledger.models import Entry, PendingEntry, PendingLeg, PendingOutcome
from cohive.ledger.operations import Posting, archive_pending, post_pending, reserve
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.ledger.conftest import Sold


@pytest.fixture
def act(books, now) -> UUID:
    with transaction.atomic():
        return record(Sold(uuid4()), by=books.firm, at=now, object_kind="t", object=uuid4())


@pytest.fixture
def hold(books, sale, act, now):
    """A member has 3.17; so much of it is to be paid out."""
    sale(317, at=now)

    def hold(minor: int, key: str = "one") -> UUID:
        return reserve(
            kind="test.payout",
            act=act,
            key=key,
            postings=[
                Posting(books.member, "earned", Money(-minor, "EUR")),
                Posting(books.firm, "provider", Money(minor, "EUR")),
            ],
            at=now,
        )[0]

    return hold


def free(books) -> int:
    return queries.available(books.member, "earned", "EUR").minor


def balance(books) -> int:
    return queries.balance(books.member, "earned", "EUR").minor


def test_a_pending_entry_moves_nothing_and_reserves(books, hold):
    pending = hold(300)
    assert (balance(books), free(books)) == (317, 17)
    assert hold(300) == pending  # the same key is the same one
    with pytest.raises(Refused, match="is free") as refused:
        hold(18, key="two")
    assert (refused.value.field, refused.value.values) == ("amount", {"free": Money(17, "EUR")})
    hold(17, key="two")
    assert (balance(books), free(books)) == (317, 0)


def test_posted_it_is_an_entry_once(books, hold, act, now):
    pending = hold(300)
    entry = post_pending(pending=pending, act=act, at=now)
    assert post_pending(pending=pending, act=act, at=now) == entry
    assert (balance(books), free(books)) == (17, 17)
    assert Entry.objects.get(id=entry).kind == "test.payout"
    outcome = PendingOutcome.objects.get()
    assert (outcome.outcome, outcome.entry_id, outcome.act_id) == ("posted", entry, act)
    with pytest.raises(Refused, match="posted already"):
        archive_pending(pending=pending, act=act, at=now)


def test_archived_it_is_free_again_and_stays_to_be_read(books, hold, act, now):
    pending = hold(300)
    for _ in range(2):
        archive_pending(pending=pending, act=act, at=now)
    assert (balance(books), free(books)) == (317, 317)
    assert PendingOutcome.objects.get().outcome == "archived"
    assert PendingEntry.objects.get().id == pending
    with pytest.raises(Refused, match="set free"):
        post_pending(pending=pending, act=act, at=now)
    with pytest.raises(Missing):
        post_pending(pending=uuid4(), act=act, at=now)
    seals.seal_pending()
    assert chain.broken_link() == ""


def test_the_database_refuses_two_outcomes_a_crooked_sum_and_a_late_leg(books, hold, act, now):
    pending = hold(300)
    archive_pending(pending=pending, act=act, at=now)
    leg = PendingLeg.objects.first()
    assert leg
    with pytest.raises(IntegrityError), transaction.atomic():
        PendingOutcome.objects.create(pending_id=pending, outcome="archived", act_id=act, at=now)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        PendingLeg.objects.create(pending_id=pending, account_id=leg.account_id, minor=1)
    with transaction.atomic():
        crooked = PendingEntry(kind="test", act_id=act, key="crooked", at=now)
        for minor in (5, -4):
            PendingLeg.objects.create(pending=crooked, account_id=leg.account_id, minor=minor)
        with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
            crooked.save(force_insert=True)
        transaction.set_rollback(True)
    for rows in (PendingEntry, PendingLeg, PendingOutcome):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.objects.all()._raw_delete("default")

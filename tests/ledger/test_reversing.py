"""Taking an entry back: once, mirrored, with its reason; nothing is ever changed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cohive.journal.models import Act
from cohive.ledger import queries
from cohive.ledger.models import Entry, Leg, Reversal
from cohive.ledger.operations import reverse
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused


def test_a_reversal_mirrors_its_entry_and_says_why(books, sale, now):
    entry = sale(317, at=now)
    mirror = reverse(entry=entry, reason=" Entered\ttwice. ", by=books.steward, at=now)
    assert queries.balance(books.member, "earned", "EUR") == Money(0, "EUR")
    legs = {(leg.account_id, leg.minor) for leg in Leg.objects.filter(entry_id=entry)}
    assert {(leg.account_id, -leg.minor) for leg in Leg.objects.filter(entry_id=mirror)} == legs
    kept = Reversal.objects.get(entry_id=entry)
    assert (kept.reversal_id, kept.reason) == (mirror, "Entered twice.")
    act = Act.objects.get(id=kept.act_id)
    assert (act.kind, act.actor_id) == ("ledger.entry.reversed", books.steward)
    assert act.payload == {"entry": str(entry), "kind": "test"}
    assert Entry.objects.get(id=mirror).act_id == act.id


def test_an_entry_is_taken_back_once_and_a_reversal_never(books, sale, now):
    entry = sale(317, at=now)
    mirror = reverse(entry=entry, reason="Twice.", by=books.steward, at=now)
    with pytest.raises(Refused, match="already"):
        reverse(entry=entry, reason="Again.", by=books.steward, at=now)
    with pytest.raises(Refused, match="takes another one back"):
        reverse(entry=mirror, reason="No.", by=books.steward, at=now)
    with pytest.raises(Missing):
        reverse(entry=books.firm, reason="No.", by=books.steward, at=now)
    assert Reversal.objects.count() == 1


def test_it_is_a_stewards_and_needs_a_reason(books, sale, now):
    entry = sale(317, at=now)
    with pytest.raises(Forbidden, match="steward"):
        reverse(entry=entry, reason="Mine.", by=books.member, at=now)
    for reason in (" ", "x" * 501):
        with pytest.raises(Refused) as refused:
            reverse(entry=entry, reason=reason, by=books.steward, at=now)
        assert refused.value.field == "reason"
    assert not Reversal.objects.exists()


def test_the_database_refuses_a_second_reversal_and_one_that_is_no_mirror(books, sale, now):
    entry, other, third = sale(317, at=now), sale(100, at=now), sale(317, at=now)
    mirror = reverse(entry=entry, reason="Twice.", by=books.steward, at=now)
    act = Entry.objects.get(id=mirror).act_id
    for of, by, said in (
        (other, third, "mirrors"),
        (other, other, "mirrors"),
        (mirror, entry, "not reversed"),
        (entry, mirror, "nique|UNIQUE"),
    ):
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            Reversal.objects.create(entry_id=of, reversal_id=by, reason="x", act_id=act, at=now)

"""Other ways of a payout: by a provider, of somebody who leaves meanwhile, and what time does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.bond import operations as bond
from cohive.bond.models import Notice
from cohive.journal import verification
from cohive.settle import payout_jobs
from cohive.settle.credit_notes import note, printed_note
from cohive.settle.models import CreditNote, NoteParty, Payout, PayoutBatch
from cohive.settle.operations import (
    approve_batch,
    mark_executed,
    mark_failed,
    propose_batch,
)
from cohive.settle.payout_files import bank_file
from cohive.settle.payout_sending import Sent, send_by_provider
from cohive.settle.queries import payouts as queries
from cohive.settle.queries.payout_rules import rules_in_force
from cohive.settle.queries.purses import purse_of
from cohive.words.refusals import Missing, Refused
from tests.settle import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


@pytest.fixture
def ready(sold, place, cast, steward, now):
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.second_steward(cast["mei"], by=steward, at=now)
    paying.decide(by=steward, at=now)
    return cast


def approved(cast, steward, at):
    batch = propose_batch(currency="EUR", by=steward, at=at)
    approve_batch(batch=batch, by=cast["mei"], at=at)
    return batch


def test_a_provider_sends_each_once_and_what_it_refuses_is_back_in_the_balance(
    ready, cast, steward, later
):
    for name, account in (("mei", "acct_mei"), ("hanna", "refuse_hanna")):
        paying.bank(cast[name], at=later, way="provider", iban="", account=account)
    batch = approved(cast, steward, later)
    with pytest.raises(Refused, match="left to be sent this way"):
        bank_file(batch, kind="sepa", at=later)
    assert send_by_provider(batch, by=steward, at=later) == Sent(1, 1, 0)
    states = dict(Payout.objects.filter(batch=batch).values_list("payee", "state"))
    assert states == {cast["mei"]: "executed", cast["hanna"]: "failed"}
    assert Payout.objects.get(payee=cast["hanna"]).reason == "account closed"
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == 1902
    assert PayoutBatch.objects.get(id=batch).state == "closed"
    with pytest.raises(Refused):
        send_by_provider(batch, by=steward, at=later)
    assert [each.fault for each in verification.verify() if each.fault] == []


def test_who_leaves_while_her_payout_is_on_its_way_is_not_in_the_file(ready, cast, steward, later):
    paying.bank(cast["hanna"], at=later, iban=paying.IBANS[1], country="DE")
    batch = approved(cast, steward, later)
    bond.delete_account(by=cast["hanna"], at=later)
    with pytest.raises(Refused, match="Mark it as failed"):
        bank_file(batch, kind="csv", at=later)
    payout = Payout.objects.get(batch=batch)
    mark_failed(payout=payout.id, reason="she left", by=steward, at=later)
    assert purse_of(cast["hanna"], "EUR", at=later).available.minor == 1902
    assert queries.planned_batch("EUR", at=later).paid == ()


def test_a_credit_note_keeps_its_name_as_long_as_the_law_asks_and_then_forgets_it(
    ready, cast, steward, later
):
    paying.bank(cast["hanna"], at=later, iban=paying.IBANS[1], legal_name="Hanna Vos")
    batch = approved(cast, steward, later)
    mark_executed(payout=Payout.objects.get(batch=batch).id, by=steward, at=later)
    bond.delete_account(by=cast["hanna"], at=later)
    made = CreditNote.objects.get()
    assert note(made.id).party[0] == "Hanna Vos"
    assert note(made.id).account_end == "3000"
    payout_jobs.forget(at=later + timedelta(days=3652))
    assert NoteParty.objects.exists()
    payout_jobs.forget(at=later + timedelta(days=3653))
    assert not NoteParty.objects.exists()
    assert note(made.id).party == ()
    assert printed_note(note(made.id)).startswith(b"%PDF")


def test_stewards_are_reminded_on_the_planned_day_once_and_only_when_something_is_due(
    ready, cast, steward, now
):
    day = now.replace(month=12, day=1) + timedelta(days=31)
    assert rules_in_force("EUR").next_day(day.date()) == day.date()
    payout_jobs.remind(at=day)
    assert not Notice.objects.filter(kind="settle.payout_day").exists()
    paying.bank(cast["hanna"], at=now, iban=paying.IBANS[1])
    payout_jobs.remind(at=day - timedelta(days=1))
    assert not Notice.objects.filter(kind="settle.payout_day").exists()
    payout_jobs.remind(at=day)
    payout_jobs.remind(at=day)
    told = Notice.objects.filter(kind="settle.payout_day").values_list("to", flat=True)
    assert sorted(told) == sorted([steward, cast["mei"]])


def test_a_quarter_begins_in_january_april_july_and_october(ready, steward, now):
    paying.decide(by=steward, at=now, schedule="quarterly", day_of_month=15)
    rules = rules_in_force("EUR")
    days = [rules.next_day(now.date().replace(month=month, day=16)) for month in (1, 3, 12)]
    assert [(day.month, day.day) for day in days] == [(4, 15), (4, 15), (1, 15)]
    paying.decide(by=steward, at=now, schedule="by_hand")
    assert rules_in_force("EUR").next_day(now.date()) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"threshold": paying.euro(0)}, "threshold"),
        ({"fee": paying.euro(-1)}, "fee"),
        ({"fee_by": "nobody"}, "fee_by"),
        ({"schedule": "daily"}, "schedule"),
        ({"day_of_month": 29}, "day_of_month"),
        ({"debtor_iban": "BE00"}, "debtor_iban"),
        ({"debtor_bic": "x"}, "debtor_bic"),
        ({"debtor_name": "漢"}, "debtor_name"),
    ],
)
def test_rules_that_are_none_are_refused_at_their_field(ready, steward, now, changes, field):
    with pytest.raises(Refused) as refusal:
        paying.decide(by=steward, at=now, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"way": "cash"}, "way"),
        ({"iban": "NL91"}, "iban"),
        ({"legal_name": "梅"}, "legal_name"),
        ({"country": "Holland"}, "country"),
        ({"agrees": False}, "agrees"),
        ({"bic": "1"}, "bic"),
        ({"way": "provider", "account": "a b"}, "account"),
    ],
)
def test_a_way_that_cannot_be_paid_is_refused_at_its_field(ready, cast, now, changes, field):
    with pytest.raises(Refused) as refusal:
        paying.bank(cast["hanna"], at=now, **changes)
    assert refusal.value.field == field


def test_an_unknown_batch_or_kind_is_missing(ready, later):
    with pytest.raises(Missing):
        bank_file(PayoutBatch().id, kind="sepa", at=later)
    with pytest.raises(Missing):
        bank_file(PayoutBatch().id, kind="pdf", at=later)

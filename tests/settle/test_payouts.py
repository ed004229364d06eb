"""Payouts: proposed by one steward, approved by another, sent, and taken back by new entries."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction

from cohive.bond.models import Notice
from cohive.journal import verification
from cohive.journal.models import Act
from cohive.ledger import queries as ledger
from cohive.ledger.models import Entry
from cohive.settle.models import BalanceMove, CreditNote, Payout, PayoutBatch, PayoutStep
from cohive.settle.operations import (
    answer_question,
    approve_batch,
    cancel_batch,
    decide_withholding,
    mark_executed,
    mark_failed,
    mark_returned,
    propose_batch,
    question_line,
)
from cohive.settle.queries import payouts as queries
from cohive.settle.queries import statement as statements
from cohive.settle.queries.purses import purse_of
from cohive.words.refusals import Forbidden, Refused
from tests.settle import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(now):
    """Everything sold is final."""
    return now + timedelta(days=30)


@pytest.fixture
def second(cast, steward, now):
    """Mei is a steward too."""
    paying.second_steward(cast["mei"], by=steward, at=now)
    return cast["mei"]


@pytest.fixture
def ready(sold, place, cast, steward, second, now):
    """Rules are decided, and two of the makers said how they are paid."""
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.decide(by=steward, at=now)
    paying.bank(cast["mei"], at=now)
    paying.bank(cast["hanna"], at=now, iban=paying.IBANS[1], legal_name="Inês Sá", country="DE")
    return cast


@pytest.fixture
def batch(ready, steward, later):
    return propose_batch(currency="EUR", by=steward, at=later)


def mine(cast, batch, name="mei"):
    return Payout.objects.get(batch=batch, payee=cast[name])


def owed(agent):
    return ledger.balance(agent, "earned", "EUR").minor


def faults():
    return [finding.fault for finding in verification.verify() if finding.fault]


def test_a_proposal_sets_aside_what_is_final_and_nothing_else(ready, cast, steward, now, later):
    early = queries.planned_batch("EUR", at=now)
    assert {each.payee: each.amount_minor for each in early.paid}[cast["mei"]] == 9510
    batch = propose_batch(currency="EUR", by=steward, at=later)
    row = mine(cast, batch)
    assert (row.amount_minor, row.net_minor, row.state) == (19020, 19020, "proposed")
    assert owed(cast["mei"]) == 0
    assert ledger.balance(cast["mei"], "in_payout", "EUR").minor == 19020
    assert purse_of(cast["mei"], "EUR", at=later).available.minor == 0
    assert Act.objects.get(kind="settle.payout_batch.proposed").actor_id == steward
    assert Notice.objects.filter(to_id=cast["mei"], kind="settle.payout_batch").exists()
    assert faults() == []


def test_who_said_nothing_keeps_it_or_has_too_little_is_left_out_with_the_reason(
    ready, cast, steward, now, later
):
    paying.bank(cast["bas"], at=now, way="keep")
    plan = queries.planned_batch("EUR", at=later)
    reasons = {each.payee: each.why_not for each in plan.left_out}
    assert set(reasons.values()) == {"unsaid", "keeps"}
    assert {each.payee for each in plan.paid} == {cast["mei"], cast["hanna"]}
    paying.decide(by=steward, at=now, threshold=paying.euro(1_000_000))
    assert queries.planned_batch("EUR", at=later).paid == ()


def test_the_steward_who_proposed_cannot_approve_and_the_database_says_so_too(
    batch, steward, later
):
    with pytest.raises(Forbidden, match="another steward"):
        approve_batch(batch=batch, by=steward, at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.filter(id=batch).update(
            state="approved", approved_by=steward, approved_at=later
        )
    assert PayoutBatch.objects.get(id=batch).state == "proposed"


def test_only_stewards_touch_batches(batch, cast, later):
    with pytest.raises(Forbidden):
        approve_batch(batch=batch, by=cast["hanna"], at=later)
    with pytest.raises(Forbidden):
        propose_batch(currency="EUR", by=cast["hanna"], at=later)


def test_an_approved_payout_is_sent_with_a_credit_note_and_the_books_close(
    batch, cast, steward, second, place, later
):
    approve_batch(batch=batch, by=second, at=later)
    numbers = [
        mark_executed(payout=row.id, by=steward, at=later)
        for row in Payout.objects.filter(batch=batch).order_by("reference")
    ]
    assert numbers == [1, 2]
    assert PayoutBatch.objects.get(id=batch).state == "closed"
    total = sum(row.amount_minor for row in Payout.objects.filter(batch=batch))
    assert ledger.balance(place.agent, "payout_bank", "EUR").minor == total + 2 * 20
    assert ledger.balance(cast["mei"], "in_payout", "EUR").minor == 0
    assert Act.objects.filter(kind="settle.payout.executed").count() == 2
    assert faults() == []


def test_what_is_withheld_is_owed_to_the_tax_office_and_stands_on_her_row(
    ready, cast, steward, second, place, later
):
    decide_withholding(
        country="NL", label="Loonheffing", rate=Fraction(15, 100), by=steward, at=later
    )
    batch = propose_batch(currency="EUR", by=steward, at=later)
    row = mine(cast, batch)
    assert (row.withheld_minor, row.net_minor, row.withheld_rate) == (2853, 16167, "3/20")
    approve_batch(batch=batch, by=second, at=later)
    mark_executed(payout=row.id, by=steward, at=later)
    assert ledger.balance(place.agent, "withheld", "EUR").minor == 2853
    assert mine(cast, batch, "hanna").withheld_minor == 0


def test_a_failed_and_a_returned_payout_stand_in_the_balance_again_by_new_entries(
    batch, cast, steward, second, place, later
):
    approve_batch(batch=batch, by=second, at=later)
    hers, other = mine(cast, batch), mine(cast, batch, "hanna")
    before = Entry.objects.count()
    with pytest.raises(Forbidden, match="your own payout"):
        mark_failed(payout=hers.id, reason="account closed", by=second, at=later)
    mark_failed(payout=other.id, reason="account closed", by=steward, at=later)
    mark_executed(payout=hers.id, by=steward, at=later)
    with pytest.raises(Forbidden, match="your own payout"):
        mark_returned(payout=hers.id, reason="no such account", by=second, at=later)
    assert mark_returned(payout=hers.id, reason="no such account", by=steward, at=later) == 2
    assert Entry.objects.count() == before + 3
    assert owed(cast["mei"]) == 19020
    assert owed(cast["hanna"]) == other.amount_minor
    assert ledger.balance(place.agent, "payout_bank", "EUR").minor == 20  # the fee of the lost way
    assert purse_of(cast["mei"], "EUR", at=later).available.minor == 19020
    assert [note.kind for note in CreditNote.objects.order_by("number")] == ["note", "cancels"]
    assert faults() == []


def test_what_came_back_twice_is_refused_by_the_software_and_by_the_database(
    batch, cast, steward, second, later
):
    approve_batch(batch=batch, by=second, at=later)
    row = mine(cast, batch)
    mark_executed(payout=row.id, by=steward, at=later)
    mark_returned(payout=row.id, reason="closed", by=steward, at=later)
    with pytest.raises(Refused, match="came back before"):
        mark_returned(payout=row.id, reason="closed", by=steward, at=later)
    step = PayoutStep.objects.get(payout=row, step="returned")
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutStep.objects.create(
            payout=row, step="returned", by_id=steward, act=step.act, at=later
        )
    assert owed(cast["mei"]) == 19020


def test_a_cancelled_batch_leaves_every_balance_as_it_was(batch, cast, steward, later):
    cancel_batch(batch=batch, by=steward, at=later)
    assert owed(cast["mei"]) == 19020
    assert BalanceMove.objects.filter(payee=cast["mei"]).count() == 2
    assert queries.planned_batch("EUR", at=later).total.minor > 0
    assert faults() == []


def test_a_second_batch_waits_until_the_first_is_decided(batch, cast, steward, later):
    assert queries.planned_batch("EUR", at=later).paid == ()
    with pytest.raises(Refused, match="Nobody"):
        propose_batch(currency="EUR", by=steward, at=later)
    paying.bank(cast["bas"], at=later, iban=paying.IBANS[2])
    paying.decide(by=steward, at=later, threshold=paying.euro(1))
    with pytest.raises(Refused, match="Another batch"):
        propose_batch(currency="EUR", by=steward, at=later)


def test_a_line_in_question_is_in_no_batch_and_above_the_limit_the_batch_waits(
    ready, cast, steward, second, now, later
):
    line = statements.statement_of(cast["mei"], at=now).lines[2].first.id
    question = question_line(credit=line, about="weight", text="Why?", by=cast["mei"], at=now)
    batch = propose_batch(currency="EUR", by=steward, at=later)
    assert mine(cast, batch).amount_minor == 19020 - 317
    cancel_batch(batch=batch, by=steward, at=later)
    paying.decide(by=steward, at=later, wait_above=paying.euro(1000))
    with pytest.raises(Refused, match="wait for an answer"):
        propose_batch(currency="EUR", by=steward, at=later)
    answer_question(question=question, reason="By two ways.", by=steward, at=later)
    assert propose_batch(currency="EUR", by=steward, at=later)


def test_a_difference_in_the_books_stops_every_payout(ready, cast, steward, later):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance SET minor = minor + 1 WHERE minor = 19020")
    with pytest.raises(Refused, match="do not add up"):
        propose_batch(currency="EUR", by=steward, at=later)
    assert not PayoutBatch.objects.exists()


def test_an_account_cannot_be_changed_between_the_two_stewards(batch, cast, later):
    with pytest.raises(Refused, match="on its way"):
        paying.bank(cast["mei"], at=later, iban=paying.IBANS[2])


def test_no_name_and_no_account_stands_in_the_journal_or_the_books(batch, second, steward, later):
    approve_batch(batch=batch, by=second, at=later)
    for row in Payout.objects.filter(batch=batch):
        mark_executed(payout=row.id, by=steward, at=later)
    written = " ".join(str(act.payload) for act in Act.objects.all())
    for secret in (*paying.IBANS, "Qiáo", "Inês", "BE68539007547034"):
        assert secret not in written

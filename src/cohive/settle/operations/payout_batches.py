"""Batches of payouts: one steward proposes, another approves, either may cancel before that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.journal.operations import record
from cohive.journal.quiet import refuse_in_a_copy
from cohive.ledger.operations import Posting
from cohive.settle.models import Payout, PayoutBatch, PayoutStep
from cohive.settle.models.payouts import BATCH_STATES, PAYOUT_STATES
from cohive.settle.operations.payout_rules import require_steward
from cohive.settle.operations.purses import lock_purse, move_balance
from cohive.settle.payout_accounts import IN_PAYOUT
from cohive.settle.payout_events import BatchApproved, BatchCancelled, BatchProposed
from cohive.settle.payout_stops import refuse_to_pay
from cohive.settle.queries.payout_rules import rules_view
from cohive.settle.queries.payouts import PlannedPayout, planned_batch
from cohive.settle.second_hand import refuse_one_person
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

NO_BATCH = "There is no such batch."
TO_APPROVE = gettext_noop("A batch of payouts over %(amount)s waits for a second steward.")


@transaction.atomic
def propose_batch(*, currency: str, by: UUID, at: datetime) -> UUID:
    """Set aside what is due to everybody who is paid now; return the batch's id.

    Its money stands under each member's own name, out of reach for a second batch and the shop.
    Raises Refused without rules, without anybody to pay, while another batch waits, or while the
    books do not add up.
    """
    require_steward(by)
    refuse_in_a_copy()
    plan = planned_batch(currency, at=at)
    if plan is None:
        raise Refused("Decide first how payouts are made here.")
    if not plan.paid:
        raise Refused("Nobody has a sum to be paid out yet.")
    held = sorted(each.payee for each in plan.paid)  # in one order, as whoever locks several
    for payee in held:
        lock_purse(payee, currency)
    plan = planned_batch(currency, at=at)  # anew, under the locks
    if plan is None:
        raise Refused("Decide first how payouts are made here.")
    # who came to have a sum meanwhile is not held: she could be spending it now; the next batch
    plan = replace(plan, paid=tuple(each for each in plan.paid if each.payee in held))
    if not plan.paid:
        raise Refused("Nobody has a sum to be paid out yet.")
    refuse_to_pay(plan.rules, plan.total)
    batch = PayoutBatch(
        id=new_id(),
        currency=currency,
        state=BATCH_STATES.start,
        rules_id=plan.rules.id,
        payouts_count=len(plan.paid),
        total_minor=plan.total.minor,
        proposed_by_id=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "Another batch waits for its second steward. Decide that one first."
        ) from None
    act = record(
        BatchProposed(batch.id, len(plan.paid), plan.total.minor, currency),
        by=by,
        at=at,
        object_kind="payout_batch",
        object=batch.id,
    )
    for number, each in enumerate(plan.paid, start=1):
        _set_aside(batch, each, number, fee_by=plan.rules.fee_by, by=by, act=act, at=at)
    for steward in members.stewards():
        if steward != by:
            _tell_steward(batch, steward, at=at)
    return batch.id


def _set_aside(
    batch: PayoutBatch,
    planned: PlannedPayout,
    number: int,
    *,
    fee_by: str,
    by: UUID,
    act: UUID,
    at: datetime,
) -> None:
    row = Payout.objects.create(
        id=new_id(),
        batch=batch,
        payee_id=planned.payee,
        reference=f"{batch.id.hex[-12:].upper()}-{number:04d}",
        way=planned.way,
        state=PAYOUT_STATES.start,
        amount_minor=planned.amount_minor,
        earned_minor=planned.earned_minor,
        link_minor=planned.link_minor,
        resale_minor=planned.resale_minor,
        withheld_minor=planned.withheld_minor,
        withheld_label=planned.withheld_label,
        withheld_rate=planned.withheld_rate,
        fee_minor=planned.fee_minor,
        fee_by=fee_by,
        net_minor=planned.net_minor,
    )
    PayoutStep.objects.create(id=new_id(), payout=row, step=row.state, by_id=by, act_id=act, at=at)
    move_balance(
        key=f"settle:payout:{row.id}",
        kind="settle.payout.proposed",
        payee=row.payee_id,
        currency=batch.currency,
        why="payout",
        source=row.id,
        earned_minor=-row.earned_minor,
        link_minor=-row.link_minor,
        resale_minor=-row.resale_minor,
        other=[Posting(row.payee_id, IN_PAYOUT, Money(row.amount_minor, batch.currency))],
        act=act,
        at=at,
    )


@transaction.atomic
def approve_batch(*, batch: UUID, by: UUID, at: datetime) -> None:
    """The second steward's yes: from now on the batch may be sent.

    Raises Forbidden for the steward who proposed it and for whom the place knows to be the same
    person (see `second_hand`), Refused while the books do not add up, and
    above the stated sum while questions wait.
    """
    require_steward(by)
    row = locked_batch(batch)
    if row.proposed_by_id == by:
        raise Forbidden("You proposed this batch: another steward approves it.")
    if row.state != "proposed":
        raise Refused("This batch was decided already.")
    refuse_one_person(row.proposed_by_id, by, at=at)
    refuse_to_pay(rules_view(row.rules), Money(row.total_minor, row.currency))
    row.state = BATCH_STATES.move(row.state, "approved")
    row.approved_by_id = by
    row.approved_at = at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    act = record(BatchApproved(row.id), by=by, at=at, object_kind="payout_batch", object=row.id)
    for each in row.payouts.order_by("id"):
        take_step(each, "approved", by=by, act=act, at=at)
    for steward in members.stewards():
        bond.answer_notice(to=steward, key=_key(row, steward), at=at)


@transaction.atomic
def cancel_batch(*, batch: UUID, by: UUID, at: datetime) -> None:
    """Take a proposal back: what was set aside stands in each balance again, by new entries."""
    require_steward(by)
    row = locked_batch(batch)
    if row.state != "proposed":
        raise Refused("Only a batch that nobody approved yet can be cancelled.")
    row.state = BATCH_STATES.move(row.state, "cancelled")
    row.ended_at = at
    row.save(update_fields=["state", "ended_at"])
    act = record(BatchCancelled(row.id), by=by, at=at, object_kind="payout_batch", object=row.id)
    for each in row.payouts.select_related("batch").order_by("id"):
        take_step(each, "cancelled", by=by, act=act, at=at)
        give_back(each, "cancelled", act=act, at=at)
    for steward in members.stewards():
        bond.answer_notice(to=steward, key=_key(row, steward), at=at)


def locked_batch(batch: UUID) -> PayoutBatch:
    """The batch, held against others; Missing for an unknown id."""
    row = PayoutBatch.objects.select_for_update(of=("self",)).filter(id=batch).first()
    if row is None:
        raise Missing(NO_BATCH)
    return row


def take_step(
    row: Payout, state: str, *, by: UUID, act: UUID, at: datetime, reason: str = ""
) -> None:
    """Move a payout on; the database knows each step of it once."""
    row.state = PAYOUT_STATES.move(row.state, state)
    row.reason = reason[:200]
    if state == "executed":
        row.executed_at = at
    elif state != "approved":
        row.ended_at = at
    row.save(update_fields=["state", "reason", "executed_at", "ended_at"])
    PayoutStep.objects.create(id=new_id(), payout=row, step=state, by_id=by, act_id=act, at=at)


def give_back(row: Payout, step: str, *, act: UUID, at: datetime) -> None:
    """What was set aside stands in the member's balance again, as it was taken."""
    currency = row.batch.currency
    move_balance(
        key=f"settle:payout:{row.id}:{step}",
        kind=f"settle.payout.{step}",
        payee=row.payee_id,
        currency=currency,
        why="payout",
        source=row.id,
        earned_minor=row.earned_minor,
        link_minor=row.link_minor,
        resale_minor=row.resale_minor,
        other=[Posting(row.payee_id, IN_PAYOUT, Money(-row.amount_minor, currency))],
        act=act,
        at=at,
    )


def _tell_steward(batch: PayoutBatch, steward: UUID, *, at: datetime) -> None:
    bond.notify(
        to=steward,
        kind="settle.payout_batch",
        sentence=TO_APPROVE,
        values={"amount": f"money:{batch.total_minor}:{batch.currency}"},
        url=reverse("settle:payout-batch", args=[batch.id]),
        at=at,
        subject=batch.id,
        key=_key(batch, steward),
        waits=True,
    )


def _key(batch: PayoutBatch, steward: UUID) -> str:
    return f"settle:payout-batch:{batch.id}:{steward}"

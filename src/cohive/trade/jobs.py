"""What this room does in the background.

Every call to the provider is made after the commit: another world may take seconds, and nobody
else must wait for the place's database meanwhile. What was not done is found again by its row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.bond.queries import place
from cohive.bridges.egress import EgressFailed
from cohive.bridges.payments import EventKind, Intent, IntentState, PaymentEvent, PaymentProvider
from cohive.bridges.payments.delivery import deliver_due
from cohive.journal.events import ActRecord
from cohive.trade import operations, queries
from cohive.trade.mails import send
from cohive.trade.once import forget_answers
from cohive.trade.providers import listening, provider, provider_named, questioned
from cohive.trade.queries import Question, RefundToAsk
from cohive.trade.queries.taxes import day_here
from cohive.words.refusals import Refused

logger = logging.getLogger(__name__)

ERASE_AFTER_DAYS = 60
ASK_AFTER = timedelta(minutes=2)
READ_TWICE = timedelta(hours=1)
READ_FIRST = timedelta(days=3)
REMIND_AFTER = timedelta(minutes=10)
ALL_EVERY = timedelta(hours=1)
ALL_ASKED = "questions"


def expire(*, at: datetime) -> None:
    """Let orders go whose half hour is over, each in a transaction of its own.

    One transaction for all would hold one order's shelf while it waits for another order.
    """
    for order in queries.expired_orders(at=at):
        _after_commit(operations.expire_order, order=order, at=at)


def remind(*, at: datetime) -> None:
    """Write to those whose order still waits for its payment; who pays at once gets no mail."""
    for order in queries.unpaid_orders(at=at, after=REMIND_AFTER):
        operations.remind_buyer(order=order, at=at)


def erase_addresses(*, at: datetime) -> None:
    """Forget the addresses of orders that ended sixty days ago."""
    before = at - timedelta(days=ERASE_AFTER_DAYS)
    for order in queries.contacts_to_erase(before=before):
        operations.erase_contact(order=order, at=at)
    operations.erase_payers(before=before)


def forget(*, at: datetime) -> None:
    """Forget answers to forms that nobody sends again, and files that came with no order."""
    forget_answers(at=at)
    operations.forget_print_files(at=at)


def mail(*, at: datetime, kind: str, order: str, refund: str = "") -> None:
    """Send one mail about an order, in the buyer's language."""
    send(kind, UUID(order), UUID(refund) if refund else None, at=at)


def invoices(*, at: datetime) -> None:
    """Write the invoices and credit notes that are due, each in a transaction of its own."""
    here = place()
    if here is None:
        return
    for order in queries.to_invoice():
        _after_commit(operations.issue_invoice, order=order, by=here.agent, at=at)
    for refund in queries.to_credit():
        _after_commit(operations.issue_credit_note, refund=refund, by=here.agent, at=at)
    for dispute in queries.disputes_to_credit():
        _after_commit(operations.credit_lost_dispute, dispute=dispute, by=here.agent, at=at)


def erase_invoice_buyers(*, at: datetime) -> None:
    """Forget the names on invoices whose years of keeping are over."""
    here = place()
    if here is None:
        return
    for invoice in queries.buyers_to_erase(on=day_here(at, here)):
        operations.erase_buyer_of(invoice=invoice, by=here.agent, at=at)


def refunds(*, at: datetime) -> None:
    """Ask the provider for every refund that was granted, and for no more than it holds."""
    for row in queries.refunds_to_ask():
        operations.fit_refund(refund=row.refund, at=at)
    for row in queries.refunds_to_ask():
        _after_commit(_ask_refund, row, at)


def preorders(*, at: datetime) -> None:
    """Decide every open pre-order, and carry out what was decided, each order by itself.

    What is left stands in the rows: a run that was cut off is gone on with by the next.
    """
    _after_commit(_go_on, at)


def _go_on(at: datetime) -> None:
    """Each in a transaction of its own; one that fails keeps no other waiting, and comes again."""
    for preorder in queries.preorders_to_decide():
        _tried(operations.decide_preorder, preorder=preorder, at=at)
    for order in queries.orders_to_carry_out():
        _tried(operations.carry_out, order=order, at=at)


def _tried(step: Callable[..., object], **named: object) -> None:
    try:
        step(**named)
    except Exception:
        logger.exception("%s failed; it is tried again", step)


def hear_case_closed(act: ActRecord) -> None:
    """A steward decided on a report: a review that is to go is taken down."""
    if act.object_kind == "review" and act.event.outcome == "taken_down":
        operations.take_review_down(review=act.object, by=act.actor, at=act.at)


def deliver(*, at: datetime) -> None:
    """Let the sandbox provider send its messages, as a real one does from elsewhere."""
    _after_commit(_deliver, at)


def reconcile(*, at: datetime) -> None:
    """Ask how payments stand that we have heard nothing of: a message may have been lost."""
    for name in listening():
        _after_commit(read_events, name, at=at)
    for intent, name in queries.open_intents(at=at, after=ASK_AFTER):
        _after_commit(_ask_intent, intent, name, at)
    found = queries.questions(at=at, after=ASK_AFTER, **_range(at))
    _after_commit(_ask_all, found, at)
    operations.give_up_waiting(at=at)


def _after_commit(work: Callable[..., object], *given: object, **named: object) -> None:
    """Do it when this transaction is over; a fault is told in the log and stops no other.

    Django names the function in that log, which a `partial` has no name for.
    """

    def run() -> None:
        work(*given, **named)

    transaction.on_commit(run, robust=True)


def read_events(name: str, *, at: datetime, bank: PaymentProvider | None = None) -> None:
    """Act on everything a provider lists since it was read last; heard before is heard once.

    How far it was read is told by the events, in the provider's own time: a clock of ours that was
    a day ahead must not leave a day out. An hour is read twice, because events of one moment are
    not listed at once. A message that cannot be acted on is told in the log, the others go on, and
    it is asked for again the next time.
    """
    read = queries.read_until(name)
    if read is None or read > at:  # never, or by a clock that was ahead
        read = at - READ_FIRST
    until, clear = read, True
    for event in (bank or provider_named(name)).list_events(since=read - READ_TWICE, at=at):
        until = max(until, event.occurred_at)
        try:
            operations.confirm_payment(event=event, provider=name, at=at)
        except Exception:
            logger.exception("event %s of %s could not be acted on", event.id, name)
            clear = False
    if clear:
        operations.note_read(provider=name, until=until)


def _ask_refund(row: RefundToAsk, at: datetime) -> None:
    receipt = provider_named(row.provider).refund(
        row.intent, amount=row.amount, idempotency_key=row.key, at=at
    )
    operations.note_refund_asked(refund=row.refund, provider_refund=receipt.id)


def _deliver(at: datetime) -> None:
    sent = deliver_due(provider(), at=at)
    if sent.failed:
        logger.warning("%s payment messages could not be delivered yet", sent.failed)


def _ask_intent(intent: str, name: str, at: datetime) -> None:
    found = provider_named(name).retrieve(intent, at=at)
    if found.state is IntentState.SUCCEEDED:
        operations.confirm_payment(event=_as_event(found, at), provider=name, at=timezone.now())


class _Range(TypedDict):
    """How old what is asked about may be, and how much at most."""

    payments_within: timedelta
    refunds_within: timedelta
    limit: int


YOUNG = _Range(payments_within=timedelta(hours=6), refunds_within=timedelta(hours=1), limit=200)
ALL = _Range(payments_within=timedelta(days=3), refunds_within=timedelta(days=45), limit=2000)


def _range(at: datetime) -> _Range:
    """The young each time, all once an hour: a bank may take days for one refund."""
    asked_at = queries.read_until(ALL_ASKED)
    if asked_at is not None and at - asked_at < ALL_EVERY:
        return YOUNG
    operations.note_read(provider=ALL_ASKED, until=at)
    return ALL


def _ask_all(found: Sequence[Question], at: datetime) -> None:
    """Ask them one after the other; a provider that does not answer is asked the next time."""
    silent: set[str] = set()
    for question in found:
        if question.provider in silent:
            continue
        try:
            _ask_about(question, at)
        except EgressFailed as fault:
            silent.add(question.provider)
            logger.warning("%s cannot be asked now: %s", question.provider, fault)
        except Exception:
            logger.exception("payment %s could not be asked about", question.intent)


def _ask_about(question: Question, at: datetime) -> None:
    """Hear what messages may have said in vain, and close there what is closed here."""
    bank = questioned(question.provider)
    found = bank.events_about(question.intent, refunds=question.refunds, at=at)
    for event in found:
        operations.confirm_payment(event=event, provider=question.provider, at=timezone.now())
    if question.is_closed and not found:
        try:
            bank.cancel(question.intent, idempotency_key=f"close:{question.intent}", at=at)
        except Refused as refusal:  # nobody began to pay, or it is too young to be closed
            logger.info("payment %s is not closed: %s", question.intent, refusal)


def _as_event(intent: Intent, at: datetime) -> PaymentEvent:
    """What a lost message would have said; its id cannot be one of the provider's."""
    return PaymentEvent(
        id=f"asked:{intent.id}",
        kind=EventKind.PAYMENT_SUCCEEDED,
        intent_id=intent.id,
        reference=intent.reference,
        amount=intent.amount,
        occurred_at=at,
    )

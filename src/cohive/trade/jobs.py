"""What this room does in the background.

Every call to the provider is made after the commit: another world may take seconds, and nobody
else must wait for the place's database meanwhile. What was not done is found again by its row.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.bond.queries import place
from cohive.bridges.payments import EventKind, Intent, IntentState, PaymentEvent
from cohive.bridges.payments.delivery import deliver_due
from cohive.trade import operations, queries
from cohive.trade.mails import send
from cohive.trade.providers import provider
from cohive.trade.queries.taxes import day_here
from cohive.words.money import Money

logger = logging.getLogger(__name__)

ERASE_AFTER_DAYS = 60
ASK_AFTER = timedelta(minutes=2)
REMIND_AFTER = timedelta(minutes=10)


def expire(*, at: datetime) -> None:
    """Let orders go whose half hour is over, each in a transaction of its own.

    One transaction for all would hold one order's shelf while it waits for another order.
    """
    for order in queries.expired_orders(at=at):
        let_go = partial(operations.expire_order, order=order, at=at)
        transaction.on_commit(let_go, robust=True)


def remind(*, at: datetime) -> None:
    """Write to those whose order still waits for its payment; who pays at once gets no mail."""
    for order in queries.unpaid_orders(at=at, after=REMIND_AFTER):
        operations.remind_buyer(order=order, at=at)


def erase_addresses(*, at: datetime) -> None:
    """Forget the addresses of orders that ended sixty days ago."""
    before = at - timedelta(days=ERASE_AFTER_DAYS)
    for order in queries.contacts_to_erase(before=before):
        operations.erase_contact(order=order, at=at)


def mail(*, at: datetime, kind: str, order: str, refund: str = "") -> None:
    """Send one mail about an order, in the buyer's language."""
    send(kind, UUID(order), UUID(refund) if refund else None, at=at)


def invoices(*, at: datetime) -> None:
    """Write the invoices and credit notes that are due, each in a transaction of its own."""
    here = place()
    if here is None:
        return
    for order in queries.to_invoice():
        write = partial(operations.issue_invoice, order=order, by=here.agent, at=at)
        transaction.on_commit(write, robust=True)
    for refund in queries.to_credit():
        correct = partial(operations.issue_credit_note, refund=refund, by=here.agent, at=at)
        transaction.on_commit(correct, robust=True)


def erase_invoice_buyers(*, at: datetime) -> None:
    """Forget the names on invoices whose years of keeping are over."""
    here = place()
    if here is None:
        return
    for invoice in queries.buyers_to_erase(on=day_here(at, here)):
        operations.erase_buyer_of(invoice=invoice, by=here.agent, at=at)


def refunds(*, at: datetime) -> None:
    """Ask the provider for every refund that was granted."""
    for refund, intent, amount in queries.refunds_to_ask():
        transaction.on_commit(partial(_ask_refund, refund, intent, amount, at), robust=True)


def deliver(*, at: datetime) -> None:
    """Let the sandbox provider send its messages, as a real one does from elsewhere."""
    transaction.on_commit(partial(_deliver, at), robust=True)


def reconcile(*, at: datetime) -> None:
    """Ask how payments stand that we have heard nothing of: a message may have been lost."""
    for _, intent in queries.open_intents(at=at, after=ASK_AFTER):
        transaction.on_commit(partial(_ask_intent, intent, at), robust=True)


def _ask_refund(refund: UUID, intent: str, amount: Money, at: datetime) -> None:
    receipt = provider().refund(intent, amount=amount, idempotency_key=f"refund:{refund}", at=at)
    operations.note_refund_asked(refund=refund, provider_refund=receipt.id)


def _deliver(at: datetime) -> None:
    sent = deliver_due(provider(), at=at)
    if sent.failed:
        logger.warning("%s payment messages could not be delivered yet", sent.failed)


def _ask_intent(intent: str, at: datetime) -> None:
    found = provider().retrieve(intent, at=at)
    if found.state is IntentState.SUCCEEDED:
        operations.confirm_payment(event=_as_event(found, at), at=timezone.now())


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

"""What this room does in the background.

Every call to the provider is made after the commit: another world may take seconds, and nobody
else must wait for the place's database meanwhile. What was not done is found again by its row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.bridges.payments import EventKind, Intent, IntentState, PaymentEvent
from cohive.bridges.payments.delivery import deliver_due
from cohive.journal.events import ActRecord
from cohive.trade import operations, queries
from cohive.trade.mails import send
from cohive.trade.providers import provider
from cohive.words.money import Money

logger = logging.getLogger(__name__)

ERASE_AFTER_DAYS = 60
ASK_AFTER = timedelta(minutes=2)


def expire(*, at: datetime) -> None:
    """Let orders go whose half hour is over, each in a transaction of its own.

    One transaction for all would hold one order's shelf while it waits for another order.
    """
    for order in queries.expired_orders(at=at):
        let_go = partial(operations.expire_order, order=order, at=at)
        transaction.on_commit(partial(_tried, let_go), robust=True)


def erase_addresses(*, at: datetime) -> None:
    """Forget the addresses of orders that ended sixty days ago."""
    before = at - timedelta(days=ERASE_AFTER_DAYS)
    for order in queries.contacts_to_erase(before=before):
        operations.erase_contact(order=order, at=at)


def mail(*, at: datetime, kind: str, order: str, refund: str = "") -> None:
    """Send one mail about an order, in the buyer's language."""
    send(kind, UUID(order), UUID(refund) if refund else None, at=at)


def refunds(*, at: datetime) -> None:
    """Ask the provider for every refund that was granted."""
    for refund, intent, amount in queries.refunds_to_ask():
        ask = partial(_ask_refund, refund, intent, amount, at)
        transaction.on_commit(partial(_tried, ask), robust=True)


def preorders(*, at: datetime) -> None:
    """Decide every open pre-order, and carry out what was decided, each order by itself.

    What is left stands in the rows: a run that was cut off is gone on with by the next.
    """
    transaction.on_commit(partial(_go_on, at), robust=True)


def _go_on(at: datetime) -> None:
    """Each in a transaction of its own; one that fails keeps no other waiting, and comes again."""
    for preorder in queries.preorders_to_decide():
        _tried(partial(operations.decide_preorder, preorder=preorder, at=at))
    for order in queries.orders_to_carry_out():
        _tried(partial(operations.carry_out, order=order, at=at))


def _tried(step: Callable[[], object]) -> None:
    """Do it; what fails is written down and holds up nothing that comes after it."""
    try:
        step()
    except Exception:
        logger.exception("%s failed; it is tried again", step)


def hear_case_closed(act: ActRecord) -> None:
    """A steward decided on a report: a review that is to go is taken down."""
    if act.object_kind == "review" and act.event.outcome == "taken_down":
        operations.take_review_down(review=act.object, by=act.actor, at=act.at)


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

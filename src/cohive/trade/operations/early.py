"""Messages that come before their time: a refund or a dispute of money not yet heard of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cohive.bridges.payments import PaymentEvent, event_body, read_event
from cohive.trade.models import Payment, ProviderReading, WaitingMessage, WebhookReceipt

KEPT = timedelta(days=45)
"""How long a message waits for its payment; a provider lists what happened for thirty days."""


def is_early(payment: Payment | None, event: PaymentEvent) -> bool:
    """Whether a message speaks of money of which we have not heard that it came."""
    if event.kind.is_of_payment:
        return False
    return payment is None or payment.state != "paid"


def keep_waiting(event: PaymentEvent, *, provider: str, at: datetime) -> str:
    """Keep a message until its payment is heard of; again is once."""
    WaitingMessage.objects.get_or_create(
        id=event.id,
        defaults={
            "provider": provider,
            "intent": event.intent_id,
            "body": event_body(event).decode(),
            "occurred_at": event.occurred_at,
            "received_at": at,
        },
    )
    return "waiting"


def taken_up(payment: Payment) -> Iterator[PaymentEvent]:
    """The messages that waited for this payment, as they happened; each is kept no longer."""
    mine = Q(intent=payment.intent) | Q(intent=payment.provider_payment)
    for row in WaitingMessage.objects.filter(mine).order_by("occurred_at", "id"):
        event = read_event(row.id, row.body.encode())
        row.delete()
        yield event


@transaction.atomic
def give_up_waiting(*, at: datetime) -> int:
    """Let messages go whose payment never came: they were not about this place's money."""
    rows = WaitingMessage.objects.filter(received_at__lt=at - KEPT).order_by("received_at", "id")
    for row in rows:
        WebhookReceipt.objects.get_or_create(
            id=row.id,
            defaults={
                "kind": read_event(row.id, row.body.encode()).kind.value,
                "intent": row.intent,
                "effect": "unknown",
                "received_at": row.received_at,
            },
        )
    given_up, _ = rows.delete()
    return given_up


@transaction.atomic
def note_read(*, provider: str, until: datetime) -> None:
    """Remember up to when a provider's list of events was read and acted on."""
    ProviderReading.objects.update_or_create(provider=provider, defaults={"read_until": until})

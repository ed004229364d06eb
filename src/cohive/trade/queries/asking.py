"""What the providers still have to be asked for, or about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cohive.trade import means
from cohive.trade.models import Dispute, Payment, ProviderReading, Refund
from cohive.words.money import Money

LIMIT = 100
BANK = "bank"
ASKED_FOR = timedelta(hours=6)
"""How long a payment is asked about by itself; afterwards the provider's list of events tells."""


@dataclass(frozen=True)
class RefundToAsk:
    """A refund that was granted, and the payment it comes out of.

    `key` is asked with: another when a part was given before, since it is another question then.
    """

    refund: UUID
    intent: str
    provider: str
    amount: Money
    key: str


def open_intents(*, at: datetime, after: timedelta, limit: int = LIMIT) -> list[tuple[str, str]]:
    """(intent, provider) that were begun a while ago and whose end we do not know. One query."""
    rows = Payment.objects.filter(
        state__in=("open", "closed"),
        intent__isnull=False,
        created_at__lte=at - after,
        created_at__gte=at - ASKED_FOR,
    ).exclude(provider=BANK)
    found = rows.order_by("created_at", "id").values_list("intent", "provider")
    return [(str(intent), provider) for intent, provider in found[:limit]]


def refunds_to_ask(*, limit: int = LIMIT) -> list[RefundToAsk]:
    """Refunds granted and not asked of the provider yet. One SQL query."""
    rows = Refund.objects.filter(state="granted", payment__intent__isnull=False).exclude(
        payment__provider=BANK
    )
    disputed = Dispute.objects.filter(state__in=("open", "lost")).values("payment")
    rows = rows.exclude(payment__in=disputed)  # its bank has the money, or decides about it
    return [
        RefundToAsk(
            refund=row.id,
            intent=row.payment.provider_payment or str(row.payment.intent),
            provider=row.payment.provider,
            amount=Money(means.cash_of(row), row.currency),
            key=_key(row),
        )
        for row in rows.select_related("payment").order_by("id")[:limit]
    ]


def _key(row: Refund) -> str:
    return f"refund:{row.id}" + (f":{means.cash_of(row)}" if row.given_before_minor else "")


def read_until(provider: str) -> datetime | None:
    """Up to when a provider's list of events was read; None if never. One SQL query."""
    rows = ProviderReading.objects.filter(provider=provider)
    return rows.values_list("read_until", flat=True).first()

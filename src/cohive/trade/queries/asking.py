"""What the providers still have to be asked for, or about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cohive.bridges.payments import EventKind
from cohive.trade import means
from cohive.trade.models import Dispute, Payment, ProviderReading, Refund, WebhookReceipt
from cohive.words.money import Money

LIMIT = 100
BANK = "bank"
QUESTIONED = ("wechat", "alipay")
"""Providers that keep no list of events: they are asked about each payment and refund by name."""
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
    ).exclude(provider__in=(BANK, *QUESTIONED))
    found = rows.order_by("created_at", "id").values_list("intent", "provider")
    return [(str(intent), provider) for intent, provider in found[:limit]]


@dataclass(frozen=True)
class Question:
    """A payment to ask a provider about, and its refunds whose end we do not know.

    `is_closed` is one that nobody shall pay any more: here its order ended, or costs another sum.
    """

    intent: str
    provider: str
    is_closed: bool
    refunds: tuple[str, ...] = ()


def questions(
    *,
    at: datetime,
    after: timedelta,
    payments_within: timedelta,
    refunds_within: timedelta,
    limit: int = LIMIT,
) -> list[Question]:
    """What to ask the providers that list no events, the newest first. Two SQL queries.

    Payments begun, and refunds granted, within that time and not within `after`; those whose end
    is known are left out.
    """
    told = WebhookReceipt.objects.filter(
        intent=OuterRef("intent"), kind=EventKind.PAYMENT_CLOSED.value
    )
    rows = Payment.objects.filter(
        ~Exists(told),
        provider__in=QUESTIONED,
        state__in=("open", "closed"),
        intent__isnull=False,
        created_at__lte=at - after,
        created_at__gte=at - payments_within,
    )
    found = [
        Question(str(intent), provider, state == "closed")
        for intent, provider, state in rows.order_by("-created_at", "-id").values_list(
            "intent", "provider", "state"
        )[:limit]
    ]
    return found + _refund_questions(at=at, after=after, within=refunds_within, limit=limit)


def _refund_questions(
    *, at: datetime, after: timedelta, within: timedelta, limit: int
) -> list[Question]:
    rows = Refund.objects.filter(
        payment__provider__in=QUESTIONED,
        payment__intent__isnull=False,
        state="asked",
        failed_at__isnull=True,
        decided_at__lte=at - after,
        decided_at__gte=at - within,
    ).exclude(provider_refund="")
    named = rows.order_by("-decided_at", "-id").values_list(
        "payment__intent", "payment__provider", "provider_refund"
    )
    by_payment: dict[tuple[str, str], list[str]] = {}
    for intent, provider, refund in named[:limit]:
        by_payment.setdefault((str(intent), provider), []).append(refund)
    return [
        Question(intent, provider, False, tuple(refunds))
        for (intent, provider), refunds in by_payment.items()
    ]


def refunds_to_ask(*, limit: int = LIMIT) -> list[RefundToAsk]:
    """Refunds granted and not asked of the provider yet. One SQL query."""
    rows = Refund.objects.filter(state="granted", payment__intent__isnull=False).exclude(
        payment__provider=BANK
    )
    disputed = Dispute.objects.filter(Q(state="open") | Q(state="lost", is_whole=True))
    rows = rows.exclude(
        payment__in=disputed.values("payment")
    )  # its bank has the money, or decides about it
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

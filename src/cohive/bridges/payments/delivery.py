"""Sending what waits in the sandbox's outbox, through the one door for outgoing requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cohive.bridges.egress import EgressFailed, Limits, Resolver, fetch
from cohive.bridges.payments.outbox import Delivery
from cohive.bridges.payments.sandbox import SandboxProvider

__all__ = ["Sent", "deliver_due"]


@dataclass(frozen=True)
class Sent:
    """How many messages the receiver took, and how many will be tried again."""

    delivered: int
    failed: int


def deliver_due(
    provider: SandboxProvider,
    *,
    at: datetime,
    limit: int = 50,
    resolver: Resolver | None = None,
) -> Sent:
    """Send every message that is due; an answer of 200 to 299 counts as taken."""
    results = [
        _sent(provider, delivery, at, resolver)
        for delivery in provider.due_deliveries(at=at, limit=limit)
    ]
    return Sent(delivered=sum(results), failed=len(results) - sum(results))


def _sent(
    provider: SandboxProvider, delivery: Delivery, at: datetime, resolver: Resolver | None
) -> bool:
    try:
        answer = fetch(
            "POST",
            delivery.url,
            headers=delivery.headers,
            body=delivery.body,
            limits=Limits(body_bytes=64 * 1024),
            allow_loopback_port=provider.loopback_port,
            resolver=resolver,
        )
        ok = 200 <= answer.status < 300
    except EgressFailed:
        ok = False
    provider.mark_delivered(delivery, ok=ok, at=at)
    return ok

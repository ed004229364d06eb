"""Browsers that want to be told, and telling each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cohive.bridges.channels.webpush import Subscription, checked
from cohive.journal.operations import record
from cohive.spread.events_channels import PushEnded, PushSubscribed
from cohive.spread.models import Push, PushSubscription
from cohive.spread.operations.deliveries import LEASE, pause_after
from cohive.words.refusals import Refused

BROWSERS_MAX = 10
ATTEMPTS_MAX = 6


@dataclass(frozen=True)
class PushClaim:
    """One browser to be told now."""

    push: UUID
    delivery: UUID
    subscription: Subscription


@transaction.atomic
def subscribe(*, subscription: Subscription, language: str, by: UUID, at: datetime) -> UUID:
    """Tell this browser from now on; the same browser again changes only whose it is."""
    if not subscription.endpoint.startswith("https://") or len(subscription.endpoint) > 1000:
        raise Refused("This browser cannot be told: its push address is none.", field="endpoint")
    checked(subscription)
    known = PushSubscription.objects.filter(member_id=by)
    if known.exclude(endpoint=subscription.endpoint).count() >= BROWSERS_MAX:
        raise Refused(
            "You are told on %(limit)s browsers already. End it on one of them first.",
            field="endpoint",
            limit=BROWSERS_MAX,
        )
    row, _is_new = PushSubscription.objects.update_or_create(
        endpoint=subscription.endpoint,
        defaults={
            "member_id": by,
            "p256dh": subscription.p256dh,
            "auth": subscription.auth,
            "language": language,
            "created_at": at,
        },
    )
    event = PushSubscribed(subscription=row.id)
    record(event, by=by, at=at, object_kind="push", object=row.id)
    return row.id


@transaction.atomic
def unsubscribe(*, by: UUID, at: datetime) -> int:
    """Tell none of her browsers any more; return how many there were."""
    rows = PushSubscription.objects.filter(member_id=by)
    count = rows.count()
    if count:
        rows.delete()
        record(PushEnded(subscriptions=count), by=by, at=at, object_kind="agent", object=by)
    return count


def forget_browsers(*, agent: UUID, at: datetime) -> None:  # noqa: ARG001 - the erasers' shape
    """Whoever leaves is told nothing more."""
    PushSubscription.objects.filter(member_id=agent).delete()


@transaction.atomic
def spread_out(*, delivery: UUID, at: datetime) -> int:
    """Make one row for each browser; again it makes none twice. Returns how many there are."""
    Push.objects.bulk_create(
        (
            Push(delivery_id=delivery, subscription_id=subscription, next_try_at=at)
            for subscription in PushSubscription.objects.values_list("id", flat=True)
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    return Push.objects.filter(delivery_id=delivery).count()


def claim_push(*, push: UUID, at: datetime) -> PushClaim | None:
    """Take one that is due; None when somebody else has it or its browser is gone."""
    due = Push.objects.filter(id=push, next_try_at__lte=at)
    if not due.update(next_try_at=at + LEASE, attempts=F("attempts") + 1):
        return None
    row = Push.objects.select_related("subscription").filter(id=push).first()
    if row is None:
        return None
    known = row.subscription
    return PushClaim(
        row.id, row.delivery_id, Subscription(known.endpoint, known.p256dh, known.auth)
    )


def note_push(*, push: UUID, is_sent: bool, retry_after_seconds: int | None, at: datetime) -> None:
    """What came of it: told, or tried again, at most six times."""
    row = Push.objects.filter(id=push).first()
    if row is None:
        return
    if is_sent or row.attempts >= ATTEMPTS_MAX:
        row.next_try_at = None
        row.sent_at = at if is_sent else None
    else:
        told = timedelta(seconds=retry_after_seconds or 0)
        row.next_try_at = at + max(pause_after(row.attempts), told)
    row.save()


def forget_browser(*, push: UUID) -> None:
    """The browser has left its push service: its subscription goes, and this with it."""
    PushSubscription.objects.filter(
        id__in=Push.objects.filter(id=push).values("subscription")
    ).delete()

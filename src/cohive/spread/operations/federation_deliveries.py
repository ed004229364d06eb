"""What is to be sent to other servers, and how it went. Nothing here speaks to the network.

One row for each activity and inbox; a server with a shared inbox gets it once for all who follow.
A host that fails rests as a whole, so a dead server costs one attempt each time, however much
waits for it. After seven days its followers are let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from cohive.bridges.federation.addresses import host_of
from cohive.bridges.federation.peers import Handed
from cohive.journal.operations import record
from cohive.spread import federating
from cohive.spread.events_federation import HostDropped
from cohive.spread.models import (
    FederatedActor,
    FederationDelivery,
    FederationHost,
    Follower,
    OutgoingActivity,
    ReceivedActivity,
)
from cohive.spread.queries.federation_blocks import is_kept_out

BATCH = 1_000
A_HOST_AT_ONCE = 50
TAKEN_FOR = timedelta(minutes=10)
PAUSE_FIRST = timedelta(minutes=1)
PAUSE_MAX = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=7)
ATTEMPTS_MAX = 20
KEPT_DONE = timedelta(days=7)
KEPT_RECEIVED = timedelta(days=30)


@dataclass(frozen=True)
class ToSend:
    """One delivery as a courier takes it: plain values, no row."""

    id: UUID
    actor: UUID
    inbox: str
    document: Mapping[str, Any]


@transaction.atomic
def send_to_followers(
    *, actor: UUID, document: Mapping[str, Any], at: datetime, also: Iterable[str] = ()
) -> int:
    """Queue an activity for every server on which somebody follows; return to how many inboxes."""
    rows = Follower.objects.filter(actor=actor, state="following").values_list(
        "remote__shared_inbox", "remote__inbox"
    )
    inboxes = {shared or inbox for shared, inbox in rows.iterator(chunk_size=5_000)}
    return send_to(actor=actor, document=document, inboxes=[*inboxes, *also], at=at)


@transaction.atomic
def send_to(
    *, actor: UUID, document: Mapping[str, Any], inboxes: Iterable[str], at: datetime
) -> int:
    """Queue an activity for these inboxes, each once; return how many there are."""
    wanted = sorted(set(inboxes))
    if not wanted:
        return 0
    row = OutgoingActivity.objects.create(actor_id=actor, document=document, at=at)
    hosts = {inbox: host_of(inbox) for inbox in wanted}
    FederationHost.objects.bulk_create(
        [FederationHost(host=host) for host in sorted(set(hosts.values()))],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    FederationDelivery.objects.bulk_create(
        [
            FederationDelivery(activity=row, inbox=inbox, host_id=host, at=at)
            for inbox, host in hosts.items()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(wanted)


@transaction.atomic
def take_hosts(*, limit: int, at: datetime) -> list[str]:
    """Take hosts to which something may be sent now; nobody else gets them for ten minutes."""
    waiting = FederationDelivery.objects.filter(host=OuterRef("host"), state="waiting")
    found = list(
        FederationHost.objects.select_for_update(skip_locked=True)
        .filter(
            Exists(waiting),
            Q(next_at__isnull=True) | Q(next_at__lte=at),
            Q(taken_until__isnull=True) | Q(taken_until__lte=at),
        )
        .order_by("failures", "host")
        .values_list("host", flat=True)[:limit]
    )
    FederationHost.objects.filter(host__in=found).update(taken_until=at + TAKEN_FOR)
    return found


def something_waits() -> bool:
    """Whether anything is to be sent at all. One SQL query."""
    return FederationDelivery.objects.filter(state="waiting").exists()


def deliveries_of(host: str) -> list[ToSend]:
    """What waits for a host, the oldest first, at most fifty. One SQL query."""
    rows = FederationDelivery.objects.filter(host=host, state="waiting").order_by("id")
    return [
        ToSend(row.id, row.activity.actor_id, row.inbox, row.activity.document)
        for row in rows.select_related("activity")[:A_HOST_AT_ONCE]
    ]


@transaction.atomic
def note_handed(*, host: str, handed: Mapping[UUID, Handed], at: datetime) -> None:
    """Write what came of sending to a host, and let it go; it rests if it was silent.

    One that did not take something rests as well; one that says no for good does not.
    """
    failed = False
    for delivery, result in handed.items():
        failed |= not result.is_done and not result.is_refused
        state = _state(result)
        FederationDelivery.objects.filter(id=delivery, state="waiting").update(
            state=state, attempts=F("attempts") + 1, said=result.said[:200], at=at
        )
    FederationDelivery.objects.filter(
        host=host, state="waiting", attempts__gte=ATTEMPTS_MAX
    ).update(state="given_up", at=at)
    row = FederationHost.objects.select_for_update().get(host=host)
    row.taken_until = None
    if failed:
        row.failures += 1
        row.failing_since = row.failing_since or at
        row.next_at = at + min(PAUSE_FIRST * 2 ** min(row.failures - 1, 12), PAUSE_MAX)
        row.said = next(each.said for each in handed.values() if not each.is_done)[:200]
    elif handed:
        row.failures, row.failing_since, row.next_at, row.said = 0, None, None, ""
    row.save()


def _state(result: Handed) -> str:
    if result.is_done:
        return "sent"
    return "refused" if result.is_refused else "waiting"


@transaction.atomic
def let_dead_hosts_go(*, at: datetime) -> int:
    """Drop the followers of hosts that failed for seven days, with what waits for them."""
    dead = FederationHost.objects.select_for_update().filter(failing_since__lte=at - GIVEN_UP_AFTER)
    dropped = 0
    for row in dead:
        count, _ = Follower.objects.filter(remote__host=row.host).delete()
        FederationDelivery.objects.filter(host=row, state="waiting").update(state="given_up", at=at)
        row.dropped_followers, row.dropped_at = row.dropped_followers + count, at
        row.failures, row.failing_since, row.next_at = 0, None, None
        row.save()
        dropped += count
    if dropped:
        _record_dropped(dropped, at=at)
    return dropped


def _record_dropped(count: int, *, at: datetime) -> None:
    actor = FederatedActor.objects.order_by("kind", "agent").values_list("agent", flat=True).first()
    record(
        HostDropped(count=count),
        by=federating.world(),
        at=at,
        object_kind="federation",
        object=actor or federating.world(),
    )


@transaction.atomic
def forget_sent(*, at: datetime) -> None:
    """Forget what was sent or given up a week ago, and ids that came a month ago.

    An activity that old cannot come again: its signature's date is too far from now.
    """
    FederationDelivery.objects.exclude(state="waiting").filter(at__lt=at - KEPT_DONE).delete()
    OutgoingActivity.objects.filter(deliveries__isnull=True).delete()
    ReceivedActivity.objects.filter(at__lt=at - KEPT_RECEIVED).delete()


def refuse_kept_out(deliveries: Iterable[ToSend]) -> dict[UUID, Handed]:
    """What is meant for a domain that was kept out meanwhile is not sent."""
    rows = list(deliveries)
    if rows and is_kept_out(host_of(rows[0].inbox)):
        return {row.id: Handed(is_done=False, is_refused=True, said="kept out") for row in rows}
    return {}

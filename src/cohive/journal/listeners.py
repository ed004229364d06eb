"""Downstream listens: a later room hears an earlier room's acts, never the other way round.

A listener is a function of an ActRecord, registered under a name for some kinds of event. It is
called after the commit, in the order of the seals, in a transaction of its own together with the
row that says it was called, so that an effect in the database happens exactly once. A listener
that fails is tried again with growing pauses; it holds up nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cohive.journal.events import ActRecord, rebuild
from cohive.journal.models import Act, Delivery, ListenerCursor, Seal

logger = logging.getLogger(__name__)

BATCH_ACTS = 200
ATTEMPTS_MAX = 12
PAUSE_SECONDS = 5

Handler = Callable[[ActRecord], None]


@dataclass(frozen=True)
class Listener:
    """A handler, its unique name, and the kinds it hears."""

    name: str
    kinds: frozenset[str]
    handler: Handler


_listeners: dict[str, Listener] = {}


def listen(name: str, kinds: Sequence[str], handler: Handler) -> None:
    """Register a listener; called from a room's AppConfig.ready."""
    known = _listeners.get(name)
    if known and known.handler.__qualname__ != handler.__qualname__:
        raise ValueError(f"two listeners are called {name}")
    _listeners[name] = Listener(name, frozenset(kinds), handler)


def registered() -> dict[str, Listener]:
    """All listeners by name, for the pages and tests that list them."""
    return dict(_listeners)


def hear(*, at: datetime) -> int:
    """Give every listener what it has not heard; return how many acts were delivered."""
    return sum(
        _hear_new(listener, at=at) + _hear_again(listener, at=at)
        for listener in _listeners.values()
    )


def as_record(act: Act, *, n: int = 0) -> ActRecord:
    """The act as listeners and feeds see it."""
    return ActRecord(
        id=act.id,
        n=n,
        kind=act.kind,
        verb=act.verb,
        event=rebuild(act.kind, act.payload),
        actor=act.actor_id,
        object_kind=act.object_kind,
        object=act.object_id,
        target=act.target_id,
        circle=act.circle_id,
        parent=act.parent_id,
        at=act.at,
        recorded_at=act.recorded_at,
    )


def _hear_new(listener: Listener, *, at: datetime) -> int:
    cursor, _ = ListenerCursor.objects.get_or_create(name=listener.name)
    heard, n = 0, cursor.n
    while True:
        seals = list(Seal.objects.filter(n__gt=n).order_by("n")[:BATCH_ACTS])
        if not seals:
            return heard
        ids = [seal.row_id for seal in seals if seal.row_kind == "act"]
        acts = Act.objects.filter(id__in=ids, kind__in=listener.kinds).in_bulk()
        for seal in seals:
            if seal.row_id in acts:
                heard += _deliver(listener, acts[seal.row_id], n=seal.n, at=at)
        n = seals[-1].n
        ListenerCursor.objects.filter(name=listener.name, n__lt=n).update(n=n)


def _hear_again(listener: Listener, *, at: datetime) -> int:
    due = Delivery.objects.filter(
        listener=listener.name, done_at__isnull=True, next_at__lte=at
    ).select_related("act")
    return sum(_deliver(listener, delivery.act, n=0, at=at) for delivery in due)


def _deliver(listener: Listener, act: Act, *, n: int, at: datetime) -> int:
    try:
        with transaction.atomic():
            delivery, is_new = Delivery.objects.select_for_update().get_or_create(
                listener=listener.name, act=act, defaults={"done_at": at}
            )
            if not is_new and delivery.done_at is not None:
                return 0
            listener.handler(as_record(act, n=n))
            if not is_new:
                Delivery.objects.filter(pk=delivery.pk).update(done_at=at, next_at=None, error="")
    except Exception as fault:
        logger.exception("%s could not hear %s", listener.name, act.id)
        _note_failure(listener, act, fault, at=at)
        return 0
    return 1


@transaction.atomic
def _note_failure(listener: Listener, act: Act, fault: Exception, *, at: datetime) -> None:
    delivery, is_new = Delivery.objects.get_or_create(listener=listener.name, act=act)
    attempts = 1 if is_new else delivery.attempts + 1
    pause = timedelta(seconds=PAUSE_SECONDS * 2 ** min(attempts, ATTEMPTS_MAX))
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=attempts, next_at=at + pause, error=f"{type(fault).__name__}: {fault}"[:2000]
    )

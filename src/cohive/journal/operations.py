"""Writing in the journal: agents and acts. Everything else a room does ends here.

`record` belongs inside the transaction of the state it describes; it refuses to run outside one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cohive.journal import seals
from cohive.journal.bulk import insert_objects
from cohive.journal.events import Flow, kind_of, payload_of
from cohive.journal.models import Act, Agent, EconomicEvent
from cohive.words.ids import new_id


def create_agent(*, kind: str, at: datetime) -> UUID:
    """Make a new agent of this kind; who she is stands elsewhere, in the vault."""
    return Agent.objects.create(kind=kind, created_at=at).id


def record(
    event: Any,
    *,
    by: UUID,
    at: datetime,
    object_kind: str,
    object: UUID,  # noqa: A002 - ActivityStreams' own word
    target: UUID | None = None,
    circle: UUID | None = None,
    parent: UUID | None = None,
    flows: Sequence[Flow] = (),
) -> UUID:
    """Write one act with its economic events; return the act's id.

    `at` is when it was done and may lie in the past; the instant of writing is kept beside it.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act is written with its state")
    kind = kind_of(event)
    act = Act(
        id=new_id(),
        kind=kind.name,
        verb=kind.verb.value,
        actor_id=by,
        object_kind=object_kind,
        object_id=object,
        target_id=target,
        circle_id=circle,
        parent_id=parent,
        payload=dict(sorted(payload_of(event).items())),  # as the seal orders it
        at=at,
        recorded_at=timezone.now(),
    )
    insert_objects([act])
    rows = [_economic_event(flow, act=act) for flow in flows]
    insert_objects(rows)
    seals.seal("act", [act])
    seals.seal("economic_event", rows)
    return act.id


def _economic_event(flow: Flow, *, act: Act) -> EconomicEvent:
    return EconomicEvent(
        id=new_id(),
        act=act,
        action=flow.action.value,
        provider_id=flow.provider,
        receiver_id=flow.receiver,
        resource_kind=flow.resource_kind,
        resource_id=flow.resource,
        stage=flow.stage,
        quantity=flow.quantity,
        unit=flow.unit,
        amount_minor=flow.amount.minor if flow.amount else None,
        currency=flow.amount.currency if flow.amount else "",
        at=act.at,
    )

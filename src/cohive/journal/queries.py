"""Reading the journal: feeds and the acts of a thing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cohive.journal.events import ActRecord, kinds
from cohive.journal.listeners import as_record
from cohive.journal.models import Act, Agent, Seal


def latest_acts(
    *, of_kinds: Sequence[str] = (), before: UUID | None = None, limit: int = 20
) -> list[ActRecord]:
    """The newest acts of some kinds (all when empty), older than `before`. One SQL query."""
    rows = Act.objects.order_by("-id")
    if of_kinds:
        rows = rows.filter(kind__in=of_kinds)
    if before:
        rows = rows.filter(id__lt=before)
    return [as_record(act) for act in rows[:limit]]


def acts_of_object(object_id: UUID, *, limit: int = 100) -> list[ActRecord]:
    """What happened to this thing, newest first. One SQL query."""
    return [
        as_record(act) for act in Act.objects.filter(object_id=object_id).order_by("-id")[:limit]
    ]


def acts_of_actor(actor: UUID, *, limit: int = 100) -> list[ActRecord]:
    """What this agent did, newest first. One SQL query."""
    return [as_record(act) for act in Act.objects.filter(actor_id=actor).order_by("-id")[:limit]]


def sentence_of(act: ActRecord) -> str:
    """The untranslated sentence of the act's kind (a msgid with %(actor)s and payload places)."""
    return kinds[act.kind].sentence


def agent_kind(agent: UUID) -> str | None:
    """person, circle, firm, software or world; None when there is no such agent."""
    return Agent.objects.filter(id=agent).values_list("kind", flat=True).first()


def sealed_until() -> int:
    """The last number of the order, 0 in an empty journal."""
    return Seal.objects.order_by("-n").values_list("n", flat=True).first() or 0

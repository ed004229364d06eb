"""Reading the journal: feeds and the acts of a thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from cohive.journal.events import ActRecord, kinds
from cohive.journal.listeners import as_record
from cohive.journal.models import Act, Agent, Seal
from cohive.words.acts import ActRow, Role


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


def act_rows(*, staff: frozenset[UUID] = frozenset()) -> Iterator[ActRow]:
    """The whole journal as rows of a frame, oldest first. One SQL query, streamed.

    amount: what moved with the act in all, when it moved in one currency. role: programs are bots,
    the firm and `staff` are staff. No text stands in the journal, so a row has none; messages
    between members are not acts and cannot be here.
    """
    rows = (
        Act.objects.order_by("at", "id")
        .annotate(
            moved=Sum("flows__amount_minor"),
            one=Min("flows__currency", filter=~Q(flows__currency="")),
            other=Max("flows__currency", filter=~Q(flows__currency="")),
        )
        .values_list(
            "id", "at", "actor_id", "actor__kind", "verb", "object_id", "object_kind",
            "target_id", "parent_id", "circle_id", "moved", "one", "other",
        )
    )  # fmt: skip
    for row in rows.iterator(chunk_size=10_000):
        yield _act_row(*row, staff=staff)


def _act_row(
    key: UUID,
    at: datetime,
    actor: UUID,
    actor_kind: str,
    verb: str,
    thing: UUID,
    thing_kind: str,
    target: UUID | None,
    parent: UUID | None,
    circle: UUID | None,
    moved: int | None,
    one: str | None,
    other: str | None,
    *,
    staff: frozenset[UUID],
) -> ActRow:
    is_money = moved is not None and one is not None and one == other
    role = Role.STAFF if actor_kind == "firm" or actor in staff else Role.MEMBER
    return ActRow(
        id=str(key),
        at=at,
        actor=str(actor),
        verb=verb,
        object=str(thing),
        object_kind=thing_kind,
        target=str(target) if target else None,
        parent=str(parent) if parent and parent != thing else None,
        circle=str(circle) if circle else None,
        amount=moved if is_money else None,
        currency=one if is_money else None,
        role=(Role.BOT if actor_kind == "software" else role).value,
    )

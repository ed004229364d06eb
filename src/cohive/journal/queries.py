"""Reading the journal: feeds and the acts of a thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    UUIDField,
)
from django.db.models.functions import Coalesce

from cohive.journal.events import ActRecord, kinds
from cohive.journal.listeners import as_record
from cohive.journal.models import Act, Agent, EconomicEvent, Seal
from cohive.words.acts import ActRow, Role
from cohive.words.verbs import Action, Verb


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


def acts(ids: Iterable[UUID]) -> dict[UUID, ActRecord]:
    """These acts by their ids; those that are not there are left out. One SQL query."""
    return {act.id: as_record(act) for act in Act.objects.filter(id__in=list(ids))}


def instants_of_kinds(
    of_kinds: Sequence[str], *, since: datetime, until: datetime, limit: int = 100
) -> list[tuple[str, datetime]]:
    """When acts of some kinds happened, kind and instant, the oldest first, the newest `limit`.

    From `since` until before `until`. One SQL query.
    """
    rows = Act.objects.filter(kind__in=of_kinds, at__gte=since, at__lt=until)
    newest = rows.order_by("-at", "-id").values_list("kind", "at")[:limit]
    return list(reversed(newest))


def acts_of_actor(actor: UUID, *, limit: int = 100) -> list[ActRecord]:
    """What this agent did, newest first. One SQL query."""
    return [as_record(act) for act in Act.objects.filter(actor_id=actor).order_by("-id")[:limit]]


def acts_of_kinds(of_kinds: Sequence[str], *, since: datetime) -> Iterator[ActRecord]:
    """All acts of some kinds done since an instant, the oldest first. One SQL query, streamed."""
    rows = Act.objects.filter(kind__in=of_kinds, at__gte=since).order_by("at", "id")
    return (as_record(act) for act in rows.iterator(chunk_size=10_000))


def sentence_of(act: ActRecord) -> str:
    """The untranslated sentence of the act's kind (a msgid with %(actor)s and payload places)."""
    return kinds[act.kind].sentence


def agent_kind(agent: UUID) -> str | None:
    """person, circle, firm, software or world; None when there is no such agent."""
    return Agent.objects.filter(id=agent).values_list("kind", flat=True).first()


def acts_by_kind() -> list[tuple[str, int, int]]:
    """How often people did each kind of act, and how many of them; the most frequent first.

    One SQL query.
    """
    rows = (
        Act.objects.filter(actor__kind="person")
        .values("kind")
        .annotate(acts=Count("id"), people=Count("actor", distinct=True))
        .order_by("-acts", "kind")
    )
    return [(row["kind"], row["acts"], row["people"]) for row in rows]


def people_among(agents: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the agents that are a person or a program; firms, circles and guests are left out.

    One SQL query.
    """
    found = Agent.objects.filter(id__in=list(agents), kind__in=("person", "software"))
    return frozenset(found.values_list("id", flat=True))


def latest_of_kind(kind: str, *, since: datetime, until: datetime) -> dict[UUID, datetime]:
    """Who did a kind of act from `since` on and before `until`, and when last. One SQL query."""
    found = Act.objects.filter(kind=kind, at__gte=since, at__lt=until).order_by()
    return dict(found.values("actor_id").annotate(last=Max("at")).values_list("actor_id", "last"))


def moments_in_circle(
    circle: UUID, of_kinds: Sequence[str], *, since: datetime
) -> list[tuple[datetime, UUID]]:
    """When acts of some kinds were done in a circle, and by whom. One SQL query."""
    rows = Act.objects.filter(circle=circle, kind__in=of_kinds, at__gte=since)
    return list(rows.order_by("at", "id").values_list("at", "actor_id"))


def addressed(
    *,
    circles: Collection[UUID] | None = None,
    actors: Collection[UUID] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[tuple[datetime, UUID | None, UUID, UUID]]:
    """Instant, circle, actor and whom each act addressed, in no order.

    Whom it names, else who made what it answers; and who provided what was used or cited for it. Of
    the acts in some circles, by some actors, from `since` until before `until`, where these are
    given: what is not asked for is not read. Two SQL queries, streamed.
    """
    asked = {
        name: value
        for name, value in (
            ("circle__in", circles), ("actor__in", actors), ("at__gte", since), ("at__lt", until)
        )
        if value is not None
    }  # fmt: skip
    made = Act.objects.filter(verb=Verb.CREATE, object_id=OuterRef("parent_id"))
    rows = (
        Act.objects.filter(**asked)
        .exclude(target__isnull=True, parent_id__isnull=True)
        .exclude(target__isnull=True, parent_id=F("object_id"))
        .order_by()
        .annotate(
            to=Coalesce(
                "target_id",
                made.order_by("at", "id").values("actor_id")[:1],
                output_field=UUIDField(),
            )
        )
        .values_list("at", "circle_id", "actor_id", "to")
    )
    yield from (row for row in rows.iterator(chunk_size=10_000) if row[3] is not None)
    inputs = (
        EconomicEvent.objects.filter(action__in=(Action.USE, Action.CITE))
        .filter(**{f"act__{name}": value for name, value in asked.items()})
        .exclude(resource_id=F("act__object_id"))
        .order_by()
        .values_list("act__at", "act__circle_id", "act__actor_id", "provider_id")
    )
    yield from inputs.iterator(chunk_size=10_000)


def counts_of_kinds(
    of_kinds: Sequence[str], *, since: datetime, until: datetime
) -> dict[str, tuple[int, int]]:
    """How many acts of each kind from `since` until before `until`, and by how many actors.

    Kinds of which there was none are left out. One SQL query.
    """
    rows = Act.objects.filter(kind__in=of_kinds, at__gte=since, at__lt=until).values("kind")
    found = rows.annotate(acts=Count("id"), actors=Count("actor", distinct=True)).order_by("kind")
    return {row["kind"]: (row["acts"], row["actors"]) for row in found}


def actors_by_circle(*, since: datetime, until: datetime) -> dict[UUID, int]:
    """How many agents did something in each circle, joining and leaving aside. One SQL query."""
    rows = Act.objects.filter(circle__isnull=False, at__gte=since, at__lt=until)
    rows = rows.exclude(kind__in=("bond.circle.joined", "bond.circle.left", "bond.circle.created"))
    found = rows.values("circle").annotate(actors=Count("actor", distinct=True)).order_by("circle")
    return {row["circle"]: row["actors"] for row in found}


def sealed_until() -> int:
    """The last number of the order, 0 in an empty journal."""
    return Seal.objects.order_by("-n").values_list("n", flat=True).first() or 0


def act_rows(*, staff: frozenset[UUID] = frozenset()) -> Iterator[ActRow]:
    """The whole journal as rows of a frame, oldest first. One SQL query, streamed.

    amount: what moved with the act in all, when it moved in one currency. role: programs are bots,
    the firm and `staff` are staff. What was used or cited for a thing (ValueFlows inputs) follows
    its act as rows of the verb Add that name the input as parent, and whoever provided it as
    target. No text stands in the journal, so a row has none; messages between members are not acts
    and cannot be here.
    """
    flows = EconomicEvent.objects.filter(act=OuterRef("pk")).order_by().values("act")
    moved = flows.filter(amount_minor__isnull=False)
    inputs = FilteredRelation("flows", condition=Q(flows__action__in=(Action.USE, Action.CITE)))
    rows = (
        Act.objects.annotate(
            moved=Subquery(moved.annotate(all=Sum("amount_minor")).values("all")),
            one=Subquery(moved.annotate(all=Min("currency")).values("all")),
            other=Subquery(moved.annotate(all=Max("currency")).values("all")),
            inputs=inputs,
        )
        .order_by("at", "id", "inputs__id")
        .values(
            "id", "at", "actor_id", "actor__kind", "verb", "object_id", "object_kind",
            "target_id", "parent_id", "circle_id", "moved", "one", "other",
            "inputs__id", "inputs__resource_id", "inputs__provider_id",
        )
    )  # fmt: skip
    before = None
    for row in rows.iterator(chunk_size=10_000):
        act = _act_row(row, staff)
        if act.id != before:
            yield act
        before = act.id
        if row["inputs__id"] and row["inputs__resource_id"] != row["object_id"]:
            yield act._replace(
                id=str(row["inputs__id"]),
                verb=Verb.ADD.value,
                target=str(row["inputs__provider_id"]),
                parent=str(row["inputs__resource_id"]),
                amount=None,
                currency=None,
            )


def _act_row(row: Mapping[str, Any], staff: frozenset[UUID]) -> ActRow:
    is_money = row["moved"] is not None and bool(row["one"]) and row["one"] == row["other"]
    is_staff = row["actor__kind"] == "firm" or row["actor_id"] in staff
    role = Role.STAFF if is_staff else Role.MEMBER
    parent = row["parent_id"] if row["parent_id"] != row["object_id"] else None
    return ActRow(
        id=str(row["id"]),
        at=row["at"],
        actor=str(row["actor_id"]),
        verb=row["verb"],
        object=str(row["object_id"]),
        object_kind=row["object_kind"],
        target=_text(row["target_id"]),
        parent=_text(parent),
        circle=_text(row["circle_id"]),
        amount=row["moved"] if is_money else None,
        currency=row["one"] if is_money else None,
        role=(Role.BOT if row["actor__kind"] == "software" else role).value,
    )


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None


CANONICAL_BATCH = 1_000


def canonical_acts() -> Iterator[dict[str, Any]]:
    """Every act in the order of its seal, with what moved, for comparing two journals.

    Without the ids of rows and the instants of writing. Two SQL queries for each thousand acts.
    """
    n = 0
    while True:
        page = list(
            Seal.objects.filter(n__gt=n, row_kind="act")
            .order_by("n")
            .values_list("n", "row_id")[:CANONICAL_BATCH]
        )
        if not page:
            return
        n = page[-1][0]
        acts = Act.objects.prefetch_related("flows").in_bulk([row for _, row in page])
        for _, row in page:
            yield _canonical(acts[row])


def _canonical(act: Act) -> dict[str, Any]:
    return {
        "kind": act.kind,
        "verb": act.verb,
        "actor": str(act.actor_id),
        "object_kind": act.object_kind,
        "object": str(act.object_id),
        "target": _text(act.target_id),
        "circle": _text(act.circle_id),
        "parent": _text(act.parent_id),
        "payload": act.payload,
        "at": act.at,
        "flows": [
            {
                "action": flow.action,
                "provider": str(flow.provider_id),
                "receiver": str(flow.receiver_id),
                "resource_kind": flow.resource_kind,
                "resource": _text(flow.resource_id),
                "stage": flow.stage,
                "quantity": flow.quantity,
                "unit": flow.unit,
                "amount": flow.amount_minor,
                "currency": flow.currency,
            }
            for flow in act.flows.all()
        ],
    }

"""Writing lineage: what a work grew from, and sources from outside that are only named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from cohive.create.ancestry import ancestor_edges
from cohive.create.events.works import ParentNamed, SourceCited
from cohive.create.locks import hold
from cohive.create.models.works import WORK_STATES, Work, WorkParent
from cohive.create.operations.ideas import checked_title
from cohive.create.operations.makers import WEIGHT_MAX
from cohive.create.operations.telling import tell_parents
from cohive.engine.lineage import Edge, would_close_circle
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.words.refusals import Forbidden, Missing, Refused
from cohive.words.verbs import Action

CREDIT_LENGTH_MAX = 400
PARENTS_MAX = 24

Parents = Sequence[tuple[UUID, int, str]]
Found = Sequence[tuple[Work, int, str]]


@transaction.atomic
def name_parent(
    *, work: UUID, parent: UUID, weight: int, credit: str, by: UUID, at: datetime
) -> None:
    """Name one more thing a work grew from; refused when the parent grew from the work itself.

    Products whose agreement stands keep the lineage that was agreed.
    """
    hold("create.works")
    row = Work.objects.filter(id=work, kind="work").first()
    if row is None:
        raise Missing("There is no such work.")
    if by != row.submitted_by_id and not row.makers.filter(agent_id=by).exists():
        raise Forbidden("Only those who made this work can say what it grew from.")
    found = checked_parents([(parent, weight, credit)])
    if WorkParent.objects.filter(work=row, parent_id=parent).exists():
        raise Refused("This work is named as a parent already.", field="parents")
    _check_circle(row, found[0][0])
    write_parents(row, found, by=by, at=at)
    event = ParentNamed(work=row.id, parent_work=parent, weight=weight)
    flows = [_input(row, found[0][0], weight, by=by)]
    record(event, by=by, at=at, object_kind="work", object=row.id, flows=flows)
    tell_parents(row, found, by=by, at=at)


@transaction.atomic
def cite_source(
    *, title: str, holder: str = "", url: str = "", lang: str = "", by: UUID, at: datetime
) -> UUID:
    """Write down something from outside (an archive sheet, a song) that works here grew from.

    It has no makers here, asks nothing and is only ever named. Return its id.
    """
    from_where = " ".join(holder.split())
    if not from_where:
        raise Refused("Say where it is from, or whose it is.", field="holder")
    if url and not url.startswith(("https://", "http://")):
        raise Refused("An address begins with https://.", field="url")
    hold("create.works")
    row = Work(
        kind="source",
        title=checked_title(title),
        holder=from_where[:140],
        source_url=url,
        language=lang,
        submitted_by_id=by,
        keep=Fraction(0),
        ask=None,
        at=at,
    )
    row.slug = f"source-{row.id.hex[-12:]}"
    row.save(force_insert=True)
    record(SourceCited(work=row.id), by=by, at=at, object_kind="work", object=row.id)
    return row.id


def checked_parents(parents: Parents) -> list[tuple[Work, int, str]]:
    """The parents as rows, or a refusal: too many, twice, unknown, without a sentence of credit.

    A parent that asks for a part cannot be only named; a source from outside can only be named.
    """
    if len(parents) > PARENTS_MAX:
        raise Refused("Name at most %(count)s parents.", field="parents", count=PARENTS_MAX)
    rows = Work.objects.in_bulk([parent for parent, _, _ in parents])
    if len(rows) < len(parents):
        raise Refused("One of these works is not here, or named twice.", field="parents")
    return [
        (rows[parent], _weight(rows[parent], weight), _credit(rows[parent], credit))
        for parent, weight, credit in parents
    ]


def write_parents(row: Work, found: Found, *, by: UUID, at: datetime) -> None:
    """Write the rows of checked parents."""
    WorkParent.objects.bulk_create(
        WorkParent(
            work=row,
            parent=parent,
            weight=weight,
            credit=credit,
            language=row.language,
            by_id=by,
            at=at,
        )
        for parent, weight, credit in found
    )


def flows_of(row: Work, found: Found, *, by: UUID) -> list[Flow]:
    """The work is produced; each parent is used, or cited when it is only named."""
    produced = Flow(
        action=Action.PRODUCE,
        provider=by,
        receiver=by,
        resource_kind="work",
        resource=row.id,
        stage=row.stage,
    )
    return [produced, *(_input(row, parent, weight, by=by) for parent, weight, _ in found)]


def _input(row: Work, parent: Work, weight: int, *, by: UUID) -> Flow:
    return Flow(
        action=Action.USE if weight else Action.CITE,
        provider=parent.submitted_by_id,
        receiver=by,
        resource_kind="work",
        resource=parent.id,
        stage=row.stage,
    )


def _weight(parent: Work, weight: int) -> int:
    if parent.state != WORK_STATES.start:
        raise Refused("“%(title)s” was withdrawn.", field="parents", title=parent.title)
    if isinstance(weight, bool) or not 0 <= weight <= WEIGHT_MAX:
        raise Refused(
            "A parent's weight is a whole number from 0 to %(most)s.",
            field="parents",
            most=WEIGHT_MAX,
        )
    if parent.kind == "source" and weight:
        raise Refused(
            "“%(title)s” is from outside and can only be named.",
            field="parents",
            title=parent.title,
        )
    if parent.ask and not weight:
        raise Refused(
            "“%(title)s” asks for a part, so it cannot be only named.",
            field="parents",
            title=parent.title,
        )
    return weight


def _credit(parent: Work, credit: str) -> str:
    line = " ".join(credit.split())
    if not line and parent.kind == "work":
        raise Refused(
            "Say in one sentence what you took from “%(title)s”.",
            field=f"credit-{parent.id}",
            title=parent.title,
        )
    if len(line) > CREDIT_LENGTH_MAX:
        raise Refused(
            "One sentence is enough: at most %(count)s characters.",
            field=f"credit-{parent.id}",
            count=CREDIT_LENGTH_MAX,
        )
    return line


def _check_circle(row: Work, parent: Work) -> None:
    edges = [
        Edge(str(made), str(made_from), weight)
        for made, made_from, weight in ancestor_edges([parent.id])
    ]
    circle = would_close_circle(edges, str(row.id), str(parent.id))
    if circle:
        raise Refused(
            "“%(parent)s” grew from “%(work)s” itself, so it cannot be its parent.",
            field="parents",
            parent=parent.title,
            work=row.title,
        )

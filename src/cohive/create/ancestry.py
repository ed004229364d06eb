"""Walking lineage in the database: all edges above or below some works, in one query each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from cohive.create.models.works import WorkParent

Edges = list[tuple[UUID, UUID, int]]


def ancestor_edges(works: Sequence[UUID]) -> Edges:
    """Every (work, parent, weight) on the way back in time from these works. One SQL query."""
    return _walk(works, start="work_id", follow="parent_id")


def descendant_edges(works: Sequence[UUID]) -> Edges:
    """Every (work, parent, weight) on the way forward from these works. One SQL query."""
    return _walk(works, start="parent_id", follow="work_id")


def _walk(works: Sequence[UUID], *, start: str, follow: str) -> Edges:
    """A recursive common table expression; UNION drops what was met before, so it ends."""
    if not works:
        return []
    table = connection.ops.quote_name(WorkParent._meta.db_table)
    places = ", ".join(["%s"] * len(works))
    # the names of table and columns are ours; the ids are passed as parameters
    query = (
        f"WITH RECURSIVE met(id) AS ("  # noqa: S608
        f"SELECT {follow} FROM {table} WHERE {start} IN ({places}) "
        f"UNION SELECT edge.{follow} FROM {table} edge JOIN met ON edge.{start} = met.id) "
        f"SELECT work_id, parent_id, weight FROM {table} "
        f"WHERE {start} IN ({places}) OR {start} IN (SELECT id FROM met) ORDER BY id"
    )
    field = WorkParent._meta.get_field("id")
    values = [field.get_db_prep_value(work, connection) for work in works]
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, *values])
        rows = cursor.fetchall()
    return [(_uuid(made), _uuid(made_from), int(weight)) for made, made_from, weight in rows]


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)

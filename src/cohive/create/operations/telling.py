"""Telling people what concerns them: you were named as a maker, somebody built on your work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.create.models.works import Work, WorkMaker


def tell_makers(row: Work, people: Sequence[tuple[UUID, int]], *, by: UUID, at: datetime) -> None:
    """Everyone who was named by somebody else hears so."""
    for agent, _ in people:
        if agent != by:
            bond.notify(
                to=agent,
                kind="maker",
                sentence=gettext_noop("%(who)s named you as a maker of “%(title)s”."),
                values={"who": f"agent:{by}", "title": row.title},
                url=url_of(row),
                at=at,
                subject=row.id,
                key=f"maker:{row.id}:{agent}",
            )


def tell_parents(
    row: Work, found: Sequence[tuple[Work, int, str]], *, by: UUID, at: datetime
) -> None:
    """The makers of each parent read the sentence that was written to them."""
    makers: dict[UUID, list[UUID]] = {}
    rows = WorkMaker.objects.filter(work_id__in=[parent.id for parent, _, _ in found])
    for work, agent in rows.values_list("work_id", "agent_id"):
        makers.setdefault(work, []).append(agent)
    for parent, _, credit in found:
        for agent in makers.get(parent.id, []):
            if agent != by:
                bond.notify(
                    to=agent,
                    kind="remix",
                    sentence=gettext_noop(
                        "%(who)s built “%(title)s” on your “%(parent)s”: “%(credit)s”"
                    ),
                    values={
                        "who": f"agent:{by}",
                        "title": row.title,
                        "parent": parent.title,
                        "credit": credit,
                    },
                    url=url_of(row),
                    at=at,
                    subject=row.id,
                    key=f"remix:{row.id}:{parent.id}:{agent}",
                )


def url_of(row: Work) -> str:
    """The address of a work's page."""
    return reverse("create:work", kwargs={"slug": row.slug})
